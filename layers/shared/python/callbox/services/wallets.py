"""Read wallets: the balance, the money that open verifications hold, the statement. No money moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain.money import Money
from callbox.services.open_verifications import open_verifications

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from callbox.domain.identity import UserId
    from callbox.domain.ledger import Entry, Wallet
    from callbox.domain.trust import Limits, TrustLevel
    from callbox.ports.books import Books
    from callbox.ports.clock import Clock
    from callbox.ports.ids import Ids
    from callbox.ports.verifications import Verifications


class WalletService:
    def __init__(
        self, *, books: Books, verifications: Verifications, limits: Mapping[TrustLevel, Limits], clock: Clock, ids: Ids
    ) -> None:
        self._books = books
        self._verifications = verifications
        self._limits = limits
        self._clock = clock
        self._ids = ids

    def wallet(self, user_id: UserId) -> tuple[Wallet, Money]:
        """Return the wallet and the sum of the prices that open verifications hold."""
        wallet = self._books.wallet(user_id)
        found = open_verifications(self._verifications, self._ids, user_id, now=self._clock.now())
        held = sum(verification.price.minor for verification in found)
        return wallet, Money(held, wallet.balance.currency)

    def entries(self, user_id: UserId, *, before_n: int | None, limit: int) -> Sequence[Entry]:
        return self._books.entries(user_id, before_n=before_n, limit=limit)

    def trust(self, user_id: UserId) -> tuple[TrustLevel, Limits]:
        """Return the customer's trust level and its limits."""
        level = self._books.wallet(user_id).level
        return level, self._limits[level]
