"""Port of the challenges that were given and not yet used."""

from typing import Protocol

from callbox.domain.work import Challenge


class Challenges(Protocol):
    def add(self, challenge: Challenge) -> None: ...

    def get(self, challenge: str) -> Challenge | None:
        """Return one, strongly consistent."""

    def use(self, challenge: str) -> bool:
        """Delete one. Return False when it was gone: another request has used it, or this call after a lost reply."""
