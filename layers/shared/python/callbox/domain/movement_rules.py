"""Checks on a movement before it is written into the books. A failed check is a bug, not a refusal.

The transaction's conditions guard against races; these checks guard against a caller that computes wrongly.
They use only the domain, so every implementation of `Books` can apply them.
"""

from collections.abc import Sequence

from callbox.domain.deposits import Deposit
from callbox.domain.ledger import Movement
from callbox.domain.returns import Receivable
from callbox.domain.verifications import Verification


def check_credit(movement: Movement, before: Deposit, after: Deposit) -> None:
    """Raise ValueError unless the movement puts this deposit's amount into its owner's wallet once."""
    _check(movement)
    entry = movement.entries[0]
    _demand(len(movement.entries) == 1 and entry.kind == "deposit", "a credit is one deposit entry")
    _demand(entry.deposit_id == before.deposit_id == after.deposit_id, "the entry is another deposit's")
    _demand(entry.user_id == before.user_id == after.user_id, "the deposit is another user's")
    _demand(entry.amount == before.amount == after.amount, "the amount is not the deposit's")
    _demand(before.status != "credited" and after.status == "credited", "the deposit is not being credited")


def check_purchase(movement: Movement, verifications: Sequence[Verification]) -> None:
    """Raise ValueError unless each entry takes the price of one of these verifications, in their order."""
    _check(movement)
    _demand(len(movement.entries) == len(verifications), "the numbers of entries and verifications differ")
    for entry, verification in zip(movement.entries, verifications, strict=True):
        _demand(entry.kind == "purchase" and entry.amount == -verification.price, "the price is not taken")
        _demand(entry.verification_id == verification.verification_id, "the entry is another verification's")
        _demand(entry.user_id == verification.user_id, "the verification is another user's")
        _demand(verification.is_open, "the verification ended before it was bought")


def check_refund(movement: Movement, before: Verification, after: Verification) -> None:
    """Raise ValueError unless the movement refunds the price of an open verification that now ends."""
    _check(movement)
    entry = movement.entries[0]
    _demand(len(movement.entries) == 1 and entry.kind == "refund", "a refund is one refund entry")
    _demand(
        entry.verification_id == before.verification_id == after.verification_id,
        "the entry is another verification's",
    )
    _demand(entry.user_id == before.user_id == after.user_id, "the verification is another user's")
    _demand(entry.amount == before.price == after.price, "the refund is not the price")
    _demand(before.is_open and after.is_refunded, "the verification is not being refunded")


def check_adjustment(movement: Movement, before: Deposit, after: Deposit, receivable: Receivable | None) -> None:
    """Raise ValueError unless the movement takes a credited deposit's return from its owner, up to the balance.

    When nothing more was returned, a lost dispute may still freeze the wallet.
    """
    _check(movement, needs_entries=False)
    _demand(len(movement.entries) <= 1, "a return has more than one adjustment")
    for entry in movement.entries:
        _demand(entry.kind == "adjustment" and entry.amount.minor < 0, "the return is not taken out of the wallet")
        _demand(entry.deposit_id == before.deposit_id, "the entry is another deposit's")
    _demand(before.deposit_id == after.deposit_id, "the deposit changed its id")
    _demand(movement.before.user_id == before.user_id == after.user_id, "the deposit is another user's")
    _demand(before.status == after.status == "credited", "the deposit is not credited")
    _demand(before.amount == after.amount, "the amount is not the deposit's")
    _demand(before.returned_minor <= after.returned_minor <= before.amount.minor, "the returned sum is wrong")
    if before.returned_minor == after.returned_minor:
        _demand(after.dispute_lost and not before.dispute_lost, "nothing more was returned")
        _demand(movement.after.frozen is not None, "a dispute was lost but the wallet is not frozen")
    taken = movement.before.balance - movement.after.balance
    owed = 0
    if receivable is not None:
        owed = receivable.amount.minor
        _demand(owed > 0, "the receivable is not above zero")
        _demand(receivable.user_id == before.user_id, "the receivable is another user's")
        _demand(receivable.deposit_id == before.deposit_id, "the receivable is another deposit's")
        _demand(movement.after.balance.minor == 0, "money is owed although the wallet holds some")
        _demand(movement.after.frozen is not None, "money is owed but the wallet is not frozen")
    _demand(taken.minor + owed == after.returned_minor - before.returned_minor, "taken plus owed is not the return")


def _check(movement: Movement, *, needs_entries: bool = True) -> None:
    """Raise ValueError unless the entries lead from the wallet before to the wallet after (I1, I2, I3)."""
    before, after = movement.before, movement.after
    _demand(bool(movement.entries) or not needs_entries, "the movement has no entries")
    _demand(before.user_id == after.user_id, "the movement changes the wallet's owner")
    balance, n = before.balance, before.n
    for entry in movement.entries:
        balance, n = balance + entry.amount, n + 1
        _demand(entry.user_id == before.user_id, "an entry is another wallet's")
        _demand((entry.n, entry.balance_after) == (n, balance), "the entries do not follow the wallet")
    _demand((after.n, after.balance) == (n, balance), "the entries do not lead to the wallet after")
    _demand(after.balance.minor >= 0, "the balance would fall below zero")


def _demand(holds: bool, otherwise: str) -> None:
    if not holds:
        raise ValueError(f"not a movement of the books: {otherwise}")
