"""A world that adds returns, freezes, orphan orders, audit and reconciliation to the other services."""

from datetime import timedelta
from typing import Any

from callbox.domain.deposits import Deposit
from callbox.domain.money import Money
from callbox.services.auditing import Audit
from callbox.services.comparing_payments import window_of
from callbox.services.reconciliation import Report
from tests.builders import ADA
from tests.fake_oversight import (
    FakeDifferences,
    FakeOperatorLog,
    FakeReceivables,
    FakeSupplierBalances,
    ListedPaystack,
    ListedSupplier,
)
from tests.fake_ports import FakePorts
from tests.services.world import World

NIGHT = timedelta(hours=3)
"""After this time a test's deposits are old enough to be reported as missing at Paystack."""


class WatchedWorld(World):
    """Ada's world, with Paystack's and the supplier's lists. `listed` is the supplier as the reconciliation sees it."""

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
        self.returns = self.services.returns
        self.freezes = self.services.freezes
        self.orphans = self.services.orphans
        self.account = self.services.supplier_account
        self.audit = self.services.audit
        self.reconciliation = self.services.reconciliation

    def _ports(self) -> FakePorts:
        return (
            super()
            ._ports()
            .but(
                paystack_records=self.paystack,
                paystack_refunds=self.paystack,
                supplier_records=self.listed,
                supplier_balances=self.balances,
                differences=self.differences,
                receivables=self.receivables,
                operator_log=self.operator_log,
                wallet_scan=self.books,
                deposit_scan=self.store_of_deposits,
            )
        )

    def auditing(self, **ports: Any) -> Audit:
        """Return an audit of this world's stores, or of others in their place."""
        return self.but(**ports).audit

    def credited(self, amount_minor: int = 500_000, key: str = "key") -> Deposit:
        """Let Ada pay, and credit the payment."""
        deposit = self.top_up(amount_minor, key=key)
        self.paystack.pay(deposit.reference)
        self.deposits.credit(deposit.reference)
        return self.deposit(deposit.deposit_id)

    def reconcile(self) -> Report:
        now = self.clock.now()
        return self.reconciliation.run(since=now - window_of(now), segments=2)

    def found(self) -> list[tuple[str, str]]:
        """Reconcile and return the differences as (kind, subject)."""
        return [(one.kind, one.subject) for one in self.reconcile().differences]

    def spend(self, amount: Money) -> None:
        """Spend money on codes that arrive: ₦450 each."""
        for _ in range(amount.minor // 45_000):
            self.buy()

    @property
    def owed_minor(self) -> int:
        return sum(one.amount.minor for one in self.receivables.of(ADA))
