"""Deposits: payment intents. The amount and owner are fixed before Paystack is asked, and only they are ever credited.

    pending ──► credited
       │  └───► mismatched                  held and alarmed: an operator decides
       ├──────► failed ──► credited         a late payment
       │           └─────► mismatched
       └──────► cancelled ──► credited      its customer does not want it any more, but paid all the same
                      └─────► mismatched

Transitions raise IllegalTransition from a state that does not allow them. The store refuses to write over any version
but the one that was read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal, get_args

from callbox.domain.errors import FieldError, IllegalTransition
from callbox.domain.identity import DepositId, UserId
from callbox.domain.money import Money, naira
from callbox.domain.sweeping import pause_after_failures

DepositStatus = Literal["pending", "credited", "failed", "mismatched", "cancelled"]
Refusal = Literal["email", "amount", "payment"]
"""What Paystack will never take. `payment` stands for all that is neither the address nor the amount."""
Progress = Literal["not_paid", "under_way", "declined"]
PayerKind = Literal["card", "transfer"]

PAYMENT_WINDOW = timedelta(hours=96)
"""How long an unpaid deposit is asked about. Paystack repeats its webhook for 72 hours; this outlives it."""

ASKED_ABOUT: frozenset[DepositStatus] = frozenset({"pending", "cancelled"})
"""Paystack is asked about these until the payment window is over."""
CREDITABLE: frozenset[DepositStatus] = frozenset({"pending", "cancelled", "failed"})
"""A payment may still be credited to these, however late it comes."""

PROGRESS: Mapping[str, Progress] = {
    "abandoned": "not_paid",
    "ongoing": "under_way",
    "pending": "under_way",
    "processing": "under_way",
    "queued": "under_way",
    "failed": "declined",
    "reversed": "declined",
}
"""What Paystack's words mean for a customer. Source: https://paystack.com/docs/payments/verify-payments/"""

_REFUSED = "payment_refused_"
"""Begins the reason of a deposit that Paystack refused to open; what it refused follows."""

_REFERENCE_SEPARATOR = "-"  # Paystack allows letters, digits, `-`, `.` and `=` in a reference


@dataclass(frozen=True)
class Deposit:
    """The intent of `user_id` to pay `amount` into the wallet.

    `attempt` counts the calls to Paystack's initialize, which is not idempotent: each has a reference of its own.
    `due_at` is when the sweeper asks next; None once nothing is left to ask. `version` grows with every write.
    `sweep_failures` counts how often in a row the sweeper could not ask.
    `returned_minor` is how much of it went back to the payer and was taken out of the wallet, or is owed.
    `dispute_lost`: Paystack decided a dispute about it for the payer. It is noted once, and its account is frozen once.
    `progress` is how far Paystack said the payment was when it was last asked: for the screen alone, no rule reads it.
    `channel` is Paystack's word for how it was paid. `payer` is who paid, see `domain.payers`; None when not known.
    """

    deposit_id: DepositId
    user_id: UserId
    amount: Money
    status: DepositStatus
    created_at: datetime
    due_at: datetime | None
    attempt: int = 1
    authorization_url: str | None = None
    paid_reference: str | None = None
    settled_at: datetime | None = None
    reason: str | None = None
    returned_minor: int = 0
    dispute_lost: bool = False
    channel: str | None = None
    payer: str | None = None
    progress: Progress | None = None
    sweep_failures: int = 0
    version: int = 1

    @property
    def reference(self) -> str:
        """The Paystack reference of the current attempt, such as `01JD…-1`."""
        return f"{self.deposit_id}{_REFERENCE_SEPARATOR}{self.attempt}"

    @property
    def refused(self) -> Refusal | None:
        """Return what Paystack refused about it; None when it opened the payment."""
        return next((what for what in get_args(Refusal) if self.reason == f"{_REFUSED}{what}"), None)


