"""Port that lets one run at a time pay an account out."""

from datetime import datetime
from typing import Protocol

from callbox.domain.identity import UserId


class BeingPaidOut(Exception):
    """Another run gives this account's balance back, or was cut short; it has the account until `free_at`."""

    def __init__(self, free_at: datetime) -> None:
        super().__init__(f"taken until {free_at.isoformat()}")
        self.free_at = free_at


class PayOuts(Protocol):
    """Which run gives an account's balance back: one at a time."""

    def begin(self, user_id: UserId, run_id: str, *, now: datetime, free_at: datetime) -> None:
        """Take the account for a run until `free_at`, unless it ends before. The same call again changes nothing.

        Raises BeingPaidOut when another run has it.
        """

    def end(self, user_id: UserId, run_id: str) -> None:
        """Let go of the account. Changes nothing when this run no longer has it."""
