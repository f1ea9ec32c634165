"""Orders at the supplier that belong to no customer: what a lost answer left behind. They are given back.

A verification is asked for under one key, so it owns one order at the most. A request for a number ends after four
minutes and the worker that is asking two minutes later, so an order that nobody owns then never will be owned.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from callbox.domain.differences import Difference
from callbox.domain.errors import Unavailable, Uncertain
from callbox.domain.verifications import LONGEST_OPEN
from callbox.ports.clock import Clock
from callbox.ports.log import Log
from callbox.ports.supplier import ListedOrder, SupplierRecords
from callbox.ports.verifications import Verifications

ORPHAN_AFTER = timedelta(minutes=7, seconds=30)
"""A minute and a half more, for an index that lags. With a look every two minutes an orphan is gone within ten."""
LOOK_BACK = LONGEST_OPEN + timedelta(minutes=30)
"""No order stays open longer than this, so the list is read no further."""
LOOK_EVERY = timedelta(minutes=2)
SILENCES = 3
"""Cancellations in a row that got no answer, until the supplier is not asked again in this look: each costs seconds."""


@dataclass(frozen=True)
class Orphans:
    """What a look at the supplier's open orders found.

    `left`: orphans that the supplier did not take back, or of which it did not say so. `unasked`: how many it was not
    asked about, since it had fallen silent; then the look was not whole.
    """

    open_orders: int
    cancelled: tuple[str, ...]
    left: tuple[Difference, ...]
    unasked: int = 0


class OrphanService:
    def __init__(self, *, supplier: SupplierRecords, verifications: Verifications, clock: Clock, log: Log) -> None:
        self._supplier = supplier
        self._verifications = verifications
        self._clock = clock
        self._log = log

    def run(self) -> Orphans:
        """Compare the supplier's open orders with ours and cancel those of nobody. Repeating it does no harm.

        One question for a page of orders; one cancellation for each orphan, and one that is never answered does not
        keep the others. Raises Unavailable when the list is not answered.
        """
        now = self._clock.now()
        listed = [one for one in self._supplier.orders(since=now - LOOK_BACK) if one.outcome == "open"]
        orphans = [one for one in listed if one.ordered_at <= now - ORPHAN_AFTER and not self._has_owner(one)]
        cancelled, left, silences = list[str](), list[Difference](), 0
        for one in _in_turn(orphans, now):
            if silences == SILENCES:
                break
            is_given_back = self._give_back(one)
            silences = silences + 1 if is_given_back is None else 0
            if is_given_back:
                cancelled.append(one.order_id)
            else:
                left.append(Difference("orphan_order", one.order_id, {"cost_usd": str(one.cost_usd)}))
        unasked = len(orphans) - len(cancelled) - len(left)
        return Orphans(len(listed), tuple(cancelled), tuple(left), unasked)

    def _has_owner(self, order: ListedOrder) -> bool:
        owner = self._verifications.find_by_order_id(order.order_id)
        verification = None if owner is None else self._verifications.get(*owner)
        return verification is not None and not verification.is_refunded

    def _give_back(self, order: ListedOrder) -> bool | None:
        """Return whether the supplier took the order back; None when it did not say, and the next look tells."""
        try:
            is_given_back = self._supplier.cancel(order.order_id)
        except (Unavailable, Uncertain):
            return None
        if is_given_back:
            self._log.record("orphan_order_cancelled", order_id=order.order_id, cost_usd=str(order.cost_usd))
        return is_given_back


def _in_turn(orphans: Sequence[ListedOrder], now: datetime) -> Sequence[ListedOrder]:
    """Begin each look with another one: a few that are never answered are not always in front of the same others."""
    first = int(now.timestamp() // LOOK_EVERY.total_seconds()) % max(len(orphans), 1)
    return [*orphans[first:], *orphans[:first]]
