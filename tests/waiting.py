"""How tests wait: for the condition itself, with an end that only a failure reaches.

No test measures speed, so that a busy machine fails none of them: benchmarks do.
"""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE_S = 180.0
"""The end of every wait for something that must come."""

Found = TypeVar("Found")


def wait_for(probe: Callable[[], Found | None], *, every_s: float = 0.02) -> Found:
    """Ask until the probe returns something true, and return it. Raises AssertionError after PATIENCE_S."""
    ends = time.monotonic() + PATIENCE_S
    pause = threading.Event()
    while not (found := probe()):
        if time.monotonic() > ends:
            raise AssertionError(f"still {found!r} after {PATIENCE_S:.0f} s")
        pause.wait(every_s)
    return found
