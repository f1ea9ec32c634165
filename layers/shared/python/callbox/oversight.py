"""Ports of those who watch over the money: what is read as a whole, compared, and noted for the operator.

Apart from callbox.ports because customers' requests need none of it. The same rules hold: reads are strongly
consistent unless they say otherwise, and `Unavailable` means that the same call may be made again.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, Protocol

from callbox.domain.deposits import Deposit, Payment
from callbox.domain.differences import Difference
from callbox.domain.identity import UserId
from callbox.domain.ledger import Wallet
from callbox.domain.money import Money
from callbox.domain.operators import OperatorAct
from callbox.domain.returns import Receivable

# --- our own tables, as a whole


class WalletScan(Protocol):
    def scan(self, *, segment: int, segments: int) -> Iterator[Wallet]:
        """Yield the wallets of one of `segments` parts of the table, in no order; each as it is when it is read."""


class DepositScan(Protocol):
    def scan(self, *, segment: int, segments: int) -> Iterator[Deposit]:
        """Yield the deposits of one of `segments` parts of the table, in no order."""


class Receivables(Protocol):
    """What customers owe. Making one is not here: see Books."""

    def of(self, user_id: UserId) -> Sequence[Receivable]: ...


class OperatorLog(Protocol):
    """What operators did, for ever. An act is written together with what it changes, where that is in our tables."""

    def add(self, act: OperatorAct) -> None:
        """Note an act whose change is not in our tables, before it is done. The same act again changes nothing."""

    def day(self, day: str) -> Sequence[OperatorAct]:
        """Return the acts of a date in UTC, oldest first."""


class BeingPaidOut(Exception):
    """Another run gives this account's balance back, or was cut short; it has the account until `free_at`."""

    def __init__(self, free_at: datetime) -> None:
        super().__init__(f"taken until {free_at.isoformat()}")
        self.free_at = free_at


class PayOuts(Protocol):
    """Which run gives an account's balance back: one at a time."""

    def begin(self, user_id: UserId, run_id: str, *, now: datetime, free_at: datetime) -> None:
        """Take the account for a run until `free_at`, unless it ends before. The same call again changes nothing.

        Raises BeingPaidOut when another run has it.
        """

    def end(self, user_id: UserId, run_id: str) -> None:
        """Let go of the account. Changes nothing when this run no longer has it."""


class Differences(Protocol):
    def note(self, difference: Difference, *, now: datetime) -> bool:
        """Store a difference, or that it is still there. Return whether it is new."""


# --- Paystack's own list


@dataclass(frozen=True)
class Refund:
    """Money that is with its payer again, by Paystack's number of the transaction."""

    refund_id: int
    transaction_id: int
    amount: Money


class PaystackRecords(Protocol):
    """What Paystack has. Raises Unavailable when it does not answer, or when its lists are longer than we read."""

    def verify(self, reference: str) -> Payment | None: ...

    def transaction(self, transaction_id: int) -> Payment | None:
        """Return a transaction by Paystack's number; None when there is none."""

    def transactions(self, status: Literal["success", "reversed"], *, since: datetime) -> Iterator[Payment]:
        """Yield all that were opened since then and have this status now, newest first, each once."""

    def refunds(self, *, since: datetime | None = None, transaction_id: int | None = None) -> Iterator[Refund]:
        """Yield the refunds that have been carried out, each once: asked for since then, or of one transaction."""


class PaystackRefunds(Protocol):
    """Giving money back through Paystack. Raises Unavailable when it did not act, Uncertain when it may have."""

    def verify(self, reference: str) -> Payment | None: ...

    def refunds_promised(self, transaction_id: int) -> int:
        """Return the sum of a transaction's refunds in minor units, carried out or under way."""

    def refund(self, reference: str, amount: Money) -> None:
        """Ask for a refund of this amount to the payer. Not idempotent: ask for the promised sum before."""


# --- the supplier's own list


@dataclass(frozen=True)
class ListedOrder:
    """A number as the supplier's list shows it."""

    supplier_id: str
    outcome: Literal["open", "delivered", "returned", "cancelled"]
    ordered_at: datetime
    cost_usd: Decimal


class SupplierRecords(Protocol):
    """What the supplier has. Raises Unavailable when it does not answer, or when its lists are longer than we read."""

    def orders(self, *, since: datetime) -> Iterator[ListedOrder]:
        """Yield the orders made since then, newest first, each once."""

    def cancel(self, supplier_id: str) -> bool: ...

    def balance_usd(self) -> Decimal:
        """Return what is left of our credit."""


@dataclass(frozen=True)
class SupplierBalance:
    """The credit at one moment, and what was paid for orders that may still come back."""

    read_at: datetime
    balance_usd: Decimal
    open_orders: tuple[str, ...]
    open_cost_usd: Decimal


class SupplierBalances(Protocol):
    def last(self) -> SupplierBalance | None: ...

    def add(self, balance: SupplierBalance) -> None: ...
