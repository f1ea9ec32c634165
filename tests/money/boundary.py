"""The boundary between the services and everything outside: each call stops here, may fail here, and is recorded."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from callbox.domain.ledger import Wallet
from callbox.ports import Moved
from callbox.ports.books import WalletMoved
from tests.money.faults import CALLS, Boundary, Call, Fault, Plan, Triple
from tests.money.scheduler import Crash, Scheduler, Task

_END = Boundary("flow", "end", "")
_PASSES_ON = "callbox.services.telling"
"""It stands between the services and the ports: a place is the service behind it."""

T = TypeVar("T")


@dataclass(frozen=True)
class Crossing:
    """One call: its number in the schedule, its flow, and the faults that could strike it."""

    number: int
    flow: str
    boundary: Boundary
    faults: tuple[Fault, ...]


@dataclass
class Record:
    """What happened in a schedule. `crossings` and `trace` are kept only on request, because they cost time.

    `reached` has the number of each flow's first call at each place.
    """

    crossings: list[Crossing] | None = None
    trace: list[str] | None = None
    struck: list[Triple] = field(default_factory=list)
    reached: dict[tuple[str, Boundary], int] = field(default_factory=dict)
    last_fault_s: float = 0.0
    calls: int = 0

    def note(self, now_s: float, who: str, what: str) -> None:
        if self.trace is not None:
            self.trace.append(f"{now_s:10.3f} s  {who:<42} {what}")


class Line:
    """Wraps ports. `latency_s` is how long a call takes before it has an effect; meanwhile others may run."""

    def __init__(
        self,
        scheduler: Scheduler,
        plan: Plan,
        record: Record,
        *,
        latency_s: Callable[[], float],
        after_effect: Callable[[], None],
    ) -> None:
        self._scheduler = scheduler
        self._plan = plan
        self._record = record
        self._latency_s = latency_s
        self._after_effect = after_effect
        self._is_aside = False

    def port(self, name: str, behind: Any) -> Any:
        """Return a port that calls `behind`, subject to the plan's faults."""
        return _Port(self, name, behind)

    def aside(self, read: Callable[[], T]) -> T:
        """Read without stopping at the boundary, as a part of a call that has stopped there already."""
        self._is_aside = True
        try:
            return read()
        finally:
            self._is_aside = False

    def end(self) -> None:
        """The last step of a flow: it answers its caller."""
        self.cross(_END, lambda: None, {})

    def cross(self, boundary: Boundary, effect: Callable[..., Any], given: dict[str, Any], *args: Any) -> Any:
        scheduler = self._scheduler
        task = scheduler.current
        if task is None or self._is_aside:
            return effect(*args, **given)
        scheduler.sleep(self._latency_s())
        call = CALLS[boundary.port, boundary.method]
        fault = self._struck(task, boundary, call)
        if self._record.trace is not None:
            self._note(task, boundary, args, fault)
        if fault is None:
            try:
                return effect(*args, **given)
            finally:
                self._after_effect()
        return self._spoilt(fault, call, boundary, effect, given, *args)

    def _spoilt(
        self,
        fault: Fault,
        call: Call,
        boundary: Boundary,
        effect: Callable[..., Any],
        given: dict[str, Any],
        *args: Any,
    ) -> Any:
        if fault is Fault.CRASH_BEFORE:
            raise Crash
        if fault is Fault.THROTTLED:
            raise Call(()).lost()
        if fault is Fault.CONFLICT:
            raise self._conflict(boundary, args)
        try:
            result = effect(*args, **given)
            if fault is Fault.REPEATED:
                self._after_effect()
                result = effect(*args, **given)
        finally:
            self._after_effect()
        if fault is Fault.CRASH_AFTER:
            raise Crash
        if fault is Fault.REPLY_LOST:
            raise call.lost()
        return result

    def _struck(self, task: Task, boundary: Boundary, call: Call) -> Fault | None:
        record = self._record
        number = record.calls
        record.calls = number + 1
        place = (task.flow, boundary)
        record.reached.setdefault(place, number)
        if record.crossings is not None:
            record.crossings.append(Crossing(number, task.flow, boundary, call.faults))
        fault = self._plan.fault(number, call, place)
        if fault is not None:
            record.struck.append(Triple(task.flow, boundary, fault))
            record.last_fault_s = self._scheduler.now_s
        return fault

    def _note(self, task: Task, boundary: Boundary, args: tuple[Any, ...], fault: Fault | None) -> None:
        said = ", ".join(str(arg) for arg in args if isinstance(arg, str))
        struck = f"   ✗ {fault}" if fault else ""
        self._record.note(self._scheduler.now_s, task.label, f"{boundary.port}.{boundary.method}({said}){struck}")

    @staticmethod
    def _conflict(boundary: Boundary, args: tuple[Any, ...]) -> Moved:
        if boundary.port == "books":
            movement = args[0]
            return WalletMoved(movement if isinstance(movement, Wallet) else movement.before)
        return Moved("a condition failed")


class _Port:
    """Wraps a port method by method, and has the same interface."""

    def __init__(self, line: Line, name: str, behind: Any) -> None:
        self._line = line
        self._name = name
        self._behind = behind

    def __getattr__(self, method: str) -> Any:
        effect = getattr(self._behind, method)
        line, name = self._line, self._name
        places: dict[str, Boundary] = {}

        def call(*args: Any, **given: Any) -> Any:
            caller = sys._getframe(1)
            if caller.f_globals["__name__"] == _PASSES_ON and caller.f_back is not None:
                caller = caller.f_back
            site = caller.f_code.co_qualname
            place = places.get(site) or places.setdefault(site, Boundary(name, method, site))
            return line.cross(place, effect, given, *args)

        self.__dict__[method] = call
        return call
