"""Port of the tallies of attempts. All running functions share each count."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from callbox.domain.attempts import Tally


class Tallies(Protocol):
    def get_many(self, keys: Sequence[str]) -> dict[str, Tally]:
        """Return the tallies that exist, strongly consistent, in one call."""

    def save(self, key: str, before: Tally | None, after: Tally, *, forgotten_at: datetime) -> None:
        """Store the next version. Raises Moved when the tally has changed since `before` was read."""

    def forget(self, key: str) -> None:
        """Reset the count to zero. Does nothing when there is none."""
