"""Port of the verifications (purchases)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from callbox.domain.identity import UserId, VerificationId
from callbox.domain.verifications import Verification


class Verifications(Protocol):
    """Purchases. `Books` creates and refunds them."""

    def get(self, user_id: UserId, verification_id: VerificationId) -> Verification | None: ...

    def get_many(self, user_id: UserId, ids: Sequence[VerificationId]) -> Sequence[Verification]:
        """Return the user's verifications among at most 100 ids, newest first, in one call."""

    def get_each(self, owned: Sequence[tuple[UserId, VerificationId]]) -> Sequence[Verification]:
        """Return those of at most 100 verifications, of any users, that exist: unordered, in one call."""

    def save(self, before: Verification, after: Verification) -> Verification:
        """Store a change that moves no money and return the document with its new version. Raises Moved."""

    def page(
        self, user_id: UserId, *, before_id: str | None, since_id: str | None = None, limit: int
    ) -> Sequence[Verification]:
        """Return at most `limit` of the user's, newest first, older than `before_id` and newer than `since_id`."""

    def find_by_order_id(self, order_id: str) -> tuple[UserId, VerificationId] | None:
        """Return the verification that owns this order (eventually consistent)."""

    def due(self, now: datetime, *, limit: int) -> Sequence[tuple[UserId, VerificationId]]:
        """Return open verifications whose `due_at` has passed (eventually consistent)."""
