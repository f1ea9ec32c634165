"""Payments that went back to their payer after they were credited: refunds made at Paystack, chargebacks, reversals.

We take the returned amount out of the wallet. What the wallet no longer holds becomes a receivable, and the wallet is
frozen until an operator has looked at it. A wallet never goes below zero.
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
    """What a customer owes: the part of a returned payment that was already spent."""

    user_id: UserId
    receivable_id: str
    deposit_id: DepositId
    amount: Money
    created_at: datetime


def returned_of(deposit: Deposit, payment: Payment, refunded: Money) -> Money:
    """Return the total of a credited deposit that has gone back to its payer.

    `refunded` is the sum of Paystack's completed refunds. A reversed transaction went back completely. The result is
    never more than was credited: a customer who paid the fees gets them back from Paystack, not from the wallet.
    """
    whole = payment.amount if payment.status == "reversed" else refunded
    return min(whole, deposit.amount)


def is_chargeback(payment: Payment, refunded: Money) -> bool:
    """Return whether more money went back than we refunded."""
    return payment.status == "reversed" and refunded < payment.amount


def with_return(deposit: Deposit, returned: Money, *, dispute_lost: bool = False) -> Deposit:
    """Set the total that went back to the payer of a credited deposit."""
    must_be(deposit, "with_return", "credited")
    return replace(deposit, returned_minor=returned.minor, dispute_lost=deposit.dispute_lost or dispute_lost)


def with_lost_dispute(deposit: Deposit) -> Deposit:
    """Mark the dispute as lost. The deposit may have any status: a payment can be disputed before it is credited."""
    return replace(deposit, dispute_lost=True)


def receivable(movement: Movement, before: Deposit, after: Deposit, *, at: datetime) -> Receivable | None:
    """Return the part of a return that the wallet did not cover, or None.

    Its id follows from the deposit and the sum returned so far, so one return makes one receivable.
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
