"""The contract of the books for sequential calls."""

from dataclasses import replace
from typing import Any

import pytest

from callbox.domain import ledger
from callbox.domain.deposits import Deposit
from callbox.domain.ledger import Wallet
from callbox.domain.money import Money
from callbox.domain.verifications import closed
from callbox.ports import Moved
from callbox.ports.books import WalletMoved
from callbox.ports.request_keys import KeyTaken
from tests.adapters.dynamodb.stores import Stores
from tests.builders import ADA, BOB, NOW, PRICE, a_batch, a_deposit, a_key, a_verification, fund, naira


def _credited(deposit_id: str = "deposit-1", **changes: Any) -> tuple[Deposit, Deposit]:
    before = a_deposit(deposit_id, **changes)
    return before, replace(before, status="credited", due_at=None, settled_at=NOW, paid_reference=before.reference)


def _purchase(stores: Stores, *ids: str, wallet: Wallet | None = None, key: str | None = None) -> Wallet:
    verifications = [a_verification(one) for one in ids]
    movement = ledger.purchase(
        wallet or stores.books.wallet(ADA),
        PRICE,
        verification_ids=[one.verification_id for one in verifications],
        at=NOW,
    )
    stores.books.purchase(movement, verifications, a_key(ids[0], key))
    return movement.after


def test_a_user_without_entries_has_an_empty_wallet(stores: Stores) -> None:
    assert stores.books.wallet(ADA) == Wallet(ADA, Money(0, "NGN"), n=0)
    assert stores.books.entries(ADA, before_n=None, limit=10) == []


def test_a_credit_changes_wallet_statement_and_deposit_together(stores: Stores) -> None:
    before, after = _credited(amount=naira(500))
    stores.deposits.add(before, a_key("deposit-1"))

    movement = ledger.deposit(stores.books.wallet(ADA), naira(500), deposit_id=before.deposit_id, at=NOW)
    stores.books.credit(movement, before, after)

    assert stores.books.wallet(ADA) == Wallet(ADA, naira(500), n=1)
    assert stores.books.entries(ADA, before_n=None, limit=10) == list(movement.entries)
    assert stores.deposits.get(before.deposit_id) == replace(after, version=2)


def test_a_deposit_is_credited_once(stores: Stores) -> None:
    before, after = _credited(amount=naira(500))
    stores.deposits.add(before, a_key("deposit-1"))
    movement = ledger.deposit(stores.books.wallet(ADA), naira(500), deposit_id=before.deposit_id, at=NOW)
    stores.books.credit(movement, before, after)

    again = ledger.deposit(stores.books.wallet(ADA), naira(500), deposit_id=before.deposit_id, at=NOW)
    for attempt in (movement, again):
        with pytest.raises(Moved) as refused:
            stores.books.credit(attempt, before, after)
        assert not isinstance(refused.value, WalletMoved)

    assert stores.books.wallet(ADA) == Wallet(ADA, naira(500), n=1)


def test_a_deposit_that_changed_since_it_was_read_is_not_credited(stores: Stores) -> None:
    before, after = _credited(amount=naira(500))
    stores.deposits.add(before, a_key("deposit-1"))
    stores.deposits.save(before, replace(before, authorization_url="https://checkout.example/1"))

    movement = ledger.deposit(stores.books.wallet(ADA), naira(500), deposit_id=before.deposit_id, at=NOW)
    with pytest.raises(Moved):
        stores.books.credit(movement, before, after)

    assert stores.books.wallet(ADA).n == 0


def test_a_movement_from_an_older_wallet_is_refused_with_the_current_wallet(stores: Stores) -> None:
    empty = stores.books.wallet(ADA)
    now = fund(stores.books, stores.deposits, naira(700))
    before, after = _credited(amount=naira(500))
    stores.deposits.add(before, a_key("deposit-1"))

    with pytest.raises(WalletMoved) as refused:
        stores.books.credit(ledger.deposit(empty, naira(500), deposit_id=before.deposit_id, at=NOW), before, after)

    assert refused.value.wallet == now == Wallet(ADA, naira(700), n=1)
    assert stores.deposits.get(before.deposit_id) == before


