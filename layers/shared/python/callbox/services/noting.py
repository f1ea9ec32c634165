"""What is done with a difference: stored once, alarmed each time it is found."""

from collections.abc import Iterable

from callbox.domain.differences import Difference
from callbox.oversight import Differences
from callbox.ports import Clock, Events


class Notes:
    def __init__(self, *, differences: Differences, clock: Clock, events: Events) -> None:
        self._differences = differences
        self._clock = clock
        self._events = events

    def take(self, found: Iterable[Difference]) -> int:
        """Store differences and raise the alarm `books_differ` for each. Return how many are new."""
        new = 0
        for one in found:
            is_new = self._differences.note(one, now=self._clock.now())
            new += is_new
            self._events.alarm(
                "books_differ", difference=one.kind, subject=one.subject, **one.facts, is_new=int(is_new)
            )
        return new
