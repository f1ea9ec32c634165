"""Paystack's list against our deposits, amount by amount, both ways.

Two things are made good on the way, each by the one code that does it at any other time: a success that never
reached us is credited, and a return that we missed is taken back. Everything else is a difference.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from callbox.domain import deposits as rules
from callbox.domain.deposits import Deposit, Payment
from callbox.domain.differences import Difference
from callbox.domain.errors import Unavailable, Uncertain
from callbox.ports.clock import Clock
from callbox.ports.deposits import Deposits
from callbox.ports.paystack import PaystackRecords
from callbox.services.deposits import DepositService
from callbox.services.returning import ReturnService

T = TypeVar("T")

NIGHTLY = timedelta(days=6)
"""A checkout is asked about for four days; what is paid in it right after them is seen by two nights at least."""
WEEKLY = timedelta(days=30)
"""A checkout that is paid later still, with no webhook, is seen by a Sunday. Paystack lists by the day of opening."""
_SUNDAY = 6
REFUND_WINDOW = timedelta(days=30)
"""A refund is carried out up to ten working days after it was asked for; this outlives it."""
REVERSAL_WINDOW = timedelta(days=180)
"""A card may be charged back months after the payment. Reversed transactions are few, so the list is short."""
ALLOWANCE = timedelta(hours=1)
"""A deposit this close to the window's edge may have its transaction on the other side."""


@dataclass
class PaymentsCompared:
    """What the comparison saw, made good, and left as differences. `held` are the mismatched ones, alarmed before."""

    successes: int = 0
    success_minor: int = 0
    credited: int = 0
    held: int = 0
    credited_now: list[str] = field(default_factory=list)
    taken_back_now: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    returns_asked: set[str] = field(default_factory=set)


def window_of(now: datetime) -> timedelta:
    """Return how far back this day's comparison looks for successes: on a Sunday, in UTC, further."""
    return WEEKLY if now.weekday() == _SUNDAY else NIGHTLY


