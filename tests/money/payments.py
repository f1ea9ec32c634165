"""Paystack, simulated: its checkouts, customers' payments, returns, and webhooks."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from callbox.domain.deposits import PayerTraits, Payment
from callbox.domain.errors import Unavailable, Uncertain
from callbox.domain.money import Money
from callbox.ports.paystack import DuplicateReference, Refund
from tests.money.scheduler import Scheduler, Task, Violation, moment

Notify = Callable[[Callable[[Task], None]], None]
"""Sends a webhook and reports how our side ended."""

WEBHOOK_RETRIES_S = (180.0, 180.0, 180.0, *[3_600.0] * 72)
"""Every three minutes, then every hour for 72 hours. Source: https://paystack.com/docs/payments/webhooks/"""

_FAILS_AFTER_S = 20.0


@dataclass(frozen=True)
class Outcome:
    """What a customer does at a checkout. `paid` and `requested` are set if they differ from our request.

    `card` is which card pays; None for a payer that Paystack does not name.
    """

    status: str = "success"
    paid: Money | None = None
    requested: Money | None = None
    card: str | None = None


def lost_dispute(reference: str) -> str:
    """Return the name of the announcement that a dispute was lost."""
    return f"dispute about {reference} lost"


class SimulatedPaystack:
    """The ports to Paystack: payments, and its own records.

    `paid_at_s` and `returned_at_s` say when a payment succeeded and when it was last returned, in full or in part.
    `left_after_restoring` is what the payer still had back when a dispute was last won.
    `told` are the announcements that our side has accepted; `outages` the times (from, until) without answers.
    The nth refund that our side requests is `promised` and processed `refund_takes_s` later, or never (None);
    `on_returned` is called then. `gone_unasked` are the payments with other returns.
    The first `unclear_openings` checkouts are opened without an answer to us.
    """

    def __init__(
        self,
        scheduler: Scheduler,
        *,
        outages: tuple[tuple[float, float], ...] = (),
        refund_takes_s: Callable[[int], float | None] = lambda _: 5.0,
        on_returned: Callable[[str], None] = lambda _: None,
        unclear_openings: int = 0,
    ) -> None:
        self._scheduler = scheduler
        self._outages = outages
        self._refund_takes_s = refund_takes_s
        self._on_returned = on_returned
        self._unclear_openings = unclear_openings
        self.asked: dict[str, Money] = {}
        self.payments: dict[str, Payment] = {}
        self.paid_at_s: dict[str, float] = {}
        self.returned_at_s: dict[str, float] = {}
        self.most_returned: dict[str, int] = {}
        self.left_after_restoring: dict[str, int] = {}
        self.told: set[str] = set()
        self.promised: Counter[str] = Counter()
        self.asked_refunds = self.failed_refunds = self.restorings = 0
        self.gone_unasked: set[str] = set()
        self.disputes_lost: set[str] = set()
        self._opened: dict[str, datetime] = {}
        self._refunds: list[tuple[datetime, Refund]] = []

    def initialize(self, *, reference: str, amount: Money, email: str, callback_url: str) -> str:
        self._answer_or_not()
        if reference in self.asked:
            raise DuplicateReference
        self.asked[reference] = amount
        self.payments[reference] = Payment(reference, "abandoned", amount, amount, len(self.asked))
        self._opened[reference] = moment(self._scheduler.now_s)
        if len(self.asked) <= self._unclear_openings:
            raise Uncertain("no clear answer")
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

    def refunds_promised(self, transaction_id: int) -> int:
        self._answer_or_not()
        payment = next(one for one in self.payments.values() if one.transaction_id == transaction_id)
        return self.refunded_minor(payment.reference) + self.promised[payment.reference]

    def ask_for_refund(self, reference: str, amount: Money) -> None:
        """Accept a refund. A repeated request is a second refund."""
        self._answer_or_not()
        if amount.minor > self._left_minor(reference):
            if reference not in self.gone_unasked:
                raise Violation(f"{amount.minor} of {reference} is asked back, {self._left_minor(reference)} is left")
            raise Unavailable("Paystack refuses: less is left of the payment")
        self.promised[reference] += amount.minor
        self.asked_refunds += 1
        takes_s = self._refund_takes_s(self.asked_refunds)

        def end() -> None:
            self.promised[reference] -= amount.minor
            if takes_s is not None and self._return(reference, amount.minor):
                self._on_returned(reference)
            else:
                self.failed_refunds += 1

        self._scheduler.after(_FAILS_AFTER_S if takes_s is None else takes_s, end)

    # --- events at Paystack

    def pay(self, reference: str, outcome: Outcome) -> None:
        """Let a customer act at the checkout of a reference. A paid checkout is not paid again."""
        payment = self.payments[reference]
        if reference in self.paid_at_s:
            return
        asked = self.asked[reference]
        self.payments[reference] = replace(
            payment,
            status=outcome.status,
            amount=outcome.paid or asked,
            requested_amount=outcome.requested or outcome.paid or asked,
            channel="card",
            payer=PayerTraits("card", outcome.card) if outcome.card else None,
        )
        if outcome.status == "success":
            self.paid_at_s[reference] = self._scheduler.now_s

    def refund(self, reference: str, minor: int) -> bool:
        """Refund a part of a success, or the rest; the last part turns it `reversed`. False without a success."""
        is_given = self._return(reference, minor)
        if is_given:
            self.gone_unasked.add(reference)
        return is_given

    def _return(self, reference: str, minor: int) -> bool:
        payment, left = self.payments[reference], self._left_minor(reference)
        if left == 0:
            return False
        amount = Money(min(minor, left), payment.amount.currency)
        refund = Refund(len(self._refunds) + 1, payment.transaction_id or 0, amount)
        before = self.refunded_minor(payment.reference)
        self._refunds.append((moment(self._scheduler.now_s), refund))
        if amount.minor == payment.amount.minor - before:
            self.payments[reference] = replace(payment, status="reversed")
        self._note_return(reference)
        return True

    def charge_back(self, reference: str) -> bool:
        """Let the payer's bank charge a success back: a lost dispute. False without a success."""
        payment = self.payments[reference]
        if payment.status != "success":
            return False
        self.payments[reference] = replace(payment, status="reversed")
        self.gone_unasked.add(reference)
        self._note_return(reference)
        return True

    def lose_dispute(self, reference: str) -> bool:
        """Decide a dispute for the payer; any return of the money is a separate event. False without a success."""
        if reference in self.paid_at_s:
            self.disputes_lost.add(reference)
        return reference in self.paid_at_s

    def restore(self, reference: str) -> None:
        """Let a dispute be won after all: the charged-back payment is a success again."""
        if self.is_charged_back(reference):
            self.payments[reference] = replace(self.payments[reference], status="success")
            self.left_after_restoring[reference] = self.returned_minor(reference)
            self.restorings += 1

    def returned_minor(self, reference: str) -> int:
        """Return how much the payer has back now."""
        payment = self.payments[reference]
        if reference not in self.paid_at_s:
            return 0
        return payment.amount.minor if payment.status == "reversed" else self.refunded_minor(payment.reference)

    def is_charged_back(self, reference: str) -> bool:
        payment = self.payments[reference]
        return payment.status == "reversed" and self.refunded_minor(payment.reference) < payment.amount.minor

    def send_webhook(self, news: str, notify: Notify, retry: int = 0) -> None:
        """Notify our side, and repeat until it accepts or 72 hours are over."""

        def ended(task: Task) -> None:
            if not task.crashed and task.error is None:
                self.told.add(news)
            elif retry < len(WEBHOOK_RETRIES_S):
                self._scheduler.after(WEBHOOK_RETRIES_S[retry], lambda: self.send_webhook(news, notify, retry + 1))

        notify(ended)

    def is_right(self, reference: str) -> bool:
        """Return whether a success matches our request, judged by this world and not by our own rules."""
        payment, asked = self.payments[reference], self.asked[reference]
        return (
            payment.amount.currency == asked.currency
            and payment.requested_amount in (None, asked)
            and payment.amount.minor >= asked.minor
            and (payment.requested_amount is not None or payment.amount == asked)
        )

    def _left_minor(self, reference: str) -> int:
        """Return how much of a payment can still be refunded."""
        payment = self.payments[reference]
        if payment.status != "success":
            return 0
        return payment.amount.minor - self.refunded_minor(payment.reference) - self.promised[reference]

    def refunded_minor(self, reference: str) -> int:
        """Return how much of a payment was refunded, on any request."""
        number = self.payments[reference].transaction_id
        return sum(one.amount.minor for _, one in self._refunds if one.transaction_id == number)

    def _note_return(self, reference: str) -> None:
        self.returned_at_s[reference] = self._scheduler.now_s
        self.most_returned[reference] = max(self.most_returned.get(reference, 0), self.returned_minor(reference))

    def _answer_or_not(self) -> None:
        if any(begin <= self._scheduler.now_s < end for begin, end in self._outages):
            raise Unavailable("Paystack is down")


class RefundDesk:
    """The port through which operators refund. (The simulated Paystack's own refunds are separate.)"""

    def __init__(self, paystack: SimulatedPaystack) -> None:
        self.verify = paystack.verify
        self.refunds_promised = paystack.refunds_promised
        self.refund = paystack.ask_for_refund
