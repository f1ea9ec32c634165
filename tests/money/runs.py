"""Runs many schedules in at most two processes, in portions, and adds up their results."""

import gc
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context

from tests.money.boundary import Record
from tests.money.exhaustive import Case, Settling, first_of_each_place, is_long, pairs_after, run_case, singles
from tests.money.faults import Fault
from tests.money.scenarios import SCENARIOS
from tests.money.scheduler import Violation
from tests.money.tally import Tally
from tests.money.world import World

PROCESSES = 2
SEEDS_A_PORTION = 250
_CASES_A_PORTION = 25
_PARTS = 4
_GC_EVERY = 20_000
"""Worlds are short-lived and full of cycles; the default threshold of 700 objects would collect during each world."""


@dataclass(frozen=True)
class Seeds:
    """The random schedules from `first` up to, not including, `end`."""

    first: int
    end: int

    def run(self) -> Tally:
        tally = Tally()
        for seed in range(self.first, self.end):
            _run(tally, Case(str(seed)))
        return tally


@dataclass(frozen=True)
class Cases:
    """Just these."""

    cases: tuple[Case, ...]

    def run(self) -> Tally:
        tally = Tally()
        for case in self.cases:
            _run(tally, case)
        return tally


@dataclass(frozen=True)
class Scenario:
    """One part of a scenario's cases: `part` of `_PARTS`.

    Unless `thorough`, a fault strikes each place only where the flow first reaches it, and alone.
    """

    name: str
    part: int
    thorough: bool

    def run(self) -> Tally:
        tally = Tally()
        cases = list(singles(self.name))
        firsts = list(first_of_each_place(cases))
        alone = [case for case, _ in cases] if self.thorough else firsts
        for case in alone[self.part :: _PARTS]:
            self._single(tally, case)
        if self.thorough:
            for case in firsts[self.part :: _PARTS]:
                record = Record(crossings=[])
                try:
                    run_case(case, record)
                except Violation:
                    continue  # counted above
                for pair in pairs_after(case, record.crossings or []):
                    _run(tally, pair)
        return tally

    @staticmethod
    def _single(tally: Tally, case: Case) -> None:
        world = _run(tally, case)
        if world is not None and case.faults[0][1] in (Fault.CRASH_BEFORE, Fault.CRASH_AFTER):
            settling = Settling.of(world)
            tally.late_s, tally.kept_s = max(tally.late_s, settling.late_s), max(tally.kept_s, settling.kept_s)


Portion = Seeds | Scenario | Cases


def exhaustive(*, thorough: bool) -> list[Portion]:
    """Return every case with one fault and with two; for long scenarios only if `thorough`."""
    searched = {name: thorough or not is_long(name) for name in SCENARIOS}
    return [Scenario(name, part, searched[name]) for name in SCENARIOS for part in range(_PARTS)]


def seeds(first: int, end: int) -> Iterator[Portion]:
    for begin in range(first, end, SEEDS_A_PORTION):
        yield Seeds(begin, min(begin + SEEDS_A_PORTION, end))


def missed(tally: Tally) -> list[Portion]:
    """Return a run for each fault that has not struck a reachable place: the case that reached it, with that fault."""
    reached = [(*tally.reached[triple.flow, triple.boundary], triple.fault) for triple in tally.missed()]
    cases = [replace(case, faults=(*case.faults, (number, fault))) for case, number, fault in reached]
    return [Cases(tuple(cases[begin : begin + _CASES_A_PORTION])) for begin in range(0, len(cases), _CASES_A_PORTION)]


def run_all(portions: Iterable[Portion], *, each: Callable[[Portion, Tally], None], processes: int = PROCESSES) -> None:
    """Run the portions and pass each result to `each`, in order.

    The processes are spawned, not forked: a fork would also measure coverage, at half the speed.
    """
    given = list(portions)
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        try:
            for portion, tally in zip(given, pool.map(_run_portion, given), strict=True):
                each(portion, tally)
        except KeyboardInterrupt:
            pool.shutdown(cancel_futures=True)
            raise


def _run_portion(portion: Portion) -> Tally:
    gc.set_threshold(_GC_EVERY)
    return portion.run()


def _run(tally: Tally, case: Case) -> World | None:
    record, world = Record(), None
    try:
        world = run_case(case, record)
    except Violation as violation:
        tally.add_violation(case, violation)
    tally.add(case, record, world)
    return world
