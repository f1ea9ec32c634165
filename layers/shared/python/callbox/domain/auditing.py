"""Recompute one customer's books: compare the entries with the wallet and the documents.

Pure arithmetic over data read at one moment. docs/reconciliation.md defines the invariants I1–I6.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from callbox.domain.deposits import PAYMENT_WINDOW, Deposit, pause_after
from callbox.domain.differences import Difference
from callbox.domain.ledger import PAYSTACK_ACCOUNT, SALES_ACCOUNT, Entry, EntryKind, Wallet, wallet_account
from callbox.domain.returns import Receivable
from callbox.domain.verifications import LONGEST_OPEN, Verification

AT_REST_AFTER = timedelta(hours=1)
"""Grace period for a document after its latest possible end: sixty runs of the sweeper."""
LAST_QUESTION = PAYMENT_WINDOW + pause_after(PAYMENT_WINDOW)
"""Latest time of the check that ends an unpaid deposit: one pause after its window."""

_OTHER_SIDE: Mapping[EntryKind, str] = {
    "deposit": PAYSTACK_ACCOUNT,
    "purchase": SALES_ACCOUNT,
    "refund": SALES_ACCOUNT,
    "adjustment": PAYSTACK_ACCOUNT,
}
_TAKES: Mapping[EntryKind, bool] = {"deposit": False, "purchase": True, "refund": False, "adjustment": True}


@dataclass(frozen=True)
class Account:
    """All of one customer's money at one moment. `entries` are sorted by number."""

    wallet: Wallet
    entries: Sequence[Entry]
    deposits: Sequence[Deposit]
    verifications: Sequence[Verification]
    receivables: Sequence[Receivable]


def audit(account: Account, *, now: datetime) -> list[Difference]:
    """Return all differences between a customer's entries, wallet and documents; empty when the books are right."""
    return [
        *audit_entries(account.wallet, account.entries),
        *_audit_deposits(account),
        *_audit_verifications(account, now=now),
        *_audit_references(account),
    ]


def audit_entries(wallet: Wallet, entries: Sequence[Entry]) -> list[Difference]:
    """Return the differences between a wallet and its entries alone: I1, I2, I3, I6 and the chain of balances."""
    user_id, balance = wallet.user_id, wallet.balance.minor
    found: list[Difference] = []
    total = sum(entry.amount.minor for entry in entries)
    if total != balance:
        found.append(Difference("balance_differs", user_id, {"balance_minor": balance, "entries_minor": total}))
    if len(entries) != wallet.n:
        found.append(Difference("entry_count_differs", user_id, {"n": wallet.n, "entries": len(entries)}))
    if balance < 0:
        found.append(Difference("balance_negative", user_id, {"balance_minor": balance}))
    running = 0
    for n, entry in enumerate(entries, 1):
        running += entry.amount.minor
        if (entry.n, entry.balance_after.minor, entry.amount.currency) != (n, running, wallet.balance.currency):
            facts: dict[str, str | int] = {
                "n": n,
                "entry": entry.n,
                "balance_after_minor": entry.balance_after.minor,
                "expected_minor": running,
            }
            found.append(Difference("entry_chain_broken", user_id, facts))
            break  # the later entries are wrong for the same reason
    found += [
        Difference("entry_accounts_wrong", f"{user_id}/{entry.n}", {"kind": entry.kind, "amount_minor": _minor(entry)})
        for entry in entries
        if not _accounts_are_right(entry)
    ]
    return found


def is_overdue(deposit: Deposit, *, now: datetime) -> bool:
    """Return whether a deposit is still pending after its last check."""
    return deposit.due_at is not None and now >= deposit.created_at + LAST_QUESTION + AT_REST_AFTER


def _audit_deposits(account: Account) -> Iterator[Difference]:
    """I4: a credited deposit has one entry with its amount, any other has none; returned money is taken or owed."""
    credits, returns, owed = (
        _amounts(account.entries, "deposit"),
        _amounts(account.entries, "adjustment"),
        _owed(account),
    )
    for deposit in account.deposits:
        deposit_id = deposit.deposit_id
        due = [deposit.amount.minor] if deposit.status == "credited" else []
        if credits[deposit_id] != due:
            facts: dict[str, str | int] = {
                "status": deposit.status,
                "amount_minor": deposit.amount.minor,
                "entries": len(credits[deposit_id]),
                "entries_minor": sum(credits[deposit_id]),
            }
            yield Difference("deposit_entries_differ", deposit_id, facts)
        back = -sum(returns[deposit_id]) + owed[deposit_id]
        if back != deposit.returned_minor:
            yield Difference(
                "return_entries_differ",
                deposit_id,
                {"returned_minor": deposit.returned_minor, "taken_minor": back - owed[deposit_id]}
                | {"owed_minor": owed[deposit_id]},
            )


def _audit_verifications(account: Account, *, now: datetime) -> Iterator[Difference]:
    """I4 and I5: paid once; refunded once at the same price if the state says so; not open for too long."""
    paid, refunded = _amounts(account.entries, "purchase"), _amounts(account.entries, "refund")
    for one in account.verifications:
        verification_id, price = one.verification_id, one.price.minor
        due = [price] if one.is_refunded else []
        if paid[verification_id] != [-price] or refunded[verification_id] != due:
            facts: dict[str, str | int] = {
                "state": one.state,
                "price_minor": price,
                "purchases": len(paid[verification_id]),
                "purchases_minor": sum(paid[verification_id]),
                "refunds": len(refunded[verification_id]),
                "refunds_minor": sum(refunded[verification_id]),
            }
            yield Difference("verification_entries_differ", verification_id, facts)
        if one.is_open and now >= one.created_at + LONGEST_OPEN + AT_REST_AFTER:
            yield Difference("verification_unsettled", verification_id, {"state": one.state})


def _audit_references(account: Account) -> Iterator[Difference]:
    known: set[str] = {one.deposit_id for one in account.deposits}
    known |= {one.verification_id for one in account.verifications}
    for entry in account.entries:
        if _document_of(entry) not in known:
            yield Difference(
                "entry_without_document",
                f"{entry.user_id}/{entry.n}",
                {"kind": entry.kind, "amount_minor": _minor(entry), "document_id": _document_of(entry)},
            )


def _accounts_are_right(entry: Entry) -> bool:
    """I6: money moves between the wallet and the account for this kind, in the direction of the amount's sign."""
    sides = (wallet_account(entry.user_id), _OTHER_SIDE[entry.kind])
    takes = _TAKES[entry.kind]
    if (entry.amount.minor < 0) is not takes or entry.amount.minor == 0:
        return False
    return (entry.debit_account, entry.credit_account) == (sides if takes else sides[::-1])


def _amounts(entries: Sequence[Entry], kind: EntryKind) -> defaultdict[str, list[int]]:
    """Return the amounts of the entries of one kind, by document."""
    found = defaultdict[str, list[int]](list)
    for entry in entries:
        if entry.kind == kind:
            found[_document_of(entry)].append(entry.amount.minor)
    return found


def _owed(account: Account) -> defaultdict[str, int]:
    owed = defaultdict[str, int](int)
    for receivable in account.receivables:
        owed[receivable.deposit_id] += receivable.amount.minor
    return owed


def _document_of(entry: Entry) -> str:
    return entry.deposit_id or entry.verification_id or ""


def _minor(entry: Entry) -> int:
    return entry.amount.minor
