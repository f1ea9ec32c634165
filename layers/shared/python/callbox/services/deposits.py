"""Deposits: from a customer's request to money in the wallet.

`credit` is the only code that credits a payment. The webhook, the customer's check and the sweeper all call it, in any
order and any number of times. It credits the wallet once.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from callbox.domain import deposits as rules
from callbox.domain import ledger
from callbox.domain.deposits import Deposit, DepositBounds
from callbox.domain.errors import Invalid, Refused, Unavailable, Uncertain, not_found
from callbox.domain.identity import DepositId, UserId
from callbox.domain.money import Money
from callbox.domain.trust import Limits, TrustLevel, top_up_limited
from callbox.ports import Moved
from callbox.ports.deposits import Deposits, TopUpsExceeded
from callbox.ports.paystack import DuplicateReference, Paystack
from callbox.ports.request_keys import KeyTaken, RequestKey
from callbox.services.commits import commit, settled

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from callbox.ports.books import Books
    from callbox.ports.clock import Clock
    from callbox.ports.ids import Ids
    from callbox.ports.log import Log
    from callbox.ports.users import Users

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
        limits: Mapping[TrustLevel, Limits],
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
        self._limits = limits
        self._return_url = return_url

    def create(self, user_id: UserId, *, amount_minor: int, key: str, request_hash: str) -> tuple[Deposit, bool]:
        """Record the intent, then open a checkout at Paystack. Return (deposit, whether the key was replayed).

        A replay returns the deposit as first answered, whatever its state is now. The intent is written before the
        call to Paystack, so the sweeper finds it after a crash. Raises Invalid, Refused `idempotency_key_reused` or
        `rate_limited`, or Unavailable; then the same key continues the same deposit.
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
        limits = self._limits[self._books.wallet(user_id).level]
        try:
            self._deposits.add(
                deposit,
                RequestKey(user_id, key, request_hash, deposit_id),
                most_a_day_minor=limits.top_up_a_day_minor,
            )
            self._log.record("deposit_created", deposit_id=deposit_id, amount_minor=amount_minor)
        except TopUpsExceeded:
            raise top_up_limited(limits, now=now) from None
        except KeyTaken as taken:
            if taken.key.request_hash != request_hash:
                raise key_reused() from None
            deposit = self._existing(DepositId(taken.key.document_id))
            if deposit.authorization_url is not None:
                return rules.as_created(deposit), True
        if deposit.status == "pending":
            deposit = self._open_checkout(deposit)
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
        if deposit.status == "pending":
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
            return deposit
        if after.status == "mismatched":
            # raise the alarm first: a crash then repeats the alarm instead of losing it
            self._announce(after)
            self._deposits.save(deposit, after)
            return after
        if after.status == "credited":
            commit(
                self._books,
                deposit.user_id,
                lambda wallet: ledger.deposit(wallet, deposit.amount, deposit_id=deposit_id, at=now),
                lambda movement: self._books.credit(movement, deposit, after),
            )
        else:
            self._deposits.save(deposit, after)
        self._announce(after)
        return after

    def _announce(self, deposit: Deposit) -> None:
        note = self._log.alarm if deposit.status == "mismatched" else self._log.record
        note(
            f"deposit_{deposit.status}",
            deposit_id=deposit.deposit_id,
            user_id=deposit.user_id,
            amount_minor=deposit.amount.minor,
            reason=deposit.reason,
        )

    def _open_checkout(self, deposit: Deposit) -> Deposit:
        """Get the checkout's URL, with a new reference when the outcome of the last one is unknown.

        Initialize is not idempotent: a known reference cannot be opened again, and its URL is lost. We show only the
        URL that is stored here, so the customer can pay only one of the attempts.
        """
        user = self._users.get(deposit.user_id)
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

    def _existing(self, deposit_id: DepositId) -> Deposit:
        deposit = self._deposits.get(deposit_id)
        if deposit is None:
            raise not_found("deposit")
        return deposit


def key_reused() -> Refused:
    return Refused(
        "idempotency_key_reused",
        "Nothing was done. This Idempotency-Key was used for another request. Use a new key.",
    )
