"""How often a use case may lose a race before it asks its caller to come back."""

from collections.abc import Callable
from typing import TypeVar

from callbox.domain.errors import Unavailable
from callbox.domain.identity import UserId
from callbox.domain.ledger import Movement, Wallet
from callbox.ports import Moved
from callbox.ports.books import Books, WalletMoved

T = TypeVar("T")

MAX_WALLET_RACES = 100
"""Every lost race on a wallet means that somebody else's movement was committed, so this bounds the clients that
move one wallet at once, not the luck of one of them."""
MAX_DOCUMENT_RACES = 8
"""A document has a handful of writers: its customer, a worker, a webhook, the sweeper."""


def commit(
    books: Books, user_id: UserId, move: Callable[[Wallet], Movement], post: Callable[[Movement], None]
) -> Movement:
    """Compute a movement from the wallet and post it, again from the newer wallet whenever another came first.

    `move` may raise, when the wallet no longer allows it. Raises Moved from `post` as it is.
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
    raise Unavailable("Your wallet is very busy. Nothing was charged; try again in a moment.")


def settled(decide: Callable[[], T]) -> T:
    """Run `decide`, which reads, decides and writes, until no other writer came between its read and its write."""
    for _ in range(MAX_DOCUMENT_RACES):
        try:
            return decide()
        except Moved:
            continue
    raise Unavailable("This is being changed elsewhere at this moment. Try again.")
