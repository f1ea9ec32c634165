"""Payments that went back after they were credited: ask Paystack, then take the money out of the wallet once.

Webhooks and the nightly reconciliation call this module, in any order and any number of times. We take the difference
between what Paystack says went back and what the deposit says was taken, so a repeated call takes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from callbox.domain import deposits as deposit_rules
from callbox.domain import ledger, standing
from callbox.domain import returns as rules
from callbox.domain.money import Money
from callbox.services.commits import commit, settled

if TYPE_CHECKING:
    from datetime import datetime

    from callbox.domain.deposits import Deposit, Payment
    from callbox.domain.identity import DepositId
    from callbox.domain.ledger import Movement, Wallet
    from callbox.ports.books import Books
    from callbox.ports.clock import Clock
    from callbox.ports.deposits import Deposits
    from callbox.ports.log import Log
    from callbox.ports.paystack import PaystackRecords
    from callbox.services.payers import PayerService


@dataclass(frozen=True)
class Returned:
    """The result of one check of a payment.

    `taken`: we took its return now, `owed_minor` of it as a receivable. `nothing`: there was nothing (more) to take.
    `excess`: we had taken more than went back. `foreign`: it went back in another currency than it was credited in.
    """

    outcome: Literal["taken", "nothing", "excess", "foreign"]
    taken_minor: int = 0
    owed_minor: int = 0


NOTHING = Returned("nothing")


class ReturnService:
    def __init__(
        self,
        *,
        deposits: Deposits,
        books: Books,
        paystack: PaystackRecords,
        payers: PayerService,
        clock: Clock,
        log: Log,
    ) -> None:
        self._deposits = deposits
        self._books = books
        self._paystack = paystack
        self._payers = payers
        self._clock = clock
        self._log = log

    def take_back(self, reference: str, *, dispute_lost: bool = False) -> Returned:
        """Ask Paystack how much of a credited payment went back to its payer, and take it out of the wallet.

        What the wallet does not hold becomes a receivable. A receivable or a chargeback freezes the wallet. A
        chargeback is a reversal above the payment's refunds, or any return after a lost dispute. A lost dispute that
        took nothing raises an alarm. It is also noted on a payment that is not credited yet. Raises Unavailable when
        Paystack does not answer.
        """
        deposit_id = deposit_rules.deposit_id_of(reference)
        if deposit_id is None:
            return NOTHING
        return settled(lambda: self._take(deposit_id, reference, dispute_lost=dispute_lost))

    def _refunds_of(self, payment: Payment) -> list[Money]:
        if payment.transaction_id is None:
            return []
        return [refund.amount for refund in self._paystack.refunds(transaction_id=payment.transaction_id)]

    def _take(self, deposit_id: DepositId, reference: str, *, dispute_lost: bool) -> Returned:
        """Read the deposit before asking Paystack, so that its save raises Moved if another run took money."""
        deposit = self._deposits.get(deposit_id)
        if deposit is None or deposit.paid_reference not in (None, reference):
            return NOTHING  # a second payment for the same deposit was never credited
        if deposit.status != "credited":
            if dispute_lost and deposit_rules.is_reference_of(deposit, reference):
                self._note_lost_dispute(deposit, reference)
            return NOTHING
        return self._take_from(deposit, reference, dispute_lost=dispute_lost)

    def _take_from(self, deposit: Deposit, reference: str, *, dispute_lost: bool) -> Returned:
        payment = self._paystack.verify(reference)
        if payment is None:
            return NOTHING
        refunds = self._refunds_of(payment)
        currency = payment.amount.currency
        if any(refund.currency != currency for refund in refunds):
            self._log.alarm("return_currency_differs", deposit_id=deposit.deposit_id, reference=reference)
            return Returned("foreign")
        refunded = Money(sum(refund.minor for refund in refunds), currency)
        returned = rules.returned_of(deposit, payment, refunded)
        missing = Money(returned.minor - deposit.returned_minor, returned.currency)
        if missing.minor == 0:
            if dispute_lost:
                self._note_lost_dispute(deposit, reference)
            return NOTHING
        if missing.minor < 0:
            # a dispute was won after all, or a refund bounced: an operator decides whether to credit it again
            self._log.alarm(
                "returned_less_than_taken",
                deposit_id=deposit.deposit_id,
                reference=payment.reference,
                excess_minor=-missing.minor,
            )
            return Returned("excess")
        is_awaited = deposit.dispute_lost and deposit.returned_minor == 0
        is_chargeback = dispute_lost or is_awaited or rules.is_chargeback(payment, refunded)
        after = rules.with_return(deposit, returned, dispute_lost=is_chargeback)
        return self._post(deposit, after, missing, is_chargeback=is_chargeback)

    def _note_lost_dispute(self, deposit: Deposit, reference: str) -> None:
        """Note once that a payment with nothing left to take lost its dispute. Raises Moved."""
        after, now = rules.with_lost_dispute(deposit), self._clock.now()
        self._payers.note_dispute(deposit, now=now)
        if deposit.returned_minor == 0:
            self._log.alarm("dispute_lost_untaken", deposit_id=deposit.deposit_id, reference=reference)
            if not deposit.dispute_lost:
                self._deposits.save(deposit, after)
        elif not deposit.dispute_lost:
            commit(
                self._books,
                deposit.user_id,
                lambda wallet: ledger.standing_as(
                    ledger.stop(wallet, rules.FROZEN_BY_RETURN), standing.disputed(wallet.standing, now)
                ),
                lambda movement: self._commit(movement, deposit, after, now),
            )

    def _post(self, deposit: Deposit, after: Deposit, missing: Money, *, is_chargeback: bool) -> Returned:
        now = self._clock.now()

        def move(wallet: Wallet) -> Movement:
            freeze = rules.FROZEN_BY_RETURN if is_chargeback or wallet.balance < missing else None
            movement = ledger.adjustment(wallet, missing, deposit_id=deposit.deposit_id, at=now, freeze=freeze)
            counted = standing.gave_back(wallet.standing, missing.minor, credited_at=deposit.settled_at)
            return ledger.standing_as(movement, standing.disputed(counted, now) if is_chargeback else counted)

        if is_chargeback:
            self._payers.note_dispute(deposit, now=now)
        movement = commit(
            self._books, deposit.user_id, move, lambda movement: self._commit(movement, deposit, after, now)
        )
        receivable = rules.receivable(movement, deposit, after, at=now)
        owed_minor = receivable.amount.minor if receivable else 0
        self._log.record(
            "deposit_returned",
            deposit_id=deposit.deposit_id,
            user_id=deposit.user_id,
            returned_minor=missing.minor,
            owed_minor=owed_minor,
        )
        return Returned("taken", taken_minor=missing.minor - owed_minor, owed_minor=owed_minor)

    def _commit(self, movement: Movement, before: Deposit, after: Deposit, at: datetime) -> None:
        if movement.after.frozen not in (None, movement.before.frozen):
            # raise the alarm first: a crash then repeats the alarm instead of losing it
            self._log.alarm("account_frozen", user_id=before.user_id, deposit_id=before.deposit_id)
        self._books.adjust(movement, before, after, rules.receivable(movement, before, after, at=at))
