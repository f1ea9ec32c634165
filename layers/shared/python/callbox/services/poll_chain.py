"""Poll chains: each waiting verification has one queued poll, which queues the next one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain.polling import MOST_POLLS, poll_delay_s

if TYPE_CHECKING:
    from callbox.domain.verifications import Verification
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.queues import Queues
    from callbox.services.webhook_trust import WebhookTrust


class PollChain:
    def __init__(self, *, queues: Queues, clock: Clock, log: Log, webhook: WebhookTrust) -> None:
        self._queues = queues
        self._clock = clock
        self._log = log
        self._webhook = webhook

    def queue_next(self, verification: Verification, chain: int | None = None, *, poll_number: int = 1) -> None:
        """Queue a poll of a chain, by default the first of the verification's current one.

        Beyond `MOST_POLLS` the chain ends with an alarm: it goes round for a reason that no schedule has, and the
        sweeper finishes the verification. AWS Lambda would stop a chain of messages after about 16 rounds by itself;
        `fetch_code` is allowed to go on (infra/stack_functions.py), so this bound is ours.
        """
        if poll_number > MOST_POLLS:
            self._log.alarm("poll_chain_too_long", verification_id=verification.verification_id, polls=MOST_POLLS)
            return
        self._queues.fetch_code(
            verification.user_id,
            verification.verification_id,
            chain=verification.poll_chain if chain is None else chain,
            poll_number=poll_number,
            delay_s=poll_delay_s(verification, now=self._clock.now(), mode=self._webhook.poll_schedule()),
        )
