"""Cancelling a batch: each of its numbers by itself. Apart from buying and reading one, which need no supplier."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from callbox.domain.errors import Refused, Unavailable, Uncertain

if TYPE_CHECKING:
    from callbox.domain.identity import UserId
    from callbox.domain.ledger import Wallet
    from callbox.domain.verifications import Verification
    from callbox.ports.clock import Clock
    from callbox.services.batches import BatchService, DocumentedBatch
    from callbox.services.fulfilment import FulfilmentService

CANCEL_TIME = timedelta(seconds=12)
"""No further number is cancelled after this long: one may take 15 s, and the route has 28."""


class BatchCancelService:
    def __init__(self, *, batches: BatchService, fulfilment: FulfilmentService, clock: Clock) -> None:
        self._batches = batches
        self._fulfilment = fulfilment
        self._clock = clock

    def cancel(self, user_id: UserId, batch_id: str) -> tuple[DocumentedBatch, Wallet | None]:
        """Cancel whatever of the batch can be cancelled now, one by one; what cannot stays as it is.

        Return the batch, and the wallet after the last refund; None when nothing was refunded. A repeated call goes on
        with what was left, as for want of time. Raises Refused `rate_limited` when too many were cancelled in the hour;
        what was cancelled before stays so.
        """
        wallet = None
        until = self._clock.now() + CANCEL_TIME
        for member in self._batches.get(user_id, batch_id).members:
            if member.verification.is_cancellable and self._clock.now() < until:
                wallet = self._cancel(member.verification) or wallet
        return self._batches.get(user_id, batch_id), wallet

    def _cancel(self, verification: Verification) -> Wallet | None:
        try:
            return self._fulfilment.cancel(verification.user_id, verification.verification_id).wallet
        except (Refused, Unavailable, Uncertain) as failed:
            if failed.code == "rate_limited":
                raise
            return None  # a code has just come, or the supplier does not answer: the next look tells
