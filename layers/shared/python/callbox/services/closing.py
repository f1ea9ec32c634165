"""Closing a verification: cancel its order at the supplier, then refund the customer. In this order."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from callbox.domain import ledger, trust
from callbox.domain import verifications as rules
from callbox.domain.errors import Uncertain
from callbox.services.commits import commit

if TYPE_CHECKING:
    from callbox.domain.ledger import Movement, Wallet
    from callbox.domain.verdicts import Refund
    from callbox.domain.verifications import Verification
    from callbox.ports.books import Books
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.supplier import Order, Supplier


class Closing:
    def __init__(self, *, books: Books, supplier: Supplier, clock: Clock, log: Log) -> None:
        self._books = books
        self._supplier = supplier
        self._clock = clock
        self._log = log

    def cancel_order(self, order_id: str) -> tuple[Order, bool]:
        """Cancel an order at the supplier. Return the order afterwards, and whether its outcome is clear.

        An order that is still open after a yes or an unclear answer may yet be cancelled, so only a no is clear then.
        Raises Unavailable.
        """
        is_refused = False
        with suppress(Uncertain):
            is_refused = not self._supplier.cancel(order_id)
        order = self._supplier.get(order_id)
        return order, is_refused or order.outcome != "open"

    def refund(self, verification: Verification, verdict: Refund) -> Verification:
        """End the verification and refund its price, in one transaction. Raises Moved."""
        now = self._clock.now()
        closed = rules.closed(verification, verdict.state, reason=verdict.reason, now=now)

        def move(wallet: Wallet) -> Movement:
            movement = ledger.refund(wallet, verification.price, verification_id=verification.verification_id, at=now)
            if verdict.state != "cancelled":
                return movement
            return ledger.counting(movement, trust.with_cancel(wallet.usage, now=now))

        commit(
            self._books,
            verification.user_id,
            move,
            lambda movement: self._books.refund(movement, verification, closed),
        )
        self._log.record(
            f"verification_{verdict.state}",
            verification_id=verification.verification_id,
            user_id=verification.user_id,
            price_minor=verification.price.minor,
            reason=verdict.reason,
        )
        return closed
