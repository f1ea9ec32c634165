"""Payments that went back to their payer after they were credited: refunds made at Paystack, chargebacks, reversals.

The wallet gives back what it holds. What it no longer holds is a receivable, and then nothing more is bought from it
until an operator has looked. A wallet never goes below zero.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from callbox.domain.deposits import Deposit, Payment, must_be
from callbox.domain.identity import DepositId, UserId
from callbox.domain.ledger import Movement
from callbox.domain.money import Money

FROZEN_BY_RETURN = "a payment was returned after it was credited"


@dataclass(frozen=True)
class Receivable:
    """What a customer owes: a part of a returned payment that was spent before it went back."""

    user_id: UserId
    receivable_id: str
    deposit_id: DepositId
    amount: Money
    created_at: datetime


def returned_of(deposit: Deposit, payment: Payment, refunded: Money) -> Money:
    """Return how much of a credited deposit is with its payer again, all in all.

    `refunded` is the sum of the refunds that Paystack has carried out. A reversed transaction went back whole. Never
    more than was credited: a customer who bore the fees gets them back from Paystack, not from the wallet.
    """
    whole = payment.amount if payment.status == "reversed" else refunded
    return min(whole, deposit.amount)


def is_chargeback(payment: Payment, refunded: Money) -> bool:
    """Tell whether money went back without a refund of ours."""
    return payment.status == "reversed" and refunded < payment.amount


def with_return(deposit: Deposit, returned: Money, *, dispute_lost: bool = False) -> Deposit:
    """Return a credited deposit of which so much, all in all, went back to its payer."""
    must_be(deposit, "with_return", "credited")
    return replace(deposit, returned_minor=returned.minor, dispute_lost=deposit.dispute_lost or dispute_lost)


def with_lost_dispute(deposit: Deposit) -> Deposit:
    """Return a deposit whose dispute was lost: of any status, as a payment may be disputed before it is credited."""
    return replace(deposit, dispute_lost=True)


def receivable(movement: Movement, before: Deposit, after: Deposit, *, at: datetime) -> Receivable | None:
    """Return what the wallet could not give back; None when it could give all of it.

    Its id follows from the deposit and the sum returned so far: one return makes one receivable.
    """
    taken = movement.before.balance.minor - movement.after.balance.minor
    owed = after.returned_minor - before.returned_minor - taken
    if owed == 0:
        return None
    return Receivable(
        user_id=before.user_id,
        receivable_id=f"{before.deposit_id}-{after.returned_minor}",
        deposit_id=before.deposit_id,
        amount=Money(owed, before.amount.currency),
        created_at=at,
    )
