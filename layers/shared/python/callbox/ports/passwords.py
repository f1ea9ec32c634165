"""Port that hashes and checks passwords."""

from typing import Protocol


class Passwords(Protocol):
    def hash(self, password: str) -> str: ...

    def matches(self, password: str, password_hash: str | None) -> bool:
        """Return whether the password has this hash. With None, do equal work and return False.

        Timing then does not reveal whether the account exists.
        """

    def is_outdated(self, password_hash: str) -> bool:
        """Return whether the hash was made with other parameters than the current ones."""

    def is_common(self, password: str) -> bool:
        """Return whether the password is on the list of common passwords, ignoring case."""
