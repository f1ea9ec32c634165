"""The contract of the books under concurrency: no kobo lost, created or moved twice."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise

from callbox.domain import ledger
from callbox.domain.errors import Refused
from callbox.domain.identity import UserId
from callbox.domain.ledger import Entry, Movement, Wallet
from callbox.domain.money import Money
from callbox.domain.verifications import closed
from callbox.ports import Moved
from callbox.ports.books import Books, WalletMoved
from callbox.ports.request_keys import KeyTaken
from tests.adapters.dynamodb.rivals import race
from tests.adapters.dynamodb.stores import Stores
from tests.builders import ADA, NOW, PRICE, a_deposit, a_key, a_session, a_user, a_verification, fund, naira

RIVALS = 32
_MOST_RACES = 4 * RIVALS
"""Each lost race means that another thread's movement was written: at most 31, and twice that with refunds."""


def _until_committed(books: Books, move: Callable[[Wallet], Movement], post: Callable[[Movement], object]) -> Movement:
    wallet = books.wallet(ADA)
    for _ in range(_MOST_RACES):
        movement = move(wallet)
        try:
            post(movement)
        except WalletMoved as moved:
            assert moved.wallet.n > wallet.n, "the current wallet is newer than the refused one"
            wallet = moved.wallet
        else:
            return movement
    raise AssertionError("lost more races than there were other threads")


def _buy(stores: Stores, verification_id: str, key: str | None = None) -> Movement:
    verification = a_verification(verification_id)
    return _until_committed(
        stores.books,
        lambda wallet: ledger.purchase(wallet, PRICE, verification_ids=[verification.verification_id], at=NOW),
        lambda movement: stores.books.purchase(movement, [verification], a_key(verification_id, key)),
    )


def _statement(books: Books) -> list[Entry]:
    """Check that the entries prove the wallet, and return them, oldest first."""
    entries = list(reversed(books.entries(ADA, before_n=None, limit=1_000)))
    wallet = books.wallet(ADA)
    assert [one.n for one in entries] == list(range(1, wallet.n + 1))
    assert sum(one.amount.minor for one in entries) == wallet.balance.minor == entries[-1].balance_after.minor
    assert entries[0].balance_after == entries[0].amount
    for older, newer in pairwise(entries):
        assert newer.balance_after == older.balance_after + newer.amount
    assert all(one.balance_after.minor >= 0 for one in entries)
    return entries


