"""Batches: two to ten numbers at once. All or nothing in money; each number then has an end of its own."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from callbox.domain.errors import FieldError, Invalid, Refused, Unavailable, Uncertain, not_found
from callbox.domain.identity import UserId, VerificationId
from callbox.domain.verifications import BATCH_SIZES, Verification
from callbox.ports.batches import Batches
from callbox.ports.clock import Clock
from callbox.services.verifications import Documented, Purchase, VerificationService

CANCEL_TIME = timedelta(seconds=12)
"""No further number is given back after this long: one may take 15 s, and the route has 28."""


@dataclass(frozen=True)
class DocumentedBatch:
    """A batch with its verifications in the order they were bought."""

    batch_id: str
    members: Sequence[Documented]


class Cancels(Protocol):
    """What a batch needs of the fulfilment, which the two routes that only buy and read would load in vain."""

    def cancel(self, user_id: UserId, verification_id: VerificationId) -> Verification: ...


class BatchService:
    def __init__(
        self, *, batches: Batches, verifications: VerificationService, fulfilment: Cancels, clock: Clock
    ) -> None:
        self._batches = batches
        self._verifications = verifications
        self._fulfilment = fulfilment
        self._clock = clock

    def create(self, purchase: Purchase) -> tuple[DocumentedBatch, bool]:
        """Buy all numbers or none. Return (the batch as it was made, whether the key was replayed).

        Raises Invalid for a quantity out of bounds, and what buying raises.
        """
        if purchase.quantity not in BATCH_SIZES:
            raise Invalid(FieldError("quantity", f"From {BATCH_SIZES[0]} to {BATCH_SIZES[-1]} numbers."))
        bought, replayed = self._verifications.buy(purchase)
        return DocumentedBatch(bought[0].batch_id or "", [Documented(one, ()) for one in bought]), replayed

    def get(self, user_id: UserId, batch_id: str) -> DocumentedBatch:
        """Return one of the user's batches. Raises Refused `not_found`, also for somebody else's."""
        batch = self._batches.get(user_id, batch_id)
        if batch is None:
            raise not_found("batch")
        found = {
            one.verification.verification_id: one
            for one in self._verifications.get_many(user_id, batch.verification_ids)
        }
        return DocumentedBatch(batch_id, [found[member] for member in batch.verification_ids])

    def cancel(self, user_id: UserId, batch_id: str) -> DocumentedBatch:
        """Cancel whatever of the batch can be cancelled now, one by one; what cannot stays as it is.

        A repeated call goes on with what was left, as for want of time. Raises Refused `rate_limited` when too many
        were cancelled in the hour; what was cancelled before stays so.
        """
        until = self._clock.now() + CANCEL_TIME
        for member in self.get(user_id, batch_id).members:
            if member.verification.is_cancellable and self._clock.now() < until:
                self._cancel(member.verification)
        return self.get(user_id, batch_id)

    def _cancel(self, verification: Verification) -> None:
        try:
            self._fulfilment.cancel(verification.user_id, verification.verification_id)
        except (Refused, Unavailable, Uncertain) as failed:
            if failed.code == "rate_limited":
                raise
            return  # a code has just come, or the supplier does not answer: the next look tells
