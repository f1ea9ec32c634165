"""Eight threads look at one wallet and move it: the history that tests.engines.wallet_history then judges."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random
from threading import Barrier

from callbox.domain import ledger
from callbox.domain.deposits import Deposit
from callbox.domain.errors import Unavailable
from callbox.domain.identity import DepositId
from callbox.domain.money import Money
from callbox.ports import KeyTaken, Moved
from callbox.services.commits import commit
from tests.adapters.dynamodb.stores import Stores
from tests.builders import ADA, NOW, a_deposit, a_key
from tests.engines.wallet_history import Operation


def record(stores: Stores, *, threads: int, operations: int, seed: int) -> list[Operation]:
    """Let each thread do so many operations and return what all of them saw.

    A movement whose answer was lost is in the history with no end, when its entry says that it was made.
    """

    start = Barrier(threads)

    def client(thread: int) -> list[Operation]:
        start.wait()
        return _client(stores, thread, operations, Random(seed * 1_009 + thread))

    with ThreadPoolExecutor(threads) as pool:
        history = [one for seen in pool.map(client, range(threads)) for one in seen]
    known = {one.n for one in history if one.is_movement}
    for entry in stores.books.entries(ADA, before_n=None, limit=100_000):
        if entry.n not in known:
            history.append(Operation(True, 0.0, float("inf"), entry.n, entry.balance_after.minor))
    return history


def _client(stores: Stores, thread: int, operations: int, random: Random) -> list[Operation]:
    seen: list[Operation] = []
    for k in range(operations):
        is_movement = random.random() < 0.5
        began = time.monotonic()
        try:
            if is_movement:
                wallet = _credit(
                    stores, a_deposit(f"deposit-{thread}-{k}", amount=Money(random.randrange(1, 9), "NGN"))
                )
            else:
                wallet = stores.books.wallet(ADA)
        except (Unavailable, Moved, KeyTaken):
            continue  # no answer, or what an earlier try of its own has done: whether it was made, its entry tells
        seen.append(Operation(is_movement, began, time.monotonic(), wallet.n, wallet.balance.minor))
    return seen


def _credit(stores: Stores, deposit: Deposit) -> ledger.Wallet:
    """Credit a deposit of a fresh id; the wallet may move as often as it likes meanwhile."""
    stores.deposits.add(deposit, a_key(deposit.deposit_id))
    after = replace(deposit, status="credited", due_at=None, settled_at=NOW)
    return commit(
        stores.books,
        ADA,
        lambda wallet: ledger.deposit(wallet, deposit.amount, deposit_id=DepositId(deposit.deposit_id), at=NOW),
        lambda movement: stores.books.credit(movement, deposit, after),
    ).after
