"""A frozen account's balance goes back to who paid it in, when an operator says so.

Paystack is only asked; what it carries out leaves the wallet as every returned payment does (services.returning), by
its webhook or by the daily reconciliation. So nothing is taken that did not go back, and nothing twice. Paystack has
no key that would make two requests one, so an account is one run's for a time that outlasts every request of it.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from callbox.domain.deposits import Deposit
from callbox.domain.errors import Invalid, Refused, Unavailable
from callbox.domain.identity import DepositId, UserId
from callbox.domain.money import Money
from callbox.domain.operators import OperatorAct, act_errors
from callbox.ports import Moved
from callbox.ports.books import Books
from callbox.ports.clock import Clock
from callbox.ports.deposits import Deposits
from callbox.ports.ids import Ids
from callbox.ports.operator_log import OperatorLog
from callbox.ports.pay_outs import BeingPaidOut, PayOuts
from callbox.ports.paystack import PaystackRefunds
from callbox.services.commits import settled
from callbox.services.freezing import FreezeService

PAGE = 1_000
MOST_PAGES = 50
"""More entries than a customer makes in years."""
SENDING_TIME = timedelta(minutes=15)
"""For how long after its beginning a run may send refunds."""
REST = timedelta(minutes=15)
"""How much longer the account stays a run's that did not say it ended: each of two operators' clocks may be off by five
minutes, and Paystack has five to list a refund that it took without a clear answer (its call ends within seconds)."""


@dataclass(frozen=True)
class Asked:
    """One refund that Paystack was asked for."""

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
        """Ask Paystack to refund the whole balance to its payers, the newest payments first. Each is logged before.

        What is under way already is not asked for again, so a second call goes on where the first one ended. Raises
        Invalid, Refused `not_found`, `not_frozen` (what is to go back must not be spent meanwhile) or
        `being_paid_out`, Unavailable, or Uncertain when Paystack may have taken a refund: the next call reads whether
        it did, when the account is free again.
        """
        if errors := act_errors(author, reason):
            raise Invalid(*errors)
        user_id = self._accounts.show(email).user.user_id
        asked: list[Asked] = []
        with self._alone(user_id) as last_at:
            for deposit, amount in self._missing(email):
                self._note(deposit, amount, author=author, reason=reason)
                if self._clock.now() > last_at:
                    raise Unavailable("The pay-out took too long and was stopped.")
                self._paystack.refund(deposit.paid_reference or deposit.reference, amount)
                asked.append(Asked(deposit.deposit_id, amount))
        return asked

    @contextmanager
    def _alone(self, user_id: UserId) -> Iterator[datetime]:
        """Keep other runs off the account; yield until when refunds may be sent.

        A run that dies, or has no clear answer, keeps it for its whole time: Paystack may not list the refund yet.
        Raises Refused when another run has the account.
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
                "Another pay-out of this account is under way, or did not end as it should."
                f" Try again when it has ended, or in {minutes} minutes.",
                minutes=minutes,
            ) from other

    def _end(self, user_id: UserId, run_id: str) -> None:
        with suppress(Unavailable):  # then its time ends it
            self._pay_outs.end(user_id, run_id)

    def _missing(self, email: str) -> Iterator[tuple[Deposit, Money]]:
        """Yield what is still to be asked for, so that all of the balance is with its payers or on its way."""
        balance, payments = settled(lambda: self._look(email))
        left = balance.minor - sum(promised - deposit.returned_minor for deposit, promised in payments)
        for deposit, promised in payments:
            part = min(left, deposit.amount.minor - promised)
            if part > 0:
                yield deposit, Money(part, deposit.amount.currency)
                left -= part

    def _look(self, email: str) -> tuple[Money, Sequence[tuple[Deposit, int]]]:
        """Return the balance and the payments as they were at one moment.

        Raises Moved when the wallet moved meanwhile: a refund that has just left it would be asked for again.
        """
        account = self._accounts.show(email)
        if account.wallet.frozen is None:
            raise Refused("not_frozen", "Freeze the account first: its balance must not be spent meanwhile.")
        payments = list(self._payments(account.user.user_id))
        if self._accounts.show(email).wallet != account.wallet:
            raise Moved("the wallet moved while its payments were read")
        return account.wallet.balance, payments

    def _payments(self, user_id: UserId) -> Iterator[tuple[Deposit, int]]:
        """Yield the credited payments, newest first, with how much of each went back or is about to."""
        for deposit in self._credited(user_id):
            payment = self._paystack.verify(deposit.paid_reference or deposit.reference)
            if payment is None or payment.transaction_id is None:
                continue
            # a transaction that went back whole is `reversed`, whatever its refunds add up to
            whole = payment.status == "reversed"
            promised = deposit.amount.minor if whole else self._paystack.refunds_promised(payment.transaction_id)
            # of fees that go back besides, the wallet holds nothing
            yield deposit, max(min(promised, deposit.amount.minor), deposit.returned_minor)

    def _credited(self, user_id: UserId) -> Iterator[Deposit]:
        """Yield the credited deposits by the wallet's entries: the list of deposits may lag behind its balance."""
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
        raise Refused("too_many_entries", "This account has more entries than one run can look through.")

    def _note(self, deposit: Deposit, amount: Money, *, author: str, reason: str) -> None:
        now = self._clock.now()
        facts: dict[str, str | int] = {"reason": reason, "deposit_id": deposit.deposit_id, "amount_minor": amount.minor}
        self._log.add(OperatorAct(self._ids.new_id(now), now, author, "refund_asked", deposit.user_id, facts))
