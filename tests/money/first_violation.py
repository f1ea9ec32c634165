"""Search until something is violated: `python -m tests.money.first_violation`. Exits 3 and says what, or 0.

The budget is small: what breaks the money code should be noticed at once. The cheapest search comes first; scenarios
that poll for long are left to the seeds.
"""

# ruff: noqa: T201  (it speaks to whoever started it)

import sys
from collections.abc import Callable, Iterator
from functools import partial

from tests.money.boundary import Record
from tests.money.exhaustive import Case, is_long, run_case, singles
from tests.money.random_schedules import run_seed
from tests.money.scenarios import SCENARIOS
from tests.money.scheduler import Violation
from tests.money.world import World

FOUND = 3
"""No other end has this exit code: a search that breaks has found nothing."""
FIRST_SEEDS, LAST_SEEDS = range(150), range(150, 1_000)


def main() -> int:
    """Print the first violation. Return FOUND when there is one."""
    for what, run in _searched():
        try:
            run(Record())
        except Violation as violation:
            print(f"{what}: {violation}")
            return FOUND
    return 0


def _searched() -> Iterator[tuple[str, Callable[[Record], World]]]:
    for case in (Case(name) for name in SCENARIOS):
        yield case.command, partial(run_case, case)
    for seed in FIRST_SEEDS:
        yield f"seed {seed}", partial(run_seed, seed)
    for name in SCENARIOS:
        if not is_long(name):
            for case, _ in singles(name):
                yield case.command, partial(run_case, case)
    for seed in LAST_SEEDS:
        yield f"seed {seed}", partial(run_seed, seed)


if __name__ == "__main__":
    sys.exit(main())
