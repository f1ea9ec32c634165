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
        """Store another hash of the same password. Raises Moved unless `before`'s is still there."""

    def replace_password(self, before: User, password_hash: str) -> None:
        """Store the hash of a new password, end all sessions, and take the address for verified, in one write.

        For whoever has proved that the address is theirs. Raises Moved unless `before`'s password is still there.
        """

    def end_sessions(self, before: User) -> None:
        """End all sessions in one write. No error when somebody else has just ended them."""

    def verify_email(self, user_id: UserId) -> None:
        """Note that the address belongs to its user. A second call changes nothing. Raises Moved for nobody."""