def test_a_purchase_takes_the_price_of_each_verification(stores: Stores) -> None:
    fund(stores.books, stores.deposits, naira(1_000))

    after = _purchase(stores, "verification-1", "verification-2")

    assert stores.books.wallet(ADA) == after == Wallet(ADA, naira(100), n=3)
    assert [(one.n, one.amount, one.verification_id) for one in stores.books.entries(ADA, before_n=None, limit=2)] == [
        (3, -PRICE, "verification-2"),
        (2, -PRICE, "verification-1"),
    ]
    assert stores.verifications.get(ADA, a_verification().verification_id) == a_verification()
    assert stores.keys.find(ADA, "key-of-verification-1") == a_key("verification-1")


def test_a_used_idempotency_key_names_its_document(stores: Stores) -> None:
    fund(stores.books, stores.deposits, naira(1_000))
    stale = stores.books.wallet(ADA)
    _purchase(stores, "verification-1", key="same")

    for wallet in (stale, stores.books.wallet(ADA)):
        with pytest.raises(KeyTaken) as refused:
            _purchase(stores, "verification-2", wallet=wallet, key="same")
        assert refused.value.key == a_key("verification-1", "same")

    assert stores.books.wallet(ADA).n == 2
    assert stores.verifications.get(ADA, a_verification("verification-2").verification_id) is None


def test_a_repeated_purchase_is_recognised_by_its_key(stores: Stores) -> None:
    wallet = fund(stores.books, stores.deposits, naira(1_000))
    _purchase(stores, "verification-1", wallet=wallet)

    with pytest.raises(KeyTaken) as refused:
        _purchase(stores, "verification-1", wallet=wallet)

    assert refused.value.key.document_id == "verification-1"
    assert stores.books.wallet(ADA) == Wallet(ADA, naira(550), n=2)


def test_idempotency_keys_of_two_users_are_independent(stores: Stores) -> None:
    stores.deposits.add(a_deposit("deposit-a"), a_key("deposit-a", "same"))
    stores.deposits.add(a_deposit("deposit-b", user_id=BOB), a_key("deposit-b", "same", user_id=BOB))

    assert stores.keys.find(ADA, "same") == a_key("deposit-a", "same")
    assert stores.keys.find(BOB, "same") == a_key("deposit-b", "same", user_id=BOB)
    assert stores.keys.find(BOB, "other") is None


def test_a_purchase_from_an_older_wallet_is_refused_and_leaves_its_key_free(stores: Stores) -> None:
    fund(stores.books, stores.deposits, naira(1_000))
    stale = stores.books.wallet(ADA)
    _purchase(stores, "verification-1")

    with pytest.raises(WalletMoved) as refused:
        _purchase(stores, "verification-2", wallet=stale)

    assert refused.value.wallet == Wallet(ADA, naira(550), n=2)
    assert stores.keys.find(ADA, "key-of-verification-2") is None


def test_a_purchase_of_twenty_numbers_is_atomic(stores: Stores) -> None:
    fund(stores.books, stores.deposits, naira(9_000))

    _purchase(stores, *[f"verification-{k:02}" for k in range(20)])

    assert stores.books.wallet(ADA) == Wallet(ADA, naira(0), n=21)
    assert len(stores.verifications.page(ADA, before_id=None, limit=50)) == 20


def test_a_refund_returns_the_price_once(stores: Stores) -> None:
    fund(stores.books, stores.deposits, naira(450))
    paid = _purchase(stores, "verification-1")
    before = a_verification()
    after = closed(before, "failed", reason="no_number_in_time", now=NOW)

    movement = ledger.refund(paid, PRICE, verification_id=before.verification_id, at=NOW)
    stored = stores.books.refund(movement, before, after)
    again = ledger.refund(movement.after, PRICE, verification_id=before.verification_id, at=NOW)
    for attempt in (movement, again):
        with pytest.raises(Moved) as refused:
            stores.books.refund(attempt, before, after)
        assert not isinstance(refused.value, WalletMoved)

    assert stores.books.wallet(ADA) == Wallet(ADA, naira(450), n=3)
    assert stores.verifications.get(ADA, before.verification_id) == replace(after, version=2) == stored


def test_a_statement_is_read_in_pages_from_the_newest(stores: Stores) -> None:
    fund(stores.books, stores.deposits, naira(9_000))
    _purchase(stores, *[f"verification-{k}" for k in range(6)])

    first = stores.books.entries(ADA, before_n=None, limit=3)
    second = stores.books.entries(ADA, before_n=first[-1].n, limit=3)
    last = stores.books.entries(ADA, before_n=second[-1].n, limit=3)

    assert [one.n for one in [*first, *second, *last]] == [7, 6, 5, 4, 3, 2, 1]
    assert stores.books.entries(BOB, before_n=None, limit=3) == []


