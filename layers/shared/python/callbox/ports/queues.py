"""Port of the work queues."""

from datetime import datetime
from typing import Protocol

from callbox.domain.identity import UserId, VerificationId


class Queues(Protocol):
    """Deferred work. Delivery is at least once, so every consumer must tolerate a repeated message."""

    def settle_deposit(self, reference: str, *, returned: bool = False, dispute_lost: bool = False) -> None:
        """Queue a check of a payment. With `returned`, also check how much of it went back to its payer.

        `dispute_lost` goes with `returned`: the payer has won a dispute about the payment.
        """

    def request_number(self, user_id: UserId, verification_id: VerificationId, *, nonce: str = "") -> None:
        """Queue the order of a number. Calls with the same nonce within five minutes are queued once."""

    def fetch_code(
        self, user_id: UserId, verification_id: VerificationId, *, chain: int, poll_number: int, delay_s: int
    ) -> None:
        """Queue a poll of a poll chain. `poll_number` is its place in the chain: 1 for the first."""

    def fetch_code_of(self, order_id: str, *, hinted_at: datetime) -> None:
        """Queue an immediate poll for the verification that owns this order, because of an event that came then."""
