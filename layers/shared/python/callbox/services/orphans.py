"""Orders at the supplier that belong to no customer: what a lost answer left behind. They are given back.

A verification is asked for under one key, so it owns one order at the most. A request for a number ends after four
minutes and the worker that is asking two minutes later, so an order that nobody owns then never will be owned.
"""

from dataclasses import dataclass
from datetime import timedelta

from callbox.domain.differences import Difference
from callbox.domain.errors import Uncertain
from callbox.domain.verifications import LONGEST_OPEN
from callbox.oversight import ListedOrder, SupplierRecords
from callbox.ports import Clock, Events, Verifications

ORPHAN_AFTER = timedelta(minutes=7, seconds=30)
"""A minute and a half more, for an index that lags. With a look every two minutes an orphan is gone within ten."""
LOOK_BACK = LONGEST_OPEN + timedelta(minutes=30)
"""No order stays open longer than this, so the list is read no further."""


@dataclass(frozen=True)
class Orphans:
    """What a look at the supplier's open orders found. `left`: orphans that the supplier did not take back."""

    open_orders: int
    cancelled: tuple[str, ...]
    left: tuple[Difference, ...]


class OrphanService:
    def __init__(
        self, *, supplier: SupplierRecords, verifications: Verifications, clock: Clock, events: Events
    ) -> None:
        self._supplier = supplier
        self._verifications = verifications
        self._clock = clock
        self._events = events

    def run(self) -> Orphans:
        """Compare the supplier's open orders with ours and cancel those of nobody. Raises Unavailable.

        One question for a page of orders; one cancellation for each orphan. Repeating it does no harm.
        """
        now = self._clock.now()
        listed = [one for one in self._supplier.orders(since=now - LOOK_BACK) if one.outcome == "open"]
        orphans = [one for one in listed if one.ordered_at <= now - ORPHAN_AFTER and not self._has_owner(one)]
        left = [one for one in orphans if not self._give_back(one)]
        kept = {one.supplier_id for one in left}
        return Orphans(
            open_orders=len(listed),
            cancelled=tuple(one.supplier_id for one in orphans if one.supplier_id not in kept),
            left=tuple(Difference("orphan_order", one.supplier_id, {"cost_usd": str(one.cost_usd)}) for one in left),
        )

    def _has_owner(self, order: ListedOrder) -> bool:
        owner = self._verifications.find_by_supplier_id(order.supplier_id)
        verification = None if owner is None else self._verifications.get(*owner)
        return verification is not None and not verification.is_refunded

    def _give_back(self, order: ListedOrder) -> bool:
        try:
            is_given_back = self._supplier.cancel(order.supplier_id)
        except Uncertain:
            is_given_back = False  # the next look tells
        if is_given_back:
            self._events.record("orphan_order_cancelled", supplier_id=order.supplier_id, cost_usd=str(order.cost_usd))
        return is_given_back