def test_unknown_documents_move_no_money(stores: Stores) -> None:
    wallet = fund(stores.books, stores.deposits, naira(450))
    deposit, credited = _credited("deposit-unknown", amount=naira(500))
    verification = a_verification("verification-unknown")
    refund = ledger.refund(wallet, PRICE, verification_id=verification.verification_id, at=NOW)

    with pytest.raises(Moved):
        stores.books.credit(
            ledger.deposit(wallet, naira(500), deposit_id=deposit.deposit_id, at=NOW), deposit, credited
        )
    with pytest.raises(Moved):
        stores.books.refund(refund, verification, closed(verification, "failed", reason="no_number_in_time", now=NOW))

    assert stores.books.wallet(ADA) == wallet
    assert stores.deposits.get(deposit.deposit_id) is None
    assert stores.verifications.get(ADA, verification.verification_id) is None


def test_a_batch_is_bought_as_a_whole_and_can_be_read(stores: Stores) -> None:
    wallet = fund(stores.books, stores.deposits, naira(900))
    made = [a_verification(f"verification-{k}", batch_id="batch-1") for k in (1, 2)]
    batch = a_batch("verification-1", "verification-2")
    movement = ledger.purchase(wallet, PRICE, verification_ids=list(batch.verification_ids), at=NOW)

    stores.books.purchase(movement, made, a_key("batch-1"), batch=batch)

    assert stores.batches.get(ADA, "batch-1") == batch
    assert stores.batches.get(BOB, "batch-1") is None
    assert stores.verifications.get_many(ADA, batch.verification_ids) == [made[1], made[0]]


def test_a_claimed_action_is_refused_under_another_key_of_the_customer(stores: Stores) -> None:
    fund(stores.books, stores.deposits, naira(900))
    claim = a_key("verification-1", "§retry:verification-0")

    def retry(verification_id: str) -> None:
        wallet, made = stores.books.wallet(ADA), a_verification(verification_id)
        movement = ledger.purchase(wallet, PRICE, verification_ids=[made.verification_id], at=NOW)
        stores.books.purchase(
            movement, [made], a_key(verification_id), claim=replace(claim, document_id=verification_id)
        )

    retry("verification-1")
    with pytest.raises(KeyTaken) as taken:
        retry("verification-2")

    assert taken.value.key == claim
    assert stores.keys.find(ADA, "key-of-verification-2") is None
    assert stores.books.wallet(ADA) == Wallet(ADA, naira(450), n=2)


def test_a_repeated_request_is_recognised_by_its_own_key_before_its_claim(stores: Stores) -> None:
    fund(stores.books, stores.deposits, naira(900))
    key, claim = a_key("verification-1"), a_key("verification-1", "§retry:verification-0")

    def retry() -> None:
        wallet, made = stores.books.wallet(ADA), a_verification()
        movement = ledger.purchase(wallet, PRICE, verification_ids=[made.verification_id], at=NOW)
        stores.books.purchase(movement, [made], key, claim=claim)

    retry()
    with pytest.raises(KeyTaken) as taken:
        retry()

    assert taken.value.key == key


def test_an_id_in_use_buys_nothing(stores: Stores) -> None:
    fund(stores.books, stores.deposits, naira(1_800))
    _purchase(stores, "verification-1")

    with pytest.raises(Moved) as refused:
        _purchase(stores, "verification-1", key="other")
    assert not isinstance(refused.value, WalletMoved)

    assert stores.books.wallet(ADA) == Wallet(ADA, naira(1_350), n=2)
    assert stores.keys.find(ADA, "other") is None


def test_a_batch_id_in_use_buys_nothing(stores: Stores) -> None:
    fund(stores.books, stores.deposits, naira(1_800))
    _purchase_batch(stores, "verification-1")

    with pytest.raises(Moved):
        _purchase_batch(stores, "verification-2")

    assert stores.books.wallet(ADA).n == 2
    assert stores.batches.get(ADA, "batch-1") == a_batch("verification-1")


def _purchase_batch(stores: Stores, verification_id: str) -> None:
    made = a_verification(verification_id, batch_id="batch-1")
    movement = ledger.purchase(stores.books.wallet(ADA), PRICE, verification_ids=[made.verification_id], at=NOW)
    stores.books.purchase(movement, [made], a_key(verification_id), batch=a_batch(verification_id))
