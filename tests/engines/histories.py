"""Eight threads read and move one wallet; tests.engines.wallet_history then judges the history."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random
from threading import Barrier

from callbox.domain import ledger
from callbox.domain.deposits import Deposit
from callbox.domain.errors import Refused, Unavailable
from callbox.domain.identity import DepositId
from callbox.domain.money import Money
from callbox.domain.verifications import Verification
from callbox.ports import Moved
from callbox.ports.request_keys import KeyTaken
from callbox.services.commits import commit
from tests.adapters.dynamodb.stores import Stores
from tests.builders import ADA, NOW, a_deposit, a_key, a_verification
from tests.engines.wallet_history import Operation


def record(stores: Stores, *, threads: int, operations: int, seed: int) -> list[Operation]:
    """Let each thread do this many operations and return what all of them saw.

    A movement whose answer was lost is in the history without an end, if its entry exists.
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
            made = (entry.n, entry.balance_after.minor, entry.amount.minor)
            history.append(Operation(True, 0.0, float("inf"), *made))
    return history


def _client(stores: Stores, thread: int, operations: int, random: Random) -> list[Operation]:
    seen: list[Operation] = []
    for k in range(operations):
        act = random.choice(("read", "read", "credit", "credit", "purchase"))
        amount, change = Money(random.randrange(1, 9), "NGN"), 0
        began = time.monotonic()
        try:
            if act == "credit":
                wallet, change = _credit(stores, a_deposit(f"deposit-{thread}-{k}", amount=amount)), amount.minor
            elif act == "purchase":
                bought = a_verification(f"verification-{thread}-{k}", price=amount)
                wallet, change = _purchase(stores, bought), -amount.minor
            else:
                wallet = stores.books.wallet(ADA)
        except Refused:
            continue  # the wallet did not hold that much
        except (Unavailable, Moved, KeyTaken):
            continue  # no answer, or an earlier try succeeded: its entry shows whether the movement was made
        ended = time.monotonic()
        seen.append(Operation(act != "read", began, ended, wallet.n, wallet.balance.minor, change or None))
    return seen


def _credit(stores: Stores, deposit: Deposit) -> ledger.Wallet:
    """Credit a new deposit; the wallet may move any number of times meanwhile."""
    stores.deposits.add(deposit, a_key(deposit.deposit_id))
    after = replace(deposit, status="credited", due_at=None, settled_at=NOW)
    return commit(
        stores.books,
        ADA,
        lambda wallet: ledger.deposit(wallet, deposit.amount, deposit_id=DepositId(deposit.deposit_id), at=NOW),
        lambda movement: stores.books.credit(movement, deposit, after),
    ).after


def _purchase(stores: Stores, verification: Verification) -> ledger.Wallet:
    """Buy a new verification. Raises Refused when the wallet does not hold its price."""
    ids = [verification.verification_id]
    return commit(
        stores.books,
        ADA,
        lambda wallet: ledger.purchase(wallet, verification.price, verification_ids=ids, at=NOW),
        lambda movement: stores.books.purchase(movement, [verification], a_key(verification.verification_id)),
    ).after
