"""Many threads that all start at the same moment."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from tests.waiting import PATIENCE_S

T = TypeVar("T")


def race(*runners: Callable[[], T]) -> Sequence[T | Exception]:
    """Run all at once and return each result or exception, in order."""
    start = Barrier(len(runners))

    def run(runner: Callable[[], T]) -> T | Exception:
        start.wait(PATIENCE_S)
        try:
            return runner()
        except Exception as error:  # noqa: BLE001  # it is what the test looks at
            return error

    with ThreadPoolExecutor(len(runners)) as pool:
        return [future.result(PATIENCE_S) for future in [pool.submit(run, runner) for runner in runners]]
