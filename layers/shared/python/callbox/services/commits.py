"""Retry a write that lost a race, up to a limit; then ask the caller to try again."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from callbox.domain.errors import Unavailable
from callbox.ports import Moved
from callbox.ports.books import Books, WalletMoved

if TYPE_CHECKING:
    from collections.abc import Callable

    from callbox.domain.identity import UserId
    from callbox.domain.ledger import Movement, Wallet

T = TypeVar("T")

MAX_WALLET_RACES = 100
"""A race on a wallet is lost only when another movement was committed. So this limits how many clients can move one
wallet at once."""
MAX_DOCUMENT_RACES = 8
"""A document has few writers: its customer, a worker, a webhook, the sweeper."""


def commit(
    books: Books, user_id: UserId, move: Callable[[Wallet], Movement], post: Callable[[Movement], None]
) -> Movement:
    """Compute a movement from the wallet and post it. Start over from the newer wallet when another movement won.

    `move` may raise when the wallet no longer allows the movement. A Moved from `post` passes through. Raises
    Unavailable after MAX_WALLET_RACES.
    """
    wallet = books.wallet(user_id)
    for _ in range(MAX_WALLET_RACES):
        movement = move(wallet)
        try:
            post(movement)
        except WalletMoved as moved:
            wallet = moved.wallet
        else:
            return movement
    raise Unavailable("Your wallet is very busy. Nothing was charged. Try again in a moment.")


def settled(decide: Callable[[], T]) -> T:
    """Run `decide`, which reads, decides and writes, again as long as it raises Moved.

    Raises Unavailable after MAX_DOCUMENT_RACES.
    """
    for _ in range(MAX_DOCUMENT_RACES):
        try:
            return decide()
        except Moved:
            continue
    raise Unavailable("This is being changed elsewhere. Try again in a moment.")
