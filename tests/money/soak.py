"""Run very many schedules: `python -m tests.money.soak --schedules 1000000`. An interrupted run resumes.

Starts with the exhaustive cases, then runs the seeds from 0. Progress is kept in .local/soak.pickle and discarded when
the services or the simulator change. At the end each fault that has not struck at a reached place is put into a run
that reached it, so that none is left to chance.
"""

# ruff: noqa: T201  (a command prints for its user)

import argparse
import hashlib
import pickle
import sys
from dataclasses import dataclass, field
from pathlib import Path

from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from tests.money import runs
from tests.money.tally import Tally

COLUMNS = (
    TextColumn("{task.description}"),
    BarColumn(),
    MofNCompleteColumn(),
    TimeElapsedColumn(),
    TimeRemainingColumn(),
)
"""How the progress bar of a long run is drawn."""
_ROOT = Path(__file__).parents[2]
_ROUNDS = 5
"""An added fault may lead to places that no run reached before."""
_KEPT = _ROOT / ".local" / "soak.pickle"


@dataclass
class Progressed:
    """The progress of an interrupted soak. `sources` is the hash of the code that it ran."""

    sources: str
    portions: int = 0
    """Portions of the exhaustive search that are done."""
    next_seed: int = 0
    tally: Tally = field(default_factory=Tally)


def main(arguments: list[str]) -> int:
    """Print the report. Return 1 for a violation or for a (flow, call, fault) that was not struck."""
    parser = argparse.ArgumentParser(prog="python -m tests.money.soak", description=__doc__.splitlines()[0])
    parser.add_argument("--schedules", type=int, default=100_000, help="random schedules, beside the exhaustive cases")
    parser.add_argument("--anew", action="store_true", help="discard earlier progress")
    parser.add_argument("--processes", type=int, default=runs.PROCESSES)
    given = parser.parse_args(arguments)
    done = Progressed(_sources()) if given.anew else _kept()
    try:
        _go_on(done, given.schedules, given.processes)
    except KeyboardInterrupt:
        print("interrupted; the same command continues from here\n")
    print(done.tally.report())
    return 1 if done.tally.violation_count or done.tally.missed() else 0


def _go_on(done: Progressed, schedules: int, processes: int) -> None:
    with Progress(*COLUMNS) as progress:
        portions = runs.exhaustive(thorough=True)
        bar = progress.add_task("exhaustive, portions", total=len(portions), completed=done.portions)

        def exhausted(portion: runs.Portion, result: Tally) -> None:
            done.tally.merge(result)
            done.portions += 1
            progress.update(bar, completed=done.portions)
            _keep(done)

        runs.run_all(portions[done.portions :], each=exhausted, processes=processes)
        bar = progress.add_task("random schedules", total=schedules, completed=min(done.next_seed, schedules))

        def ran(portion: runs.Portion, result: Tally) -> None:
            done.tally.merge(result)
            done.next_seed += result.schedules
            progress.update(bar, completed=done.next_seed)
            _keep(done)

        runs.run_all(runs.seeds(done.next_seed, schedules), each=ran, processes=processes)
        for _ in range(_ROUNDS):
            left = runs.missed(done.tally)
            bar = progress.add_task("not struck yet, portions", total=len(left))

            def struck(portion: runs.Portion, result: Tally, bar: TaskID = bar) -> None:
                done.tally.merge(result)
                progress.advance(bar)

            runs.run_all(left, each=struck, processes=processes)
        _keep(done)


def _kept() -> Progressed:
    sources = _sources()
    if _KEPT.exists():
        kept = pickle.loads(_KEPT.read_bytes())  # our own file, in our own folder
        if isinstance(kept, Progressed) and kept.sources == sources:
            return kept
    return Progressed(sources)


def _keep(done: Progressed) -> None:
    _KEPT.parent.mkdir(exist_ok=True)
    fresh = _KEPT.with_suffix(".new")
    fresh.write_bytes(pickle.dumps(done))
    fresh.replace(_KEPT)


def _sources() -> str:
    layer = _ROOT / "layers" / "shared" / "python" / "callbox"
    files = [*layer.rglob("*.py"), *(_ROOT / "tests" / "money").glob("*.py"), *(_ROOT / "tests").glob("fake*.py")]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    # unpickling must find the class by its full name
    from tests.money import soak

    sys.exit(soak.main(sys.argv[1:]))
