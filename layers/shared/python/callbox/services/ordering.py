"""Ordering: a paid request becomes a rented number or is refunded (requesting → waiting | failed).

A number whose area code the customer did not wish for is given back and the request refunded whole.

The supplier sells one number for one key, however often it is asked. So an unclear order is repeated: at once, by the
sweeper a minute later, and so on until the request window is over.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from callbox.domain import verifications as rules
from callbox.domain.errors import Unavailable, Uncertain, not_found
from callbox.domain.orders import OWED_NOTHING
from callbox.domain.verdicts import NO_NUMBER, OUTSIDE_WISH, Refund, decide
from callbox.ports import Moved
from callbox.ports.supplier import Order, OrderExpired, OrderRefused, Supplier
from callbox.services.commits import settled

if TYPE_CHECKING:
    from collections.abc import Callable

    from callbox.domain.identity import UserId, VerificationId
    from callbox.domain.verifications import Verification
    from callbox.ports.catalogue import Catalogue
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.verifications import Verifications
    from callbox.services.closing import Closing
    from callbox.services.poll_chain import PollChain

ORDER_TRIES = 4
ORDER_PAUSE_S = 2.0
ORDER_TIME = timedelta(seconds=45)
"""No order begins after this long in one run. The last one may take 46 s with its token and first reading, a cancel of
an old number 14 s more, and the function has 120."""
LATE_CANCEL_TRIES = 2
OUT_OF_STOCK = "no_numbers"
OUT_OF_CREDIT = "supplier_out_of_credit"
"""The one refusal that the operator can end: by paying the supplier."""


class Ordering:
    def __init__(
        self,
        *,
        verifications: Verifications,
        supplier: Supplier,
        catalogue: Catalogue,
        closing: Closing,
        clock: Clock,
        log: Log,
        pause: Callable[[float], None],
        poll_chain: PollChain,
    ) -> None:
        self._verifications = verifications
        self._supplier = supplier
        self._catalogue = catalogue
        self._closing = closing
        self._clock = clock
        self._log = log
        self._pause = pause
        self._poll_chain = poll_chain

    def request_number(self, user_id: UserId, verification_id: VerificationId) -> None:
        """Order the number of a paid request and start polling for its code. A second call orders nothing new.

        An unclear or passing failure is tried again at once with the same idempotency key, so the supplier sells one
        number at the most. After a few tries the sweeper goes on, until `request_ends_at`.
        """
        verification = self._verifications.get(user_id, verification_id)
        if verification is None:
            return
        if verification.state == "waiting":
            settled(lambda: self._start_new_chain(user_id, verification_id))
        if verification.state != "requesting":
            return
        now = self._clock.now()
        if isinstance(decide(verification, now=now), Refund):
            self.expire_request(user_id, verification_id)
            return
        try:
            order = self._order_a_new_number(verification, until=now + ORDER_TIME)
        except OrderRefused as refused:
            self._end_refused(verification, refused.reason)
        except OrderExpired:
            self._end_refused(verification, "order_expired")
        else:
            if order is not None:
                self._take_or_give_back(verification, order)

    def expire_request(self, user_id: UserId, verification_id: VerificationId) -> None:
        """Refund a request for which no number came in time. Cancel its order if it is known and the supplier answers.

        Any other order then has no owner: the orphans' timer cancels it within ten minutes of its creation.
        """
        settled(lambda: self._expire_request(user_id, verification_id))

    def _order_a_new_number(self, verification: Verification, *, until: datetime) -> Order | None:
        """Return an order whose number has not failed for this customer before, if the supplier has one."""
        while True:
            verification, order = self._order(verification, until=until)
            if order is None or order.number not in verification.avoid_numbers:
                return order
            if verification.order_count >= rules.MAX_ORDERS:
                return order  # better an old number than none
            try:
                cancelled, _ = self._closing.cancel_order(order.order_id)
                if cancelled.outcome not in OWED_NOTHING:
                    return order  # another number would cost us twice
                verification = self._verifications.save(verification, rules.with_another_order(verification))
            except Moved:
                return None  # another worker has it
            except (Unavailable, Uncertain):
                return None  # the sweeper asks again, and other orders in this lane need not wait for that

    def _order(self, verification: Verification, *, until: datetime) -> tuple[Verification, Order | None]:
        """Return the verification as it now is, and the order with its number; None while that is still unclear."""
        for attempt in range(1, ORDER_TRIES + 1):
            if attempt > 1:
                self._pause(ORDER_PAUSE_S)
            if self._clock.now() >= until:
                break
            kind = "NumberNotAssigned"
            order_id = verification.order_id
            try:
                order_id = order_id or self._supplier.order(verification)
                order = self._supplier.get(order_id)
            except (Unavailable, Uncertain) as unclear:
                kind = type(unclear).__name__
            else:
                if order.number is not None:
                    return verification, order
            self._log.record(
                "number_request_unclear",
                verification_id=verification.verification_id,
                kind=kind,
                attempt=attempt,
            )
            if order_id is not None and verification.order_id is None:
                # stored, so that the run that expires the request can cancel the order
                try:
                    verification = self._verifications.save(verification, rules.with_order(verification, order_id))
                except Moved:
                    return verification, None  # another worker has it
        return verification, None

    def _take_number(self, user_id: UserId, verification_id: VerificationId, order: Order, *, begun: datetime) -> None:
        verification = self._verifications.get(user_id, verification_id)
        if verification is None:
            raise not_found("verification")
        if verification.state == "requesting":
            waiting = rules.with_number(
                verification,
                order_id=order.order_id,
                number=order.number or "",
                ends_at=order.ends_at,
                now=begun,
            )
            # before the number is stored: a crash between the two leaves a poll without a number, not the reverse
            self._poll_chain.queue_next(waiting)
            self._verifications.save(verification, waiting)
            self._log.record("number_rented", verification_id=verification_id, order_id=order.order_id)
        elif verification.state == "waiting" and verification.waiting_since != begun:
            # another worker stored its number: both have started a chain
            self._start_new_chain(user_id, verification_id)
        elif verification.is_refunded and verification.number is None:
            # refunded while the order was on its way
            self._cancel_late_order(verification_id, order.order_id)

    def _cancel_late_order(self, verification_id: VerificationId, order_id: str) -> None:
        for attempt in range(1, LATE_CANCEL_TRIES + 1):
            try:
                self._supplier.cancel(order_id)
            except (Unavailable, Uncertain):
                if attempt < LATE_CANCEL_TRIES:
                    self._pause(ORDER_PAUSE_S)
            else:
                self._log.record("late_number_returned", verification_id=verification_id)
                return
        # no open verification owns it: the orphans' timer cancels it
        self._log.record("late_number_left", verification_id=verification_id, order_id=order_id)

    def _take_or_give_back(self, verification: Verification, order: Order) -> None:
        """Store the number, or cancel the order and refund when the number has none of the wished area codes.

        A number that is given back is never shown, so no code can be read that is not paid for. An order that the
        supplier does not cancel now has no owner: the orphans' timer cancels it.
        """
        mine = (verification.user_id, verification.verification_id)
        if rules.is_wished(verification.selection, order.number or ""):
            begun = self._clock.now()
            settled(lambda: self._take_number(*mine, order, begun=begun))
            return
        with suppress(Unavailable, Uncertain):
            self._supplier.cancel(order.order_id)
        settled(lambda: self._fail(*mine, OUTSIDE_WISH.reason))

    def _end_refused(self, verification: Verification, reason: str) -> None:
        settled(lambda: self._fail(verification.user_id, verification.verification_id, reason))
        if reason == OUT_OF_STOCK:
            self._note_empty_stock(verification)

    def _note_empty_stock(self, verification: Verification) -> None:
        """Tell the next customers that there are no numbers. A wish narrows the choice, so its refusal says less."""
        selection = verification.selection
        if selection.area_codes or selection.carriers:
            return
        with suppress(Unavailable):  # the customer is refunded already; the next refusal is noted again
            self._catalogue.note_refusal(
                country=selection.country,
                name=selection.service,
                capability=selection.capability,
                at=self._clock.now(),
            )

    def _start_new_chain(self, user_id: UserId, verification_id: VerificationId) -> None:
        """Start a new poll chain, since the last run may have ended before it started one. The older chain stops."""
        verification = self._verifications.get(user_id, verification_id)
        if verification is not None and verification.state == "waiting":
            self._poll_chain.queue_next(self._verifications.save(verification, rules.with_new_chain(verification)))

    def _fail(self, user_id: UserId, verification_id: VerificationId, reason: str) -> None:
        verification = self._verifications.get(user_id, verification_id)
        if verification is None or verification.state != "requesting":
            return
        if reason == OUT_OF_CREDIT:
            # before the refund: a crash between the two repeats the alarm instead of losing it
            self._log.alarm("supplier_out_of_credit", verification_id=verification_id)
        self._closing.refund(verification, Refund("failed", reason))

    def _expire_request(self, user_id: UserId, verification_id: VerificationId) -> None:
        verification = self._verifications.get(user_id, verification_id)
        if verification is None or verification.state != "requesting":
            return
        if verification.order_id is not None:
            with suppress(Unavailable, Uncertain):
                self._supplier.cancel(verification.order_id)
        self._closing.refund(verification, NO_NUMBER)
