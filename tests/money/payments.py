"""Paystack, simulated: what it was asked to open, what customers did there, and the webhooks it sends of it."""

from collections.abc import Callable
from dataclasses import dataclass

from callbox.domain.deposits import Payment
from callbox.domain.errors import Unavailable
from callbox.domain.money import Money
from callbox.ports import DuplicateReference
from tests.money.scheduler import Scheduler, Task

Notify = Callable[[str, Callable[[Task], None]], None]
"""Sends a webhook about a reference and tells how our side ended."""

WEBHOOK_RETRIES_S = (180.0, 180.0, 180.0, *[3_600.0] * 72)
"""Every three minutes, then every hour for 72 hours. Source: https://paystack.com/docs/payments/webhooks/"""


@dataclass(frozen=True)
class Outcome:
    """What a customer makes of a checkout. `paid` and `requested` are given when they differ from what we asked for."""

    status: str = "success"
    paid: Money | None = None
    requested: Money | None = None


class SimulatedPaystack:
    """The Paystack port.

    `told` are the references whose webhook we have taken; `outages` the times (from, until) in which nothing answers.
    """

    def __init__(self, scheduler: Scheduler, *, outages: tuple[tuple[float, float], ...] = ()) -> None:
        self._scheduler = scheduler
        self._outages = outages
        self.asked: dict[str, Money] = {}
        self.payments: dict[str, Payment] = {}
        self.paid_at_s: dict[str, float] = {}
        self.told: set[str] = set()

    def initialize(self, *, reference: str, amount: Money, email: str, callback_url: str) -> str:
        self._answer_or_not()
        if reference in self.asked:
            raise DuplicateReference
        self.asked[reference] = amount
        self.payments[reference] = Payment(reference, "abandoned", amount, amount)
        return f"https://checkout.example/{reference}"

    def verify(self, reference: str) -> Payment | None:
        self._answer_or_not()
        return self.payments.get(reference)

    def pay(self, reference: str, outcome: Outcome) -> None:
        """Let a customer act at the checkout of a reference. A success is final, as money is."""
        payment = self.payments[reference]
        if payment.status == "success":
            return
        asked = self.asked[reference]
        self.payments[reference] = Payment(
            reference, outcome.status, outcome.paid or asked, outcome.requested or outcome.paid or asked
        )
        if outcome.status == "success":
            self.paid_at_s[reference] = self._scheduler.now_s

    def send_webhook(self, reference: str, notify: Notify, retry: int = 0) -> None:
        """Notify, and again until our side has taken it or 72 hours are over."""

        def ended(task: Task) -> None:
            if not task.crashed and task.error is None:
                self.told.add(reference)
            elif retry < len(WEBHOOK_RETRIES_S):
                self._scheduler.after(WEBHOOK_RETRIES_S[retry], lambda: self.send_webhook(reference, notify, retry + 1))

        notify(reference, ended)

    def is_right(self, reference: str) -> bool:
        """Tell whether a success is for what we asked for, by what this world knows and not by our own rules."""
        payment, asked = self.payments[reference], self.asked[reference]
        return (
            payment.amount.currency == asked.currency
            and payment.requested_amount in (None, asked)
            and payment.amount.minor >= asked.minor
            and (payment.requested_amount is not None or payment.amount == asked)
        )

    def _answer_or_not(self) -> None:
        if any(begin <= self._scheduler.now_s < end for begin, end in self._outages):
            raise Unavailable("Paystack is down")
