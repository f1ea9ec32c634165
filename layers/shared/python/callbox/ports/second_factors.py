"""Ports of the second factor."""

from collections.abc import Sequence
from datetime import datetime
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

    def mails_due(self, now: datetime, *, limit: int) -> Sequence[tuple[UserId, datetime]]:
        """Return the accounts whose `mail_due_at` has come, with it, oldest first (eventually consistent)."""

    def put_off_mail(self, user_id: UserId, *, due_at: datetime, next_at: datetime) -> None:
        """Set `mail_due_at` to `next_at`, or to None when the factor is removed before. Changes no version.

        Does nothing unless it is still `due_at`.
        """