@dataclass(frozen=True)
class DepositBounds:
    """The smallest and the largest amount that one deposit may have."""

    smallest: Money
    largest: Money

    def errors(self, amount_minor: int) -> list[FieldError]:
        """Return why `amount_minor` is out of bounds; empty when it is within."""
        if self.smallest.minor <= amount_minor <= self.largest.minor:
            return []
        least, most = self.smallest.minor, self.largest.minor
        message = f"Top up between {naira(least)} and {naira(most)}."
        return [FieldError("amount_minor", "out_of_range", message, least=least, most=most)]


@dataclass(frozen=True)
class PayerTraits:
    """What identifies a payer at Paystack, in one form however it was written. Never stored or logged."""

    kind: PayerKind
    text: str = field(repr=False)


@dataclass(frozen=True)
class Payment:
    """What Paystack says of one reference when asked. Amounts in minor units, as charged and as we requested.

    `status` is Paystack's word; `abandoned` covers every transaction not yet paid and may still become `success`.
    `transaction_id` is Paystack's own number, under which its refunds are listed: a name, no part of what happened.
    `channel` is Paystack's word for how it was paid, `payer` what identifies the payer; both None before a payment.
    """

    reference: str
    status: str
    amount: Money
    requested_amount: Money | None
    transaction_id: int | None = field(default=None, compare=False)
    channel: str | None = field(default=None, compare=False)
    payer: PayerTraits | None = field(default=None, compare=False)


def deposit_id_of(reference: str) -> DepositId | None:
    """Return whose reference this is; None when it cannot be one of ours."""
    deposit_id, separator, attempt = reference.rpartition(_REFERENCE_SEPARATOR)
    if not (separator and deposit_id and attempt.isascii() and attempt.isdigit()):
        return None
    return DepositId(deposit_id)


def is_reference_of(deposit: Deposit, reference: str) -> bool:
    """Tell whether `reference` belongs to one of the attempts that this deposit has made."""
    prefix = f"{deposit.deposit_id}{_REFERENCE_SEPARATOR}"
    return reference in {f"{prefix}{k}" for k in range(1, deposit.attempt + 1)}


def next_attempt(deposit: Deposit) -> Deposit:
    """Return the deposit with a fresh reference, for when the fate of the last initialize is unknown."""
    must_be(deposit, "next_attempt", "pending")
    return replace(deposit, attempt=deposit.attempt + 1, authorization_url=None)


def with_checkout(deposit: Deposit, authorization_url: str) -> Deposit:
    must_be(deposit, "with_checkout", "pending")
    return replace(deposit, authorization_url=authorization_url)


def as_created(deposit: Deposit) -> Deposit:
    """Return the deposit as it was when its checkout was opened: what a replayed request is answered with."""
    return Deposit(
        deposit_id=deposit.deposit_id,
        user_id=deposit.user_id,
        amount=deposit.amount,
        status="pending",
        created_at=deposit.created_at,
        due_at=deposit.created_at + pause_after(timedelta(0)),
        attempt=deposit.attempt,
        authorization_url=deposit.authorization_url,
    )


def judge(deposit: Deposit, payment: Payment, *, now: datetime) -> Deposit:
    """Return the deposit as this payment leaves it; the same one when there is nothing to change yet.

    Credited only when the payment succeeded in our currency, for the amount we requested, and not below it: the
    customer may bear the fees, so more may be charged than was requested. A success that says otherwise is
    `mismatched`. Metadata plays no part.
    """
    if deposit.status in ("credited", "mismatched"):
        return deposit
    if payment.status == "success":
        reason = mismatch(deposit, payment)
        if reason is not None:
            return mismatched(deposit, payment.reference, reason=reason, now=now)
        return credited(deposit, payment.reference, now=now)
    # a failed or reversed charge may be followed by another on the same page: only the end of the window is final
    is_over = now >= deposit.created_at + PAYMENT_WINDOW
    if deposit.status == "pending" and payment.status in ("failed", "reversed") and is_over:
        return failed(deposit, reason=f"paystack_{payment.status}", now=now)
    return deposit