def test_money_for_half_of_the_concurrent_purchases_pays_for_exactly_half(concurrent_stores: Stores) -> None:
    fund(concurrent_stores.books, concurrent_stores.deposits, Money(PRICE.minor * RIVALS // 2, "NGN"))

    outcomes = race(*[partial(_buy, concurrent_stores, f"verification-{k:02}") for k in range(RIVALS)])

    bought = [one for one in outcomes if isinstance(one, Movement)]
    refused = [one for one in outcomes if isinstance(one, Refused) and one.code == "insufficient_funds"]
    assert (len(bought), len(refused)) == (RIVALS // 2, RIVALS // 2), outcomes
    entries = _statement(concurrent_stores.books)
    assert concurrent_stores.books.wallet(ADA) == Wallet(ADA, naira(0), n=1 + RIVALS // 2)
    paid = {one.verification_id for one in entries if one.kind == "purchase"}
    stored = {one.verification_id for one in concurrent_stores.verifications.page(ADA, before_id=None, limit=100)}
    assert paid == stored == {one.entries[0].verification_id for one in bought}


def test_one_idempotency_key_buys_once_under_concurrent_requests(concurrent_stores: Stores) -> None:
    fund(concurrent_stores.books, concurrent_stores.deposits, naira(45_000))

    outcomes = race(*[partial(_buy, concurrent_stores, f"verification-{k:02}", "same") for k in range(RIVALS)])

    bought = [one for one in outcomes if isinstance(one, Movement)]
    taken = [one for one in outcomes if isinstance(one, KeyTaken)]
    assert (len(bought), len(taken)) == (1, RIVALS - 1), outcomes
    assert {one.key.document_id for one in taken} == {bought[0].entries[0].verification_id}
    assert len(_statement(concurrent_stores.books)) == 2
    assert len(concurrent_stores.verifications.page(ADA, before_id=None, limit=100)) == 1


def test_a_deposit_is_credited_once_under_concurrent_credits(concurrent_stores: Stores) -> None:
    stores = concurrent_stores
    before = a_deposit(amount=naira(500))
    after = replace(before, status="credited", due_at=None, settled_at=NOW)
    stores.deposits.add(before, a_key("deposit-1"))

    def credit() -> Movement:
        return _until_committed(
            stores.books,
            lambda wallet: ledger.deposit(wallet, before.amount, deposit_id=before.deposit_id, at=NOW),
            lambda movement: stores.books.credit(movement, before, after),
        )

    outcomes = race(*[credit] * RIVALS)

    assert sum(isinstance(one, Movement) for one in outcomes) == 1, outcomes
    assert sum(isinstance(one, Moved) for one in outcomes) == RIVALS - 1
    assert len(_statement(stores.books)) == 1
    assert stores.books.wallet(ADA) == Wallet(ADA, naira(500), n=1)


def test_a_verification_is_refunded_once_under_concurrent_refunds(concurrent_stores: Stores) -> None:
    stores = concurrent_stores
    fund(stores.books, stores.deposits, naira(450))
    _buy(stores, "verification-1")
    before = a_verification("verification-1")
    after = closed(before, "failed", reason="no_number_in_time", now=NOW)

    def refund() -> Movement:
        return _until_committed(
            stores.books,
            lambda wallet: ledger.refund(wallet, PRICE, verification_id=before.verification_id, at=NOW),
            lambda movement: stores.books.refund(movement, before, after),
        )

    outcomes = race(*[refund] * RIVALS)

    assert sum(isinstance(one, Movement) for one in outcomes) == 1, outcomes
    assert sum(isinstance(one, Moved) for one in outcomes) == RIVALS - 1
    assert len(_statement(stores.books)) == 3
    assert stores.books.wallet(ADA) == Wallet(ADA, naira(450), n=3)


def test_concurrent_credits_purchases_and_refunds_lose_no_money(concurrent_stores: Stores) -> None:
    stores = concurrent_stores
    fund(stores.books, stores.deposits, Money(PRICE.minor * RIVALS, "NGN"))
    deposits = [a_deposit(f"deposit-{k:02}", amount=naira(100)) for k in range(RIVALS // 2)]
    for deposit in deposits:
        stores.deposits.add(deposit, a_key(deposit.deposit_id))

    def credit(k: int) -> None:
        before = deposits[k]
        after = replace(before, status="credited", due_at=None, settled_at=NOW)
        _until_committed(
            stores.books,
            lambda wallet: ledger.deposit(wallet, before.amount, deposit_id=before.deposit_id, at=NOW),
            lambda movement: stores.books.credit(movement, before, after),
        )

    def buy_and_return(k: int) -> None:
        _buy(stores, f"verification-{k:02}")
        before = a_verification(f"verification-{k:02}")
        after = closed(before, "failed", reason="no_number_in_time", now=NOW)
        _until_committed(
            stores.books,
            lambda wallet: ledger.refund(wallet, PRICE, verification_id=before.verification_id, at=NOW),
            lambda movement: stores.books.refund(movement, before, after),
        )

    half = range(RIVALS // 2)
    outcomes = race(*[partial(credit, k) for k in half], *[partial(buy_and_return, k) for k in half])

    assert outcomes == [None] * RIVALS
    assert len(_statement(stores.books)) == 1 + 3 * (RIVALS // 2)
    assert stores.books.wallet(ADA).balance == Money(PRICE.minor * RIVALS + 10_000 * (RIVALS // 2), "NGN")


def test_one_of_many_concurrent_changes_of_a_version_is_stored(concurrent_stores: Stores) -> None:
    stores = concurrent_stores
    before = a_deposit()
    stores.deposits.add(before, a_key("deposit-1"))

    outcomes = race(
        *[partial(stores.deposits.save, before, replace(before, reason=f"reason-{k}")) for k in range(RIVALS)]
    )

    saved = [one for one in outcomes if not isinstance(one, Exception)]
    assert len(saved) == 1
    assert all(isinstance(one, Moved) for one in outcomes if one is not saved[0])
    assert stores.deposits.get(before.deposit_id) == saved[0]


def test_one_address_creates_one_account_under_concurrent_sign_ups(concurrent_stores: Stores) -> None:
    users = [a_user(UserId(f"user-{k:02}"), email="Ada@example.com") for k in range(RIVALS)]

    outcomes = race(*[partial(concurrent_stores.users.add, user) for user in users])

    winners = [user for user, outcome in zip(users, outcomes, strict=True) if outcome is None]
    assert len(winners) == 1
    assert concurrent_stores.users.find_by_email("ada@example.com") == winners[0]
    assert [concurrent_stores.users.get(user.user_id) for user in users if user not in winners] == [None] * 31


def test_a_refresh_token_is_exchanged_once_under_concurrent_use(concurrent_stores: Stores) -> None:
    before = a_session()
    concurrent_stores.sessions.add(before)
    rotated = [replace(before, token_hash=f"{k:064}") for k in range(RIVALS)]

    outcomes = race(*[partial(concurrent_stores.sessions.rotate, before, after) for after in rotated])

    winners = [after for after, outcome in zip(rotated, outcomes, strict=True) if outcome is None]
    assert len(winners) == 1
    assert sum(isinstance(one, Moved) for one in outcomes) == RIVALS - 1
    assert concurrent_stores.sessions.get(before.family_id) == winners[0]
