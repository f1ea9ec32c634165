"""Poll chains: each waiting verification has one queued poll, which queues the next one."""

from callbox.domain.polling import PollMode, poll_delay_s
from callbox.domain.verifications import Verification
from callbox.ports.clock import Clock
from callbox.ports.queues import Queues


class PollChain:
    def __init__(self, *, queues: Queues, clock: Clock, poll_mode: PollMode) -> None:
        self._queues = queues
        self._clock = clock
        self._poll_mode = poll_mode

    def queue_next(self, verification: Verification, chain: int | None = None) -> None:
        """Queue the next poll of a chain, by default the verification's current chain."""
        self._queues.fetch_code(
            verification.user_id,
            verification.verification_id,
            chain=verification.poll_chain if chain is None else chain,
            delay_s=poll_delay_s(verification, now=self._clock.now(), mode=self._poll_mode),
        )
