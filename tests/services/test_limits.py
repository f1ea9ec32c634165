"""Limits by trust level hold for every way to buy, cancel and top up, also for simultaneous requests."""

from dataclasses import replace

import pytest

from callbox.domain.errors import Refused
from callbox.domain.trust import Limits
from callbox.services.freezing import FreezeService
from callbox.services.verifications import Purchase
from tests.builders import ADA, a_selection, naira
from tests.services.world import LIMITS, World, minutes


def limit(world: World, **changes: int) -> None:
    """Set these limits for a funded customer."""
    world.limits["funded"] = replace(LIMITS, **changes)


def limited(world: World, act: object) -> str:
    with pytest.raises(Refused) as refused:
        act()  # type: ignore[operator]
    assert refused.value.code == "rate_limited"
    assert int(refused.value.facts["retry_after_s"]) > 0
    return str(refused.value.facts["limit_name"])


@pytest.fixture
def funded(world: World) -> World:
    world.fund(naira(50_000))
    return world


def test_purchases_above_the_hourly_limit_are_refused_until_the_hour_ends(funded: World) -> None:
    limit(funded, purchases_an_hour=2)
    for _ in range(2):
        funded.buy()
    balance = funded.balance_minor

    assert limited(funded, funded.buy) == "purchases_an_hour"
    assert funded.balance_minor == balance

    funded.clock.advance(3_600)
    assert funded.buy().state == "requesting"


def test_a_refunded_purchase_still_counts_for_the_day(funded: World) -> None:
    limit(funded, purchases_a_day=2)
    for _ in range(2):
        funded.fulfilment.cancel(ADA, funded.buy_with_number().verification_id)

    assert limited(funded, funded.buy) == "purchases_a_day"


def test_the_limit_of_one_service_does_not_affect_another(funded: World) -> None:
    limit(funded, same_service_a_day=1)
    funded.buy()

    assert limited(funded, funded.buy) == "same_service_a_day"
    assert funded.buy(selection=a_selection(service="tinder")).state == "requesting"


def test_a_batch_counts_each_number_and_is_refused_as_a_whole(funded: World) -> None:
    limit(funded, purchases_an_hour=4)
    batch = Purchase(ADA, a_selection(), max_price_minor=10**9, key="batch", request_hash="body", quantity=3)
    funded.batches.create(batch)

    assert limited(funded, lambda: funded.batches.create(replace(batch, key="other"))) == "purchases_an_hour"
    assert len(funded.tables.verifications) == 3
    assert funded.buy().state == "requesting"


def test_the_trust_level_limits_the_size_of_a_batch(funded: World) -> None:
    limit(funded, batch_size=2)
    batch = Purchase(ADA, a_selection(), max_price_minor=10**9, key="batch", request_hash="body", quantity=3)

    with pytest.raises(Refused) as refused:
        funded.batches.create(batch)
    assert (refused.value.code, refused.value.facts["limit"]) == ("too_many_open", 2)


def test_a_retry_above_the_limit_is_refused_and_keeps_its_number(funded: World) -> None:
    limit(funded, purchases_an_hour=1)
    waiting = funded.buy_with_number()

    def retry() -> object:
        return funded.retries.retry(ADA, waiting.verification_id, key="again", request_hash="body")

    assert limited(funded, retry) == "purchases_an_hour"
    assert funded.verification(waiting).state == "waiting"


def test_a_replayed_purchase_is_answered_when_the_limit_is_reached(funded: World) -> None:
    limit(funded, purchases_an_hour=1)
    first = funded.buy(key="one")

    assert funded.buy(key="one").verification_id == first.verification_id


@pytest.mark.parametrize("point", ["before purchase", "after purchase"])
def test_two_purchases_at_once_never_exceed_a_limit(funded: World, point: str) -> None:
    limit(funded, purchases_an_hour=1)
    funded.meanwhile(point, lambda: funded.buy(key="rival"))

    try:
        funded.buy(key="mine")
    except Refused as refused:
        assert refused.code == "rate_limited"

    assert len(funded.tables.verifications) == 1


