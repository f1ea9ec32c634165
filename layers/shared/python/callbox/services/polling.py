"""Polling for the code: polls and webhooks ask the supplier here, and the verification follows (waiting → …).

The supplier is asked before a refund, never after: what it says decides who pays.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from callbox.domain import verifications as rules
from callbox.domain.errors import Unavailable, Uncertain
from callbox.domain.identity import UserId, VerificationId
from callbox.domain.messages import Message
from callbox.domain.verifications import Verification
from callbox.ports.clock import Clock
from callbox.ports.log import Log
from callbox.ports.messages import Messages
from callbox.ports.supplier import OWED_NOTHING, Outcome, Supplier
from callbox.ports.verifications import Verifications
from callbox.services.closing import Closing
from callbox.services.denied_services import DenyList

MAX_MESSAGES = 20
"""Messages kept for one verification; more than a service sends in a quarter of an hour."""
DENIED_MESSAGE = "service_denied"
"""Why a verification failed whose number was used with a service that is not for sale."""
NEVER_SETTLED = "supplier_never_settled"
CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the supplier's clock, which dates its orders, may be from ours."""

Owned = tuple[UserId, VerificationId]


@dataclass(frozen=True)
class Polled:
    """A verification as it was read together with others, and what the supplier's list said of its order.

    `outcome` is None when the list did not show it: then it is asked about alone. Without an answer nobody is asked.
    """

    verification: Verification
    outcome: Outcome | None = None
    is_answered: bool = True


