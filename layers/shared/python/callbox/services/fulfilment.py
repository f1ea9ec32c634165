"""Fulfilment: between us and the supplier, from the paid request to the code or the refund.

Every step reads the verification, asks the supplier, and writes on the condition that nothing has changed meanwhile; on
a lost race it reads and decides again. So workers, webhooks, the customer and the sweeper may all act at once.
`services.ordering` orders the number, `services.polling` polls for its code, `domain.verdicts` says who pays.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain import trust
from callbox.domain import verifications as rules
from callbox.domain.errors import Refused, Unavailable, Uncertain, not_found
from callbox.domain.verdicts import Refund, Wait, decide, decide_cancel
from callbox.ports import Moved
from callbox.services.closing import Refunded
from callbox.services.commits import settled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from callbox.domain.identity import UserId, VerificationId
    from callbox.domain.verifications import Verification
    from callbox.ports.books import Books
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.queues import Queues
    from callbox.ports.verifications import Verifications
    from callbox.services.closing import Closing
    from callbox.services.ordering import Ordering
    from callbox.services.poll_chain import PollChain
    from callbox.services.polling import Owned, Polled, Polling
    from callbox.services.trust_levels import TrustLevels
    from callbox.services.webhook_trust import WebhookTrust


class FulfilmentService:
    def __init__(
        self,
        *,
        verifications: Verifications,
        books: Books,
        queues: Queues,
        closing: Closing,
        ordering: Ordering,
        polling: Polling,
        poll_chain: PollChain,
        webhook: WebhookTrust,
        trust_levels: TrustLevels,
        clock: Clock,
        log: Log,
    ) -> None:
        self._verifications = verifications
        self._books = books
        self._queues = queues
        self._closing = closing
        self._ordering = ordering
        self._polling = polling
        self._poll_chain = poll_chain
        self._webhook = webhook
        self._trust_levels = trust_levels
        self._clock = clock
        self._log = log

    # --- waiting → received | expired | failed

    def poll_together(self, owned: Sequence[Owned]) -> Mapping[Owned, Polled]:
        """Poll verifications that are due together, with one request to the supplier.

        Empty when each is to be polled by itself: there is only one, the mode is `single`, or they cannot be read.
        """
        if self._webhook.poll_mode == "single" or len(set(owned)) < 2:
            return {}
        try:
            return self._polling.poll_together(owned)
        except Unavailable:
            return {}

    def fetch_code(
        self,
        user_id: UserId,
        verification_id: VerificationId,
        *,
        chain: int,
        poll_number: int = 1,
        polled: Polled | None = None,
        may_ask: bool = True,
    ) -> None:
        """Poll once for the code, and queue the next poll of this chain while it has not come or later ones may.

        The next poll is also queued when the supplier does not answer, or may not be asked because no time is left. A
        chain that another has replaced ends here; one whose number is not stored yet polls again. `poll_number` is the
        place of this poll in its chain, whose length is bounded.
        """
        verification = polled.verification if polled else self._verifications.get(user_id, verification_id)
        if verification is None or not rules.is_polled_by(verification, chain):
            return
        if may_ask and (polled is None or polled.is_answered):
            verification = self._followed(verification, polled)
        if verification is None or not rules.is_polled_by(verification, chain):
            return
        if verification.is_open or rules.is_listening(verification, now=self._clock.now()):
            self._poll_chain.queue_next(verification, chain, poll_number=poll_number + 1)

    def fetch_code_of(self, order_id: str, *, hinted_at: datetime | None = None) -> None:
        """Poll at once, because the supplier says that a message came. Queues nothing: the poll chain goes on.

        Asks nothing when the order's texts were read after the hint came: many hints about one order are one poll.
        Raises Unavailable when the supplier does not answer now.
        """
        owner = self._verifications.find_by_order_id(order_id)
        if owner is None:
            self._log.record("supplier_order_unknown", order_id=order_id)
            return
        is_first = False
        try:
            is_first = settled(lambda: self._poll_hinted(owner, hinted_at))
        finally:  # last: a look at the same moment may have found the text first
            self._webhook.event_came(order_id, at=hinted_at or self._clock.now(), is_first=is_first)

    def _poll_hinted(self, owner: Owned, hinted_at: datetime | None) -> bool:
        """Poll, and tell whether that brought the first text of the order. Raises Moved or Unavailable."""
        verification = self._verifications.get(*owner)
        if verification is None or (hinted_at is not None and rules.was_read_since(verification, hinted_at)):
            return False
        polled = self._polling.poll_order(verification, thorough=True)
        return bool(polled.texts_read) and not verification.texts_read

    def _followed(self, verification: Verification, polled: Polled | None) -> Verification | None:
        """Return the verification after a poll, or its current state when the supplier gave no answer."""
        user_id, verification_id = verification.user_id, verification.verification_id
        try:
            try:
                followed = self._polling.poll_order(verification, outcome=polled.outcome if polled else None)
            except Moved:
                return settled(lambda: self._polling.poll(user_id, verification_id, thorough=False))
        except (Unavailable, Uncertain):
            return self._verifications.get(user_id, verification_id)
        if followed.order_id is not None and followed.texts_read != verification.texts_read:
            self._webhook.text_was_found(followed.order_id)
        return followed

    # --- waiting → cancelled

    def cancel(self, user_id: UserId, verification_id: VerificationId) -> Refunded:
        """Cancel the order and refund the verification. A repeated call answers the same, with the wallet as it is now.

        Raises Refused `not_cancellable` with the `state`, when the number is not there yet or a code has come, or
        `rate_limited` after too many in the hour (which cancellations at the same moment may pass by their number);
        Unavailable when the supplier gives no clear answer, and then nothing has changed.
        """
        return settled(lambda: self._cancel(user_id, verification_id))

    def _cancel(self, user_id: UserId, verification_id: VerificationId) -> Refunded:
        verification = self._verifications.get(user_id, verification_id)
        if verification is None:
            raise not_found("verification")
        if verification.state == "cancelled":
            return Refunded(verification, self._books.wallet(user_id))
        if not verification.is_cancellable or verification.order_id is None:
            raise _not_cancellable(verification)
        wallet = self._books.wallet(user_id)
        now = self._clock.now()
        trust.must_be_within_cancels(self._trust_levels.limits(wallet, now=now), wallet.usage, now=now)
        order, is_clear = self._closing.cancel_order(verification.order_id)
        # a code may have come just before the order was cancelled
        verification = self._polling.store_messages(verification)
        verdict = decide_cancel(verification, order.outcome)
        if isinstance(verdict, Refund):
            return self._closing.refund(verification, verdict)
        if verification.state == "waiting" and not is_clear:
            raise Unavailable(
                "The supplier did not say whether the number went back. Nothing has changed; try again.",
                retry_after_s=5,
            )
        raise _not_cancellable(verification)

    # --- for the sweeper

    def due(self, *, limit: int) -> Sequence[Owned]:
        return self._verifications.due(self._clock.now(), limit=limit)

    def sweep(self, user_id: UserId, verification_id: VerificationId, *, may_ask: bool = True) -> None:
        """Take up a verification that should have moved on: order again, expire the request, or poll one last time.

        With `may_ask` false the supplier did not answer for others in this run, so it is not asked here.
        Raises Unavailable when it does not answer; after `settles_until` the verification is refunded all the same.
        """
        now = self._clock.now()
        verification = self._verifications.get(user_id, verification_id)
        if verification is None or verification.due_at is None or verification.due_at > now:
            return
        if verification.state == "requesting":
            if isinstance(decide(verification, now=now), Refund):
                self._ordering.expire_request(user_id, verification_id)
                return
            self._queues.request_number(user_id, verification_id, nonce=f"{now:%H%M}")
        elif verification.state == "waiting":
            polled = self._poll_last(verification, may_ask=may_ask)
            if polled is None or polled.state != "waiting":
                return
            verification = polled
        self._verifications.save(verification, rules.swept_again(verification, now=now))

    def postpone(self, user_id: UserId, verification_id: VerificationId) -> int:
        """Put off a verification that the sweeper failed on. Return its failures in a row. Raises Moved."""
        verification = self._verifications.get(user_id, verification_id)
        if verification is None or verification.due_at is None:
            return 0
        postponed = rules.postponed(verification, now=self._clock.now())
        return self._verifications.save(verification, postponed).sweep_failures

    def _poll_last(self, verification: Verification, *, may_ask: bool) -> Verification | None:
        """Return the verification after a thorough poll; None when it is written off for want of an answer."""
        user_id, verification_id = verification.user_id, verification.verification_id

        def poll() -> Verification | None:
            if not may_ask:
                raise Unavailable("The supplier of numbers does not answer.")
            return self._polling.poll(user_id, verification_id, thorough=True)

        try:
            return settled(poll)
        except Exception as problem:
            if isinstance(decide(verification, outcome="open", now=self._clock.now()), Wait):
                raise
            why = type(problem).__name__  # whatever it is, the customer has waited long enough for it
            settled(lambda: self._polling.write_off(user_id, verification_id, why=why))
            return None


def _not_cancellable(verification: Verification) -> Refused:
    return Refused(
        "not_cancellable",
        "This number cannot be cancelled now.",
        state=verification.state,
    )
