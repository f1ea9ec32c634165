"""Port of the users (accounts)."""

from typing import Protocol

from callbox.domain.identity import User, UserId


class EmailTaken(Exception):
    """An account with this e-mail address exists."""


class Users(Protocol):
    def add(self, user: User) -> None:
        """Store a new account and claim its address in one transaction. Raises EmailTaken."""

    def get(self, user_id: UserId) -> User | None: ...

    def find_by_email(self, email_key: str) -> User | None: ...

    def renew_password_hash(self, before: User, password_hash: str) -> None:
        """Store another hash of the same password. Raises Moved when the hash is no longer `before`'s."""

    def replace_password(self, before: User, password_hash: str) -> None:
        """Store the hash of a new password, end all sessions and mark the address as verified, in one write.

        Call it only for a user who has proved to own the address. Raises Moved when the hash is no longer `before`'s.
        """

    def end_sessions(self, before: User) -> None:
        """End all sessions in one write. Does nothing when another request has just ended them."""

    def verify_email(self, user_id: UserId) -> None:
        """Mark the address as verified. A second call changes nothing. Raises Moved for an unknown user."""
