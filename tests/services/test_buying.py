"""Buying a number: the price is charged and the order queued once for each key, or nothing happens."""

from datetime import timedelta
from decimal import Decimal

import pytest

from callbox.domain.errors import Invalid, Refused, Unavailable
from callbox.domain.verifications import Verification
from callbox.services.open_verifications import MAX_PAGES, PAGE
from callbox.services.verifications import Purchase
from tests.builders import ADA, PRICE, a_key, a_selection, a_service, a_verification, naira, pricing_settings
from tests.fakes import RequestNumber
from tests.services.world import OPEN_LIMIT, World


@pytest.fixture(autouse=True)
def _money(world: World) -> None:
    world.fund(naira(1_000))


def create(
    world: World, *, key: str = "key", request_hash: str = "body", most: int = PRICE.minor
) -> tuple[Verification, bool]:
    bought = world.verifications.create(ADA, a_selection(), max_price_minor=most, key=key, request_hash=request_hash)
    return bought.verifications[0], bought.replayed


def refused_code(world: World, **request: object) -> str:
    with pytest.raises(Refused) as refused:
        create(world, **request)  # type: ignore[arg-type]
    return refused.value.code


def test_a_purchase_is_charged_stored_and_ordered(world: World) -> None:
    verification, replayed = create(world)

    assert not replayed
    assert (verification.state, verification.price, verification.max_cost_usd) == (
        "requesting",
        PRICE,
        Decimal("0.25"),
    )
    assert verification.batch_id is None
    assert world.verification(verification) == verification
    assert world.balance_minor == 100_000 - PRICE.minor
    assert [entry.verification_id for entry in world.entries("purchase")] == [verification.verification_id]
    assert world.queues.jobs == [RequestNumber(ADA, verification.verification_id)]


def test_options_are_charged(world: World) -> None:
    selection = a_selection(area_codes=("212",), carriers=("vz",))

    verification = world.buy(selection=selection)

    # (0.25 + 0.10 + 0.10) dollars × 1500 × 1.2
    assert (verification.price, verification.max_cost_usd) == (naira(810), Decimal("0.45"))
    assert verification.selection == selection


def test_a_price_above_what_the_customer_saw_is_reported_and_not_charged(world: World) -> None:
    with pytest.raises(Refused) as refused:
        create(world, most=PRICE.minor - 1)

    assert refused.value.code == "price_changed"
    assert dict(refused.value.facts) == {"price_minor": PRICE.minor, "currency": "NGN"}
    assert world.balance_minor == 100_000
    assert world.queues.jobs == []


def test_a_price_below_what_the_customer_saw_is_charged(world: World) -> None:
    assert create(world, most=PRICE.minor + 1_000)[0].price == PRICE
    assert world.balance_minor == 100_000 - PRICE.minor


def test_a_purchase_above_the_balance_is_refused_as_a_whole(world: World) -> None:
    world.buy()
    world.buy()

    assert refused_code(world) == "insufficient_funds"
    assert world.balance_minor == 100_000 - 2 * PRICE.minor
    assert len(world.tables.verifications) == 2
    assert len(world.queues.jobs) == 2


def test_the_last_of_the_balance_can_be_spent_only_once(world: World) -> None:
    """Another purchase empties the wallet between the read of the balance and the charge."""
    world.buy()
    world.meanwhile("before purchase", lambda: world.buy(key="faster"))

    assert refused_code(world) == "insufficient_funds"
    assert world.balance_minor == 100_000 - 2 * PRICE.minor


def test_a_deposit_during_a_purchase_does_not_break_the_purchase(world: World) -> None:
    world.meanwhile("before purchase", lambda: world.fund(naira(500)))

    create(world)

    assert world.balance_minor == 150_000 - PRICE.minor


def test_a_wallet_that_keeps_changing_asks_the_customer_to_retry(world: World) -> None:
    for _ in range(100):
        world.meanwhile("before purchase", lambda: world.fund(naira(1)))

    with pytest.raises(Unavailable):
        create(world)

    assert world.tables.verifications == {}
    assert world.balance_minor == 110_000


def test_too_many_open_numbers_are_refused_until_one_has_ended(world: World) -> None:
    world.fund(naira(50_000))
    bought = [world.buy() for _ in range(OPEN_LIMIT)]

    with pytest.raises(Refused) as refused:
        create(world)
    assert (refused.value.code, refused.value.facts["limit"]) == ("too_many_open", OPEN_LIMIT)

    world.work()
    world.fulfilment.cancel(ADA, bought[0].verification_id)
    assert create(world)[0].state == "requesting"


def test_two_purchases_at_once_never_exceed_the_limit_of_open_numbers(world: World) -> None:
    """The second is made after the first has counted the open numbers and before it pays."""
    world.fund(naira(50_000))
    for _ in range(OPEN_LIMIT - 1):
        world.buy()
    world.meanwhile("before purchase", lambda: world.buy(key="faster"))

    assert refused_code(world) == "too_many_open"
    assert len(world.verifications.open(ADA)) == OPEN_LIMIT


