"""Batches: two to ten numbers at once. All are paid or none; afterwards each number ends on its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callbox.domain.errors import FieldError, Invalid, not_found
from callbox.domain.verifications import BATCH_SIZES
from callbox.services.documents import Documented
from callbox.services.verifications import Bought, Purchase, VerificationService

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callbox.domain.identity import UserId
    from callbox.ports.batches import Batches


@dataclass(frozen=True)
class DocumentedBatch:
    """A batch with its verifications in the order of purchase."""

    batch_id: str
    members: Sequence[Documented]


class BatchService:
    def __init__(self, *, batches: Batches, verifications: VerificationService) -> None:
        self._batches = batches
        self._verifications = verifications

    def create(self, purchase: Purchase) -> tuple[DocumentedBatch, Bought]:
        """Buy all numbers or none. Return the batch as first created, and the purchase.

        Raises Invalid for a quantity out of bounds, and what buying raises.
        """
        if purchase.quantity not in BATCH_SIZES:
            least, most = BATCH_SIZES[0], BATCH_SIZES[-1]
            message = f"Choose {least} to {most} numbers."
            raise Invalid(FieldError("quantity", "out_of_range", message, least=least, most=most))
        bought = self._verifications.buy(purchase)
        batch_id = bought.verifications[0].batch_id or ""
        return DocumentedBatch(batch_id, [Documented(one, ()) for one in bought.verifications]), bought

    def get(self, user_id: UserId, batch_id: str) -> DocumentedBatch:
        """Return one of the user's batches. Raises Refused `not_found`, also for another user's."""
        batch = self._batches.get(user_id, batch_id)
        if batch is None:
            raise not_found("batch")
        found = {
            one.verification.verification_id: one
            for one in self._verifications.get_many(user_id, batch.verification_ids)
        }
        return DocumentedBatch(batch_id, [found[member] for member in batch.verification_ids])
