"""Ports of Paystack, the payment provider: checkout, its own records, and refunds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from callbox.domain.deposits import Payment, Refusal
from callbox.domain.money import Money


class DuplicateReference(Exception):
    """Paystack already knows this reference: an earlier initialize succeeded."""


class PaymentRefused(Exception):
    """Paystack will never open this transaction, however often it is asked. Nothing was opened."""

    def __init__(self, what: Refusal) -> None:
        super().__init__(what)
        self.what: Refusal = what


class Paystack(Protocol):
    """The payment provider. Raises Unavailable when it did not act, Uncertain when it may have."""

    def initialize(self, *, reference: str, amount: Money, email: str, callback_url: str) -> str:
        """Open a transaction and return the URL of its checkout page. Raises DuplicateReference or PaymentRefused."""

    def verify(self, reference: str) -> Payment | None:
        """Return the state of a transaction, or None when Paystack does not know it."""


@dataclass(frozen=True)
class Refund:
    """Money returned to its payer. `transaction_id` is Paystack's number of the transaction."""

    refund_id: int
    transaction_id: int
    amount: Money


class PaystackRecords(Protocol):
    """Paystack's own records. Raises Unavailable when it does not answer, or when a list is longer than we read."""

    def verify(self, reference: str) -> Payment | None: ...

    def transaction(self, transaction_id: int) -> Payment | None:
        """Return a transaction by Paystack's number, or None."""

    def transactions(self, status: Literal["success", "reversed"], *, since: datetime) -> Iterator[Payment]:
        """Yield the transactions opened since then that have this status now, newest first, each once."""

    def refunds(self, *, since: datetime | None = None, transaction_id: int | None = None) -> Iterator[Refund]:
        """Yield completed refunds, each once: those requested since then, or those of one transaction."""


class PaystackRefunds(Protocol):
    """Refunds through Paystack. Raises Unavailable when Paystack did not act, Uncertain when it may have."""

    def verify(self, reference: str) -> Payment | None: ...

    def refunds_promised(self, transaction_id: int) -> int:
        """Return the sum of a transaction's refunds, completed or pending, in minor units."""

    def refund(self, reference: str, amount: Money) -> None:
        """Request a refund of this amount to the payer. Not idempotent: check `refunds_promised` first."""
