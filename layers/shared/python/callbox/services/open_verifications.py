"""A customer's open verifications. The limits count them, and the wallet shows their prices as held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain import verifications as rules
from callbox.domain.errors import Unavailable
from callbox.domain.ledger import WalletNow
from callbox.domain.money import Money

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from callbox.domain.identity import UserId
    from callbox.domain.ledger import Wallet
    from callbox.domain.verifications import Verification
    from callbox.ports.ids import Ids
    from callbox.ports.verifications import Verifications

PAGE = 100
MAX_PAGES = 50
"""Pages of a customer's purchases to search for open ones: far more than any level's limit for an hour."""


def open_verifications(
    verifications: Verifications, ids: Ids, user_id: UserId, *, now: datetime
) -> Sequence[Verification]:
    """Return the user's verifications that are neither paid nor refunded, newest first.

    Raises Unavailable for a customer with more than `PAGE * MAX_PAGES` recent purchases: part of them would be wrong.
    """
    since_id = ids.first_id(now - rules.OPEN_LOOK_BACK)
    found: list[Verification] = []
    before_id: str | None = None
    for _ in range(MAX_PAGES):
        page = verifications.page(user_id, before_id=before_id, since_id=since_id, limit=PAGE)
        found += [verification for verification in page if verification.is_open]
        if len(page) < PAGE:
            return found
        before_id = page[-1].verification_id
    raise Unavailable("This account bought too many numbers within the hour. Try again in a minute.", retry_after_s=60)


def wallet_now(wallet: Wallet, open_ones: Iterable[Verification]) -> WalletNow:
    """Return a wallet with what these verifications hold. They must have been read after it."""
    held = sum(verification.price.minor for verification in open_ones)
    return WalletNow(wallet.balance, Money(held, wallet.balance.currency), wallet.n)
