"""Port of the sessions."""

from collections.abc import Sequence
from typing import Protocol

from callbox.domain.identity import Session, UserId


class Sessions(Protocol):
    def add(self, session: Session) -> None: ...

    def get(self, family_id: str) -> Session | None: ...

    def rotate(self, before: Session, after: Session) -> None:
        """Store a new token hash and times. Raises Moved unless `before`'s is still the newest and the family lives."""

    def list(self, user_id: UserId) -> Sequence[Session]:
        """Return at most 100 of the user's, ended ones too, newest first (eventually consistent)."""

    def revoke(self, family_id: str) -> None:
        """End the family. A second call changes nothing; an unknown family is no error."""
