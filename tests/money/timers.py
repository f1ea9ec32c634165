"""The platform's timers. Runs without work are skipped: they cost time and change nothing."""

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
"""No order this young counts as an orphan on any clock, so no run starts before."""


@dataclass
class Timers:
    """`sweep` and `cancel_orphans` start these flows; `is_noted` returns whether operators know of an order.

    `most_skew_s` is how fast a machine's clock is at most.
    """

    scheduler: Scheduler
    tables: FakeTables
    supplier: SimulatedSupplier
    most_skew_s: float
    sweep: Callable[[], None]
    cancel_orphans: Callable[[], None]
    is_noted: Callable[[str], bool]
    _sweeps: set[int] = field(default_factory=set)
    _orphan_runs: set[int] = field(default_factory=set)

    def forget(self) -> None:
        """Drop all plans; the scheduler has dropped them too."""
        self._sweeps.clear()
        self._orphan_runs.clear()
        self.keep_sweeping()

    # --- sweep_open_work, every minute

    def keep_sweeping(self) -> None:
        """Plan a run of the sweeper for the next minute with due work."""
        due = self._due()
        if due:
            first_s = max(self.scheduler.now_s + 1.0, seconds_of(min(due)) - self.most_skew_s)
            self._plan(self._sweeps, ceil(first_s / SWEEP_EVERY_S), SWEEP_EVERY_S, self._sweep)

    def _sweep(self) -> None:
        if self._due():
            self.sweep()
            # the next run continues what this one leaves unfinished
            self.scheduler.after(0.5, self.keep_sweeping)

    def _due(self) -> list[datetime]:
        due = [one.due_at for one in self.tables.deposits.values() if one.due_at]
        return due + [one.due_at for one in self.tables.verifications.values() if one.due_at]

    # --- cancel_orphan_orders, every two minutes

    def keep_cancelling_orphans(self) -> None:
        """Plan runs from when an open order is old enough to be an orphan, and for as long as it is listed."""
        old = [one.ordered_s for one in self.supplier.rented.values() if self._may_be_left(one)]
        if old:
            first_s = max(self.scheduler.now_s + 1.0, min(old) + _YOUNG_S - self.most_skew_s)
            self._plan(self._orphan_runs, ceil(first_s / ORPHANS_EVERY_S), ORPHANS_EVERY_S, self._cancel_orphans)

    def _cancel_orphans(self) -> None:
        if any(self._may_be_left(one) for one in self.supplier.rented.values()):
            self.cancel_orphans()
            self.scheduler.after(0.5, self.keep_cancelling_orphans)

    def _may_be_left(self, order: Rented) -> bool:
        now_s = self.scheduler.now_s
        if not order.behaviour.may_be_cancelled and order.refused_cancels and self.is_noted(order.order_id):
            return False  # the supplier refused to cancel it, and always will
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
