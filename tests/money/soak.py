"""Run very many schedules: `python -m tests.money.soak --schedules 1000000`. Stops and goes on where it was.

Begins with the exhaustive cases, then goes through the seeds from 0. What was done is kept in .local/soak.pickle and
begun anew when the services or the simulator have changed. At last each fault that has not struck at a place which some
run came to is put into that run, so that none is left to chance.
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
"""What the bar of a long run shows."""
_ROOT = Path(__file__).parents[2]
_ROUNDS = 5
"""A fault put in may lead to places where nobody was before."""
_KEPT = _ROOT / ".local" / "soak.pickle"


@dataclass
class Progressed:
    """How far an interrupted soak has come. `sources` is the hash of what it ran."""

    sources: str
    portions: int = 0
    """Portions of the exhaustive search that are done."""
    next_seed: int = 0
    tally: Tally = field(default_factory=Tally)


def main(arguments: list[str]) -> int:
    """Print the report. Return 1 for a violation or for a triple that was not struck."""
    parser = argparse.ArgumentParser(prog="python -m tests.money.soak", description=__doc__.splitlines()[0])
    parser.add_argument("--schedules", type=int, default=100_000, help="random schedules, beside the exhaustive cases")
    parser.add_argument("--anew", action="store_true", help="forget what was done before")
    parser.add_argument("--processes", type=int, default=runs.PROCESSES)
    given = parser.parse_args(arguments)
    done = Progressed(_sources()) if given.anew else _kept()
    try:
        _go_on(done, given.schedules, given.processes)
    except KeyboardInterrupt:
        print("interrupted; the same command goes on from here\n")
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
    # the class must be found again by its full name when it is read back
    from tests.money import soak

    sys.exit(soak.main(sys.argv[1:]))
