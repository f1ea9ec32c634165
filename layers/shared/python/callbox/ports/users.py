"""Port of the users (accounts)."""

from typing import Protocol

from callbox.domain.identity import User, UserId


class EmailTaken(Exception):
    """An account with this e-mail address exists."""


class Users(Protocol):
    def add(self, user: User) -> None:
        """Store a new account and claim its address in one transaction.

        Raises EmailTaken, also while the address is reserved for the account that had it before.
        """

    def get(self, user_id: UserId) -> User | None: ...

    def find_by_email(self, email_key: str) -> User | None:
        """Return the account that has this address now. One that had it before is not found."""

    def renew_password_hash(self, before: User, password_hash: str) -> None:
        """Store another hash of the same password. Raises Moved when the hash is no longer `before`'s."""

    def change_password(self, before: User, password_hash: str) -> None:
        """Store the hash of a new password and end all sessions, in one write.

        Raises Moved when the password or the sessions are no longer `before`'s.
        """

    def reset_password(self, before: User, password_hash: str) -> None:
        """Store the hash of a new password, end all sessions, mark the address as verified and count the reset, in one
        write, whatever sessions have done since `before` was read.

        Call it only for a user who has proved to own the address. Raises Moved when another reset came first.
        """

    def end_sessions(self, before: User) -> bool:
        """End all sessions in one write. Return False, with nothing changed, when another request has just done so."""

    def accept_terms(self, before: User, after: User) -> None:
        """Store the terms that `after` has accepted, and when, with all acceptances before.

        Raises Moved when the account has accepted others than `before`.
        """

    def verify_email(self, user_id: UserId) -> None:
        """Mark the address as verified. A second call changes nothing. Raises Moved for an unknown user."""

    def close(self, before: User, email: str) -> None:
        """Put `email` (identity.closed_email) in place of the address, free the address, remove the password and end
        all sessions, in one write. Raises Moved when the account has another address than `before`.
        """
