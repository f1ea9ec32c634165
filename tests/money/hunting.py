"""The hunt for mutants: copies the sources, breaks one line, and searches until a violation appears."""

# ruff: noqa: T201  (a command prints for its user)

import os
import re
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
from tests.money.mutant import Mutant

_ROOT = Path(__file__).parents[2]
_COPIED = ("layers/shared/python/callbox", "tests")
_SHARED = ("app.py", "infra", "functions", "ops", "pyproject.toml")
_FAILED = 1
"""The exit code of pytest when a test failed; it uses others when tests could not run."""
_TIME_LIMIT_S = 3_600
"""For one mutant. Most are found within two seconds; the search is bounded by cases, not by time."""
_HUNTERS = 2


class StaleMutant(Exception):
    """The line that a mutant breaks no longer occurs exactly once: update the mutant to the code."""


@dataclass(frozen=True)
class Hunt:
    """The result of a hunt. `evidence` is the first violation, or None for a survivor."""

    mutant: Mutant
    evidence: str | None
    seconds: float


def hunt_all(mutants: Sequence[Mutant]) -> Iterator[Hunt]:
    """Hunt the mutants, two at once, and yield each hunt in their order."""
    with ThreadPoolExecutor(_HUNTERS) as hunters:
        yield from hunters.map(hunt, mutants)


def hunt(mutant: Mutant) -> Hunt:
    """Search in a broken copy until a violation or the end of the search. Raises StaleMutant, RuntimeError."""
    begun = time.monotonic()
    with _copy() as root:
        file = root / mutant.path
        file.write_text(broken(file.read_text(), mutant))
        evidence = failures(root, mutant.tests) if mutant.tests else _violation(root, mutant)
    return Hunt(mutant, evidence, time.monotonic() - begun)


def unbroken_failures(mutants: Sequence[Mutant]) -> str | None:
    """Return the mutants' tests that fail in an unbroken copy: those would prove nothing."""
    with _copy() as root:
        return failures(root, sorted({test for mutant in mutants for test in mutant.tests}))


def failures(root: Path, tests: Sequence[str]) -> str | None:
    """Run tests in a copy. Return the first failure with its reason, or None if all passed. Raises RuntimeError."""
    done = _run(root, "pytest", "-q", "-x", "--tb=no", "-p", "no:cacheprovider", *tests)
    failed = re.search(r"^FAILED (.*)$", done.stdout, re.MULTILINE)
    if done.returncode == 0:
        return None
    if done.returncode != _FAILED or failed is None:
        raise RuntimeError(f"{tests}: the tests themselves failed\n{done.stdout}{done.stderr}")
    return failed[1]


def _violation(root: Path, mutant: Mutant) -> str | None:
    done = _run(root, "tests.money.first_violation", *mutant.stories)
    if done.returncode not in (0, FOUND):
        raise RuntimeError(f"{mutant.name}: the search itself failed\n{done.stderr}")
    return done.stdout.strip() if done.returncode == FOUND else None


def _run(root: Path, module: str, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", module, *args],
        cwd=root,
        env={
            **os.environ,
            "PYTHONPATH": str(root / "layers/shared/python"),  # the broken copy must precede the installed layer
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",  # plugins are not needed, and loading them takes longer than a test
        },
        capture_output=True,
        text=True,
        timeout=_TIME_LIMIT_S,
        check=False,
    )


def broken(source: str, mutant: Mutant) -> str:
    """Return the source with the mutant's line replaced. Raises StaleMutant."""
    begin, end = _definition(source, mutant.after) if mutant.after else (0, len(source))
    if source.count(mutant.old, begin, end) != 1:
        raise StaleMutant(f"{mutant.name}: its line is not in {mutant.path} as it was")
    at = source.index(mutant.old, begin, end)
    return source[:at] + mutant.new + source[at + len(mutant.old) :]


def _definition(source: str, head: str) -> tuple[int, int]:
    """Return the start and end of the function or class that starts with `head`; an empty range unless it is unique."""
    found = re.findall(rf"^( *){re.escape(head)}\b", source, re.MULTILINE)
    if len(found) != 1:
        return 0, 0
    begin = source.index(f"{found[0]}{head}")
    after = re.compile(rf"^ {{0,{len(found[0])}}}[^\s)]", re.MULTILINE).search(source, begin + len(found[0]) + 1)
    return begin, after.start() if after else len(source)


@contextmanager
def _copy() -> Iterator[Path]:
    """Yield a directory with the code that the searches run. Files that mutants break are copies."""
    with TemporaryDirectory(prefix="callbox-mutant-") as directory:
        root = Path(directory)
        for name in _COPIED:
            shutil.copytree(_ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in _SHARED:
            (root / name).symlink_to(_ROOT / name)
        yield root


def main(mutants: Sequence[Mutant]) -> int:
    """Hunt and print. Return 1 if a mutant survives."""
    survivors = 0
    for hunted in hunt_all(mutants):
        survivors += hunted.evidence is None
        print(f"{hunted.seconds:5.1f} s  {hunted.mutant.name}\n         {hunted.evidence or 'SURVIVED'}")
    print(f"{len(mutants)} mutants, {survivors} survived")
    return 1 if survivors else 0
