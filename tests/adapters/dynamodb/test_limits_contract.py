"""The contract of limits: usage is written with the money, a level with its log entry, and daily top-ups are capped."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from callbox.adapters.dynamodb.usage import usage_of, usage_text
from callbox.domain import ledger
from callbox.domain.operators import OperatorAct
from callbox.domain.spending import NO_OWN_LIMITS, OwnLimits
from callbox.domain.trust import NO_USAGE, with_cancel, with_purchases
from callbox.domain.verifications import closed
from callbox.ports.books import WalletMoved
from callbox.ports.deposits import TopUpsExceeded
from callbox.ports.request_keys import KeyTaken
from tests.adapters.dynamodb.rivals import race
from tests.adapters.dynamodb.stores import Stores
from tests.builders import ADA, NOW, PRICE, a_deposit, a_key, a_verification, fund, naira

ACT = OperatorAct("act-1", NOW, "operator", "trust_level_set", ADA, {"reason": "known", "level": "reviewed"})


def test_usage_is_read_as_it_was_written() -> None:
    usage = with_cancel(with_purchases(NO_USAGE, 'dis,c"ord', 3, spent_minor=7, now=NOW), now=NOW)

    assert usage_of(usage_text(usage)) == usage
    assert usage_of(usage_text(NO_USAGE)) == usage_of(None) == NO_USAGE


def test_usage_is_stored_with_a_movement_and_kept_by_movements_that_count_nothing(stores: Stores) -> None:
    fund(stores.books, stores.deposits, naira(1_000))
    usage = with_purchases(NO_USAGE, "whatsapp", 1, spent_minor=45_000, now=NOW)
    bought = a_verification()
    movement = ledger.purchase(stores.books.wallet(ADA), PRICE, verification_ids=[bought.verification_id], at=NOW)

    stores.books.purchase(ledger.counting(movement, usage), [bought], a_key("verification-1"))
    assert stores.books.wallet(ADA).usage == usage

    refund = ledger.refund(stores.books.wallet(ADA), PRICE, verification_id=bought.verification_id, at=NOW)
    stores.books.refund(refund, bought, closed(bought, "failed", reason="x", now=NOW))
    assert stores.books.wallet(ADA).usage == usage


@pytest.mark.parametrize("is_funded", [True, False])
def test_a_level_is_stored_with_its_log_entry_and_kept_by_movements(stores: Stores, is_funded: bool) -> None:
    if is_funded:
        fund(stores.books, stores.deposits, naira(100), deposit_id="first")

    stores.books.set_trust(stores.books.wallet(ADA), "reviewed", ACT)
    fund(stores.books, stores.deposits, naira(100), deposit_id="second")

    wallet = stores.books.wallet(ADA)
    assert (wallet.trust, wallet.frozen) == ("reviewed", None)
    assert [act.act_id for act in stores.operator_log.day(ACT.day)] == ["act-1"]


def test_the_second_of_two_operators_with_the_same_level_must_read_again(stores: Stores) -> None:
    before = stores.books.wallet(ADA)
    stores.books.set_trust(before, "reviewed", ACT)

    with pytest.raises(WalletMoved) as moved:
        stores.books.set_trust(before, "new", replace(ACT, act_id="act-2"))
    assert moved.value.wallet.trust == "reviewed"
    assert len(stores.operator_log.day(ACT.day)) == 1


OWN = OwnLimits(100_000, 45_000, None, NOW)


@pytest.mark.parametrize("is_funded", [True, False])
def test_own_limits_are_stored_and_kept_by_movements(stores: Stores, is_funded: bool) -> None:
    if is_funded:
        fund(stores.books, stores.deposits, naira(100), deposit_id="first")

    stores.books.limit_own(stores.books.wallet(ADA), OWN)
    fund(stores.books, stores.deposits, naira(100), deposit_id="second")
    assert stores.books.wallet(ADA).own == OWN

    stores.books.limit_own(stores.books.wallet(ADA), NO_OWN_LIMITS)
    assert stores.books.wallet(ADA).own == NO_OWN_LIMITS


def test_the_second_of_two_devices_that_limit_must_read_again(stores: Stores) -> None:
    before = stores.books.wallet(ADA)
    stores.books.limit_own(before, OWN)

    with pytest.raises(WalletMoved) as moved:
        stores.books.limit_own(before, NO_OWN_LIMITS)
    assert moved.value.wallet.own == OWN


def test_a_purchase_from_an_older_limit_is_refused(stores: Stores) -> None:
    fund(stores.books, stores.deposits, naira(1_000))
    before, bought = stores.books.wallet(ADA), a_verification()
    movement = ledger.purchase(before, PRICE, verification_ids=[bought.verification_id], at=NOW)
    stores.books.limit_own(before, OWN)

    with pytest.raises(WalletMoved) as moved:
        stores.books.purchase(movement, [bought], a_key("verification-1"))
    assert (moved.value.wallet.own, moved.value.wallet.balance) == (OWN, naira(1_000))


def test_what_is_topped_up_on_a_day_is_read(stores: Stores) -> None:
    stores.deposits.add(a_deposit("first", amount=naira(600)), a_key("first"), most_a_day_minor=100_000)

    assert stores.deposits.asked_on(ADA, NOW.date()) == 60_000
    assert stores.deposits.asked_on(ADA, NOW.date() - timedelta(days=1)) == 0


def test_the_daily_sum_of_top_ups_is_enforced_and_a_refusal_stores_nothing(stores: Stores) -> None:
    first, second = a_deposit("first", amount=naira(600)), a_deposit("second", amount=naira(600))
    stores.deposits.add(first, a_key("first"), most_a_day_minor=100_000)

    with pytest.raises(TopUpsExceeded):
        stores.deposits.add(second, a_key("second"), most_a_day_minor=100_000)
    assert stores.deposits.get(second.deposit_id) is None
    assert stores.keys.find(ADA, "key-of-second") is None

    stores.deposits.add(a_deposit("third", amount=naira(400)), a_key("third"), most_a_day_minor=100_000)


def test_a_single_top_up_above_the_daily_sum_is_refused(stores: Stores) -> None:
    with pytest.raises(TopUpsExceeded):
        stores.deposits.add(a_deposit("first", amount=naira(600)), a_key("first"), most_a_day_minor=50_000)


def test_a_used_key_is_recognised_even_above_the_daily_sum(stores: Stores) -> None:
    stores.deposits.add(a_deposit("first", amount=naira(600)), a_key("first"), most_a_day_minor=100_000)

    with pytest.raises(KeyTaken):
        stores.deposits.add(a_deposit("second", amount=naira(600)), a_key("first"), most_a_day_minor=100_000)


def test_concurrent_top_ups_never_exceed_the_daily_sum(concurrent_stores: Stores) -> None:
    def top_up(number: int) -> Callable[[], None]:
        deposit = a_deposit(f"d{number}", amount=naira(300))
        return lambda: concurrent_stores.deposits.add(deposit, a_key(f"d{number}"), most_a_day_minor=100_000)

    outcomes = race(*(top_up(number) for number in range(8)))

    assert [type(one) for one in outcomes].count(TopUpsExceeded) == 5
    assert outcomes.count(None) == 3
