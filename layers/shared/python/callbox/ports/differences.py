"""Port of the differences that the reconciliation and the audit find."""

from datetime import datetime
from typing import Protocol

from callbox.domain.differences import Difference


class Differences(Protocol):
    def note(self, difference: Difference, *, now: datetime) -> bool:
        """Store a difference, or update the time at which it was last seen. Return whether it is new."""
