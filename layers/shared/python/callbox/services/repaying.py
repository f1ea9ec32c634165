"""A frozen account's balance goes back to who paid it in, when an operator says so.

Paystack is only asked; what it carries out leaves the wallet as every returned payment does (services.returning), by
its webhook or by the daily reconciliation. So nothing is taken that did not go back, and nothing twice.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from callbox.domain.deposits import Deposit
from callbox.domain.errors import Invalid, Refused
from callbox.domain.identity import DepositId, UserId
from callbox.domain.money import Money
from callbox.domain.operators import OperatorAct, act_errors
from callbox.oversight import OperatorLog, PaystackRefunds
from callbox.ports import Clock, Deposits, Ids, Moved
from callbox.services.commits import settled
from callbox.services.freezing import FreezeService

PAGE = 100
MOST_PAGES = 50
"""More deposits than a customer makes in years."""


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
        deposits: Deposits,
        paystack: PaystackRefunds,
        log: OperatorLog,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._accounts = accounts
        self._deposits = deposits
        self._paystack = paystack
        self._log = log
        self._clock = clock
        self._ids = ids

    def repay(self, email: str, *, author: str, reason: str) -> Sequence[Asked]:
        """Ask Paystack to refund the whole balance to its payers, the newest payments first. Each is logged before.

        What is under way already is not asked for again, so a second call goes on where the first one ended. Raises
        Invalid, Refused `not_found` or `not_frozen` (what is to go back must not be spent meanwhile), Unavailable, or
        Uncertain when Paystack may have taken a refund: the next call reads whether it did.
        """
        if errors := act_errors(author, reason):
            raise Invalid(*errors)
        balance, payments = settled(lambda: self._look(email))
        under_way = sum(promised - deposit.returned_minor for deposit, promised in payments)
        left = balance.minor - under_way
        asked: list[Asked] = []
        for deposit, promised in payments:
            part = min(left, deposit.amount.minor - promised)
            if part > 0:
                amount = Money(part, deposit.amount.currency)
                self._note(deposit, amount, author=author, reason=reason)
                self._paystack.refund(deposit.paid_reference or deposit.reference, amount)
                asked.append(Asked(deposit.deposit_id, amount))
                left -= part
        return asked

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
        before_id: str | None = None
        for _ in range(MOST_PAGES):
            page = self._deposits.page(user_id, before_id=before_id, limit=PAGE)
            for deposit in page:
                if deposit.status != "credited":
                    continue
                payment = self._paystack.verify(deposit.paid_reference or deposit.reference)
                if payment is None or payment.transaction_id is None:
                    continue
                # a transaction that went back whole is `reversed`, whatever its refunds add up to
                whole = payment.status == "reversed"
                promised = deposit.amount.minor if whole else self._paystack.refunds_promised(payment.transaction_id)
                yield deposit, max(promised, deposit.returned_minor)
            if len(page) < PAGE:
                return
            before_id = page[-1].deposit_id
        raise Refused("too_many_deposits", "This account has more deposits than one run can look through.")

    def _note(self, deposit: Deposit, amount: Money, *, author: str, reason: str) -> None:
        now = self._clock.now()
        facts: dict[str, str | int] = {"reason": reason, "deposit_id": deposit.deposit_id, "amount_minor": amount.minor}
        self._log.add(OperatorAct(self._ids.new_id(now), now, author, "refund_asked", deposit.user_id, facts))
