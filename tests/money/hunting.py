"""The hunt for mutants: a copy of the sources, one line broken, and the simulator let loose on it until it notices."""

# ruff: noqa: T201  (a command speaks to whoever started it)

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.money.first_violation import FOUND
from tests.money.mutants import Mutant

_ROOT = Path(__file__).parents[2]
_LAYER = Path("layers/shared/python/callbox")
_TIME_LIMIT_S = 400
"""For one mutant on a busy machine. Most are found within two seconds; the search itself is bounded in cases."""
_HUNTERS = 2


class StaleMutant(Exception):
    """The line that a mutant breaks is not there exactly once any more: the mutant must follow the code."""


@dataclass(frozen=True)
class Hunt:
    """How a hunt ended. `evidence` is the first violation; None for a survivor."""

    mutant: Mutant
    evidence: str | None
    seconds: float


def hunt_all(mutants: Sequence[Mutant]) -> Iterator[Hunt]:
    """Hunt the mutants, two at once, and yield each hunt in their order."""
    with ThreadPoolExecutor(_HUNTERS) as hunters:
        yield from hunters.map(hunt, mutants)


def hunt(mutant: Mutant) -> Hunt:
    """Search in a broken copy until something is violated or the budget of cases is used up. Raises StaleMutant."""
    begun = time.monotonic()
    with _copy() as root:
        file = root / mutant.path
        file.write_text(_broken(file.read_text(), mutant))
        done = subprocess.run(
            [sys.executable, "-m", "tests.money.first_violation"],
            cwd=root,
            capture_output=True,
            text=True,
            timeout=_TIME_LIMIT_S,
            check=False,
        )
    if done.returncode not in (0, FOUND):
        raise RuntimeError(f"{mutant.name}: the search itself failed\n{done.stderr}")
    evidence = done.stdout.strip() if done.returncode == FOUND else None
    return Hunt(mutant, evidence, time.monotonic() - begun)


def _broken(source: str, mutant: Mutant) -> str:
    begin = source.find(mutant.after) if mutant.after else 0
    at = source.find(mutant.old, begin) if begin >= 0 else -1
    if at < 0 or (not mutant.after and source.count(mutant.old) != 1):
        raise StaleMutant(f"{mutant.name}: its line is not in {mutant.path} as it was")
    return source[:at] + mutant.new + source[at + len(mutant.old) :]


@contextmanager
def _copy() -> Iterator[Path]:
    """Yield a directory with what the simulator runs, and nothing else."""
    with TemporaryDirectory(prefix="callbox-mutant-") as directory:
        root = Path(directory)
        shutil.copytree(_ROOT / _LAYER, root / _LAYER, ignore=shutil.ignore_patterns("__pycache__"))
        (root / "tests").mkdir()
        for file in [_ROOT / "tests" / "builders.py", *(_ROOT / "tests").glob("fake_*.py")]:
            shutil.copy(file, root / "tests" / file.name)
        shutil.copytree(_ROOT / "tests/money", root / "tests/money", ignore=shutil.ignore_patterns("__pycache__"))
        yield root


def main(mutants: Sequence[Mutant]) -> int:
    """Hunt and print. Return 1 when one survives."""
    survivors = 0
    for hunted in hunt_all(mutants):
        survivors += hunted.evidence is None
        print(f"{hunted.seconds:5.1f} s  {hunted.mutant.name}\n         {hunted.evidence or 'SURVIVED'}")
    print(f"{len(mutants)} mutants, {survivors} survived")
    return 1 if survivors else 0
