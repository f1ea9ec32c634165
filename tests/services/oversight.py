"""A world that is watched over: returns, freezes, orphans, audit and reconciliation beside the other services."""

from datetime import timedelta
from typing import Any

from callbox.domain.deposits import Deposit
from callbox.domain.money import Money
from callbox.services.auditing import Audit
from callbox.services.comparing_orders import OrderComparison
from callbox.services.comparing_payments import PaymentComparison, window_of
from callbox.services.freezing import FreezeService
from callbox.services.noting import Notes
from callbox.services.orphans import OrphanService
from callbox.services.reconciliation import Reconciliation, Report
from callbox.services.returning import ReturnService
from callbox.services.supplier_account import SupplierAccountService
from tests.builders import ADA
from tests.fake_oversight import (
    FakeDifferences,
    FakeOperatorLog,
    FakeReceivables,
    FakeSupplierBalances,
    ListedPaystack,
    ListedSupplier,
)
from tests.services.world import World

NIGHT = timedelta(hours=3)
"""Long enough for every deposit of a test to be old enough to be missed at Paystack."""


class WatchedWorld(World):
    """Ada's world, with Paystack's and the supplier's own lists. `listed` is the supplier as the watch sees it."""

    paystack: ListedPaystack  # type: ignore[assignment]

    def _build_stores(self) -> None:
        super()._build_stores()
        self.paystack = ListedPaystack(self.clock)
        self.listed = ListedSupplier()
        self.differences = FakeDifferences()
        self.balances = FakeSupplierBalances()
        self.receivables = FakeReceivables(self.tables)
        self.operator_log = FakeOperatorLog(self.tables)

    def _build_services(self) -> None:
        super()._build_services()
        clock, log = self.clock, self.log
        self.returns = ReturnService(
            deposits=self.store_of_deposits, books=self.books, paystack=self.paystack, clock=clock, log=log
        )
        self.freezes = FreezeService(
            books=self.books,
            users=self.users,
            receivables=self.receivables,
            clock=clock,
            ids=self.ids,
            log=log,
        )
        self.orphans = OrphanService(
            supplier=self.listed, verifications=self.store_of_verifications, clock=clock, log=log
        )
        self.account = SupplierAccountService(
            supplier=self.listed,
            balances=self.balances,
            orders=OrderComparison(verifications=self.store_of_verifications),
            clock=clock,
        )
        self.audit = self.auditing()
        self.reconciliation = Reconciliation(
            payments=PaymentComparison(
                paystack=self.paystack,
                deposits=self.store_of_deposits,
                crediting=self.deposits,
                returns=self.returns,
                clock=clock,
            ),
            all_deposits=self.store_of_deposits,
            orphans=self.orphans,
            account=self.account,
            audit=self.audit,
            notes=Notes(differences=self.differences, clock=clock, log=log),
            clock=clock,
            log=log,
        )

    def auditing(self, **ports: Any) -> Audit:
        """Return an audit over this world's stores, or over others in their place."""
        own: dict[str, Any] = {
            "books": self.books,
            "wallets": self.books,
            "deposits": self.store_of_deposits,
            "all_deposits": self.store_of_deposits,
            "verifications": self.store_of_verifications,
            "receivables": self.receivables,
            "clock": self.clock,
        }
        return Audit(**(own | ports))

    def credited(self, amount_minor: int = 500_000, key: str = "key") -> Deposit:
        """Let Ada pay, and the payment be credited."""
        deposit = self.top_up(amount_minor, key=key)
        self.paystack.pay(deposit.reference)
        self.deposits.credit(deposit.reference)
        return self.deposit(deposit.deposit_id)

    def reconcile(self) -> Report:
        now = self.clock.now()
        return self.reconciliation.run(since=now - window_of(now), segments=2)

    def found(self) -> list[tuple[str, str]]:
        """Reconcile, and return what differs: (kind, subject)."""
        return [(one.kind, one.subject) for one in self.reconcile().differences]

    def spend(self, amount: Money) -> None:
        """Let money leave the wallet for codes that came: ₦450 each."""
        for _ in range(amount.minor // 45_000):
            self.buy()

    @property
    def owed_minor(self) -> int:
        return sum(one.amount.minor for one in self.receivables.of(ADA))