class PaymentComparison:
    def __init__(
        self,
        *,
        paystack: PaystackRecords,
        deposits: Deposits,
        crediting: DepositService,
        returns: ReturnService,
        clock: Clock,
    ) -> None:
        self._paystack = paystack
        self._deposits = deposits
        self._crediting = crediting
        self._returns = returns
        self._clock = clock

    def compare(self, found: PaymentsCompared, *, since: datetime) -> None:
        """Hold every success since then, and every return of the last months, against the deposits.

        Writes into `found`. Raises Unavailable when Paystack does not answer; what was found until then stays.
        """
        for payment in self._paystack.transactions("success", since=since):
            found.seen.add(payment.reference)
            self._compare_success(payment, found)
        now = self._clock.now()
        for payment in self._paystack.transactions("reversed", since=now - REVERSAL_WINDOW):
            found.seen.add(payment.reference)
            self._compare_return(payment, payment.amount.minor, found)
        refunded = Counter[int]()
        for refund in self._paystack.refunds(since=now - REFUND_WINDOW):
            refunded[refund.transaction_id] += refund.amount.minor
        for transaction_id, minor in refunded.items():
            refunded_payment = self._paystack.transaction(transaction_id)
            if refunded_payment is not None:
                self._compare_return(refunded_payment, minor, found)

    def is_missing(self, deposit: Deposit, found: PaymentsCompared, *, since: datetime) -> bool:
        """Return whether a credited deposit of the window is not among what `compare` saw at Paystack."""
        is_within = since + ALLOWANCE <= deposit.created_at <= self._clock.now() - ALLOWANCE
        return deposit.status == "credited" and is_within and deposit.paid_reference not in found.seen

    def ask_about(self, deposit: Deposit, found: PaymentsCompared) -> None:
        """Ask Paystack about a credited deposit that is missing in its list. Raises Unavailable."""
        reference = deposit.paid_reference or deposit.reference
        payment = self._paystack.verify(reference)
        if payment is None:
            found.differences.append(_difference("deposit_unknown_to_paystack", deposit, reference))
        elif payment.status not in ("success", "reversed"):
            found.differences.append(_difference("deposit_not_paid", deposit, reference, paystack=payment.status))

    def may_be_restored(self, deposit: Deposit, found: PaymentsCompared) -> bool:
        """Return whether a return that was taken may have been undone, as by a dispute won: no list shows that."""
        is_recent = deposit.created_at >= self._clock.now() - REVERSAL_WINDOW
        return deposit.returned_minor > 0 and is_recent and deposit.paid_reference not in found.returns_asked

    def ask_about_return(self, deposit: Deposit, found: PaymentsCompared) -> None:
        """Ask Paystack how much of a payment is still with its payer. Raises Unavailable."""
        payment = self._paystack.verify(deposit.paid_reference or deposit.reference)
        if payment is not None:
            self._ask_about_return(deposit, payment, found)

    def _compare_success(self, payment: Payment, found: PaymentsCompared) -> None:
        found.successes += 1
        found.success_minor += payment.amount.minor
        deposit = self._owner(payment.reference)
        if deposit is None:
            facts: dict[str, str | int] = {"amount_minor": payment.amount.minor, "currency": payment.amount.currency}
            found.differences.append(Difference("payment_unknown", payment.reference, facts))
            return
        if deposit.status in ("pending", "failed"):
            deposit = self._credit(deposit, payment, found)
        difference = _judge(deposit, payment)
        if difference is not None:
            found.differences.append(difference)
        elif deposit.status == "mismatched":
            found.held += 1
        else:
            found.credited += 1

    def _credit(self, deposit: Deposit, payment: Payment, found: PaymentsCompared) -> Deposit:
        """Let a success that never reached us be credited. What goes wrong with one is not to stop the others."""
        after = self._attempt(deposit, payment, found, lambda: self._crediting.credit(payment.reference))
        if after is None:
            return deposit
        if after.status == "credited":
            found.credited_now.append(payment.reference)
        return after

    def _compare_return(self, payment: Payment, returned_minor: int, found: PaymentsCompared) -> None:
        """Take back what returned, unless the deposit says that just as much was taken."""
        found.returns_asked.add(payment.reference)
        deposit = self._owner(payment.reference)
        if deposit is None or deposit.returned_minor == min(returned_minor, deposit.amount.minor):
            return
        self._ask_about_return(deposit, payment, found)

    def _ask_about_return(self, deposit: Deposit, payment: Payment, found: PaymentsCompared) -> None:
        reference = payment.reference
        returned = self._attempt(deposit, payment, found, lambda: self._returns.take_back(reference))
        outcome = "nothing" if returned is None else returned.outcome
        if outcome == "taken":
            found.taken_back_now.append(reference)
        elif outcome != "nothing":
            kind = "returned_less_than_taken" if outcome == "excess" else "return_currency_differs"
            found.differences.append(_difference(kind, deposit, reference, returned_minor=deposit.returned_minor))

    def _attempt(self, deposit: Deposit, payment: Payment, found: PaymentsCompared, work: Callable[[], T]) -> T | None:
        try:
            return work()
        except (Unavailable, Uncertain):
            raise
        except Exception as error:  # noqa: BLE001 - one broken wallet must not keep the others from their money
            facts = {"error": type(error).__name__}
            found.differences.append(_difference("payment_not_settled", deposit, payment.reference, **facts))
            return None

    def _owner(self, reference: str) -> Deposit | None:
        deposit_id = rules.deposit_id_of(reference)
        deposit = None if deposit_id is None else self._deposits.get(deposit_id)
        return deposit if deposit is not None and rules.is_reference_of(deposit, reference) else None


def _judge(deposit: Deposit, payment: Payment) -> Difference | None:
    """Return what is wrong between a deposit as it is now and one success for it."""
    reference = payment.reference
    if deposit.status not in ("credited", "mismatched"):
        return _difference("payment_not_credited", deposit, reference)
    if deposit.paid_reference != reference:
        return _difference("paid_twice", deposit, reference, settled_reference=deposit.paid_reference or "")
    reason = rules.mismatch(deposit, payment) if deposit.status == "credited" else None
    if reason is not None:
        charged_minor = payment.amount.minor
        return _difference("payment_amount_differs", deposit, reference, reason=reason, charged_minor=charged_minor)
    return None


def _difference(kind: str, deposit: Deposit, reference: str, **facts: str | int) -> Difference:
    known: dict[str, str | int] = {
        "reference": reference,
        "user_id": deposit.user_id,
        "status": deposit.status,
        "amount_minor": deposit.amount.minor,
    }
    # a deposit can be paid more than twice: each payment beyond the first is a difference of its own
    subject = reference if kind == "paid_twice" else deposit.deposit_id
    return Difference(kind, subject, known | facts)
