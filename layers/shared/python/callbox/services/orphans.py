"""Cancel orphan orders: supplier orders that no verification owns, left behind by a lost answer.

A verification is ordered under one key, so it owns at most one order. A request for a number ends after four minutes,
and a running worker at most two minutes later. An order without an owner by then never gets one.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from callbox.domain.differences import Difference
from callbox.domain.errors import Unavailable, Uncertain
from callbox.domain.verifications import LONGEST_OPEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.supplier import ListedOrder, SupplierRecords
    from callbox.ports.verifications import Verifications

ORPHAN_AFTER = timedelta(minutes=7, seconds=30)
"""Six minutes, plus a minute and a half for a lagging index. A run every two minutes ends an orphan within ten."""
LOOK_BACK = LONGEST_OPEN + timedelta(minutes=30)
"""No order stays open longer, so we read no further back."""
LOOK_EVERY = timedelta(minutes=2)
SILENCES = 3
"""Unanswered cancellations in a row after which this run stops asking the supplier: each costs seconds."""


@dataclass(frozen=True)
class Orphans:
    """The result of one run over the supplier's open orders.

    `left`: orphans that the supplier refused to cancel, or did not answer for. `unasked`: number of orphans that we did
    not try to cancel because the supplier had stopped answering; the run was then incomplete.
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
        """Compare the supplier's open orders with ours and cancel the orphans. Safe to repeat.

        Sends one request for each page of orders and one for each orphan. An unanswered cancellation does not stop the
        others. Raises Unavailable when the supplier does not return the list.
        """
        now = self._clock.now()
        listed = [one for one in self._supplier.orders(since=now - LOOK_BACK) if one.outcome == "open"]
        orphans = [one for one in listed if one.ordered_at <= now - ORPHAN_AFTER and not self._has_owner(one)]
        cancelled, left, silences = list[str](), list[Difference](), 0
        for one in _rotated(orphans, now):
            if silences == SILENCES:
                break
            is_cancelled = self._cancel(one)
            silences = silences + 1 if is_cancelled is None else 0
            if is_cancelled:
                cancelled.append(one.order_id)
            else:
                left.append(Difference("orphan_order", one.order_id, {"cost_usd": str(one.cost_usd)}))
        unasked = len(orphans) - len(cancelled) - len(left)
        return Orphans(len(listed), tuple(cancelled), tuple(left), unasked)

    def _has_owner(self, order: ListedOrder) -> bool:
        owner = self._verifications.find_by_order_id(order.order_id)
        verification = None if owner is None else self._verifications.get(*owner)
        return verification is not None and not verification.is_refunded

    def _cancel(self, order: ListedOrder) -> bool | None:
        """Return whether the supplier cancelled the order; None without an answer. The next run then finds out."""
        try:
            is_cancelled = self._supplier.cancel(order.order_id)
        except (Unavailable, Uncertain):
            return None
        if is_cancelled:
            self._log.record("orphan_order_cancelled", order_id=order.order_id, cost_usd=str(order.cost_usd))
        return is_cancelled


def _rotated(orphans: Sequence[ListedOrder], now: datetime) -> Sequence[ListedOrder]:
    """Start each run at another orphan, so that unanswered ones do not always block the same others."""
    first = int(now.timestamp() // LOOK_EVERY.total_seconds()) % max(len(orphans), 1)
    return [*orphans[first:], *orphans[:first]]
