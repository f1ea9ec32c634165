"""Compare what the supplier billed with what customers paid. For each ended order, both pay or neither does.

An order is judged when it is older than the longest time that a verification stays open, so its owner has ended too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain.differences import Difference
from callbox.domain.orders import OWED_NOTHING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from callbox.domain.verifications import Verification
    from callbox.ports.supplier import ListedOrder
    from callbox.ports.verifications import Verifications


class OrderComparison:
    def __init__(self, *, verifications: Verifications) -> None:
        self._verifications = verifications

    def compare(self, orders: Iterable[ListedOrder]) -> list[Difference]:
        """Return the orders for which only one side paid. Reads twice for each order. Raises Unavailable."""
        return [difference for order in orders if (difference := _judge(order, self._owner_of(order))) is not None]

    def _owner_of(self, order: ListedOrder) -> Verification | None:
        owner = self._verifications.find_by_order_id(order.order_id)
        return None if owner is None else self._verifications.get(*owner)


def _judge(order: ListedOrder, owner: Verification | None) -> Difference | None:
    """The audit handles owners that are still open; the orphan timer handles orders that are still open."""
    if order.outcome == "delivered" and (owner is None or owner.is_refunded):
        return _difference("order_without_payer", order, owner)
    if order.outcome in OWED_NOTHING and owner is not None and owner.state == "received":
        return _difference("order_not_billed", order, owner)
    return None


def _difference(kind: str, order: ListedOrder, owner: Verification | None) -> Difference:
    facts = {"outcome": order.outcome, "cost_usd": str(order.cost_usd), "ordered_at": f"{order.ordered_at:%FT%TZ}"}
    if owner is not None:
        facts |= {"verification_id": owner.verification_id, "user_id": owner.user_id, "state": owner.state}
    return Difference(kind, order.order_id, facts)
