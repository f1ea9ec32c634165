"""What a movement must look like before it is written into the books. A breach is our bug, never a refusal.

The transaction's conditions hold off everything that races; these hold off a caller who computes wrongly.
Standard library and domain only, so that every keeper of books can apply them.
"""

from collections.abc import Sequence

from callbox.domain.deposits import Deposit
from callbox.domain.ledger import Movement
from callbox.domain.returns import Receivable
from callbox.domain.verifications import Verification


def check_credit(movement: Movement, before: Deposit, after: Deposit) -> None:
    """Raise ValueError unless the movement is this deposit's amount, once, into its owner's wallet."""
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
    _demand(len(movement.entries) == len(verifications), "entries and verifications are not as many")
    for entry, verification in zip(movement.entries, verifications, strict=True):
        _demand(entry.kind == "purchase" and entry.amount == -verification.price, "the price is not taken")
        _demand(entry.verification_id == verification.verification_id, "the entry is another verification's")
        _demand(entry.user_id == verification.user_id, "the verification is another user's")
        _demand(verification.is_open, "the verification has ended before it was bought")


def check_refund(movement: Movement, before: Verification, after: Verification) -> None:
    """Raise ValueError unless the movement gives back the price of an open verification that now ends."""
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
    """Raise ValueError unless a credited deposit's return is taken from its owner, as far as the balance goes.

    Without more to take, a dispute that was lost may stop purchases.
    """
    _check(movement, needs_entries=False)
    _demand(len(movement.entries) <= 1, "a return is one adjustment at the most")
    for entry in movement.entries:
        _demand(entry.kind == "adjustment" and entry.amount.minor < 0, "a return is taken out")
        _demand(entry.deposit_id == before.deposit_id, "the entry is another deposit's")
    _demand(before.deposit_id == after.deposit_id, "the deposit is another one")
    _demand(movement.before.user_id == before.user_id == after.user_id, "the deposit is another user's")
    _demand(before.status == after.status == "credited", "the deposit is not credited")
    _demand(before.amount == after.amount, "the amount is not the deposit's")
    _demand(before.returned_minor <= after.returned_minor <= before.amount.minor, "less was returned, or too much")
    if before.returned_minor == after.returned_minor:
        _demand(after.dispute_lost and not before.dispute_lost, "nothing more was returned")
        _demand(movement.after.frozen is not None, "a dispute was lost and purchases go on")
    taken = movement.before.balance - movement.after.balance
    owed = 0
    if receivable is not None:
        owed = receivable.amount.minor
        _demand(owed > 0, "a receivable is something")
        _demand(receivable.user_id == before.user_id, "the receivable is another user's")
        _demand(receivable.deposit_id == before.deposit_id, "the receivable is another deposit's")
        _demand(movement.after.balance.minor == 0, "something is owed although the wallet holds money")
        _demand(movement.after.frozen is not None, "something is owed and purchases go on")
    _demand(taken.minor + owed == after.returned_minor - before.returned_minor, "not all that was returned is taken")


def _check(movement: Movement, *, needs_entries: bool = True) -> None:
    """Raise ValueError unless the entries lead from the wallet before to the wallet after (I1, I2, I3)."""
    before, after = movement.before, movement.after
    _demand(bool(movement.entries) or not needs_entries, "a movement has entries")
    _demand(before.user_id == after.user_id, "a movement stays in one wallet")
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
