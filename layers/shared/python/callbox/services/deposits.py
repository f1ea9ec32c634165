"""Deposits: from a customer's request to money in the wallet.

`credit` is the only code that credits a payment. The webhook, the customer's check and the sweeper all call it, in any
order and any number of times. It credits the wallet once.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, NoReturn

from callbox.domain import deposits as rules
from callbox.domain import ledger, standing
from callbox.domain.deposits import Deposit, DepositBounds, Refusal
from callbox.domain.errors import Invalid, Refused, Unavailable, Uncertain, not_found
from callbox.domain.identity import DepositId, UserId
from callbox.domain.money import Money
from callbox.domain.trust import top_up_limited
from callbox.ports import Moved
from callbox.ports.deposits import AccountCloses, Deposits, TopUpsExceeded
from callbox.ports.paystack import DuplicateReference, PaymentRefused, Paystack
from callbox.ports.request_keys import KeyTaken, RequestKey
from callbox.services.commits import commit, settled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from callbox.domain.identity import User
    from callbox.domain.ledger import Movement, Wallet
    from callbox.domain.standing import PauseReason
    from callbox.ports.books import Books
    from callbox.ports.clock import Clock
    from callbox.ports.ids import Ids
    from callbox.ports.log import Log
    from callbox.ports.users import Users
    from callbox.services.payers import PayerService
    from callbox.services.trust_levels import TrustLevels

MAX_ATTEMPTS = 3
"""References tried in one request when the outcome of an initialize is unknown: at most 15 seconds."""


class DepositService:
    def __init__(
        self,
        *,
        deposits: Deposits,
        books: Books,
        users: Users,
        paystack: Paystack,
        clock: Clock,
        ids: Ids,
        log: Log,
        bounds: DepositBounds,
        trust_levels: TrustLevels,
        payers: PayerService,
        return_url: str,
    ) -> None:
        self._deposits = deposits
        self._books = books
        self._users = users
        self._paystack = paystack
        self._clock = clock
        self._ids = ids
        self._log = log
        self._bounds = bounds
        self._trust_levels = trust_levels
        self._payers = payers
        self._return_url = return_url

    def create(
        self, user_id: UserId, *, amount_minor: int, key: str, request_hash: str, account: User | None = None
    ) -> tuple[Deposit, bool]:
        """Record the intent, then open a checkout at Paystack. Return (deposit, whether the key was replayed).

        A replay returns the deposit as first answered, whatever its state is now. The intent is written before the
        call to Paystack, so the sweeper finds it after a crash. `account` is the payer's, if the caller has just read
        it. Raises Invalid, Refused `idempotency_key_reused`, `rate_limited`, `account_closing` or `payment_refused`, or
        Unavailable; after that the same key continues the same deposit.
        """
        if errors := self._bounds.errors(amount_minor):
            raise Invalid(*errors)
        now = self._clock.now()
        deposit_id = DepositId(self._ids.new_id(now))
        deposit = Deposit(
            deposit_id=deposit_id,
            user_id=user_id,
            amount=Money(amount_minor, self._bounds.smallest.currency),
            status="pending",
            created_at=now,
            due_at=now + rules.pause_after(timedelta(0)),
        )
        limits = self._trust_levels.limits(self._books.wallet(user_id), now=now)
        try:
            self._deposits.add(
                deposit,
                RequestKey(user_id, key, request_hash, deposit_id),
                most_a_day_minor=limits.top_up_a_day_minor,
            )
            self._log.record("deposit_created", deposit_id=deposit_id, amount_minor=amount_minor)
        except AccountCloses:
            raise ledger.account_closing() from None
        except TopUpsExceeded:
            raise top_up_limited(limits, now=now) from None
        except KeyTaken as taken:
            if taken.key.request_hash != request_hash:
                raise key_reused() from None
            deposit = self._existing(DepositId(taken.key.document_id))
            if deposit.authorization_url is not None:
                return rules.as_created(deposit), True
            if deposit.refused is not None:
                raise payment_refused(deposit.refused) from None
        if deposit.status == "pending":
            deposit = self._open_checkout(deposit, account or self._users.get(user_id))
        return deposit, False

    def get(self, user_id: UserId, deposit_id: DepositId) -> Deposit:
        """Return one of the user's deposits. Raises Refused `not_found`, also for another user's."""
        deposit = self._deposits.get(deposit_id)
        if deposit is None or deposit.user_id != user_id:
            raise not_found("deposit")
        return deposit

    def page(self, user_id: UserId, *, before_id: str | None, limit: int) -> Sequence[Deposit]:
        return self._deposits.page(user_id, before_id=before_id, limit=limit)

    def verify(self, user_id: UserId, deposit_id: DepositId) -> Deposit:
        """Ask Paystack now on the customer's request, and return the deposit. Safe to repeat."""
        deposit = self.get(user_id, deposit_id)
        if deposit.status in ("credited", "mismatched"):
            return deposit
        self.credit(deposit.reference)
        return self._existing(deposit_id)

    def cancel(self, user_id: UserId, deposit_id: DepositId) -> Deposit:
        """Note that the customer does not want to pay this any more. Safe to repeat; nothing is asked of Paystack.

        Its page at Paystack stays open for a while, so a late payment is credited as before. Raises Refused
        `not_found`, or `not_cancellable` for one that was paid.
        """
        return settled(lambda: self._cancel(user_id, deposit_id))

    def credit(self, reference: str) -> Deposit | None:
        """Ask Paystack about `reference` and update its deposit. Return None when the reference is not ours.

        Credits the stored amount to the stored owner, once. Raises Unavailable when Paystack does not answer.
        """
        deposit_id = rules.deposit_id_of(reference)
        if deposit_id is None:
            self._log.record("payment_unknown")
            return None
        payment = self._paystack.verify(reference)
        return settled(lambda: self._settle(deposit_id, reference, payment))

    def sweep(self, deposit_id: DepositId) -> None:
        """Ask Paystack about a pending deposit. If it stays pending, schedule the next check."""
        deposit = self._deposits.get(deposit_id)
        if deposit is None or deposit.due_at is None:
            return
        if deposit.status in rules.ASKED_ABOUT:
            self.credit(deposit.reference)
        settled(lambda: self._schedule(deposit_id))

    def postpone(self, deposit_id: DepositId) -> int:
        """Postpone a deposit that could not be swept. Return its number of failures in a row. Raises Moved."""
        deposit = self._deposits.get(deposit_id)
        if deposit is None or deposit.due_at is None:
            return 0
        return self._deposits.save(deposit, rules.postponed(deposit, now=self._clock.now())).sweep_failures

    def due(self, *, limit: int) -> Sequence[DepositId]:
        return self._deposits.due(self._clock.now(), limit=limit)

    def _cancel(self, user_id: UserId, deposit_id: DepositId) -> Deposit:
        deposit = self.get(user_id, deposit_id)
        if deposit.status in ("credited", "mismatched"):
            detail = "This payment has arrived, so it cannot be cancelled."
            raise Refused("not_cancellable", detail, state=deposit.status)
        if deposit.status != "pending":
            return deposit  # cancelled before, or over
        saved = self._deposits.save(deposit, rules.cancelled(deposit))
        self._log.record("deposit_cancelled", deposit_id=deposit_id, user_id=user_id)
        return saved

    def _schedule(self, deposit_id: DepositId) -> None:
        now = self._clock.now()
        deposit = self._existing(deposit_id)
        if deposit.due_at is None or deposit.due_at > now:
            return
        after = rules.ask_again(deposit, now=now)
        self._deposits.save(deposit, after)
        if after.status != deposit.status:
            self._log.record(f"deposit_{after.status}", deposit_id=deposit_id, reason=after.reason)

    def _settle(self, deposit_id: DepositId, reference: str, payment: rules.Payment | None) -> Deposit | None:
        deposit = self._deposits.get(deposit_id)
        if deposit is None or not rules.is_reference_of(deposit, reference):
            self._log.record("payment_unknown", reference=reference)
            return None
        if payment is None:
            return deposit
        now = self._clock.now()
        after = rules.judge(deposit, payment, now=now)
        if after.status == deposit.status:
            if payment.status == "success" and deposit.paid_reference not in (None, reference):
                self._log.alarm("deposit_paid_twice", deposit_id=deposit_id, reference=reference)
            told = rules.with_progress(deposit, payment)
            return deposit if told == deposit else self._deposits.save(deposit, told)
        if after.status == "mismatched":
            # raise the alarm first: a crash then repeats the alarm instead of losing it
            self._announce(after)
            self._deposits.save(deposit, after)
            return after
        if after.status == "credited":
            payer, pause = self._payers.judge(deposit, payment, now=now)
            after = replace(after, channel=payment.channel, payer=payer)
            self._commit(deposit, after, pause, now)
        else:
            self._deposits.save(deposit, after)
        self._announce(after)
        return after

    def _commit(self, deposit: Deposit, after: Deposit, pause: PauseReason | None, now: datetime) -> None:
        """Credit the payment of any payer. A pause stops purchases only.

        What is paid into an account that closes, or is closed, is not lost: it is credited as any other, and an
        operator is told to send it back (ops.accounts refund).
        """

        def move(wallet: Wallet) -> Movement:
            movement = ledger.deposit(wallet, deposit.amount, deposit_id=deposit.deposit_id, at=now)
            counted = standing.paid(
                wallet.standing, deposit.amount.minor, channel=after.channel, at=now, rule=self._trust_levels.rule
            )
            return ledger.standing_as(movement, counted, stop=standing.paused_for(pause) if pause else None)

        def post(movement: Movement) -> None:
            if movement.after.frozen != movement.before.frozen:
                # raise the alarm first: a crash then repeats the alarm instead of losing it
                self._log.alarm("purchases_paused", user_id=deposit.user_id, reason=pause)
            if movement.before.closes_at is not None:  # first, as above
                self._log.alarm("closing_account_paid", user_id=deposit.user_id, deposit_id=deposit.deposit_id)
            self._books.credit(movement, deposit, after)

        commit(self._books, deposit.user_id, move, post)

    def _announce(self, deposit: Deposit) -> None:
        note = self._log.alarm if deposit.status == "mismatched" else self._log.record
        note(
            f"deposit_{deposit.status}",
            deposit_id=deposit.deposit_id,
            user_id=deposit.user_id,
            amount_minor=deposit.amount.minor,
            reason=deposit.reason,
        )

    def _open_checkout(self, deposit: Deposit, user: User | None) -> Deposit:
        """Get the checkout's URL, with a new reference when the outcome of the last one is unknown.

        Initialize is not idempotent: a known reference cannot be opened again, and its URL is lost. We show only the
        URL that is stored here, so the customer can pay only one of the attempts.
        """
        if user is None:
            raise not_found("account")
        for _ in range(MAX_ATTEMPTS):
            try:
                url = self._paystack.initialize(
                    reference=deposit.reference,
                    amount=deposit.amount,
                    email=user.email,
                    callback_url=self._return_url,
                )
                return self._deposits.save(deposit, rules.with_checkout(deposit, url))
            except PaymentRefused as refusal:
                self._refuse(deposit, refusal)
            except (DuplicateReference, Uncertain):
                try:
                    deposit = self._deposits.save(deposit, rules.next_attempt(deposit))
                except Moved:
                    deposit = self._existing(deposit.deposit_id)
            except Moved:  # another request with the same key was faster
                deposit = self._existing(deposit.deposit_id)
            if deposit.status != "pending" or deposit.authorization_url is not None:
                return deposit
        raise Unavailable(
            "Nothing was charged. The payment page could not be opened. Try again.",
            code="payment_provider_unavailable",
        )

    def _refuse(self, deposit: Deposit, refusal: PaymentRefused) -> NoReturn:
        """End a deposit that Paystack will never open. Raises Refused `payment_refused`."""
        # what is neither the customer's address nor their amount is a mistake of ours
        note = self._log.alarm if refusal.what == "payment" else self._log.record
        note("payment_refused", deposit_id=deposit.deposit_id, what=refusal.what)
        with suppress(Moved):  # cancelled meanwhile: that says the same
            self._deposits.save(deposit, rules.refused(deposit, refusal.what, now=self._clock.now()))
        raise payment_refused(refusal.what) from refusal

    def _existing(self, deposit_id: DepositId) -> Deposit:
        deposit = self._deposits.get(deposit_id)
        if deposit is None:
            raise not_found("deposit")
        return deposit


_REFUSED: Mapping[Refusal, str] = {
    "email": "Paystack does not take the e-mail address of this account. Write to us to change it.",
    "amount": "Paystack does not take this amount. Choose another one.",
    "payment": "Paystack does not take this payment. Write to us with the time, and we find out why.",
}


def payment_refused(what: Refusal) -> Refused:
    """Return the refusal of a payment that Paystack will never take, with `what` it does not take."""
    return Refused("payment_refused", f"Nothing was charged. {_REFUSED[what]}", what=what)


def key_reused() -> Refused:
    return Refused(
        "idempotency_key_reused",
        "Nothing was done. This Idempotency-Key was used for another request. Use a new key.",
    )
