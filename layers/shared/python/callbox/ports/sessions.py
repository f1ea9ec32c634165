"""Port of the sessions."""

from collections.abc import Sequence
from typing import Protocol

from callbox.domain.identity import Session, UserId


class Sessions(Protocol):
    def add(self, session: Session) -> None: ...

    def get(self, family_id: str) -> Session | None: ...

    def rotate(self, before: Session, after: Session) -> None:
        """Store a new token hash and times. Raises Moved when `before` is stale or the family was revoked."""

    def list(self, user_id: UserId) -> Sequence[Session]:
        """Return at most 100 of the user's sessions, also ended ones, newest first (eventually consistent)."""

    def revoke(self, family_id: str) -> None:
        """End the family. A second call changes nothing, and neither does an unknown family."""
