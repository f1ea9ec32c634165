"""Fulfilment: between us and the supplier, from the paid request to the code or the refund.

Every step reads the verification, asks the supplier, and writes on the condition that nothing has changed meanwhile;
whoever loses such a race reads and decides again. So workers, webhooks, the customer and the sweeper may all meet here.
The supplier is asked before a refund, never after: what it says decides who pays.
"""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from callbox.domain import ledger
from callbox.domain import verifications as rules
from callbox.domain.errors import Refused, Unavailable, Uncertain, not_found
from callbox.domain.identity import UserId, VerificationId
from callbox.domain.inbox import Message
from callbox.domain.verifications import RefundedState, Verification
from callbox.ports import (
    Books,
    Clock,
    Events,
    Messages,
    Moved,
    Order,
    OrderExpired,
    OrderRefused,
    Queues,
    Supplier,
    Verifications,
)
from callbox.services.commits import commit, settled
from callbox.services.denied_services import DenyList

ORDER_TRIES = 4
ORDER_PAUSE_S = 2.0
ORDER_TIME = timedelta(seconds=45)
"""No further try after this long in one run: the function has 90 seconds, an order may take 35."""
OUT_OF_CREDIT = "supplier_out_of_credit"
"""The one refusal that the operator can end: by paying the supplier."""
MAX_MESSAGES = 20
"""Messages kept for one verification; more than a service sends in a quarter of an hour."""
DENIED_MESSAGE = "service_denied"
"""Why a verification failed whose number was used with a service that is not for sale."""


