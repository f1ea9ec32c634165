"""An operator refunds an account's balance to its payers. Its purchases are held meanwhile.

This module only requests refunds from Paystack. A completed refund leaves the wallet like any returned payment
(services.returning), after a webhook or in the daily reconciliation. So the wallet never loses money that did not go
back, and never twice. Paystack has no idempotency key for refunds, so each run locks the account for longer than any of
its requests can take.
"""

from __future__ import annotations

from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from callbox.domain.errors import Invalid, Refused, Unavailable
from callbox.domain.money import Money
from callbox.domain.operators import OperatorAct, act_errors
from callbox.domain.standing import UNDER_REFUND
from callbox.ports import Moved
from callbox.ports.pay_outs import BeingPaidOut, PayOuts
from callbox.services.commits import settled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from callbox.domain.deposits import Deposit
    from callbox.domain.identity import DepositId, UserId
    from callbox.ports.books import Books
    from callbox.ports.clock import Clock
    from callbox.ports.deposits import Deposits
    from callbox.ports.ids import Ids
    from callbox.ports.operator_log import OperatorLog
    from callbox.ports.paystack import PaystackRefunds
    from callbox.services.freezing import FreezeService

PAGE = 1_000
MOST_PAGES = 50
"""Pages of entries: more than a customer makes in years."""
SENDING_TIME = timedelta(minutes=15)
"""How long after its start a run may send refunds."""
REST = timedelta(minutes=15)
"""How much longer the lock of a run that did not end cleanly lasts. Two operators' clocks may each be off by five
minutes, and Paystack may take five to list a refund that it accepted without a clear answer: a call ends in seconds."""


@dataclass(frozen=True)
class Asked:
    """One refund requested from Paystack."""

    deposit_id: DepositId
    amount: Money


