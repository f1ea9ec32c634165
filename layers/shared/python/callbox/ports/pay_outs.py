"""Port that locks an account so that one pay-out runs at a time."""

from datetime import datetime
from typing import Protocol

from callbox.domain.identity import UserId


class BeingPaidOut(Exception):
    """Another pay-out run holds this account until `free_at`. It may be running, or may have crashed."""

    def __init__(self, free_at: datetime) -> None:
        super().__init__(f"locked until {free_at.isoformat()}")
        self.free_at = free_at


class PayOuts(Protocol):
    """A lock on each account, held by one pay-out run at a time."""

    def begin(self, user_id: UserId, run_id: str, *, now: datetime, free_at: datetime) -> None:
        """Lock the account for a run until `free_at`, or until the run ends. Repeating the call changes nothing.

        Raises BeingPaidOut when another run holds the lock.
        """

    def end(self, user_id: UserId, run_id: str) -> None:
        """Release the lock. Changes nothing when this run no longer holds it."""