def test_a_batch_and_a_purchase_at_once_never_exceed_the_limit_of_open_numbers(world: World) -> None:
    world.fund(naira(50_000))
    for _ in range(OPEN_LIMIT - 3):
        world.buy()
    world.meanwhile("before purchase", lambda: world.buy(key="faster"))

    with pytest.raises(Refused) as refused:
        world.verifications.buy(
            Purchase(ADA, a_selection(), max_price_minor=PRICE.minor, key="batch", request_hash="body", quantity=3)
        )

    assert refused.value.code == "too_many_open"
    assert len(world.verifications.open(ADA)) == OPEN_LIMIT - 2


def test_open_numbers_count_regardless_of_how_many_later_ones_have_ended(world: World) -> None:
    world.fund(naira(200_000))
    open_ones = [world.buy_with_number() for _ in range(OPEN_LIMIT)]
    world.tables.verifications.update(
        {
            (ADA, one.verification_id): one
            for k in range(250)
            for one in [a_verification(f"{open_ones[-1].verification_id}-{k:03d}", state="received", due_at=None)]
        }
    )

    assert refused_code(world) == "too_many_open"
    assert len(world.verifications.open(ADA)) == OPEN_LIMIT
    assert world.wallets.wallet(ADA).held.minor == OPEN_LIMIT * PRICE.minor


def test_a_customer_with_too_many_purchases_to_count_is_asked_to_retry(world: World) -> None:
    newest = world.ids.new_id(world.clock.now())
    world.tables.verifications.update(
        {
            (ADA, one.verification_id): one
            for k in range(PAGE * MAX_PAGES)
            for one in [a_verification(f"{newest}-{k:05d}", state="received", due_at=None)]
        }
    )

    with pytest.raises(Unavailable):
        create(world)

    assert world.balance_minor == 100_000


@pytest.mark.parametrize(
    "selection",
    [a_selection(service="unknown"), a_selection(country="NG"), a_selection(capability="voice")],
)
def test_an_unavailable_selection_is_refused_by_name(world: World, selection: object) -> None:
    with pytest.raises(Invalid) as invalid:
        world.buy(selection=selection)  # type: ignore[arg-type]

    assert [error.field for error in invalid.value.errors] == ["service"]
    assert world.balance_minor == 100_000


def test_nothing_is_sold_without_prices(world: World) -> None:
    world.tables.pricing.clear()

    with pytest.raises(Unavailable):
        create(world)


def test_a_purchase_is_kept_when_the_queue_is_down_and_the_sweeper_orders_the_number(world: World) -> None:
    world.queues.down = True
    verification, _ = create(world)
    world.queues.down = False
    assert world.queues.jobs == []

    world.clock.advance(timedelta(seconds=60))
    world.sweep()
    world.work()

    assert world.verification(verification).state == "waiting"
    assert "number_request_not_queued" in world.log.names


# --- the same key again


def test_the_same_key_buys_once_and_gets_the_same_answer(world: World) -> None:
    first, _ = create(world)
    again, replayed = create(world)

    assert replayed
    assert again == first
    assert world.balance_minor == 100_000 - PRICE.minor
    assert len(world.queues.jobs) == 1


def test_a_replay_gets_the_first_answer_after_the_verification_has_ended(world: World) -> None:
    first, _ = create(world)
    world.live(timedelta(minutes=20))
    assert world.verification(first).state == "expired"

    again, replayed = create(world)

    assert (again, replayed) == (first, True)


def test_a_replay_gets_the_first_answer_when_the_wallet_is_empty(world: World) -> None:
    first, _ = create(world)
    world.buy()

    assert create(world) == (first, True)


def test_a_replay_gets_the_first_answer_when_the_price_has_changed(world: World) -> None:
    first, _ = create(world)
    world.settings.add_pricing(
        pricing_settings(ngn_per_usd=Decimal(1600), changed_at=world.clock.now() + timedelta(seconds=1))
    )
    world.clock.advance(timedelta(seconds=60))

    assert create(world) == (first, True)


def test_a_replay_gets_the_first_answer_when_the_service_is_no_longer_for_sale(world: World) -> None:
    first, _ = create(world)
    world.store_of_services.remove([a_service("whatsapp")])

    assert create(world) == (first, True)


def test_a_purchase_whose_answer_was_lost_is_found_by_its_key(world: World) -> None:
    def lose_the_answer() -> None:
        raise Unavailable("no answer")

    world.meanwhile("after purchase", lose_the_answer)
    with pytest.raises(Unavailable):
        create(world)

    again, replayed = create(world)

    assert replayed
    assert world.balance_minor == 100_000 - PRICE.minor
    assert world.verification(again) == again


def test_two_requests_with_one_key_at_once_buy_once_and_get_the_same_answer(world: World) -> None:
    other: list[tuple[Verification, bool]] = []
    world.meanwhile("before purchase", lambda: other.append(create(world)))

    mine = create(world)

    assert mine == (other[0][0], True)
    assert world.balance_minor == 100_000 - PRICE.minor


@pytest.mark.parametrize("balance_left", [True, False])
def test_the_same_key_with_another_request_is_refused(world: World, balance_left: bool) -> None:
    create(world)
    if not balance_left:
        world.buy()

    assert refused_code(world, request_hash="another body") == "idempotency_key_reused"
    assert len(world.tables.verifications) == (1 if balance_left else 2)


def test_a_key_that_made_a_deposit_buys_nothing(world: World) -> None:
    world.tables.keys[ADA, "key"] = a_key("a-deposit", "key", request_hash="body")

    assert refused_code(world) == "idempotency_key_reused"
    assert world.balance_minor == 100_000
