"""The platform's timers. Runs that would find nothing to do are left out: they cost time and change nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil

from callbox.services.orphans import LOOK_BACK
from tests.fake_stores import FakeTables
from tests.money.scheduler import Scheduler, seconds_of
from tests.money.supplying import Rented, SimulatedSupplier

SWEEP_EVERY_S = 60.0
ORPHANS_EVERY_S = 120.0
RECONCILE_EVERY_S = 86_400.0
_YOUNG_S = 300.0
"""No order this young is taken for nobody's, whatever the clocks say; so nothing happens before."""


@dataclass
class Timers:
    """`sweep` and `look_for_orphans` start these flows; `is_noted` tells whether operators know of an order.

    `most_skew_s` is how far machines' clocks are ahead at most.
    """

    scheduler: Scheduler
    tables: FakeTables
    supplier: SimulatedSupplier
    most_skew_s: float
    sweep: Callable[[], None]
    look_for_orphans: Callable[[], None]
    is_noted: Callable[[str], bool]
    _sweeps: set[int] = field(default_factory=set)
    _looks: set[int] = field(default_factory=set)

    def forget(self) -> None:
        """Drop what was planned: the scheduler has dropped it too."""
        self._sweeps.clear()
        self._looks.clear()
        self.keep_sweeping()

    # --- sweep_open_work, every minute

    def keep_sweeping(self) -> None:
        """Let the sweeper run in the next minute in which something is due."""
        due = self._due()
        if due:
            first_s = max(self.scheduler.now_s + 1.0, seconds_of(min(due)) - self.most_skew_s)
            self._plan(self._sweeps, ceil(first_s / SWEEP_EVERY_S), SWEEP_EVERY_S, self._sweep)

    def _sweep(self) -> None:
        if self._due():
            self.sweep()
            # whatever this run leaves behind is taken up by the next one
            self.scheduler.after(0.5, self.keep_sweeping)

    def _due(self) -> list[datetime]:
        due = [one.due_at for one in self.tables.deposits.values() if one.due_at]
        return due + [one.due_at for one in self.tables.verifications.values() if one.due_at]

    # --- cancel_orphan_orders, every two minutes

    def keep_looking(self) -> None:
        """Let orphans be looked for when an open order is old enough to be one, and while it is listed at all."""
        old = [one.ordered_s for one in self.supplier.rented.values() if self._may_be_left(one)]
        if old:
            first_s = max(self.scheduler.now_s + 1.0, min(old) + _YOUNG_S - self.most_skew_s)
            self._plan(self._looks, ceil(first_s / ORPHANS_EVERY_S), ORPHANS_EVERY_S, self._look)

    def _look(self) -> None:
        if any(self._may_be_left(one) for one in self.supplier.rented.values()):
            self.look_for_orphans()
            self.scheduler.after(0.5, self.keep_looking)

    def _may_be_left(self, order: Rented) -> bool:
        now_s = self.scheduler.now_s
        if not order.behaviour.may_be_cancelled and order.refused_cancels and self.is_noted(order.order_id):
            return False  # the supplier was asked, does not take it back, and never will
        is_listed = order.ordered_s >= now_s - LOOK_BACK.total_seconds() - self.most_skew_s
        return is_listed and order.outcome(now_s) == "open"

    def _plan(self, planned: set[int], nth: int, every_s: float, work: Callable[[], None]) -> None:
        if nth in planned:
            return
        planned.add(nth)

        def go_off() -> None:
            planned.discard(nth)
            work()

        self.scheduler.after(nth * every_s - self.scheduler.now_s, go_off)
