"""Store each difference once, and raise an alarm each time it is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from callbox.domain.differences import Difference
    from callbox.ports.clock import Clock
    from callbox.ports.differences import Differences
    from callbox.ports.log import Log


class Notes:
    def __init__(self, *, differences: Differences, clock: Clock, log: Log) -> None:
        self._differences = differences
        self._clock = clock
        self._log = log

    def take(self, found: Iterable[Difference]) -> int:
        """Store differences and raise the alarm `books_differ` for each. Return how many are new."""
        new = 0
        for one in found:
            is_new = self._differences.note(one, now=self._clock.now())
            new += is_new
            self._log.alarm("books_differ", difference=one.kind, subject=one.subject, **one.facts, is_new=int(is_new))
        return new
