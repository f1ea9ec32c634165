"""Port of the sessions."""

from collections.abc import Sequence
from typing import Protocol

from callbox.domain.identity import Session, User, UserId


class Sessions(Protocol):
    def add(self, session: Session) -> None: ...

    def get(self, family_id: str) -> Session | None: ...

    def with_account(self, family_id: str, user_id: UserId) -> tuple[Session | None, User | None]:
        """Return a session and an account, strongly consistent, in one call."""

    def rotate(self, before: Session, after: Session) -> None:
        """Store a new token hash and times. Raises Moved when `before` is stale or the family was revoked."""

    def list(self, user_id: UserId) -> Sequence[Session]:
        """Return at most 100 of the user's sessions, also ended ones, newest first (eventually consistent)."""

    def carry_over(self, session: Session, *, epoch: int) -> None:
        """Give a session another epoch, so that it outlives the end of all others. Does nothing to a revoked one."""

    def revoke(self, family_id: str) -> UserId | None:
        """End the family and return whose it is; None for an unknown one. A second call changes nothing."""