class Polling:
    def __init__(
        self,
        *,
        verifications: Verifications,
        messages: Messages,
        supplier: Supplier,
        closing: Closing,
        denied: DenyList,
        clock: Clock,
        log: Log,
    ) -> None:
        self._verifications = verifications
        self._messages = messages
        self._supplier = supplier
        self._closing = closing
        self._denied = denied
        self._clock = clock
        self._log = log

    def poll_together(self, owned: Sequence[Owned]) -> Mapping[Owned, Polled]:
        """Read several verifications at once and ask about those that wait with one question, if there are two or more.

        When the list is not answered, one of them is asked about alone: if that is answered, the list is what is
        broken, and each is asked about alone. Raises Unavailable when they cannot be read.
        """
        found = self._verifications.get_each(owned)
        waiting = {one.order_id: one for one in found if one.state == "waiting" and one.order_id}
        outcomes: Mapping[str, Outcome] = {}
        is_answered = True
        if len(waiting) > 1:
            since = min(one.created_at for one in waiting.values()) - CLOCKS_DIFFER
            try:
                outcomes = self._supplier.outcomes(waiting.keys(), since=since)
            except (Unavailable, Uncertain) as unanswered:
                self._log.record("order_list_unanswered", kind=type(unanswered).__name__, waiting=len(waiting))
                is_answered = self._answers(next(iter(waiting)))
        return {
            (one.user_id, one.verification_id): Polled(one, outcomes.get(one.order_id or ""), is_answered)
            for one in found
        }

    def poll(self, user_id: UserId, verification_id: VerificationId, *, thorough: bool) -> Verification | None:
        """Read the verification and look at it. Raises Moved, Unavailable or Uncertain."""
        verification = self._verifications.get(user_id, verification_id)
        return None if verification is None else self.poll_order(verification, thorough=thorough)

    def poll_order(
        self, verification: Verification, *, thorough: bool = False, outcome: Outcome | None = None
    ) -> Verification:
        """Ask the supplier and let the verification follow. `thorough` reads the messages of an open order too.

        The order's state is one cheap question and says that a message came; only then are messages worth another.
        `outcome` is that state when it is known already.
        """
        if verification.order_id is None or verification.state not in ("waiting", "received"):
            return verification
        if verification.state == "received":
            return self.store_messages(verification) if thorough else verification
        if thorough:
            verification = self.store_messages(verification)
            if verification.state != "waiting":
                return verification
        outcome = outcome or self._supplier.get(verification.order_id or "").outcome
        if outcome == "open" and not _is_over(verification, self._clock.now()):
            return verification
        return self._conclude(verification, outcome)

    def store_messages(self, verification: Verification) -> Verification:
        """Store what has come for the order. The first code makes the verification `received`.

        A message of a service that is not for sale is not stored; unless the code that was paid for is there, too,
        it ends the verification, refunded. Not when its customer has been shown a message: anybody can send a text to
        the number, also to have that one for nothing.
        """
        now = self._clock.now()
        # a sender's clock that is ahead would keep a text beyond its time
        came = [
            message if message.received_at <= now else replace(message, received_at=now)
            for message in self._supplier.messages(verification.order_id or "")[:MAX_MESSAGES]
        ]
        found = [message for message in came if not self._withhold(verification, message)]
        is_code = verification.state == "waiting" and _has_code(found)
        is_unseen = verification.state == "waiting" and verification.message_count == 0
        if len(found) < len(came) and is_unseen and not is_code:
            return self._closing.refund(verification, "failed", DENIED_MESSAGE)
        if len(found) <= verification.message_count and not is_code:
            return verification
        for message in found:
            self._messages.add(verification.user_id, verification.verification_id, message)
        with_messages = rules.with_messages(verification, len(found))
        if is_code:
            return self._receive(with_messages, before=verification)
        return self._verifications.save(verification, with_messages)

    def write_off(self, user_id: UserId, verification_id: VerificationId, *, why: str) -> None:
        """Refund a verification whose end the supplier has not told us in all its time. Raises Moved.

        Its number is not given back here: no open verification points to it any more, so the orphans' timer does.
        """
        verification = self._verifications.get(user_id, verification_id)
        if verification is not None and verification.state == "waiting":
            self._refund_unsettled(verification, why)

    def _answers(self, order_id: str) -> bool:
        try:
            self._supplier.get(order_id)
        except (Unavailable, Uncertain):
            return False
        return True

    def _conclude(self, verification: Verification, outcome: Outcome) -> Verification:
        """Read the messages one last time and end the verification, if the supplier lets it end."""
        now = self._clock.now()
        if outcome == "open":
            order, _ = self._closing.give_back(verification.order_id or "")
            outcome = order.outcome
        verification = self.store_messages(verification)
        if verification.state != "waiting":
            return verification
        if outcome == "delivered" and verification.message_count:
            # a message without a certain code: the customer reads it, the supplier is paid for it, so is the number
            if not _is_over(verification, now):
                return verification
            return self._receive(verification, reason="no_certain_code")
        if outcome in OWED_NOTHING:
            given_back_early = outcome == "cancelled" and not _is_over(verification, now)
            return self._refund_returned(verification, by_customer=given_back_early)
        if now < verification.settles_until:
            return verification
        return self._refund_unsettled(verification, outcome)

    def _refund_returned(self, verification: Verification, *, by_customer: bool) -> Verification:
        """Refund a number that went back: by time, or by its customer, whose cancellation is under way or broke off."""
        if by_customer:
            return self._closing.refund(verification, "cancelled", "cancelled_by_customer")
        return self._closing.refund(verification, "expired", "no_code_in_time")

    def _refund_unsettled(self, verification: Verification, why: str) -> Verification:
        # before the refund: a crash between the two repeats the alarm instead of losing it
        self._log.alarm(
            "supplier_never_settled",
            verification_id=verification.verification_id,
            order_id=verification.order_id,
            why=why,
        )
        return self._closing.refund(verification, "failed", NEVER_SETTLED)

    def _withhold(self, verification: Verification, message: Message) -> bool:
        """Tell whether a message must not be shown; a person hears of it, without its text."""
        denial = self._denied.withheld(message, bought=verification.selection.service)
        if denial is None:
            return False
        self._log.alarm(
            "message_withheld",
            verification_id=verification.verification_id,
            user_id=verification.user_id,
            category=denial.category,
        )
        return True

    def _receive(
        self, after: Verification, *, before: Verification | None = None, reason: str | None = None
    ) -> Verification:
        now = self._clock.now()
        saved = self._verifications.save(before or after, rules.received(after, now=now, reason=reason))
        waited_s = int((now - saved.waiting_since).total_seconds()) if saved.waiting_since else None
        self._log.record("code_received", verification_id=saved.verification_id, waited_s=waited_s)
        return saved


def _has_code(messages: Sequence[Message]) -> bool:
    return any(message.code for message in messages)


def _is_over(verification: Verification, now: datetime) -> bool:
    return verification.ends_at is not None and now >= verification.ends_at
