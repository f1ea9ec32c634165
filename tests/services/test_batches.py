"""Two to ten numbers at once: all paid or none, each ending independently."""

from typing import Any

import pytest

from callbox.domain.errors import Invalid, Refused, Unavailable
from callbox.ports.supplier import OrderRefused
from callbox.services.batches import DocumentedBatch
from callbox.services.verifications import Purchase
from tests.builders import ADA, BOB, PRICE, a_selection, naira
from tests.services.world import OPEN_LIMIT, World


@pytest.fixture(autouse=True)
def _money(world: World) -> None:
    world.fund(naira(5_000))


def a_purchase(**changes: Any) -> Purchase:
    request: dict[str, Any] = {
        "user_id": ADA,
        "selection": a_selection(),
        "max_price_minor": PRICE.minor,
        "key": "key",
        "request_hash": "body",
        "quantity": 3,
    }
    return Purchase(**(request | changes))


def buy(world: World, **changes: Any) -> DocumentedBatch:
    return world.batches.create(a_purchase(**changes))[0]


def cancel(world: World, batch: DocumentedBatch) -> DocumentedBatch:
    return world.batch_cancels.cancel(ADA, batch.batch_id)[0]


def states(batch: DocumentedBatch) -> list[str]:
    return [member.verification.state for member in batch.members]


def test_a_batch_is_paid_in_one_movement_and_each_number_is_ordered_separately(world: World) -> None:
    batch, bought = world.batches.create(a_purchase())

    assert not bought.replayed
    assert states(batch) == ["requesting"] * 3
    assert {member.verification.batch_id for member in batch.members} == {batch.batch_id}
    assert world.balance_minor == 500_000 - 3 * PRICE.minor
    assert [entry.verification_id for entry in world.entries("purchase")] == [
        member.verification.verification_id for member in batch.members
    ]
    world.work()
    assert states(world.batches.get(ADA, batch.batch_id)) == ["waiting"] * 3
    assert len(world.supplier.orders) == 3


@pytest.mark.parametrize("quantity", [-1, 0, 1, 11])
def test_a_batch_has_two_to_ten_numbers(world: World, quantity: int) -> None:
    with pytest.raises(Invalid) as invalid:
        buy(world, quantity=quantity)

    assert [(error.field, error.message) for error in invalid.value.errors] == [("quantity", "Choose 2 to 10 numbers.")]
    assert world.balance_minor == 500_000


def test_ten_numbers_are_bought_at_once(world: World) -> None:
    assert states(buy(world, quantity=10)) == ["requesting"] * 10


def test_a_batch_that_the_balance_does_not_cover_buys_nothing(world: World) -> None:
    with pytest.raises(Refused) as refused:
        buy(world, selection=a_selection(service="tinder"), max_price_minor=10**6, quantity=6)

    assert refused.value.code == "insufficient_funds"
    assert refused.value.facts["price_minor"] == 6 * 90_000
    assert world.tables.verifications == {}
    assert world.balance_minor == 500_000


def test_a_batch_that_exceeds_the_limit_of_open_numbers_is_refused_as_a_whole(world: World) -> None:
    for _ in range(OPEN_LIMIT - 2):
        world.fund(PRICE)
        world.buy()

    with pytest.raises(Refused) as refused:
        buy(world, quantity=3)

    assert refused.value.code == "too_many_open"
    assert len(world.tables.verifications) == OPEN_LIMIT - 2
    assert states(buy(world, quantity=2)) == ["requesting"] * 2


def test_the_same_key_buys_once_and_gets_the_first_answer_again(world: World) -> None:
    first = buy(world)
    world.work()

    again, bought = world.batches.create(a_purchase())

    assert (again, bought.replayed) == (first, True)
    assert world.balance_minor == 500_000 - 3 * PRICE.minor


def test_the_same_key_with_another_request_is_refused(world: World) -> None:
    buy(world)

    with pytest.raises(Refused) as refused:
        buy(world, request_hash="another body")

    assert refused.value.code == "idempotency_key_reused"


def test_the_numbers_of_a_batch_end_independently(world: World) -> None:
    batch = buy(world)
    world.supplier.fail("order", OrderRefused("no_numbers"))
    world.work()
    second = world.batches.get(ADA, batch.batch_id).members[1].verification
    world.supplier.deliver(world.order_of(second), "Your code is 482913")
    world.live(5)

    found = world.batches.get(ADA, batch.batch_id)

    assert states(found) == ["failed", "received", "waiting"]
    assert [[message.code for message in member.messages] for member in found.members] == [[], ["482913"], []]


def test_cancelling_a_batch_cancels_open_numbers_and_keeps_paid_ones(world: World) -> None:
    batch = buy(world)
    world.work()
    second = world.batches.get(ADA, batch.batch_id).members[1].verification
    world.supplier.deliver(world.order_of(second), "Your code is 482913")

    assert states(cancel(world, batch)) == ["cancelled", "received", "cancelled"]
    assert states(cancel(world, batch)) == ["cancelled", "received", "cancelled"]
    assert world.balance_minor == 500_000 - PRICE.minor


def test_an_unanswered_cancel_of_one_number_does_not_stop_the_others(world: World) -> None:
    batch = buy(world)
    world.work()
    world.supplier.fail("cancel", Unavailable("down"))

    assert states(cancel(world, batch)) == ["waiting", "cancelled", "cancelled"]
    assert states(cancel(world, batch)) == ["cancelled"] * 3
    assert world.balance_minor == 500_000


def test_a_batch_cancel_that_runs_out_of_time_continues_with_the_next_call(world: World) -> None:
    """The route has 28 seconds; its answer shows what is left."""
    batch = buy(world, quantity=4)
    world.work()
    world.supplier.takes_s = {"cancel": 4, "get": 2, "messages": 1}
    begun = world.clock.now()

    assert states(cancel(world, batch)) == ["cancelled", "cancelled", "waiting", "waiting"]
    assert (world.clock.now() - begun).total_seconds() < 28
    assert states(cancel(world, batch)) == ["cancelled"] * 4
    assert world.balance_minor == 500_000


def test_cancelling_a_batch_leaves_requested_numbers_unchanged(world: World) -> None:
    batch = buy(world)

    assert states(cancel(world, batch)) == ["requesting"] * 3
    assert world.supplier.calls == []


def test_the_sweeper_orders_the_whole_batch_when_the_queue_was_down(world: World) -> None:
    world.queues.down = True
    batch = buy(world)
    world.queues.down = False

    world.clock.advance(60)
    world.sweep()
    world.work()

    assert states(world.batches.get(ADA, batch.batch_id)) == ["waiting"] * 3


def test_another_customers_batch_and_an_unknown_batch_get_the_same_answer(world: World) -> None:
    batch = buy(world)

    for user_id, batch_id in ((BOB, batch.batch_id), (ADA, "unknown")):
        for act in (world.batches.get, world.batch_cancels.cancel):
            with pytest.raises(Refused) as refused:
                act(user_id, batch_id)
            assert refused.value.code == "not_found"
