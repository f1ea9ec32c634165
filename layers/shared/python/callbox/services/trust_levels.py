"""Trust levels: which one a customer has now, its limits, and what is missing for the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain import standing

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from callbox.domain.ledger import Wallet
    from callbox.domain.standing import NextLevel, TrustRule
    from callbox.domain.trust import Limits, TrustLevel
    from callbox.ports.ids import Ids


class TrustLevels:
    """`rule` is also what payments are counted by. Reads nothing: the account's age is in its id."""

    def __init__(self, *, limits: Mapping[TrustLevel, Limits], rule: TrustRule, ids: Ids) -> None:
        self._limits = limits
        self.rule = rule
        self._ids = ids

    def level(self, wallet: Wallet, *, now: datetime) -> TrustLevel:
        """Return the level that an operator set, else the one that the customer has earned."""
        opened_at = self._ids.made_at(wallet.user_id)
        return wallet.trust or standing.level(wallet.standing, now, self.rule, opened_at=opened_at)

    def limits(self, wallet: Wallet, *, now: datetime) -> Limits:
        return self._limits[self.level(wallet, now=now)]

    def limits_of(self, level: TrustLevel) -> Limits:
        return self._limits[level]

    def next_level(self, wallet: Wallet, *, now: datetime) -> NextLevel | None:
        """Return what is missing for the next level; None at one that only an operator can raise."""
        if wallet.trust is not None:
            return None
        return standing.next_level(wallet.standing, now, self.rule, opened_at=self._ids.made_at(wallet.user_id))
