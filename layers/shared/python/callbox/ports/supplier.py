"""Ports of the supplier of numbers (TextVerified): orders, their messages, and the supplier's own records."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from callbox.domain.messages import Message
from callbox.domain.orders import Outcome
from callbox.domain.verifications import Verification


class OrderRefused(Exception):
    """The supplier will never fill this order. `reason` is one of our codes."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class OrderExpired(Exception):
    """The supplier expired this idempotency key before it bought anything."""


@dataclass(frozen=True)
class Order:
    """A number rented from the supplier."""

    order_id: str
    number: str | None
    outcome: Outcome
    ends_at: datetime


class Supplier(Protocol):
    """The supplier of numbers. Raises Unavailable when it did not act, Uncertain when it may have."""

    def order(self, verification: Verification) -> str:
        """Order a number and return the order's id. Calls with the same `order_key` order one number.

        Raises OrderRefused, OrderExpired.
        """

    def get(self, order_id: str) -> Order: ...

    def outcomes(self, order_ids: Collection[str], *, since: datetime) -> Mapping[str, Outcome]:
        """Return the outcomes of these orders from the list of orders made since then, mostly in one request.

        Leaves out orders that are not on the first few pages. Raises Unavailable.
        """

    def messages(self, order_id: str, *, most: int, known: Collection[str] = ()) -> Sequence[Message]:
        """Return at most the `most` oldest messages of an order whose ids are not `known`, oldest first.

        Only these are read: a text that is known costs no second search for its code.
        """

    def cancel(self, order_id: str) -> bool:
        """Cancel an order. Return False when the supplier says that it cannot be cancelled."""

    def services(self) -> Sequence[tuple[str, str, str]]:
        """Return (name, label, capability) of every service that can be ordered."""

    def cost_usd(self, *, name: str, capability: str) -> Decimal | None:
        """Return the price of a service without options, or None when it cannot be ordered."""

    def area_codes(self) -> Sequence[str]:
        """Return the area codes that an order can wish for."""

    def available(self, *, name: str, capability: str) -> int | None:
        """Return how many numbers of a service there are, or None when the supplier does not say."""


@dataclass(frozen=True)
class ListedOrder:
    """An order as the supplier's list shows it."""

    order_id: str
    outcome: Outcome
    ordered_at: datetime
    cost_usd: Decimal


class SupplierRecords(Protocol):
    """The supplier's own records. Raises Unavailable when it does not answer, or when a list is longer than we read."""

    def orders(self, *, since: datetime) -> Iterator[ListedOrder]:
        """Yield the orders made since then, newest first, each once."""

    def cancel(self, order_id: str) -> bool: ...

    def balance_usd(self) -> Decimal:
        """Return our remaining credit."""
