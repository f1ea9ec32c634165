"""The simulated Paystack's state: customers, transactions and disputes, and their allowed transitions.

State only, no HTTP. A transaction starts as `abandoned` (observed: verify answers so before payment), may be declined
and retried, succeeds once, and may later be reversed. Like the real Paystack, it can be charged only once. Amounts are
integers in the currency's subunit.
"""

from __future__ import annotations

import secrets
import string
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any, Literal

# Minimum charge in subunits by accepted currency (from third parties).
MINIMUM_MINOR = {"NGN": 5000, "USD": 200, "GHS": 10, "ZAR": 100, "KES": 300, "XOF": 100}
DEFAULT_CURRENCY = "NGN"
REFERENCE_CHARACTERS = frozenset(string.ascii_letters + string.digits + "-.=")  # documented
FIRST_TRANSACTION_ID = 4_099_260_516  # larger than 32 bits, like real ids
FIRST_CUSTOMER_ID = 181_873_746
FIRST_DISPUTE_ID = 2_867_030

Status = Literal["abandoned", "failed", "success", "reversed"]
Channel = Literal["card", "bank", "ussd", "bank_transfer"]


@dataclass(frozen=True)
class Initialisation:
    """A validated request to initialise a payment."""

    email: str
    amount_minor: int
    currency: str
    reference: str | None
    callback_url: str | None
    metadata: Any


@dataclass(frozen=True)
class Customer:
    """A payer, one per email address."""

    id: int
    code: str
    email: str


@dataclass(frozen=True)
class Means:
    """What a payment is made with. Without a `card`, each customer pays with a card of their own.

    `sender` is who makes a transfer; the bank tells Paystack a masked account number.
    """

    channel: Channel = "card"
    card: str | None = None
    sender: Sender | None = None


@dataclass(frozen=True)
class Sender:
    """The account that a transfer comes from. Banks leave out parts of it."""

    bank: str | None = "Access Bank"
    account: str | None = "XXXXXX0142"
    name: str | None = "ADA TESTER"


@dataclass
class Dispute:
    """A chargeback on one transaction."""

    id: int
    created_at: datetime
    resolved_at: datetime | None = None
    resolution: str | None = None


@dataclass
class Transaction:
    """One payment. The charged amount may differ from the requested one."""

    id: int
    reference: str
    access_code: str
    customer: Customer
    requested_minor: int
    amount_minor: int
    currency: str
    metadata: Any
    callback_url: str | None
    created_at: datetime
    status: Status = "abandoned"
    gateway_response: str = "The transaction was not completed"
    attempts: int = 0
    paid_at: datetime | None = None
    ip_address: str | None = None
    means: Means = field(default_factory=Means)
    dispute: Dispute | None = None

    @property
    def cancel_url(self) -> str | None:
        """Return the URL of `metadata.cancel_action`, for a customer who cancels."""
        action = self.metadata.get("cancel_action") if isinstance(self.metadata, dict) else None
        return action if isinstance(action, str) else None


class StateError(Exception):
    """The transaction's state does not allow that."""


