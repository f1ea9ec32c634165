"""Ports of the second factor."""

from typing import Protocol

from callbox.domain.identity import UserId
from callbox.domain.second_factor import SecondFactor


class RandomBytes(Protocol):
    def __call__(self, count: int, /) -> bytes:
        """Return `count` unpredictable bytes."""


class SecondFactors(Protocol):
    def get(self, user_id: UserId) -> SecondFactor | None: ...

    def save(self, before: SecondFactor | None, after: SecondFactor) -> None:
        """Store the next version of a factor. Raises Moved unless `before` is still stored."""

    def delete(self, user_id: UserId) -> None: ...
