"""Ports of Paystack, the payment provider: checkout, its own records, and refunds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from callbox.domain.deposits import Payment
from callbox.domain.money import Money


class DuplicateReference(Exception):
    """Paystack knows this reference already: an earlier initialize got through."""


class Paystack(Protocol):
    """The payment provider. Raises Unavailable when it did not act, Uncertain when it may have."""

    def initialize(self, *, reference: str, amount: Money, email: str, callback_url: str) -> str:
        """Open a transaction and return the address of its checkout page. Raises DuplicateReference."""

    def verify(self, reference: str) -> Payment | None:
        """Return what became of a transaction; None when Paystack has never heard of it."""


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
