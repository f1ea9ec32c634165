"""Every scenario × every call in it × every fault that can strike the call, alone and followed by a second one.

After the first fault the world runs another way, so the second is chosen from the calls of that very run: each flow's
each boundary, where it is first reached after the first fault. The same flow at the same boundary again, a later poll
for example, is the same code in the same state and is struck as a first fault only.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from tests.money.boundary import Crossing, Record
from tests.money.faults import Boundary, ChosenFaults, Fault
from tests.money.scenarios import SCENARIOS
from tests.money.world import World


@dataclass(frozen=True)
class Case:
    """One run: a scenario and the faults that strike it, by the number of the call."""

    scenario: str
    faults: tuple[tuple[int, Fault], ...] = ()

    @property
    def command(self) -> str:
        """What to give to `python -m tests.money.replay` to see this case again."""
        return " ".join([f'"{self.scenario}"', *(f"{fault.name}@{number}" for number, fault in self.faults)])

    @classmethod
    def read(cls, scenario: str, faults: Sequence[str]) -> "Case":
        """Read what `command` wrote. Raises KeyError or ValueError for what it cannot have written."""
        struck = (fault.partition("@") for fault in faults)
        return cls(scenario, tuple((int(number), Fault[name]) for name, _, number in struck))


def run_case(case: Case, record: Record) -> World:
    """Run a case to rest and check it. Raises Violation."""
    scenario = SCENARIOS[case.scenario]
    world = World(replace(scenario.circumstances, plan=ChosenFaults(dict(case.faults))), record)
    scenario.begin(world)
    world.run()
    return world


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
    """Return the cases whose fault strikes a flow's boundary where it is first reached: those that get a second one."""
    seen: set[tuple[str, Boundary, Fault]] = set()
    for case, crossing in cases:
        where = (crossing.flow, crossing.boundary, case.faults[0][1])
        if where not in seen:
            seen.add(where)
            yield case
