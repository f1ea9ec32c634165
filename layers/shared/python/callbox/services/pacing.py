"""Requests at a limited rate: a pause after each, as long as the request left of its share of time."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from callbox.ports.clock import Clock


class Pace:
    """`every_s`: seconds from the beginning of one request to the next, at the least."""

    def __init__(self, clock: Clock, wait: Callable[[float], None], *, every_s: float) -> None:
        self._clock = clock
        self._wait = wait
        self._every_s = every_s

    @contextmanager
    def request(self) -> Iterator[None]:
        """Run one request, then wait. A request that fails is paced as well."""
        begun = self._clock.now()
        try:
            yield
        finally:
            taken_s = (self._clock.now() - begun).total_seconds()
            self._wait(max(0.0, self._every_s - taken_s))
