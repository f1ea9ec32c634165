"""Paystack, simulated: what it was asked to open, what customers did there, what went back, and its webhooks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from callbox.domain.deposits import Payment
from callbox.domain.errors import Unavailable
from callbox.domain.money import Money
from callbox.oversight import Refund
from callbox.ports import DuplicateReference
from tests.money.scheduler import Scheduler, Task, moment

Notify = Callable[[Callable[[Task], None]], None]
"""Sends a webhook and tells how our side ended."""

WEBHOOK_RETRIES_S = (180.0, 180.0, 180.0, *[3_600.0] * 72)
"""Every three minutes, then every hour for 72 hours. Source: https://paystack.com/docs/payments/webhooks/"""


@dataclass(frozen=True)
class Outcome:
    """What a customer makes of a checkout. `paid` and `requested` are given when they differ from what we asked for."""

    status: str = "success"
    paid: Money | None = None
    requested: Money | None = None


class SimulatedPaystack:
    """The ports to Paystack: paying, and its own records.

    `paid_at_s` and `returned_at_s` say when a payment succeeded and when it last went back, in whole or in part.
    `told` are the news that our side has taken; `outages` the times (from, until) in which nothing answers.
    """

    def __init__(self, scheduler: Scheduler, *, outages: tuple[tuple[float, float], ...] = ()) -> None:
        self._scheduler = scheduler
        self._outages = outages
        self.asked: dict[str, Money] = {}
        self.payments: dict[str, Payment] = {}
        self.paid_at_s: dict[str, float] = {}
        self.returned_at_s: dict[str, float] = {}
        self.most_returned: dict[str, int] = {}
        self.told: set[str] = set()
        self._opened: dict[str, datetime] = {}
        self._refunds: list[tuple[datetime, Refund]] = []

    def initialize(self, *, reference: str, amount: Money, email: str, callback_url: str) -> str:
        self._answer_or_not()
        if reference in self.asked:
            raise DuplicateReference
        self.asked[reference] = amount
        self.payments[reference] = Payment(reference, "abandoned", amount, amount, len(self.asked))
        self._opened[reference] = moment(self._scheduler.now_s)
        return f"https://checkout.example/{reference}"

    def verify(self, reference: str) -> Payment | None:
        self._answer_or_not()
        return self.payments.get(reference)

    def transaction(self, transaction_id: int) -> Payment | None:
        self._answer_or_not()
        return next((one for one in self.payments.values() if one.transaction_id == transaction_id), None)

    def transactions(self, status: str, *, since: datetime) -> Iterator[Payment]:
        self._answer_or_not()
        found = [one for one in self.payments.values() if one.status == status]
        return iter([one for one in reversed(found) if self._opened[one.reference] >= since])

    def refunds(self, *, since: datetime | None = None, transaction_id: int | None = None) -> Iterator[Refund]:
        self._answer_or_not()
        found = [one for at, one in reversed(self._refunds) if since is None or at >= since]
        return iter([one for one in found if transaction_id in (None, one.transaction_id)])

    # --- what happens there

    def pay(self, reference: str, outcome: Outcome) -> None:
        """Let a customer act at the checkout of a reference. A success is not paid again."""
        payment = self.payments[reference]
        if reference in self.paid_at_s:
            return
        asked = self.asked[reference]
        self.payments[reference] = replace(
            payment,
            status=outcome.status,
            amount=outcome.paid or asked,
            requested_amount=outcome.requested or outcome.paid or asked,
        )
        if outcome.status == "success":
            self.paid_at_s[reference] = self._scheduler.now_s

    def refund(self, reference: str, minor: int) -> bool:
        """Give back a part of a success, or what is left; the last part turns it `reversed`. False without one."""
        payment = self.payments[reference]
        left = payment.amount.minor - self._refunded_minor(payment)
        if payment.status != "success" or left == 0:
            return False
        amount = Money(min(minor, left), payment.amount.currency)
        refund = Refund(len(self._refunds) + 1, payment.transaction_id or 0, amount)
        self._refunds.append((moment(self._scheduler.now_s), refund))
        if amount.minor == left:
            self.payments[reference] = replace(payment, status="reversed")
        self._note_return(reference)
        return True

    def charge_back(self, reference: str) -> bool:
        """Let the payer's bank take a success back: a dispute that was lost. False without a success."""
        payment = self.payments[reference]
        if payment.status != "success":
            return False
        self.payments[reference] = replace(payment, status="reversed")
        self._note_return(reference)
        return True

    def restore(self, reference: str) -> None:
        """Let a dispute be won after all: what was charged back is a success again."""
        if self.is_charged_back(reference):
            self.payments[reference] = replace(self.payments[reference], status="success")

    def returned_minor(self, reference: str) -> int:
        """Return how much is with the payer now."""
        payment = self.payments[reference]
        if reference not in self.paid_at_s:
            return 0
        return payment.amount.minor if payment.status == "reversed" else self._refunded_minor(payment)

    def is_charged_back(self, reference: str) -> bool:
        payment = self.payments[reference]
        return payment.status == "reversed" and self._refunded_minor(payment) < payment.amount.minor

    def send_webhook(self, news: str, notify: Notify, retry: int = 0) -> None:
        """Notify, and again until our side has taken it or 72 hours are over."""

        def ended(task: Task) -> None:
            if not task.crashed and task.error is None:
                self.told.add(news)
            elif retry < len(WEBHOOK_RETRIES_S):
                self._scheduler.after(WEBHOOK_RETRIES_S[retry], lambda: self.send_webhook(news, notify, retry + 1))

        notify(ended)

    def is_right(self, reference: str) -> bool:
        """Tell whether a success is for what we asked for, by what this world knows and not by our own rules."""
        payment, asked = self.payments[reference], self.asked[reference]
        return (
            payment.amount.currency == asked.currency
            and payment.requested_amount in (None, asked)
            and payment.amount.minor >= asked.minor
            and (payment.requested_amount is not None or payment.amount == asked)
        )

    def _refunded_minor(self, payment: Payment) -> int:
        return sum(one.amount.minor for _, one in self._refunds if one.transaction_id == payment.transaction_id)

    def _note_return(self, reference: str) -> None:
        self.returned_at_s[reference] = self._scheduler.now_s
        self.most_returned[reference] = max(self.most_returned.get(reference, 0), self.returned_minor(reference))

    def _answer_or_not(self) -> None:
        if any(begin <= self._scheduler.now_s < end for begin, end in self._outages):
            raise Unavailable("Paystack is down")
