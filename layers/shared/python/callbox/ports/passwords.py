"""Port that hashes and checks passwords."""

from typing import Protocol


class Passwords(Protocol):
    def hash(self, password: str) -> str: ...

    def matches(self, password: str, password_hash: str | None) -> bool:
        """Tell whether they belong together; with None, take as long and say no."""

    def is_outdated(self, password_hash: str) -> bool:
        """Tell whether the hash was made with other parameters than today's."""

    def is_common(self, password: str) -> bool:
        """Tell whether it is among those that everybody tries first, in capitals or not."""
