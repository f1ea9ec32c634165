"""Ports of closing accounts: the closures, and the data that are deleted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from callbox.domain.closures import Closure
from callbox.domain.identity import UserId


class Closures(Protocol):
    """Wishes to close an account. `Books` creates and deletes them, together with the wallet."""

    def get(self, claim: str) -> Closure | None: ...

    def save(self, before: Closure, after: Closure) -> Closure:
        """Store a change and return the closure with its new version. Raises Moved unless `before` is still stored."""

    def due(self, now: datetime, *, limit: int) -> Sequence[str]:
        """Return the claims whose `due_at` has passed, oldest first (eventually consistent)."""


class PersonalData(Protocol):
    """What is kept of a person beside the books: sessions, devices, texts and the like."""

    def erase(self, user_id: UserId, *, most: int) -> int:
        """Delete at most `most` rows of an account. Return how many: fewer than `most` when none is left.

        A row that was written at this moment may be found by the next call only. Raises Unavailable.
        """
