"""Read wallets: the balance, the money that open verifications hold, the statement. No money moves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Literal

from callbox.domain import standing
from callbox.services.open_verifications import open_verifications, wallet_now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from callbox.domain.identity import UserId
    from callbox.domain.ledger import Entry, Wallet, WalletNow
    from callbox.domain.money import Money
    from callbox.domain.spending import OwnLimits
    from callbox.domain.standing import NextLevel, PauseReason
    from callbox.domain.trust import Limits, TrustLevel, Usage
    from callbox.ports.books import Books
    from callbox.ports.clock import Clock
    from callbox.ports.deposits import Deposits
    from callbox.ports.ids import Ids
    from callbox.ports.verifications import Verifications
    from callbox.services.trust_levels import TrustLevels


@dataclass(frozen=True)
class Allowed:
    """What a customer may do now, and what is missing for more.

    `paused` is why purchases are paused, or `frozen`; None while they are allowed. `closes_at` is when the account is
    closed at its customer's wish, and `balance` what remains then. `withheld` counts the texts that
    were withheld in the last seven days. `own` are the limits that the customer set, as they hold now; `used`, `open`
    and `topped_up_minor` are what is used of all limits.
    """

    level: TrustLevel
    limits: Limits
    next_level: NextLevel | None
    next_limits: Limits | None
    paused: PauseReason | Literal["frozen"] | None
    closes_at: datetime | None
    balance: Money
    withheld: int
    own: OwnLimits
    used: Usage
    open: int
    topped_up_minor: int


class WalletService:
    def __init__(
        self,
        *,
        books: Books,
        verifications: Verifications,
        deposits: Deposits,
        trust_levels: TrustLevels,
        clock: Clock,
        ids: Ids,
    ) -> None:
        self._books = books
        self._deposits = deposits
        self._verifications = verifications
        self._trust_levels = trust_levels
        self._clock = clock
        self._ids = ids

    def wallet(self, user_id: UserId) -> WalletNow:
        """Return what the customer has, and what open verifications hold."""
        return self.with_held(self._books.wallet(user_id))

    def with_held(self, wallet: Wallet) -> WalletNow:
        """Return a wallet that was just read or moved, with what open verifications hold: one more read."""
        found = open_verifications(self._verifications, self._ids, wallet.user_id, now=self._clock.now())
        return wallet_now(wallet, found)

    def entries(self, user_id: UserId, *, before_n: int | None, limit: int) -> Sequence[Entry]:
        return self._books.entries(user_id, before_n=before_n, limit=limit)

    def allowed(self, user_id: UserId) -> Allowed:
        """Return the customer's trust level and limits, what is used of them, what is missing for the next level, and
        whether purchases go on.
        """
        wallet, now = self._books.wallet(user_id), self._clock.now()
        following = self._trust_levels.next_level(wallet, now=now)
        return Allowed(
            level=self._trust_levels.level(wallet, now=now),
            limits=self._trust_levels.limits(wallet, now=now),
            next_level=following,
            next_limits=self._trust_levels.limits_of(following.level) if following else None,
            paused=standing.pause_reason(wallet.frozen) or ("frozen" if wallet.frozen else None),
            closes_at=wallet.closes_at,
            balance=wallet.balance,
            withheld=standing.withheld(wallet.standing, now),
            own=wallet.own.at(now),
            used=wallet.usage.at(now),
            open=len(open_verifications(self._verifications, self._ids, user_id, now=now)),
            topped_up_minor=self._deposits.asked_on(user_id, now.astimezone(UTC).date()),
        )