@dataclass
class TransactionBook:
    """All transactions, by reference, id and access code."""

    _by_reference: dict[str, Transaction] = field(default_factory=dict)
    _by_id: dict[int, Transaction] = field(default_factory=dict)
    _by_access_code: dict[str, Transaction] = field(default_factory=dict)
    _customers: dict[str, Customer] = field(default_factory=dict)
    _transaction_ids: count[int] = field(default_factory=lambda: count(FIRST_TRANSACTION_ID))
    _dispute_ids: count[int] = field(default_factory=lambda: count(FIRST_DISPUTE_ID))

    def open(self, asked: Initialisation) -> Transaction:
        """Record a new transaction; the caller has checked that the reference is free."""
        transaction = Transaction(
            id=next(self._transaction_ids),
            reference=asked.reference or random_code(10),
            access_code=random_code(15),
            customer=self._customer(asked.email),
            requested_minor=asked.amount_minor,
            amount_minor=asked.amount_minor,
            currency=asked.currency,
            metadata=asked.metadata,
            callback_url=asked.callback_url,
            created_at=datetime.now(UTC),
        )
        self._by_reference[transaction.reference] = transaction
        self._by_id[transaction.id] = transaction
        self._by_access_code[transaction.access_code] = transaction
        return transaction

    def with_reference(self, reference: str) -> Transaction | None:
        """Find by the given or generated reference, case-sensitive."""
        return self._by_reference.get(reference)

    def with_id(self, transaction_id: int) -> Transaction | None:
        """Find by Paystack's id."""
        return self._by_id.get(transaction_id)

    def with_access_code(self, access_code: str) -> Transaction | None:
        """Find by the last path segment of the checkout URL."""
        return self._by_access_code.get(access_code)

    def newest_first(self) -> list[Transaction]:
        """List every transaction."""
        return list(reversed(self._by_id.values()))

    def dispute(self, transaction: Transaction) -> Dispute:
        """Open a chargeback, or return the open one."""
        if transaction.status != "success":
            raise StateError("only a successful transaction can be disputed")
        transaction.dispute = transaction.dispute or Dispute(next(self._dispute_ids), datetime.now(UTC))
        return transaction.dispute

    def clear(self) -> None:
        """Delete everything, but continue the ids, so that an old id never refers to a new transaction."""
        for index in (self._by_reference, self._by_id, self._by_access_code, self._customers):
            index.clear()

    def _customer(self, email: str) -> Customer:
        known = self._customers.get(email)
        if known is None:
            number = FIRST_CUSTOMER_ID + len(self._customers)
            known = self._customers[email] = Customer(number, f"CUS_{random_code(15)}", email)
        return known


def charge(
    transaction: Transaction,
    *,
    amount_minor: int | None = None,
    currency: str | None = None,
    means: Means | None = None,
) -> None:
    """Charge the customer, once; amount and currency default to the requested ones, the means to the own card."""
    if transaction.status in ("success", "reversed"):
        raise StateError(f"{transaction.reference} was charged already")
    transaction.amount_minor = transaction.requested_minor if amount_minor is None else amount_minor
    transaction.currency = currency or transaction.currency
    transaction.means = means or transaction.means
    transaction.status = "success"
    transaction.gateway_response = "Successful"
    transaction.attempts += 1
    transaction.paid_at = datetime.now(UTC)


def decline(transaction: Transaction) -> None:
    """Decline the customer's card; a retry may still succeed."""
    _refuse_if_paid(transaction)
    transaction.status = "failed"
    transaction.gateway_response = "Declined"
    transaction.attempts += 1


def abandon(transaction: Transaction) -> None:
    """Leave the checkout page without paying; the customer may return later."""
    _refuse_if_paid(transaction)
    transaction.status = "abandoned"
    transaction.gateway_response = "The transaction was not completed"


def reverse(transaction: Transaction) -> None:
    """Return the money to the payer: after a lost chargeback, or with the last refund."""
    if transaction.status != "success":
        raise StateError("only a successful transaction can be reversed")
    transaction.status = "reversed"
    if transaction.dispute is not None:
        resolve(transaction, "auto-accepted")


def resolve(transaction: Transaction, resolution: str) -> Dispute:
    """Resolve a dispute. Returning the money is a separate refund or reversal."""
    if transaction.dispute is None:
        raise StateError("there is no dispute")
    transaction.dispute.resolved_at = datetime.now(UTC)
    transaction.dispute.resolution = resolution
    return transaction.dispute


def fees_minor(amount_minor: int, currency: str) -> int:
    """Return Paystack's published fee, rounded half up; 3.9 % where no local price is published."""
    if currency == "NGN":  # 1.5 % + NGN 100; the 100 waived under NGN 2,500; at most NGN 2,000
        flat = 10_000 if amount_minor >= 250_000 else 0
        return min(_per_mille(amount_minor, 15) + flat, 200_000)
    if currency == "GHS":
        return (amount_minor * 195 + 5_000) // 10_000
    if currency == "ZAR":
        return _per_mille(amount_minor, 29) + 100
    if currency == "KES":
        return _per_mille(amount_minor, 29)
    return _per_mille(amount_minor, 39)


def random_code(length: int) -> str:
    """Return a lowercase code that looks like Paystack's access codes and references."""
    return "".join(secrets.choice(string.ascii_lowercase + string.digits) for _ in range(length))


def _per_mille(amount_minor: int, rate: int) -> int:
    return (amount_minor * rate + 500) // 1000


def _refuse_if_paid(transaction: Transaction) -> None:
    if transaction.status in ("success", "reversed"):
        raise StateError(f"{transaction.reference} was charged already")
