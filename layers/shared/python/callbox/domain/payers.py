"""Payers: which card or bank account paid for which accounts.

A payer is known by a fingerprint, a keyed hash of what Paystack says of it. Neither the card's signature nor the name
of a bank account is stored. A card is one person's, so the fourth account that it pays for in 30 days is paused for
review. Agents make transfers for many customers, so those are only shown to operators.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from callbox.domain.deposits import Deposit, PayerKind, PayerTraits
from callbox.domain.identity import DepositId, UserId
from callbox.domain.standing import PauseReason

MOST_ACCOUNTS = 3
"""Accounts that one card may pay for within `WITHIN` before the next one is paused: a person and a family."""
WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class PaidAccount:
    """One account that a payer has paid for. `payer` is `card:` or `transfer:` and the fingerprint.

    `first_deposit_id` is the payment that linked them. `disputed_at`: the payer won a dispute about a payment to this
    account.
    """

    payer: str
    user_id: UserId
    first_deposit_id: DepositId
    first_at: datetime
    last_at: datetime
    disputed_at: datetime | None = None


def payer_id(kind: PayerKind, fingerprint: str) -> str:
    return f"{kind}:{fingerprint}"


def is_card(payer: str) -> bool:
    return payer.startswith("card:")


def traits(kind: PayerKind, *parts: str | None) -> PayerTraits | None:
    """Return what identifies a payer; None when a part is missing, because then two payers could look alike."""
    known = [" ".join((part or "").split()).casefold() for part in parts]
    return PayerTraits(kind, "\n".join(known)) if all(known) else None


def pause_of(deposit: Deposit, accounts: Sequence[PaidAccount], *, now: datetime) -> PauseReason | None:
    """Return why this payment pauses its account. `accounts` are all that its payer paid for, this one included.

    Only the payment that first links a card to the account can pause it for sharing the card, however often it is
    judged: the accounts that came before stay as they are.
    """
    if deposit.dispute_lost or any(one.disputed_at for one in accounts):
        return "disputed_payer"
    mine = next((one for one in accounts if one.user_id == deposit.user_id), None)
    others = [one for one in accounts if one.user_id != deposit.user_id and one.last_at > now - WITHIN]
    is_new = mine is not None and mine.first_deposit_id == deposit.deposit_id
    if is_new and mine is not None and is_card(mine.payer) and len(others) >= MOST_ACCOUNTS:
        return "shared_card"
    return None
