"""What the restored books of an earlier second take over from the books that they replace.

Money is not taken over: payments are asked about at Paystack again, and purchases after that second are gone. Each
function compares a document of the replaced books (`told`, perhaps seen by customers) with the restored one, and
returns what to store, or None when nothing is to be changed. Applied a second time, it changes nothing.
"""

from dataclasses import replace
from datetime import datetime

from callbox.domain.deposits import ASKED_ABOUT, Deposit
from callbox.domain.differences import Difference
from callbox.domain.ledger import Wallet
from callbox.domain.money import Money
from callbox.domain.standing import Standing
from callbox.domain.verifications import Verification

SETTLED_LATER = frozenset({"verification_unsettled", "deposit_unsettled"})
"""Differences of old but correct books: nothing was swept since that second."""


def deposit_taken_over(told: Deposit, restored: Deposit | None, *, now: datetime) -> Deposit | None:
    """Return a newer deposit as pending, so that Paystack is asked about it and it is credited once.

    An older one keeps its restored state, but all its attempts and a lost dispute. Its version is above the one told.
    """
    if restored is None:
        return Deposit(
            deposit_id=told.deposit_id,
            user_id=told.user_id,
            amount=told.amount,
            status="pending",
            created_at=told.created_at,
            due_at=now,
            attempt=told.attempt,
            authorization_url=told.authorization_url,
            dispute_lost=told.dispute_lost,
            version=told.version + 1,
        )
    if restored.version >= told.version:
        return None
    after = replace(
        restored,
        attempt=max(restored.attempt, told.attempt),
        authorization_url=told.authorization_url or restored.authorization_url,
        dispute_lost=restored.dispute_lost or told.dispute_lost,
        version=told.version + 1,
    )
    return replace(after, due_at=now, sweep_failures=0) if after.status in ASKED_ABOUT else after


def verification_taken_over(told: Verification, restored: Verification | None, *, now: datetime) -> Verification | None:
    """Return the restored verification with a version above the one told, and due if it is open.

    The supplier then says how it ended. A newer one is not taken over: its price was never taken in these books.
    """
    if restored is None or restored.version >= told.version:
        return None
    after = replace(restored, version=told.version + 1)
    return replace(after, due_at=now, sweep_failures=0) if after.is_open else after


def wallet_taken_over(told: Wallet, restored: Wallet | None, *, was_unfrozen: bool) -> Wallet | None:
    """Return the restored wallet with the newer freeze, trust level, lost dispute, look of an operator, own limits and
    closing.

    Its money stays restored. So do its payments and losses: they count again when they are credited or refunded again.

    A freeze ends only when an operator ended it after that second (`was_unfrozen`).
    """
    before = restored or Wallet(told.user_id, Money(0, told.balance.currency))
    frozen = told.frozen or (None if was_unfrozen else before.frozen)
    standing = _standing_taken_over(told.standing, before.standing)
    trust = told.trust or before.trust
    after = replace(before, frozen=frozen, trust=trust, standing=standing, own=told.own, closes_at=told.closes_at)
    return None if after == before else after


def _standing_taken_over(told: Standing, restored: Standing) -> Standing:
    return replace(
        restored,
        disputed_at=told.disputed_at or restored.disputed_at,
        looked_at=told.looked_at or restored.looked_at,
    )


def is_explained(difference: Difference, *, at: datetime) -> bool:
    """Tell whether a restore to `at` explains this difference: an order whose purchase came after that second."""
    ordered_at = difference.facts.get("ordered_at")
    is_lost = difference.kind == "order_without_payer" and "verification_id" not in difference.facts
    return is_lost and ordered_at is not None and datetime.fromisoformat(str(ordered_at)) >= at
