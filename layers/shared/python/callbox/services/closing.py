"""Closing a verification: the number goes back to the supplier, the price to the customer. In this order."""

from contextlib import suppress

from callbox.domain import ledger, trust
from callbox.domain import verifications as rules
from callbox.domain.errors import Uncertain
from callbox.domain.ledger import Movement, Wallet
from callbox.domain.verifications import RefundedState, Verification
from callbox.ports.books import Books
from callbox.ports.clock import Clock
from callbox.ports.log import Log
from callbox.ports.supplier import Order, Supplier
from callbox.services.commits import commit


class Closing:
    def __init__(self, *, books: Books, supplier: Supplier, clock: Clock, log: Log) -> None:
        self._books = books
        self._supplier = supplier
        self._clock = clock
        self._log = log

    def give_back(self, order_id: str) -> tuple[Order, bool]:
        """Ask the supplier to cancel. Return the order as it then is, and whether that answers the question.

        An order that is still open after an unclear answer may yet be cancelled, and after a yes it will be: only a no
        is clear then. Raises Unavailable.
        """
        is_refused = False
        with suppress(Uncertain):
            is_refused = not self._supplier.cancel(order_id)
        order = self._supplier.get(order_id)
        return order, is_refused or order.outcome != "open"

    def refund(self, verification: Verification, state: RefundedState, reason: str) -> Verification:
        """End the verification and give its price back, in one transaction. Raises Moved."""
        now = self._clock.now()
        closed = rules.closed(verification, state, reason=reason, now=now)

        def move(wallet: Wallet) -> Movement:
            movement = ledger.refund(wallet, verification.price, verification_id=verification.verification_id, at=now)
            if state != "cancelled":
                return movement
            return ledger.counting(movement, trust.with_cancel(wallet.usage, now=now))

        commit(
            self._books,
            verification.user_id,
            move,
            lambda movement: self._books.refund(movement, verification, closed),
        )
        self._log.record(
            f"verification_{state}",
            verification_id=verification.verification_id,
            user_id=verification.user_id,
            price_minor=verification.price.minor,
            reason=reason,
        )
        return closed
