"""The scheduler: tasks stop at every call to the outside, and one heap decides which continues, and when.

A task is a function call of the platform (a request, a queue message, a timer) in a greenlet of its own, so the
synchronous services need no change to be interleaved. Nothing here is random: the caller gives each event its time and
its rank among simultaneous ones.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from greenlet import getcurrent, greenlet

START = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
MAX_EVENTS = 200_000
"""More than ten times what the longest schedule needs: beyond it the world never comes to rest."""


class Crash(BaseException):
    """The process of a task has died. No service can catch this, as none can catch `kill -9`."""


class Violation(BaseException):
    """An invariant does not hold. Derived like Crash, so that no service's `except` hides it."""


@dataclass
class Task:
    """One invocation. Its machine's clock is `skew_s` fast; the platform kills it at `ends_at_s`."""

    flow: str
    label: str
    work: Callable[[], Any]
    on_end: Callable[["Task"], None]
    ends_at_s: float
    skew_s: float = 0.0
    result: Any = None
    error: Exception | None = None
    crashed: bool = False
    run: greenlet | None = field(default=None, repr=False)


class Scheduler:
    def __init__(self, rank: Callable[[], float]) -> None:
        """`rank` orders events of the same time; the event's number breaks ties."""
        self.now_s = 0.0
        self.current: Task | None = None
        self.event_count = 0
        self._rank = rank
        self._log: list[tuple[float, float, int, Callable[[], None]]] = []
        self._count = 0
        self._hub = getcurrent()

    def after(self, delay_s: float, action: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._log, (self.now_s + delay_s, self._rank(), self._count, action))

    def spawn(
        self,
        flow: str,
        label: str,
        work: Callable[[], Any],
        *,
        timeout_s: float,
        on_end: Callable[[Task], None],
        skew_s: float = 0.0,
    ) -> None:
        """Start a task now. `on_end` gets it with its result, error or crash."""
        task = Task(flow, label, work, on_end, self.now_s + timeout_s, skew_s)
        task.run = greenlet(lambda: self._perform(task), parent=self._hub)
        self.after(0.0, lambda: self._resume(task))

    def sleep(self, seconds: float) -> None:
        """Let others run. The platform kills a task that wakes up after its time limit."""
        task = self.current
        if task is None:
            raise RuntimeError("only a task can sleep")
        wakes_s = self.now_s + seconds
        if self._log and self._log[0][0] <= wakes_s:
            self.after(seconds, lambda: self._resume(task))
            self._hub.switch()
        else:  # no event comes before then: the same result without a switch
            self.now_s = wakes_s
        if self.now_s > task.ends_at_s:
            raise Crash("time limit")

    def skip(self, seconds: float) -> None:
        """Let time pass and drop the events in it."""
        self._log.clear()
        self.now_s += seconds

    def run(self, until_s: float = float("inf")) -> None:
        """Run every event before `until_s`, or all events without it."""
        while self._log and self._log[0][0] <= until_s:
            self.event_count += 1
            if self.event_count > MAX_EVENTS:
                raise Violation("the world never comes to rest")
            self.now_s, _, _, action = heapq.heappop(self._log)
            action()
        if until_s != float("inf"):
            self.now_s = max(self.now_s, until_s)

    def _resume(self, task: Task) -> None:
        if task.run is None:
            raise RuntimeError("the task has not been started")
        self.current = task
        task.run.switch()
        self.current = None

    def _perform(self, task: Task) -> None:
        try:
            task.result = task.work()
        except Crash:
            task.crashed = True
        except Exception as error:  # noqa: BLE001 - the caller of the task judges its error
            task.error = error
        self.current = None
        task.on_end(task)


class SimulatedClock:
    """The Clock port: the world's time as the machine of the current task sees it."""

    def __init__(self, scheduler: Scheduler) -> None:
        self._scheduler = scheduler

    def now(self) -> datetime:
        task = self._scheduler.current
        return moment(self._scheduler.now_s + (task.skew_s if task else 0.0))


def moment(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def seconds_of(at: datetime) -> float:
    return (at - START).total_seconds()
