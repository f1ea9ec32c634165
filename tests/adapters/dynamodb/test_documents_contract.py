"""The contract of the stores of deposits and verifications."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from callbox.domain import ledger
from callbox.domain.deposits import Deposit
from callbox.domain.identity import UserId, VerificationId
from callbox.domain.verifications import Verification, closed
from callbox.ports import Moved
from callbox.ports.request_keys import KeyTaken
from tests.adapters.dynamodb.stores import Stores
from tests.builders import ADA, BOB, NOW, PRICE, a_deposit, a_key, a_selection, a_verification, fund, naira

MINUTE = timedelta(minutes=1)


def _buy(stores: Stores, *verifications: Verification) -> None:
    """Store verifications by buying them, each for its price."""
    user_id = verifications[0].user_id
    wallet = fund(
        stores.books, stores.deposits, naira(450 * len(verifications)), user_id=user_id, deposit_id=f"of-{user_id}"
    )
    ids = [one.verification_id for one in verifications]
    movement = ledger.purchase(wallet, PRICE, verification_ids=ids, at=NOW)
    stores.books.purchase(movement, verifications, a_key(ids[0], user_id=user_id))


def _add(stores: Stores, *deposits: Deposit) -> None:
    for deposit in deposits:
        stores.deposits.add(deposit, a_key(deposit.deposit_id, user_id=deposit.user_id))


def _ids(verifications: Sequence[Verification]) -> list[str]:
    return [one.verification_id for one in verifications]


def test_a_deposit_is_read_as_it_was_stored(stores: Stores) -> None:
    full = a_deposit(
        status="failed",
        due_at=None,
        attempt=3,
        authorization_url="https://checkout.example/deposit-1-3",
        paid_reference="deposit-1-2",
        settled_at=NOW + MINUTE,
        reason="not_paid",
    )
    _add(stores, full)

    assert stores.deposits.get(full.deposit_id) == full
    assert stores.deposits.get(a_deposit("deposit-unknown").deposit_id) is None


def test_a_second_deposit_with_the_same_key_is_refused_with_the_first_one(stores: Stores) -> None:
    stores.deposits.add(a_deposit("deposit-1"), a_key("deposit-1", "same"))

    with pytest.raises(KeyTaken) as taken:
        stores.deposits.add(a_deposit("deposit-2"), a_key("deposit-2", "same", request_hash="i" * 64))

    assert taken.value.key == a_key("deposit-1", "same")
    assert stores.deposits.get(a_deposit("deposit-2").deposit_id) is None


def test_a_change_of_a_deposit_raises_its_version(stores: Stores) -> None:
    before = a_deposit()
    _add(stores, before)

    saved = stores.deposits.save(before, replace(before, attempt=2, authorization_url="https://checkout.example/2"))
    again = stores.deposits.save(saved, replace(saved, authorization_url=None))

    assert saved == replace(before, attempt=2, authorization_url="https://checkout.example/2", version=2)
    assert stores.deposits.get(before.deposit_id) == again == replace(before, attempt=2, version=3)


def test_a_deposit_that_has_changed_since_it_was_read_is_not_overwritten(stores: Stores) -> None:
    before = a_deposit()
    _add(stores, before)
    saved = stores.deposits.save(before, replace(before, reason="first"))

    with pytest.raises(Moved):
        stores.deposits.save(before, replace(before, reason="second"))
    with pytest.raises(Moved):
        stores.deposits.save(a_deposit("deposit-unknown"), a_deposit("deposit-unknown", reason="third"))

    assert stores.deposits.get(before.deposit_id) == saved
    assert stores.deposits.get(a_deposit("deposit-unknown").deposit_id) is None


def test_a_state_that_moves_money_can_be_written_only_by_the_books(stores: Stores) -> None:
    deposit, verification = a_deposit(), a_verification()
    _add(stores, deposit)
    _buy(stores, verification)

    with pytest.raises(ValueError, match="books"):
        stores.deposits.save(deposit, replace(deposit, status="credited"))
    with pytest.raises(ValueError, match="books"):
        stores.verifications.save(verification, closed(verification, "failed", reason="x", now=NOW))


def test_deposits_are_listed_newest_first_and_only_for_their_owner(stores: Stores) -> None:
    _add(stores, *[a_deposit(f"deposit-{k}") for k in (3, 1, 5, 2, 4)], a_deposit("deposit-9", user_id=BOB))

    first = stores.deposits.page(ADA, before_id=None, limit=2)
    second = stores.deposits.page(ADA, before_id=first[-1].deposit_id, limit=9)

    assert [one.deposit_id for one in first] == ["deposit-5", "deposit-4"]
    assert [one.deposit_id for one in second] == ["deposit-3", "deposit-2", "deposit-1"]
    assert first[0] == a_deposit("deposit-5")


def test_due_deposits_are_listed_longest_due_first(stores: Stores) -> None:
    _add(stores, *[a_deposit(f"deposit-{k:02}", due_at=NOW + k * MINUTE) for k in range(12)])

    assert stores.deposits.due(NOW + 8 * MINUTE, limit=50) == [f"deposit-{k:02}" for k in range(9)]
    assert stores.deposits.due(NOW + 8 * MINUTE, limit=3) == ["deposit-00", "deposit-01", "deposit-02"]
    assert stores.deposits.due(NOW - MINUTE, limit=50) == []


def test_a_deposit_without_a_next_check_is_never_due(stores: Stores) -> None:
    deposit = a_deposit()
    _add(stores, deposit)

    later = stores.deposits.save(deposit, replace(deposit, due_at=NOW + 5 * MINUTE))
    assert stores.deposits.due(NOW + 4 * MINUTE, limit=5) == []
    stores.deposits.save(later, replace(later, status="failed", due_at=None))

    assert stores.deposits.due(NOW + 1000 * MINUTE, limit=5) == []


def test_a_verification_is_read_as_it_was_stored(stores: Stores) -> None:
    full = a_verification(
        selection=a_selection(area_codes=("212", "646"), carriers=("tmobile",)),
        max_cost_usd=Decimal("0.250"),
        attempt=2,
        retry_of="verification-0",
        batch_id="batch-1",
    )
    _buy(stores, full)
    waiting = replace(
        full,
        state="waiting",
        order_id="order-1",
        number="12025550123",
        waiting_since=NOW + MINUTE,
        ends_at=NOW + 16 * MINUTE,
        due_at=NOW + 16 * MINUTE,
        message_count=2,
        avoid_numbers=("12025550100", "12025550101"),
        order_count=2,
        reason="x",
    )

    assert stores.verifications.get(ADA, full.verification_id) == full
    saved = stores.verifications.save(full, waiting)
    assert stores.verifications.get(ADA, full.verification_id) == saved == replace(waiting, version=2)
    assert str(saved.max_cost_usd) == "0.250"


def test_only_the_owner_finds_a_verification(stores: Stores) -> None:
    verification = a_verification()
    _buy(stores, verification)

    assert stores.verifications.get(BOB, verification.verification_id) is None
    assert stores.verifications.get_many(BOB, [verification.verification_id]) == []


def test_a_verification_that_has_changed_since_it_was_read_is_not_overwritten(stores: Stores) -> None:
    before = a_verification()
    _buy(stores, before)
    saved = stores.verifications.save(before, replace(before, reason="first"))

    with pytest.raises(Moved):
        stores.verifications.save(before, replace(before, reason="second"))
    with pytest.raises(Moved):
        stores.verifications.save(a_verification("verification-unknown"), a_verification("verification-unknown"))

    assert stores.verifications.get(ADA, before.verification_id) == saved


def test_verifications_are_listed_newest_first_between_two_bounds(stores: Stores) -> None:
    _buy(stores, *[a_verification(f"verification-{k}") for k in range(1, 8)])
    page = stores.verifications.page

    assert _ids(page(ADA, before_id=None, limit=2)) == ["verification-7", "verification-6"]
    assert _ids(page(ADA, before_id="verification-3", limit=5)) == ["verification-2", "verification-1"]
    assert _ids(page(ADA, before_id=None, since_id="verification-5", limit=5)) == ["verification-7", "verification-6"]
    middle = page(ADA, before_id="verification-7", since_id="verification-3", limit=5)
    assert _ids(middle) == ["verification-6", "verification-5", "verification-4"]
    assert _ids(page(ADA, before_id="verification-7", since_id="verification-3", limit=2)) == _ids(middle)[:2]
    assert _ids(page(ADA, before_id="verification-65", since_id="verification-35", limit=2)) == _ids(middle)[:2]
    assert page(BOB, before_id=None, limit=5) == []


def test_many_verifications_are_read_at_once_newest_first(stores: Stores) -> None:
    made = [a_verification(f"verification-{k}") for k in range(1, 6)]
    _buy(stores, *made)
    wanted = [VerificationId(f"verification-{k}") for k in (2, 5, 9, 2)]

    assert stores.verifications.get_many(ADA, wanted) == [made[4], made[1]]
    assert stores.verifications.get_many(ADA, []) == []


def test_verifications_of_several_users_are_read_at_once(stores: Stores) -> None:
    hers, his = a_verification("verification-1"), a_verification("verification-2", user_id=BOB)
    _buy(stores, hers)
    _buy(stores, his)
    mine, theirs = (ADA, hers.verification_id), (BOB, his.verification_id)

    found = stores.verifications.get_each([mine, theirs, mine, (ADA, his.verification_id)])

    assert sorted(found, key=lambda one: one.verification_id) == [hers, his]
    assert stores.verifications.get_each([]) == []


def test_at_most_a_hundred_verifications_are_read_at_once(stores: Stores) -> None:
    ids = [VerificationId(f"verification-{k}") for k in range(101)]
    with pytest.raises(ValueError, match="100"):
        stores.verifications.get_many(ADA, ids)
    with pytest.raises(ValueError, match="100"):
        stores.verifications.get_each([(ADA, one) for one in ids])


def test_the_sweepers_failures_and_the_active_poll_chain_are_stored(stores: Stores) -> None:
    verification, deposit = a_verification(), a_deposit("deposit-9")
    _buy(stores, verification)
    stores.deposits.add(deposit, a_key("deposit-9"))

    stores.verifications.save(verification, replace(verification, poll_chain=3, sweep_failures=4))
    stores.deposits.save(deposit, replace(deposit, sweep_failures=5))

    kept = stores.verifications.get(ADA, verification.verification_id)
    assert kept is not None
    assert (kept.poll_chain, kept.sweep_failures) == (3, 4)
    asked = stores.deposits.get(deposit.deposit_id)
    assert asked is not None
    assert asked.sweep_failures == 5


def test_an_order_of_the_supplier_leads_to_its_verification(stores: Stores) -> None:
    before = a_verification(user_id=BOB)
    _buy(stores, before)
    stores.verifications.save(before, replace(before, state="waiting", order_id="order-1"))

    assert stores.verifications.find_by_order_id("order-1") == (BOB, before.verification_id)
    assert stores.verifications.find_by_order_id("order-2") is None


def test_open_verifications_of_all_users_are_due_until_they_end(stores: Stores) -> None:
    mine, other, ended = (
        a_verification("verification-1", due_at=NOW + MINUTE),
        a_verification("verification-2", user_id=BOB, due_at=NOW),
        a_verification("verification-3", due_at=NOW),
    )
    _buy(stores, mine, ended)
    _buy(stores, other)
    stores.verifications.save(ended, replace(ended, state="received", due_at=None))

    due: list[tuple[UserId, VerificationId]] = [(BOB, other.verification_id), (ADA, mine.verification_id)]
    assert stores.verifications.due(NOW + MINUTE, limit=10) == due
    assert stores.verifications.due(NOW + MINUTE, limit=1) == due[:1]
