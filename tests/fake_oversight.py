"""What the reconciliation reads and stores, in memory: stores, and the lists of Paystack and the supplier."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from threading import Lock

from callbox.domain.deposits import Payment
from callbox.domain.differences import Difference
from callbox.domain.errors import Unavailable
from callbox.domain.identity import UserId
from callbox.domain.money import Money
from callbox.domain.operators import OperatorAct
from callbox.domain.returns import Receivable
from callbox.ports.pay_outs import BeingPaidOut
from callbox.ports.paystack import Refund
from callbox.ports.supplier import ListedOrder
from callbox.ports.supplier_balances import SupplierBalance
from tests.fake_stores import FakeTables
from tests.fake_world import FakeClock, FakePaystack


class FakeReceivables:
    def __init__(self, tables: FakeTables) -> None:
        self._tables = tables

    def of(self, user_id: UserId) -> Sequence[Receivable]:
        return [one for (owner, _), one in sorted(self._tables.receivables.items()) if owner == user_id]


class FakeOperatorLog:
    def __init__(self, tables: FakeTables) -> None:
        self._tables = tables

    def add(self, act: OperatorAct) -> None:
        self._tables.operator_log.setdefault((act.day, act.act_id), act)

    def day(self, day: str) -> Sequence[OperatorAct]:
        return [act for (of, _), act in sorted(self._tables.operator_log.items()) if of == day]


class FakePayOuts:
    def __init__(self) -> None:
        self._lock = Lock()
        self.stored: dict[UserId, tuple[str, datetime]] = {}

    def begin(self, user_id: UserId, run_id: str, *, now: datetime, free_at: datetime) -> None:
        with self._lock:
            other_id, other_free_at = self.stored.get(user_id, (run_id, now))
            if other_id != run_id and other_free_at > now:
                raise BeingPaidOut(other_free_at)
            self.stored[user_id] = (run_id, free_at)

    def end(self, user_id: UserId, run_id: str) -> None:
        with self._lock:
            if self.stored.get(user_id, ("",))[0] == run_id:
                del self.stored[user_id]


class FakeDifferences:
    def __init__(self) -> None:
        self.stored: dict[str, tuple[Difference, datetime, datetime]] = {}
        """By id: the difference as last found, and when it was first and last found."""
        self.failing: Exception | None = None

    def note(self, difference: Difference, *, now: datetime) -> bool:
        if self.failing is not None:
            raise self.failing
        first = self.stored.get(difference.difference_id, (difference, now, now))[1]
        self.stored[difference.difference_id] = (difference, first, now)
        return first == now


class FakeSupplierBalances:
    def __init__(self) -> None:
        self.stored: list[SupplierBalance] = []

    def last(self) -> SupplierBalance | None:
        return max(self.stored, key=lambda one: one.read_at, default=None)

    def add(self, balance: SupplierBalance) -> None:
        self.stored.append(balance)


class ListedPaystack(FakePaystack):
    """A Paystack that numbers, refunds and lists its transactions, by the time of `clock`."""

    def __init__(self, clock: FakeClock) -> None:
        super().__init__()
        self._clock = clock
        self.verify_takes = timedelta(0)
        self._numbers = itertools.count(1)
        self._opened: dict[str, datetime] = {}
        self._refunds: list[tuple[datetime, Refund]] = []

    def initialize(self, *, reference: str, amount: Money, email: str, callback_url: str) -> str:
        try:
            return super().initialize(reference=reference, amount=amount, email=email, callback_url=callback_url)
        finally:
            payment = self.payments.get(reference)
            if payment is not None and payment.transaction_id is None:
                self.payments[reference] = replace(payment, transaction_id=next(self._numbers))
                self._opened[reference] = self._clock.now()

    def sell(self, reference: str, amount: Money) -> None:
        """Add a payment that we never requested."""
        self.initialize(reference=reference, amount=amount, email="", callback_url="")
        self.pay(reference)

    def refund(self, reference: str, amount: Money) -> None:
        """Refund a part; the last part turns the transaction `reversed`, as at the real Paystack."""
        payment = self.payments[reference]
        self._refunds.append((self._clock.now(), Refund(next(self._numbers), payment.transaction_id or 0, amount)))
        if self._refunded_minor(payment) == payment.amount.minor:
            self.pay(reference, status="reversed")

    def verify(self, reference: str) -> Payment | None:
        self._clock.advance(self.verify_takes)
        return super().verify(reference)

    def transaction(self, transaction_id: int) -> Payment | None:
        self._begin("transaction", str(transaction_id))
        return next((one for one in self.payments.values() if one.transaction_id == transaction_id), None)

    def transactions(self, status: str, *, since: datetime) -> Iterator[Payment]:
        self._begin("transactions", status)
        found = [one for one in self.payments.values() if one.status == status]
        return iter([one for one in reversed(found) if self._opened[one.reference] >= since])

    def refunds(self, *, since: datetime | None = None, transaction_id: int | None = None) -> Iterator[Refund]:
        self._begin("refunds", str(transaction_id or ""))
        return iter(
            [
                refund
                for at, refund in reversed(self._refunds)
                if (since is None or at >= since) and transaction_id in (None, refund.transaction_id)
            ]
        )

    def refunds_promised(self, transaction_id: int) -> int:
        return sum(refund.amount.minor for _, refund in self._refunds if refund.transaction_id == transaction_id)

    def _refunded_minor(self, payment: Payment) -> int:
        return sum(
            refund.amount.minor for _, refund in self._refunds if refund.transaction_id == payment.transaction_id
        )


class ListedSupplier:
    """The supplier's list and account, which a test sets by hand."""

    def __init__(self, balance_usd: str = "100") -> None:
        self.listed: list[ListedOrder] = []
        self.balance = Decimal(balance_usd)
        self.cancellable = True
        self.failing: Exception | None = None
        self.unclear: list[Exception] = []
        """The results of the next cancels, which leave the order open."""
        self.silent: set[str] = set()
        """The orders whose cancels are never answered."""
        self.cancelled: list[str] = []

    def list_order(self, order_id: str, at: datetime, *, outcome: str = "open", cost: str = "0.50") -> None:
        self.listed.insert(0, ListedOrder(order_id, outcome, at, Decimal(cost)))  # type: ignore[arg-type]

    def end(self, order_id: str, outcome: str) -> None:
        self.listed = [
            replace(one, outcome=outcome) if one.order_id == order_id else one  # type: ignore[arg-type]
            for one in self.listed
        ]

    def orders(self, *, since: datetime) -> Iterator[ListedOrder]:
        if self.failing is not None:
            raise self.failing
        return iter([one for one in self.listed if one.ordered_at >= since])

    def cancel(self, order_id: str) -> bool:
        if self.unclear:
            raise self.unclear.pop(0)
        if order_id in self.silent:
            raise Unavailable("no answer")
        if self.cancellable:
            self.cancelled.append(order_id)
            self.end(order_id, "cancelled")
        return self.cancellable

    def balance_usd(self) -> Decimal:
        if self.failing is not None:
            raise self.failing
        return self.balance
