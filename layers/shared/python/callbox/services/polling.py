"""Polling for the code: polls and webhooks ask the supplier here, and carry out what `domain.verdicts` decides.

The supplier is asked before a refund, never after: its answer decides who pays.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from callbox.domain import verdicts
from callbox.domain import verifications as rules
from callbox.domain.errors import Unavailable, Uncertain
from callbox.domain.identity import UserId, VerificationId
from callbox.domain.polling import is_look_due
from callbox.domain.verdicts import NEVER_SETTLED, Receive, Refund, Verdict, decide

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from callbox.domain.messages import Message
    from callbox.domain.orders import Outcome
    from callbox.domain.verifications import Verification
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.messages import Messages
    from callbox.ports.supplier import Supplier
    from callbox.ports.verifications import Verifications
    from callbox.services.closing import Closing
    from callbox.services.denied_services import DenyList

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the supplier's clock, which dates its orders, may be from ours."""

Owned = tuple[UserId, VerificationId]


@dataclass(frozen=True)
class Polled:
    """A verification that was read together with others, and what the supplier's list says of its order.

    `outcome` is None when the list does not show the order: then we ask for it alone. When the supplier did not answer
    the list (`is_answered` false), we do not ask at all.
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
        """Read several verifications at once, and the outcomes of those that wait with one request if there are two.

        When the supplier does not answer the list, we ask for one order alone: if that is answered, only the list is
        broken, and each order is asked for alone. Raises Unavailable when the verifications cannot be read.
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
        """Read the verification and poll its order. Raises Moved, Unavailable or Uncertain."""
        verification = self._verifications.get(user_id, verification_id)
        return None if verification is None else self.poll_order(verification, thorough=thorough)

    def poll_order(
        self, verification: Verification, *, thorough: bool = False, outcome: Outcome | None = None
    ) -> Verification:
        """Ask the supplier how the order stands and carry out the verdict.

        The outcome is one cheap request and tells whether a message came; only then are messages worth another.
        `thorough` reads the messages of an open order too. `outcome` is given when it is known already. Of a received
        order only the messages are read, for later ones: how it stands has been settled.
        """
        if verification.order_id is None or verification.state not in ("waiting", "received"):
            return verification
        if verification.state == "received":
            is_due = thorough or is_look_due(verification, now=self._clock.now())
            return self.store_messages(verification) if is_due else verification
        if thorough:
            verification = self.store_messages(verification)
            if verification.state != "waiting":
                return verification
        outcome = outcome or self._supplier.get(verification.order_id or "").outcome
        now = self._clock.now()
        if verdicts.must_cancel_order(verification, outcome, now=now):
            order, _ = self._closing.cancel_order(verification.order_id or "")
            outcome = order.outcome
        elif outcome == "open":
            return verification
        # a code may have come just before the order ended
        verification = self.store_messages(verification)
        return self._carry_out(decide(verification, outcome=outcome, now=now), verification, why=outcome)

    def store_messages(self, verification: Verification) -> Verification:
        """Store the new messages of the order, and carry out the verdict that follows from them alone.

        Each text is read and screened once, and no more than `MAX_TEXTS`: what one customer has sent to a number must
        not cost others their time. The first code makes the verification `received`. A message of a service that is
        not for sale is not stored; it may end the verification, refunded.
        """
        now = self._clock.now()
        came = self._new_messages(verification)
        if not came:
            return verification
        came = [
            replace(message, received_at=rules.came_at(verification, message.received_at, now=now)) for message in came
        ]
        shown = [message for message in came if not self._withhold(verification, message)]
        verdict = decide(verification, messages=shown, withheld=len(came) - len(shown), now=now)
        if isinstance(verdict, Refund):
            return self._closing.refund(verification, verdict).verification
        for message in shown:
            self._messages.add(verification.user_id, verification.verification_id, message)
        read = rules.with_texts(verification, [message.id for message in came], stored=len(shown), began_at=now)
        if isinstance(verdict, Receive):
            return self._receive(read, verdict, before=verification)
        return self._verifications.save(verification, read)

    def _new_messages(self, verification: Verification) -> Sequence[Message]:
        left = rules.texts_left(verification)
        if not left:
            return ()
        return self._supplier.messages(verification.order_id or "", most=left, known=verification.texts_read)

    def write_off(self, user_id: UserId, verification_id: VerificationId, *, why: str) -> None:
        """End a verification whose supplier has not answered until its settling time is over. Raises Moved.

        The order is not cancelled here: no open verification owns it any more, so the orphans' timer cancels it.
        """
        verification = self._verifications.get(user_id, verification_id)
        if verification is not None:
            self._carry_out(decide(verification, outcome="open", now=self._clock.now()), verification, why=why)

    def _answers(self, order_id: str) -> bool:
        try:
            self._supplier.get(order_id)
        except (Unavailable, Uncertain):
            return False
        return True

    def _carry_out(self, verdict: Verdict, verification: Verification, *, why: str) -> Verification:
        if isinstance(verdict, Receive):
            return self._receive(verification, verdict)
        if isinstance(verdict, Refund):
            if verdict == NEVER_SETTLED:
                # before the refund: a crash between the two repeats the alarm instead of losing it
                self._log.alarm(
                    "supplier_never_settled",
                    verification_id=verification.verification_id,
                    order_id=verification.order_id,
                    why=why,
                )
            return self._closing.refund(verification, verdict).verification
        return verification

    def _withhold(self, verification: Verification, message: Message) -> bool:
        """Tell whether a message must not be shown, and log it without its text.

        No alarm: a customer can repeat it at will, and the daily reconciliation reports what it cost.
        """
        denial = self._denied.withheld(message, bought=verification.selection.service)
        if denial is None:
            return False
        self._log.record(
            "message_withheld",
            verification_id=verification.verification_id,
            user_id=verification.user_id,
            category=denial.category,
        )
        return True

    def _receive(self, after: Verification, verdict: Receive, *, before: Verification | None = None) -> Verification:
        now = self._clock.now()
        saved = self._verifications.save(before or after, rules.received(after, now=now, reason=verdict.reason))
        waited_s = int((now - saved.waiting_since).total_seconds()) if saved.waiting_since else None
        self._log.record("code_received", verification_id=saved.verification_id, waited_s=waited_s)
        return saved
