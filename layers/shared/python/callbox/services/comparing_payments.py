"""Compare Paystack's list with our deposits, amount by amount, in both directions.

The comparison repairs two things, with the code that normally does it: it credits a success that never reached us, and
it takes back a return that we missed. Everything else is a difference.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from callbox.domain import deposits as rules
from callbox.domain.differences import Difference
from callbox.domain.errors import Unavailable, Uncertain

if TYPE_CHECKING:
    from collections.abc import Callable

    from callbox.domain.deposits import Deposit, Payment
    from callbox.ports.clock import Clock
    from callbox.ports.deposits import Deposits
    from callbox.ports.paystack import PaystackRecords
    from callbox.services.deposits import DepositService
    from callbox.services.returning import ReturnService

T = TypeVar("T")

NIGHTLY = timedelta(days=6)
"""We check a checkout for four days. At least two nightly runs see a payment made right after that."""
WEEKLY = timedelta(days=30)
"""A Sunday run sees a checkout that is paid later still, without a webhook. Paystack lists by the opening date."""
_SUNDAY = 6
REFUND_WINDOW = timedelta(days=30)
"""A refund completes up to ten working days after its request; this window is longer."""
REVERSAL_WINDOW = timedelta(days=180)
"""A chargeback can come months after the payment. Reversed transactions are few, so the list is short."""
ALLOWANCE = timedelta(hours=1)
"""A deposit this close to the window's edge may have its transaction outside the window."""


@dataclass
class PaymentsCompared:
    """What the comparison saw, repaired, and left as differences. `held` counts mismatched deposits, alarmed before."""

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
    """Return how far back this day's comparison looks for successes: further on a Sunday (UTC)."""
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
        """Compare every success since then, and every return of the last months, with the deposits.

        Writes into `found`. Raises Unavailable when Paystack does not answer; `found` keeps the results so far.
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
        """Return whether `compare` did not see this credited deposit, which is in the window, at Paystack."""
        is_within = since + ALLOWANCE <= deposit.created_at <= self._clock.now() - ALLOWANCE
        return deposit.status == "credited" and is_within and deposit.paid_reference not in found.seen

    def ask_about(self, deposit: Deposit, found: PaymentsCompared) -> None:
        """Ask Paystack about a credited deposit that its list does not have. Raises Unavailable."""
        reference = deposit.paid_reference or deposit.reference
        payment = self._paystack.verify(reference)
        if payment is None:
            found.differences.append(_difference("deposit_unknown_to_paystack", deposit, reference))
        elif payment.status not in ("success", "reversed"):
            found.differences.append(_difference("deposit_not_paid", deposit, reference, paystack=payment.status))

    def may_be_restored(self, deposit: Deposit, found: PaymentsCompared) -> bool:
        """Return whether a return that we took may have been undone, for example by a won dispute. No list shows it."""
        is_recent = deposit.created_at >= self._clock.now() - REVERSAL_WINDOW
        return deposit.returned_minor > 0 and is_recent and deposit.paid_reference not in found.returns_asked

    def ask_about_return(self, deposit: Deposit, found: PaymentsCompared) -> None:
        """Ask Paystack how much of a payment its payer still has back. Raises Unavailable."""
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
        if deposit.status in rules.CREDITABLE:
            deposit = self._credit(deposit, payment, found)
        difference = _judge(deposit, payment)
        if difference is not None:
            found.differences.append(difference)
        elif deposit.status == "mismatched":
            found.held += 1
        else:
            found.credited += 1

    def _credit(self, deposit: Deposit, payment: Payment, found: PaymentsCompared) -> Deposit:
        """Credit a success that never reached us. A failure here does not stop the others."""
        after = self._attempt(deposit, payment, found, lambda: self._crediting.credit(payment.reference))
        if after is None:
            return deposit
        if after.status == "credited":
            found.credited_now.append(payment.reference)
        return after

    def _compare_return(self, payment: Payment, returned_minor: int, found: PaymentsCompared) -> None:
        """Take back what returned, unless the deposit says that this amount was already taken."""
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
        except Exception as error:  # noqa: BLE001 - one broken wallet must not block the others
            facts = {"error": type(error).__name__}
            found.differences.append(_difference("payment_not_settled", deposit, payment.reference, **facts))
            return None

    def _owner(self, reference: str) -> Deposit | None:
        deposit_id = rules.deposit_id_of(reference)
        deposit = None if deposit_id is None else self._deposits.get(deposit_id)
        return deposit if deposit is not None and rules.is_reference_of(deposit, reference) else None


def _judge(deposit: Deposit, payment: Payment) -> Difference | None:
    """Return the difference between the current deposit and one of its successes, or None."""
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
    # a deposit can be paid more than twice: each payment after the first is a separate difference
    subject = reference if kind == "paid_twice" else deposit.deposit_id
    return Difference(kind, subject, known | facts)