class RepayService:
    def __init__(
        self,
        *,
        accounts: FreezeService,
        books: Books,
        deposits: Deposits,
        pay_outs: PayOuts,
        paystack: PaystackRefunds,
        log: OperatorLog,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._accounts = accounts
        self._books = books
        self._deposits = deposits
        self._pay_outs = pay_outs
        self._paystack = paystack
        self._log = log
        self._clock = clock
        self._ids = ids

    def repay(self, email: str, *, author: str, reason: str) -> Sequence[Asked]:
        """Request refunds of the whole balance to its payers, newest payments first. Logs each request before it.

        An account that is not frozen is held first, so that the balance cannot be spent meanwhile. The hold ends with
        the return that empties the wallet (domain/ledger.py), or with a later call that finds no refund under way and
        has none to request. Does not repeat pending refunds, so a second call continues where the first one ended.

        Raises Invalid; Refused `not_found`, `not_frozen` (an operator ended the hold meanwhile) or `being_paid_out`;
        Unavailable; or Uncertain when Paystack may have accepted a refund. The next call, once the lock ends, reads
        whether it did.
        """
        if errors := act_errors(author, reason):
            raise Invalid(*errors)
        user_id = self._accounts.show(email).user.user_id
        asked: list[Asked] = []
        with self._locked(user_id) as last_at:
            if self._books.wallet(user_id).frozen is None:
                self._accounts.freeze(email, author=author, reason=UNDER_REFUND)
            for deposit, amount in self._refunds_due(email):
                self._note(deposit, amount, author=author, reason=reason)
                if self._clock.now() > last_at:
                    raise Unavailable("The pay-out took too long and was stopped.")
                self._paystack.refund(deposit.paid_reference or deposit.reference, amount)
                asked.append(Asked(deposit.deposit_id, amount))
            if not asked:
                self._end_hold(email, author=author)
        return asked

    def _end_hold(self, email: str, *, author: str) -> None:
        """Let an account buy again that was held for refunds of which none is under way any more."""
        if self._accounts.show(email).wallet.frozen != UNDER_REFUND:
            return
        _, payments = settled(lambda: self._snapshot(email))
        if all(promised == deposit.returned_minor for deposit, promised in payments):
            self._accounts.unfreeze(email, author=author, reason="no refund is under way any more")

    @contextmanager
    def _locked(self, user_id: UserId) -> Iterator[datetime]:
        """Lock the account against other runs. Yield the latest time at which refunds may be sent.

        A run that crashes or gets no clear answer keeps the lock until it expires: Paystack may not list its refund
        yet. Raises Refused when another run holds the lock.
        """
        now = self._clock.now()
        run_id = self._ids.new_id(now)
        try:
            self._begin(user_id, run_id, now)
            yield now + SENDING_TIME
        except (Refused, Unavailable):
            self._end(user_id, run_id)
            raise
        self._end(user_id, run_id)

    def _begin(self, user_id: UserId, run_id: str, now: datetime) -> None:
        try:
            self._pay_outs.begin(user_id, run_id, now=now, free_at=now + SENDING_TIME + REST)
        except BeingPaidOut as other:
            minutes = max(1, ceil((other.free_at - now) / timedelta(minutes=1)))
            raise Refused(
                "being_paid_out",
                "Another pay-out of this account is running, or did not end cleanly."
                f" Try again when it has ended, or in {minutes} minutes.",
                minutes=minutes,
            ) from other

    def _end(self, user_id: UserId, run_id: str) -> None:
        with suppress(Unavailable):  # the lock then expires
            self._pay_outs.end(user_id, run_id)

    def _refunds_due(self, email: str) -> Iterator[tuple[Deposit, Money]]:
        """Yield the refunds still to request, so that the whole balance is refunded or pending."""
        balance, payments = settled(lambda: self._snapshot(email))
        left = balance.minor - sum(promised - deposit.returned_minor for deposit, promised in payments)
        for deposit, promised in payments:
            part = min(left, deposit.amount.minor - promised)
            if part > 0:
                yield deposit, Money(part, deposit.amount.currency)
                left -= part

    def _snapshot(self, email: str) -> tuple[Money, Sequence[tuple[Deposit, int]]]:
        """Return the balance and the payments at one moment.

        Raises Moved when the wallet moved meanwhile: a refund that has just left it would be requested again.
        """
        account = self._accounts.show(email)
        if account.wallet.frozen is None:
            raise Refused("not_frozen", "Freeze the account first, so that its balance cannot be spent meanwhile.")
        payments = list(self._payments(account.user.user_id))
        if self._accounts.show(email).wallet != account.wallet:
            raise Moved("the wallet moved while its payments were read")
        return account.wallet.balance, payments

    def _payments(self, user_id: UserId) -> Iterator[tuple[Deposit, int]]:
        """Yield the credited payments, newest first, with the amount of each that went back or is pending."""
        for deposit in self._credited(user_id):
            payment = self._paystack.verify(deposit.paid_reference or deposit.reference)
            if payment is None or payment.transaction_id is None:
                continue
            # a transaction that went back completely is `reversed`, whatever its refunds add up to
            whole = payment.status == "reversed"
            promised = deposit.amount.minor if whole else self._paystack.refunds_promised(payment.transaction_id)
            # the wallet does not hold the fees that go back as well
            yield deposit, max(min(promised, deposit.amount.minor), deposit.returned_minor)

    def _credited(self, user_id: UserId) -> Iterator[Deposit]:
        """Yield the credited deposits from the wallet's entries: the list of deposits may lag behind the balance."""
        before_n: int | None = None
        for _ in range(MOST_PAGES):
            page = self._books.entries(user_id, before_n=before_n, limit=PAGE)
            for entry in page:
                deposit = self._deposits.get(entry.deposit_id) if entry.kind == "deposit" and entry.deposit_id else None
                if deposit is not None:
                    yield deposit
            if len(page) < PAGE:
                return
            before_n = page[-1].n
        raise Refused("too_many_entries", "This account has more entries than one run can read.")

    def _note(self, deposit: Deposit, amount: Money, *, author: str, reason: str) -> None:
        now = self._clock.now()
        facts: dict[str, str | int] = {"reason": reason, "deposit_id": deposit.deposit_id, "amount_minor": amount.minor}
        self._log.add(OperatorAct(self._ids.new_id(now), now, author, "refund_asked", deposit.user_id, facts))
