"""How tests wait: for a condition, with a timeout that only a failing test reaches.

Tests do not measure speed, so that a busy machine fails none of them; benchmarks do.
"""

import threading
import time
from collections.abc import Callable
from typing import TypeVar

PATIENCE_S = 180.0
"""The timeout of every wait for a condition that must come true."""

Found = TypeVar("Found")


def wait_for(probe: Callable[[], Found | None], *, every_s: float = 0.02) -> Found:
    """Call the probe until it returns a true value, and return it. Raises AssertionError after PATIENCE_S."""
    ends = time.monotonic() + PATIENCE_S
    pause = threading.Event()
    while not (found := probe()):
        if time.monotonic() > ends:
            raise AssertionError(f"still {found!r} after {PATIENCE_S:.0f} s")
        pause.wait(every_s)
    return found
