"""Port of the differences that the reconciliation and the audit note."""

from datetime import datetime
from typing import Protocol

from callbox.domain.differences import Difference


class Differences(Protocol):
    def note(self, difference: Difference, *, now: datetime) -> bool:
        """Store a difference, or that it is still there. Return whether it is new."""
