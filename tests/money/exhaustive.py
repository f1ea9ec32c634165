"""Every scenario × every call in it × every fault that can strike the call, alone and followed by a second one.

After the first fault the world runs differently, so the second is chosen from the calls of that run: each boundary of
each flow, where it is first reached after the first fault. A repetition of the same flow at the same boundary, such as
a later poll, is the same code in the same state and gets only first faults.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tests.money.at_rest import ORPHAN_S, orphans_s, overdue_s
from tests.money.boundary import Crossing, Record
from tests.money.faults import Boundary, ChosenFaults, Fault
from tests.money.random_schedules import run_seed
from tests.money.scenarios import SCENARIOS
from tests.money.scheduler import Violation
from tests.money.world import World

RECOVERY_S = 300.0
"""After a single crash everything must settle within this time of its deadline, or of the crash."""
_CRASHES = (Fault.CRASH_BEFORE, Fault.CRASH_AFTER)
LONG_CALLS = 35
"""Pairs grow with the square of the calls: those of longer stories would take longer than all the others."""


@dataclass(frozen=True)
class Case:
    """One run: a scenario, or the digits of a seed, and its faults by call number."""

    scenario: str
    faults: tuple[tuple[int, Fault], ...] = ()

    @property
    def command(self) -> str:
        """The arguments of `python -m tests.money.replay` for this case."""
        story = self.scenario if self.scenario.isdigit() else f'"{self.scenario}"'
        return " ".join([story, *(f"{fault.name}@{number}" for number, fault in self.faults)])

    @classmethod
    def read(cls, scenario: str, faults: Sequence[str]) -> "Case":
        """Parse the arguments from `command`. Raises KeyError or ValueError for any others."""
        struck = (fault.partition("@") for fault in faults)
        return cls(scenario, tuple((int(number), Fault[name]) for name, _, number in struck))


def run_case(case: Case, record: Record) -> World:
    """Run a case to rest and check it; after a single crash, also how soon everything settled. Raises Violation."""
    if case.scenario.isdigit():
        return run_seed(int(case.scenario), record, dict(case.faults))
    scenario = SCENARIOS[case.scenario]
    world = World(replace(scenario.circumstances, plan=ChosenFaults(dict(case.faults))), record)
    scenario.begin(world)
    world.run()
    if len(case.faults) <= 1 and all(fault in _CRASHES for _, fault in case.faults):
        settling = Settling.of(world)
        if settling.late_s > RECOVERY_S:
            raise Violation(f"not settled until {settling.late_s:.0f} s after its deadline or the crash")
        if settling.kept_s > ORPHAN_S:
            raise Violation(f"an orphan order was kept for {settling.kept_s:.0f} s after its creation, or the crash")
    return world


@dataclass(frozen=True)
class Settling:
    """How late the last document settled, and the longest life of an orphan order."""

    late_s: float
    kept_s: float

    @classmethod
    def of(cls, world: World) -> "Settling":
        fault_s = world.record.last_fault_s
        return cls(
            late_s=max(overdue_s(world.outside, world.auditor, fault_s).values(), default=0.0),
            kept_s=max(orphans_s(world.outside, world.auditor, fault_s).values(), default=0.0),
        )


def is_long(scenario: str) -> bool:
    """Return whether a story makes so many calls that `make test` leaves its pairs of faults to `make soak`."""
    record = Record()
    run_case(Case(scenario), record)
    return record.calls > LONG_CALLS


def singles(scenario: str) -> Iterator[tuple[Case, Crossing]]:
    """Return every case with one fault, with the call that it strikes."""
    record = Record(crossings=[])
    run_case(Case(scenario), record)
    for crossing in record.crossings or ():
        for fault in crossing.faults:
            yield Case(scenario, ((crossing.number, fault),)), crossing


def pairs_after(first: Case, crossings: list[Crossing]) -> Iterator[Case]:
    """Return every case in which a second fault follows the first; `crossings` are those of the first case's run."""
    seen: set[tuple[str, Boundary]] = set()
    for crossing in crossings[first.faults[0][0] + 1 :]:
        where = (crossing.flow, crossing.boundary)
        if where in seen:
            continue
        seen.add(where)
        for fault in crossing.faults:
            yield Case(first.scenario, (*first.faults, (crossing.number, fault)))


def first_of_each_place(cases: Iterable[tuple[Case, Crossing]]) -> Iterator[Case]:
    """Return the cases whose fault strikes a flow's boundary where it is first reached; these get a second fault."""
    seen: set[tuple[str, Boundary, Fault]] = set()
    for case, crossing in cases:
        where = (crossing.flow, crossing.boundary, case.faults[0][1])
        if where not in seen:
            seen.add(where)
            yield case
