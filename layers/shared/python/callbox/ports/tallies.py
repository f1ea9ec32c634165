"""Port of the tallies of attempts: one count for all functions, however many run at once."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from callbox.domain.attempts import Tally


class Tallies(Protocol):
    def get_many(self, keys: Sequence[str]) -> dict[str, Tally]:
        """Return those that exist, strongly consistent, in one call."""

    def save(self, key: str, before: Tally | None, after: Tally, *, forgotten_at: datetime) -> None:
        """Store the next version. Raises Moved when another was stored since `before` was read."""

    def forget(self, key: str) -> None:
        """Count from nothing again. No error when nothing was counted."""