def test_cancels_above_the_hourly_limit_are_refused_and_the_number_keeps_waiting(funded: World) -> None:
    limit(funded, cancels_an_hour=1)
    first, second = funded.buy_with_number(), funded.buy_with_number()
    funded.fulfilment.cancel(ADA, first.verification_id)
    calls = len(funded.supplier.calls)

    assert limited(funded, lambda: funded.fulfilment.cancel(ADA, second.verification_id)) == "cancels_an_hour"
    assert len(funded.supplier.calls) == calls
    assert funded.fulfilment.cancel(ADA, first.verification_id).verification.state == "cancelled"

    funded.live(minutes(20))
    assert funded.verification(second).state == "expired"


def test_a_batch_cancel_stops_at_the_hourly_limit_and_keeps_the_rest(funded: World) -> None:
    limit(funded, cancels_an_hour=2)
    batch = Purchase(ADA, a_selection(), max_price_minor=10**9, key="batch", request_hash="body", quantity=3)
    made, _ = funded.batches.create(batch)
    funded.work()

    assert limited(funded, lambda: funded.batch_cancels.cancel(ADA, made.batch_id)) == "cancels_an_hour"
    states = sorted(funded.verification(one.verification).state for one in made.members)
    assert states == ["cancelled", "cancelled", "waiting"]


def test_the_daily_sum_of_top_ups_is_limited_and_counts_a_replay_once(world: World) -> None:
    world.limits["new"] = replace(LIMITS, top_up_a_day_minor=1_000_000)
    world.top_up(600_000, key="one")

    assert limited(world, lambda: world.top_up(500_000, key="two")) == "top_up_a_day_minor"
    assert world.top_up(600_000, key="one").amount.minor == 600_000
    assert world.top_up(400_000, key="three").amount.minor == 400_000
    assert limited(world, lambda: world.top_up(10_000, key="four")) == "top_up_a_day_minor"

    world.clock.advance(86_400)
    assert world.top_up(1_000_000, key="five").status == "pending"


# --- levels


@pytest.fixture
def operator(world: World) -> FreezeService:
    return world.services.freezes


def test_the_first_credited_payment_raises_the_limits(world: World) -> None:
    world.limits["new"] = Limits(0, 0, 0, 0, 0, 0, 10**9)

    assert world.wallets.allowed(ADA).level == "new"
    world.fund(naira(1_000))

    assert world.wallets.allowed(ADA).level == "funded"
    assert world.buy().state == "requesting"


def test_a_level_set_by_an_operator_applies_at_once_persists_and_is_logged(
    world: World, operator: FreezeService
) -> None:
    world.limits["reviewed"] = replace(LIMITS, open_verifications=2)
    world.fund(naira(5_000))
    why = {"author": "operator@callbox.example", "reason": "tests the sign-up of a shop"}

    account = operator.set_trust(f"{ADA}@example.com", "reviewed", **why)
    operator.set_trust(f"{ADA}@example.com", "reviewed", **why)

    assert operator.level(account.wallet) == "reviewed"
    for _ in range(2):
        world.buy()
    with pytest.raises(Refused):
        world.buy()
    assert world.wallets.allowed(ADA).level == "reviewed"
    [act] = world.tables.operator_log.values()
    assert (act.act, act.facts["level"], act.facts["was"]) == ("trust_level_set", "reviewed", "funded")


def test_a_level_that_is_set_between_reading_and_buying_survives_the_purchase(
    world: World, operator: FreezeService
) -> None:
    world.fund(naira(1_000))
    world.meanwhile(
        "before purchase",
        lambda: operator.set_trust(f"{ADA}@example.com", "reviewed", author="operator", reason="known"),
    )

    world.buy()

    assert world.books.wallet(ADA).trust == "reviewed"