def ask_again(deposit: Deposit, *, now: datetime) -> Deposit:
    """Return the deposit with the sweeper's next question scheduled; `failed` once the payment window is over.

    A deposit that has ended already leaves the sweeper's list.
    """
    if deposit.status not in ASKED_ABOUT:
        return replace(deposit, due_at=None)
    if now >= deposit.created_at + PAYMENT_WINDOW:
        is_cancelled = deposit.status == "cancelled"
        return replace(deposit, due_at=None) if is_cancelled else failed(deposit, reason="not_paid", now=now)
    return replace(deposit, due_at=now + pause_after(now - deposit.created_at), sweep_failures=0)


def postponed(deposit: Deposit, *, now: datetime) -> Deposit:
    """Return the deposit that the sweeper failed on, due after a pause that grows with each failure."""
    must_be(deposit, "postponed", *ASKED_ABOUT)
    failures = deposit.sweep_failures + 1
    return replace(deposit, due_at=now + pause_after_failures(failures), sweep_failures=failures)


def pause_after(age: timedelta) -> timedelta:
    """Return how long to wait before asking Paystack again about a deposit of this age.

    A tenth of its age, from a minute to six hours: 78 questions, 28 of them in the first hour, the last after 97.4.
    """
    return min(max(age / 10, timedelta(minutes=1)), timedelta(hours=6))


def credited(deposit: Deposit, reference: str, *, now: datetime) -> Deposit:
    """`pending | cancelled | failed → credited`. To be stored with the movement or not at all."""
    must_be(deposit, "credited", *CREDITABLE)
    paid = replace(deposit, paid_reference=reference, settled_at=now, due_at=None, reason=None, progress=None)
    return replace(paid, status="credited")


def mismatched(deposit: Deposit, reference: str, *, reason: str, now: datetime) -> Deposit:
    """`pending | cancelled | failed → mismatched`: a payment came that is not what the deposit asked for."""
    must_be(deposit, "mismatched", *CREDITABLE)
    paid = replace(deposit, paid_reference=reference, settled_at=now, due_at=None, reason=reason, progress=None)
    return replace(paid, status="mismatched")


def cancelled(deposit: Deposit) -> Deposit:
    """`pending → cancelled`: no longer shown as open, but asked about as before: a late payment is credited."""
    must_be(deposit, "cancelled", "pending")
    return replace(deposit, status="cancelled")


def with_progress(deposit: Deposit, payment: Payment) -> Deposit:
    """Return the deposit with what Paystack just said of its payment, for the screen. An unknown word says nothing."""
    if deposit.status not in ASKED_ABOUT:
        return deposit
    return replace(deposit, progress=PROGRESS.get(payment.status, deposit.progress))


def refused(deposit: Deposit, what: Refusal, *, now: datetime) -> Deposit:
    """`pending → failed`: Paystack will not take this payment, so there is no page on which to pay it."""
    must_be(deposit, "refused", "pending")
    return failed(deposit, reason=f"{_REFUSED}{what}", now=now)


def failed(deposit: Deposit, *, reason: str, now: datetime) -> Deposit:
    """`pending → failed`: no payment came in its window."""
    must_be(deposit, "failed", "pending")
    return replace(deposit, status="failed", settled_at=now, due_at=None, reason=reason, progress=None)


def must_be(deposit: Deposit, event: str, *statuses: DepositStatus) -> None:
    """Raise IllegalTransition unless the deposit has one of these statuses."""
    if deposit.status not in statuses:
        raise IllegalTransition(deposit.status, event)


def mismatch(deposit: Deposit, payment: Payment) -> str | None:
    """Return why a success is not what this deposit asked for; None when it is."""
    if payment.amount.currency != deposit.amount.currency:
        return "currency_differs"
    requested = payment.requested_amount or payment.amount
    if requested != deposit.amount or payment.amount < deposit.amount:
        return "amount_differs"
    return None
