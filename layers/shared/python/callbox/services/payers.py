"""Payers: link each payment to the card or bank account that made it, and say what follows for its account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain import payers as rules
from callbox.domain import standing

if TYPE_CHECKING:
    from datetime import datetime

    from callbox.domain.deposits import Deposit, Payment
    from callbox.domain.identity import UserId
    from callbox.domain.standing import PauseReason
    from callbox.ports.books import Books
    from callbox.ports.payers import Fingerprints, Payers

MOST_LINKED = 20
"""Other accounts of one customer's cards that are read when a text is withheld."""


class PayerService:
    def __init__(self, *, payers: Payers, fingerprints: Fingerprints, books: Books) -> None:
        self._payers = payers
        self._fingerprints = fingerprints
        self._books = books

    def judge(self, deposit: Deposit, payment: Payment, *, now: datetime) -> tuple[str | None, PauseReason | None]:
        """Store who made a payment. Return (the payer, why its account is paused), each None when there is none.

        The link is written before the others are read: of two new accounts at the same moment, at least one sees the
        other. To be called before the credit, any number of times.
        """
        if payment.payer is None:
            return None, rules.pause_of(deposit, (), now=now)
        payer = rules.payer_id(payment.payer.kind, self._fingerprints.of(payment.payer))
        self._payers.note(payer, deposit.user_id, deposit.deposit_id, at=now)
        return payer, rules.pause_of(deposit, self._payers.accounts(payer), now=now)

    def note_dispute(self, deposit: Deposit, *, now: datetime) -> None:
        """Store that the deposit's payer won a dispute. Safe to repeat."""
        if deposit.payer is not None:
            self._payers.note_dispute(deposit.payer, deposit.user_id, at=now)

    def withheld_elsewhere(self, user_id: UserId, *, now: datetime) -> int:
        """Return how many texts were withheld in seven days from the other accounts of this customer's cards."""
        others = {
            account.user_id
            for own in self._payers.of(user_id)
            if rules.is_card(own.payer)
            for account in self._payers.accounts(own.payer)
        }
        linked = sorted(others - {user_id}, reverse=True)[:MOST_LINKED]
        return sum(standing.withheld(self._books.wallet(one).standing, now) for one in linked)
