"""Listening: look for another code on a number that has received one."""

from __future__ import annotations

from contextlib import suppress
from math import ceil
from typing import TYPE_CHECKING

from callbox.domain import verifications as rules
from callbox.domain.errors import Refused, Unavailable, not_found
from callbox.ports import Moved
from callbox.services.commits import settled

if TYPE_CHECKING:
    from callbox.domain.identity import UserId, VerificationId
    from callbox.domain.verifications import Verification
    from callbox.ports.clock import Clock
    from callbox.ports.verifications import Verifications
    from callbox.services.poll_chain import PollChain


class ListeningService:
    def __init__(self, *, verifications: Verifications, poll_chain: PollChain, clock: Clock) -> None:
        self._verifications = verifications
        self._poll_chain = poll_chain
        self._clock = clock

    def listen(self, user_id: UserId, verification_id: VerificationId) -> Verification:
        """Look for another code on a received number as often as on a new one, for three minutes or until its end.

        Costs the customer nothing. Raises Refused `not_listening` with the `state`, or `rate_limited` within a minute
        of the last time; Unavailable when the queue does not answer, and then nothing has changed.
        """
        return settled(lambda: self._listen(user_id, verification_id))

    def _listen(self, user_id: UserId, verification_id: VerificationId) -> Verification:
        verification = self._verifications.get(user_id, verification_id)
        if verification is None:
            raise not_found("verification")
        now = self._clock.now()
        if not rules.is_listening(verification, now=now):
            raise Refused("not_listening", "No more codes can come to this number.", state=verification.state)
        again_at = rules.listens_again_at(verification)
        if again_at is not None and now < again_at:
            raise Refused(
                "rate_limited",
                "We are looking for another code. You can ask again in a minute.",
                retry_after_s=ceil((again_at - now).total_seconds()),
            )
        # stored first: of many requests at once, one starts a chain. After a crash between the two the looks of the
        # older chain are missing, the supplier's webhook is not, and the customer can ask again
        listening = self._verifications.save(verification, rules.with_listening(verification, now=now))
        try:
            self._poll_chain.queue_next(listening)
        except Unavailable:
            with suppress(Moved):
                self._verifications.save(listening, rules.as_before_listening(listening, verification))
            raise
        return listening
