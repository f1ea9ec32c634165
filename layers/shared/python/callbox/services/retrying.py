"""Retry: buy the same selection again, after the first number is closed and refunded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain import verifications as rules
from callbox.domain.errors import Refused
from callbox.services.verifications import Bought, Purchase, VerificationService

if TYPE_CHECKING:
    from callbox.domain.identity import User, UserId, VerificationId
    from callbox.ports.request_keys import RequestKeys
    from callbox.services.fulfilment import FulfilmentService


class RetryService:
    def __init__(self, *, verifications: VerificationService, fulfilment: FulfilmentService, keys: RequestKeys) -> None:
        self._verifications = verifications
        self._fulfilment = fulfilment
        self._keys = keys

    def retry(
        self,
        user_id: UserId,
        verification_id: VerificationId,
        *,
        key: str,
        request_hash: str,
        account: User | None = None,
    ) -> Bought:
        """Close and refund a verification, then buy its selection again at no more than its price.

        Avoids the numbers that failed. Raises what
        cancelling and buying raise, and Refused `not_retryable` with the `state` for a verification that was paid, was
        already retried, or was the last of three attempts.
        """
        old = self._verifications.get(user_id, verification_id).verification
        if self._keys.find(user_id, key) is None:
            if old.attempt >= rules.MAX_ATTEMPTS:
                raise Refused(
                    "not_retryable",
                    f"This was try {old.attempt} of {rules.MAX_ATTEMPTS}. Buy another; a different area code may help.",
                    state=old.state,
                )
            self._verifications.must_be_free_to_buy(
                user_id, old.selection, account=account
            )  # before cancelling its number in vain
            if old.is_open:
                old = self._fulfilment.cancel(user_id, verification_id).verification
            if not old.is_refunded:
                raise Refused("not_retryable", "Its code has arrived, so there is nothing to retry.", state=old.state)
        return self._verifications.buy(
            Purchase(
                user_id,
                old.selection,
                max_price_minor=old.price.minor,
                key=key,
                request_hash=request_hash,
                retry_of=old,
                account=account,
                reference=old.reference,
            )
        )