class FulfilmentService:
    def __init__(
        self,
        *,
        verifications: Verifications,
        messages: Messages,
        books: Books,
        supplier: Supplier,
        queues: Queues,
        denied: DenyList,
        clock: Clock,
        events: Events,
        pause: Callable[[float], None],
    ) -> None:
        self._verifications = verifications
        self._messages = messages
        self._books = books
        self._supplier = supplier
        self._queues = queues
        self._denied = denied
        self._clock = clock
        self._events = events
        self._pause = pause

    # --- requesting → waiting | failed

    def request_number(self, user_id: UserId, verification_id: VerificationId) -> None:
        """Order the number of a paid request and begin to look for its code. A second call orders nothing new.

        An unclear or passing failure is tried again at once with the same idempotency key, so the supplier sells one
        number at the most; what is still unclear then is left to the sweeper, until `request_ends_at`.
        """
        verification = self._verifications.get(user_id, verification_id)
        if verification is None:
            return
        if verification.state == "waiting":  # the last run ended between the write and the queue
            self._look_later(verification)
        if verification.state != "requesting":
            return
        if self._clock.now() >= verification.request_ends_at:
            self.give_up(user_id, verification_id)
            return
        try:
            order = self._order_a_new_number(verification)
        except OrderRefused as refused:
            reason = refused.reason
            settled(lambda: self._fail_request(user_id, verification_id, reason))
        except OrderExpired:
            settled(lambda: self._fail_request(user_id, verification_id, "order_expired"))
        else:
            if order is not None:
                settled(lambda: self._take_number(user_id, verification_id, order))

    def _order_a_new_number(self, verification: Verification) -> Order | None:
        """Return an order whose number has not failed this customer before, if the supplier has one."""
        while True:
            order = self._order(verification)
            if order is None or order.number not in verification.avoid_numbers:
                return order
            if verification.order_count >= rules.MAX_ORDERS:
                return order  # better an old number than none
            if self._give_back(order.supplier_id).outcome != "returned":
                return order
            try:
                verification = self._verifications.save(verification, rules.with_another_order(verification))
            except Moved:
                return None  # another worker has it

    def _order(self, verification: Verification) -> Order | None:
        """Return the order with its number; None when that is still unclear."""
        begun = self._clock.now()
        for attempt in range(1, ORDER_TRIES + 1):
            kind = "NumberNotAssigned"
            try:
                order = self._supplier.get(self._supplier.order(verification))
            except (Unavailable, Uncertain) as unclear:
                kind = type(unclear).__name__
            else:
                if order.number is not None:
                    return order
            self._events.record(
                "number_request_unclear",
                verification_id=verification.verification_id,
                kind=kind,
                attempt=attempt,
            )
            if attempt == ORDER_TRIES or self._clock.now() - begun >= ORDER_TIME:
                break
            self._pause(ORDER_PAUSE_S)
        return None

    def give_up(self, user_id: UserId, verification_id: VerificationId) -> None:
        """Refund a request for which no number came in time."""
        settled(lambda: self._fail_request(user_id, verification_id, "no_number_in_time"))

    def _take_number(self, user_id: UserId, verification_id: VerificationId, order: Order) -> None:
        verification = self._existing(user_id, verification_id)
        if verification.state == "requesting":
            now = self._clock.now()
            waiting = rules.with_number(
                verification,
                supplier_id=order.supplier_id,
                number=order.number or "",
                ends_at=order.ends_at,
                now=now,
            )
            verification = self._verifications.save(verification, waiting)
            self._events.record("number_rented", verification_id=verification_id, supplier_id=order.supplier_id)
        if verification.state == "waiting":
            self._look_later(verification)
        elif verification.is_refunded and verification.supplier_id is None:
            # refunded while the order was on its way: nobody waits for this number any more
            self._supplier.cancel(order.supplier_id)
            self._events.record("late_number_returned", verification_id=verification_id)

    def _fail_request(self, user_id: UserId, verification_id: VerificationId, reason: str) -> None:
        verification = self._existing(user_id, verification_id)
        if verification.state == "requesting":
            self._refund(verification, "failed", reason)
            if reason == OUT_OF_CREDIT:
                self._events.alarm("supplier_out_of_credit", verification_id=verification_id)

    # --- waiting → received | expired | failed

    def fetch_code(self, user_id: UserId, verification_id: VerificationId) -> None:
        """Look once whether the code has come, and queue the next look while it has not.

        When the supplier does not answer, the next look is queued all the same.
        """
        try:
            verification = settled(lambda: self._look(user_id, verification_id, thorough=False))
        except (Unavailable, Uncertain):
            verification = self._verifications.get(user_id, verification_id)
        if verification is not None and verification.state == "waiting":
            self._look_later(verification)

    def fetch_code_of(self, supplier_id: str) -> None:
        """Look at once, because the supplier says that a message came. Queues nothing: polling goes on beside it.

        Raises Unavailable when the supplier does not answer now.
        """
        owner = self._verifications.find_by_supplier_id(supplier_id)
        if owner is None:
            self._events.record("supplier_order_unknown", supplier_id=supplier_id)
            return
        settled(lambda: self._look(*owner, thorough=True))

    def _look(self, user_id: UserId, verification_id: VerificationId, *, thorough: bool) -> Verification | None:
        """Ask the supplier and let the verification follow. `thorough` reads the messages of an open order too.

        The order's state is one cheap question and says that a message came; only then are messages worth another.
        """
        verification = self._verifications.get(user_id, verification_id)
        if verification is None or verification.supplier_id is None or verification.is_refunded:
            return verification
        if verification.state == "received":
            return self._store_messages(verification) if thorough else verification
        if thorough:
            verification = self._store_messages(verification)
            if verification.state != "waiting":
                return verification
        order = self._supplier.get(verification.supplier_id or "")
        over = verification.ends_at is not None and self._clock.now() >= verification.ends_at
        if order.outcome == "open" and not over:
            return verification
        return self._conclude(verification, order)

    def _conclude(self, verification: Verification, order: Order) -> Verification:
        """Read the messages one last time and end the verification, if the supplier lets it end."""
        now = self._clock.now()
        if order.outcome == "open":
            order = self._give_back(order.supplier_id)
        verification = self._store_messages(verification)
        if verification.state != "waiting":
            return verification
        if order.outcome == "delivered" and verification.message_count:
            # a message without a certain code: the customer reads it, the supplier is paid for it, so is the number
            if verification.ends_at is None or now < verification.ends_at:
                return verification
            return self._receive(verification, reason="no_certain_code")
        if order.outcome == "returned":
            return self._refund(verification, "expired", "no_code_in_time")
        settles_until = (verification.ends_at or now) + rules.SETTLING_TIME
        if now < settles_until:
            return verification
        self._events.alarm(
            "supplier_never_settled",
            verification_id=verification.verification_id,
            supplier_id=verification.supplier_id,
        )
        return self._refund(verification, "failed", "supplier_never_settled")

    # --- waiting → cancelled

    def cancel(self, user_id: UserId, verification_id: VerificationId) -> Verification:
        """Give the number back and refund it. A repeated call answers the same.

        Raises Refused `not_cancellable` with the `state`, when the number is not there yet or a code has come;
        Unavailable when the supplier gives no clear answer, and then nothing has changed.
        """
        return settled(lambda: self._cancel(user_id, verification_id))

    def _cancel(self, user_id: UserId, verification_id: VerificationId) -> Verification:
        verification = self._existing(user_id, verification_id)
        if verification.state == "cancelled":
            return verification
        if not verification.is_cancellable or verification.supplier_id is None:
            raise _not_cancellable(verification)
        order = self._give_back(verification.supplier_id)
        # a code may have come just before the number went back
        verification = self._store_messages(verification)
        if verification.state == "waiting" and order.outcome == "returned":
            return self._refund(verification, "cancelled", "cancelled_by_customer")
        raise _not_cancellable(verification)

    # --- the sweeper's part

    def due(self, *, limit: int) -> Sequence[tuple[UserId, VerificationId]]:
        return self._verifications.due(self._clock.now(), limit=limit)

    def sweep(self, user_id: UserId, verification_id: VerificationId) -> None:
        """Take up a verification that should have moved on: order again, give up, or look one last time."""
        now = self._clock.now()
        verification = self._verifications.get(user_id, verification_id)
        if verification is None or verification.due_at is None or verification.due_at > now:
            return
        if verification.state == "requesting":
            if now >= verification.request_ends_at:
                self.give_up(user_id, verification_id)
                return
            self._queues.request_number(user_id, verification_id, nonce=f"{now:%H%M}")
        elif verification.state == "waiting":
            looked = settled(lambda: self._look(user_id, verification_id, thorough=True))
            if looked is None or looked.state != "waiting":
                return
            verification = looked
        self._verifications.save(verification, rules.swept_again(verification, now=now))

    # --- what the steps share

    def _store_messages(self, verification: Verification) -> Verification:
        """Store what has come for the order. The first code makes the verification `received`.

        A message of a service that is not for sale is not stored; unless the code that was paid for is there, too,
        it ends the verification, refunded.
        """
        came = list(self._supplier.messages(verification.supplier_id or ""))[:MAX_MESSAGES]
        found = [message for message in came if not self._withhold(verification, message)]
        if len(found) < len(came) and verification.state == "waiting" and not _has_code(found):
            return self._refund(verification, "failed", DENIED_MESSAGE)
        if len(found) <= verification.message_count:
            return verification
        for message in found:
            self._messages.add(verification.user_id, verification.verification_id, message)
        with_messages = rules.with_messages(verification, len(found))
        if verification.state == "waiting" and _has_code(found):
            return self._receive(with_messages, before=verification)
        return self._verifications.save(verification, with_messages)

    def _receive(
        self, after: Verification, *, before: Verification | None = None, reason: str | None = None
    ) -> Verification:
        now = self._clock.now()
        saved = self._verifications.save(before or after, rules.received(after, now=now, reason=reason))
        waited_s = int((now - saved.waiting_since).total_seconds()) if saved.waiting_since else None
        self._events.record("code_received", verification_id=saved.verification_id, waited_s=waited_s)
        return saved

    def _refund(self, verification: Verification, state: RefundedState, reason: str) -> Verification:
        now = self._clock.now()
        closed = rules.closed(verification, state, reason=reason, now=now)
        commit(
            self._books,
            verification.user_id,
            lambda wallet: ledger.refund(
                wallet, verification.price, verification_id=verification.verification_id, at=now
            ),
            lambda movement: self._books.refund(movement, verification, closed),
        )
        self._events.record(
            f"verification_{state}",
            verification_id=verification.verification_id,
            user_id=verification.user_id,
            price_minor=verification.price.minor,
            reason=reason,
        )
        return closed

    def _withhold(self, verification: Verification, message: Message) -> bool:
        """Tell whether a message must not be shown; a person hears of it, without its text."""
        denial = self._denied.withheld(message, bought=verification.selection.service)
        if denial is None:
            return False
        self._events.alarm(
            "message_withheld",
            verification_id=verification.verification_id,
            user_id=verification.user_id,
            category=denial.category,
        )
        return True

    def _give_back(self, supplier_id: str) -> Order:
        """Ask the supplier to cancel; return the order as it then is, whatever was answered."""
        with suppress(Uncertain):
            self._supplier.cancel(supplier_id)
        return self._supplier.get(supplier_id)

    def _look_later(self, verification: Verification) -> None:
        self._queues.fetch_code(
            verification.user_id,
            verification.verification_id,
            delay_s=rules.poll_delay_s(verification, now=self._clock.now()),
        )

    def _existing(self, user_id: UserId, verification_id: VerificationId) -> Verification:
        verification = self._verifications.get(user_id, verification_id)
        if verification is None:
            raise not_found("verification")
        return verification


def _has_code(messages: Sequence[Message]) -> bool:
    return any(message.code for message in messages)


def _not_cancellable(verification: Verification) -> Refused:
    return Refused(
        "not_cancellable",
        "This number cannot be cancelled now.",
        state=verification.state,
    )
