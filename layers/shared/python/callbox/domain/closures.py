"""Closing an account: its customer asks, has seven days to change their mind, and then their data are deleted.

    waiting ──► begun ──► over
       └──────► kept: the closure is deleted

While it waits, nothing is bought or topped up (`Wallet.closes_at`); the rest goes on. Once it has begun, nothing stops
it. It is over when a run has found nothing left to delete. The money that remains is never forfeited: the claim number
names it, and the closure is kept for as long as the books are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Literal

from callbox.domain.errors import Refused
from callbox.domain.identity import UserId
from callbox.domain.money import Money
from callbox.domain.standing import UNDER_REFUND, pause_reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from callbox.domain.deposits import Deposit
    from callbox.domain.ledger import Wallet
    from callbox.domain.verifications import Verification

WAITS = timedelta(days=7)
LOOKED_AT_AGAIN = timedelta(days=1)
"""When a closure is looked at again that is held, or whose data are to be found deleted."""

BlockReason = Literal["factor_removed", "email_changed"]
"""Why no money is sent back for a while."""

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter looks like a digit. Source: https://www.crockford.com/base32.html"""
_MISREAD = str.maketrans("OIL", "011")
_CLAIM_LENGTH = 10
"""Fifty bits: two accounts never meet in practice. The number alone proves nothing, so it need not be secret."""


@dataclass(frozen=True)
class Closure:
    """A wish to close an account. `left` was the balance when it was asked for.

    `due_at` is when it is looked at next; None once it is over. `begun_at` is when its data began to be deleted.
    """

    claim: str
    user_id: UserId
    left: Money
    asked_at: datetime
    closes_at: datetime
    due_at: datetime | None
    begun_at: datetime | None = None
    over_at: datetime | None = None
    version: int = 1


def claim_of(user_id: UserId) -> str:
    """Return the claim number of an account, such as `CB-7Q4M9-2KX0T`. It is the same after a second closure."""
    number = int.from_bytes(sha256(f"claim {user_id}".encode()).digest()[:8], "big")
    digits = "".join(_ALPHABET[number >> 5 * place & 31] for place in range(_CLAIM_LENGTH))
    return f"CB-{digits[:5]}-{digits[5:]}"


def claim_as_written(typed: str) -> str:
    """Return a claim number that a person typed or read out, in its own form. Other text comes back changed."""
    letters = "".join(filter(str.isalnum, typed.upper())).removeprefix("CB").translate(_MISREAD)
    return f"CB-{letters[:5]}-{letters[5:]}"


def asked(wallet: Wallet, *, now: datetime) -> Closure:
    closes_at = now + WAITS
    return Closure(claim_of(wallet.user_id), wallet.user_id, wallet.balance, now, closes_at, due_at=closes_at)


def begun(closure: Closure, *, now: datetime) -> Closure:
    """Return the closure whose data are being deleted. A second run finds it so and changes nothing."""
    return closure if closure.begun_at else replace(closure, begun_at=now)


def put_off(closure: Closure, *, now: datetime) -> Closure:
    return replace(closure, due_at=now + LOOKED_AT_AGAIN)


def over(closure: Closure, *, now: datetime) -> Closure:
    return replace(closure, due_at=None, over_at=now)


def is_held(wallet: Wallet) -> bool:
    """Return whether an operator must settle something first: a freeze, a pause, a refund under way.

    A wallet that does not say that it closes is held too: its books disagree with the closure.
    """
    return wallet.frozen is not None or wallet.closes_at is None


def must_be_settled(wallet: Wallet, *, refunds_blocked: Mapping[BlockReason, datetime | None]) -> None:
    """Raise Refused unless nothing is in dispute, owed, or about to leave the wallet.

    A lost dispute and a debt freeze the wallet until an operator has settled them. `refunds_blocked` says for each
    reason until when no money is sent back.
    """
    if wallet.frozen == UNDER_REFUND:
        raise Refused(
            "payout_under_way",
            "Nothing was changed. Money is on its way from this account to its payer. Close it when it has arrived.",
        )
    if (paused := pause_reason(wallet.frozen)) is not None:
        raise Refused(
            "purchases_paused",
            "Nothing was changed. We must look at this account before it can be closed. Write to us if you need it"
            " sooner.",
            reason=paused,
        )
    if wallet.frozen is not None:
        raise Refused(
            "account_frozen",
            "Nothing was changed. Something about this account is not settled. Write to us, and then close it.",
        )
    if blocked := [(until, reason) for reason, until in refunds_blocked.items() if until is not None]:
        until, reason = max(blocked)
        raise Refused(
            "payout_blocked",
            "Nothing was changed. After two-step sign-in was turned off as lost or the address changed, an account"
            " cannot be closed for some days, so that a thief cannot do it.",
            until=until.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            reason=reason,
        )


def must_be_at_rest(waiting: Sequence[Verification], deposits: Sequence[Deposit]) -> None:
    """Raise Refused while a number is open or a payment is under way. A payment that was cancelled is not."""
    if waiting:
        raise Refused(
            "numbers_open",
            "Nothing was changed. A number is still open. Cancel it, or close the account when it has ended.",
            open=len(waiting),
        )
    if any(one.status == "pending" for one in deposits):
        raise Refused(
            "payment_under_way",
            "Nothing was changed. A payment is not over. Finish it or cancel it in Wallet, then close the account.",
        )
