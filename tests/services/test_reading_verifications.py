"""A customer sees their own verifications, newest first, with the messages they have paid for."""

from datetime import timedelta

import pytest

from callbox.domain.errors import Refused
from callbox.domain.verifications import Verification
from tests.builders import ADA, BOB, a_verification, naira
from tests.services.world import World, an_id, minutes


@pytest.fixture(autouse=True)
def _money(world: World) -> None:
    world.fund(naira(10_000))


def ids(documented: object) -> list[str]:
    return [one.verification.verification_id for one in documented]  # type: ignore[attr-defined]


def deliver(world: World, verification: Verification, text: str) -> None:
    world.clock.advance(1)
    world.supplier.deliver(world.order_of(verification), text)


def test_a_verification_contains_its_messages_oldest_first(world: World) -> None:
    verification = world.buy_with_number()
    deliver(world, verification, "Welcome!")
    deliver(world, verification, "Your code is 482913")
    world.live(10)

    found = world.verifications.get(ADA, verification.verification_id)

    assert found.verification.state == "received"
    assert [message.text for message in found.messages] == ["Welcome!", "Your code is 482913"]


def test_another_customers_verification_and_an_unknown_one_get_the_same_answer(world: World) -> None:
    verification = world.buy()

    for user_id, verification_id in ((BOB, verification.verification_id), (ADA, an_id("unknown"))):
        with pytest.raises(Refused) as refused:
            world.verifications.get(user_id, verification_id)
        assert refused.value.code == "not_found"


def test_a_list_is_paged_newest_first(world: World) -> None:
    bought = [world.buy().verification_id for _ in range(5)]

    first = world.verifications.page(ADA, before_id=None, limit=3)
    rest = world.verifications.page(ADA, before_id=ids(first)[-1], limit=3)

    assert [*ids(first), *ids(rest)] == bought[::-1]
    assert world.verifications.page(BOB, before_id=None, limit=3) == []


def test_each_listed_verification_has_its_own_messages_and_a_refunded_one_has_none(world: World) -> None:
    with_code, returned, quiet = (world.buy_with_number() for _ in range(3))
    deliver(world, returned, "Welcome!")
    deliver(world, with_code, "Your code is 482913")
    world.live(10)
    world.supplier.end(world.order_of(returned), "returned")
    world.live(10)

    shown = {
        one.verification.verification_id: [message.text for message in one.messages]
        for one in world.verifications.page(ADA, before_id=None, limit=10)
    }

    assert shown == {
        with_code.verification_id: ["Your code is 482913"],
        returned.verification_id: [],
        quiet.verification_id: [],
    }
    assert world.verification(returned).is_refunded


def test_verifications_read_by_id_are_only_the_customers_own(world: World) -> None:
    first, _, third = world.buy(), world.buy(), world.buy()
    bobs = a_verification("bobs", user_id=BOB)
    world.tables.verifications[BOB, bobs.verification_id] = bobs

    found = world.verifications.get_many(
        ADA, [first.verification_id, an_id("unknown"), bobs.verification_id, third.verification_id]
    )

    assert ids(found) == [third.verification_id, first.verification_id]


def test_open_verifications_are_neither_paid_nor_refunded(world: World) -> None:
    world.supplier.numbers_at_once = True
    paid, cancelled, waiting = (world.buy_with_number() for _ in range(3))
    requesting = world.buy()
    deliver(world, paid, "Your code is 482913")
    world.fulfilment.fetch_code_of(world.order_of(paid))
    world.fulfilment.cancel(ADA, cancelled.verification_id)

    assert ids(world.verifications.open(ADA)) == [requesting.verification_id, waiting.verification_id]


def test_a_verification_is_listed_as_open_for_as_long_as_it_can_be_open(world: World) -> None:
    world.supplier.cancellable = False
    verification = world.buy_with_number()

    world.live(minutes(24))
    assert ids(world.verifications.open(ADA)) == [verification.verification_id]

    world.live(minutes(2))
    assert world.verifications.open(ADA) == []


def test_a_verification_bought_ninety_minutes_ago_has_ended_and_is_not_searched_for(world: World) -> None:
    world.buy()
    world.clock.advance(timedelta(hours=1, minutes=29))
    assert len(world.verifications.open(ADA)) == 1
    world.clock.advance(timedelta(minutes=1, seconds=1))

    assert world.verifications.open(ADA) == []
