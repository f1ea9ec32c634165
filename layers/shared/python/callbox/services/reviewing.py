"""What an operator looks at: paused accounts, their losses, and the accounts that their payers also paid for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callbox.domain import payers as rules
from callbox.domain import standing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from callbox.domain.identity import UserId
    from callbox.domain.ledger import Wallet
    from callbox.domain.payers import PaidAccount
    from callbox.ports.books import Books
    from callbox.ports.clock import Clock
    from callbox.ports.payers import Payers
    from callbox.ports.scans import WalletScan


@dataclass(frozen=True)
class Linked:
    """An account that a payer has paid for."""

    account: PaidAccount
    wallet: Wallet


@dataclass(frozen=True)
class Review:
    """An account and its payers: `links` holds every account of each payer, this one included."""

    wallet: Wallet
    links: Sequence[Linked]

    def losses_of(self, payer: str) -> int:
        """Return how many refunds in 30 days cost us on all accounts of a payer."""
        return sum(len(one.wallet.standing.losses) for one in self.links if one.account.payer == payer)


class ReviewService:
    def __init__(self, *, payers: Payers, books: Books, wallets: WalletScan, clock: Clock) -> None:
        self._payers = payers
        self._books = books
        self._wallets = wallets
        self._clock = clock

    def account(self, user_id: UserId) -> Review:
        """Return an account with the accounts that its payers also paid for."""
        links = [
            Linked(account, self._books.wallet(account.user_id))
            for own in self._payers.of(user_id)
            for account in self._payers.accounts(own.payer)
        ]
        return Review(self._books.wallet(user_id), links)

    def paused(self) -> Iterator[Wallet]:
        """Yield the accounts whose purchases are paused. Reads all wallets."""
        for wallet in self._wallets.scan(segment=0, segments=1):
            if standing.pause_reason(wallet.frozen) is not None:
                yield wallet

    def shared(self) -> Sequence[Sequence[PaidAccount]]:
        """Return the accounts of each payer that paid for more than three in 30 days. Reads all payers."""
        since = self._clock.now() - rules.WITHIN
        by_payer: dict[str, list[PaidAccount]] = {}
        for one in self._payers.scan():
            if one.last_at > since:
                by_payer.setdefault(one.payer, []).append(one)
        return [accounts for accounts in by_payer.values() if len(accounts) > rules.MOST_ACCOUNTS]
