"""Search for a violation: `python -m tests.money.first_violation`. Exits 3 and prints it, or 0.

Arguments are names of stories: then only these and their single faults are searched. Without arguments the budget is
small, because broken money code should show quickly. The cheapest search comes first; scenarios that poll for long
are left to the seeds.
"""

# ruff: noqa: T201  (a command prints for its user)

import sys
from collections.abc import Iterator, Sequence

from tests.money.boundary import Record
from tests.money.exhaustive import Case, is_long, run_case, singles
from tests.money.scenarios import SCENARIOS
from tests.money.scheduler import Violation

FOUND = 3
"""Nothing else exits with this code: a search that fails has found nothing."""
FIRST_SEEDS, LAST_SEEDS = range(150), range(150, 1_000)


def main() -> int:
    """Print the first violation. Return FOUND if there is one."""
    for case in _searched(sys.argv[1:]):
        try:
            run_case(case, Record())
        except Violation as violation:
            print(f"{case.command}: {violation}")
            return FOUND
    return 0


def _searched(stories: Sequence[str]) -> Iterator[Case]:
    if stories:
        for name in stories:
            yield Case(name)
            yield from (case for case, _ in singles(name))
        return
    yield from (Case(name) for name in SCENARIOS)
    yield from (Case(str(seed)) for seed in FIRST_SEEDS)
    for name in SCENARIOS:
        if not is_long(name):
            yield from (case for case, _ in singles(name))
    yield from (Case(str(seed)) for seed in LAST_SEEDS)


if __name__ == "__main__":
    sys.exit(main())
