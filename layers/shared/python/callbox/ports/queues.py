"""Port of the queues: work for later."""

from typing import Protocol

from callbox.domain.identity import UserId, VerificationId


class Queues(Protocol):
    """Work for later. At least once: every consumer must bear the same message twice."""

    def settle_deposit(self, reference: str, *, returned: bool = False, dispute_lost: bool = False) -> None:
        """Queue a question about a payment; with `returned` also how much of it went back to its payer.

        `dispute_lost`, with `returned`: its payer has won a dispute about it.
        """

    def request_number(self, user_id: UserId, verification_id: VerificationId, *, nonce: str = "") -> None:
        """Queue the order of a number. The same nonce within five minutes is queued once."""

    def fetch_code(self, user_id: UserId, verification_id: VerificationId, *, chain: int, delay_s: int) -> None:
        """Queue the next poll of a poll chain."""

    def fetch_code_of(self, order_id: str) -> None:
        """Queue a look at once, for whoever this order of the supplier belongs to."""
