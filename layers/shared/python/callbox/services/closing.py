"""Closing a verification: cancel its order at the supplier, then refund the customer. In this order."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callbox.domain import ledger, standing, trust
from callbox.domain import verifications as rules
from callbox.domain.errors import Uncertain
from callbox.domain.verdicts import SERVICE_DENIED
from callbox.services.commits import commit

if TYPE_CHECKING:
    from callbox.domain.ledger import Movement, Wallet
    from callbox.domain.verdicts import Refund
    from callbox.domain.verifications import Verification
    from callbox.ports.books import Books
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.supplier import Order, Supplier
    from callbox.services.payers import PayerService


@dataclass(frozen=True)
class Refunded:
    """A verification as it is stored, and the wallet after its refund."""

    verification: Verification
    wallet: Wallet


_WITHHELD = standing.paused_for("withheld_texts")


class Closing:
    def __init__(self, *, books: Books, supplier: Supplier, payers: PayerService, clock: Clock, log: Log) -> None:
        self._books = books
        self._payers = payers
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

    def refund(self, verification: Verification, verdict: Refund) -> Refunded:
        """End the verification and refund its price, in one transaction. Raises Moved.

        A refund that costs us is counted in the same transaction, and so once. The third withheld text in seven days,
        on this account and the others of its cards, pauses purchases.
        """
        now = self._clock.now()
        closed = rules.closed(verification, verdict.state, reason=verdict.reason, now=now)
        stored = closed
        loss = standing.loss_reason(verdict.reason)
        elsewhere = self._payers.withheld_elsewhere(verification.user_id, now=now) if verdict == SERVICE_DENIED else 0

        def move(wallet: Wallet) -> Movement:
            movement = ledger.refund(wallet, verification.price, verification_id=verification.verification_id, at=now)
            used = trust.with_refund(wallet.usage, verification.price.minor, bought_at=verification.created_at)
            movement = ledger.counting(movement, used)
            if loss is not None:
                counted = standing.with_loss(wallet.standing, loss, now)
                is_third = verdict == SERVICE_DENIED and (
                    standing.withheld(counted, now) + elsewhere >= standing.MOST_WITHHELD
                )
                return ledger.standing_as(movement, counted, stop=_WITHHELD if is_third else None)
            if verdict.state != "cancelled":
                return movement
            return ledger.counting(movement, trust.with_cancel(used, now=now))

        def post(movement: Movement) -> None:
            nonlocal stored
            if movement.after.frozen != movement.before.frozen:
                # raise the alarm first: a crash then repeats the alarm instead of losing it
                self._log.alarm("purchases_paused", user_id=verification.user_id, reason="withheld_texts")
            stored = self._books.refund(movement, verification, closed)

        movement = commit(self._books, verification.user_id, move, post)
        self._log.record(
            f"verification_{verdict.state}",
            verification_id=verification.verification_id,
            user_id=verification.user_id,
            price_minor=verification.price.minor,
            reason=verdict.reason,
        )
        return Refunded(stored, movement.after)
