"""Polls that are due together cost one request; each verification is then handled as if it had been polled alone."""

import pytest

from callbox.domain.errors import Unavailable, Uncertain
from callbox.domain.verifications import Verification
from callbox.services.fulfilment import FulfilmentService
from tests.builders import ADA, naira
from tests.fakes import FetchCode
from tests.services.world import World, an_id, at

CODE = "Your code is 482913"


@pytest.fixture
def waiting(world: World) -> list[Verification]:
    """Return three verifications whose numbers have just arrived."""
    world.fund(naira(5_000))
    bought = [world.buy_with_number() for _ in range(3)]
    world.queues.drain()
    world.supplier.calls.clear()
    return bought


def poll(world: World, verifications: list[Verification], fulfilment: FulfilmentService | None = None) -> None:
    """Process a batch of messages as the function does."""
    service = fulfilment or world.fulfilment
    owned = [(one.user_id, one.verification_id) for one in verifications]
    polled = service.poll_together(owned)
    for pair in owned:
        service.fetch_code(*pair, chain=1, polled=polled.get(pair))


def asked(world: World) -> list[str]:
    return [method for method, _ in world.supplier.calls]


def states(world: World, verifications: list[Verification]) -> list[str]:
    return [world.verification(one).state for one in verifications]


def test_polls_that_are_due_together_cost_one_request(world: World, waiting: list[Verification]) -> None:
    poll(world, waiting)

    assert asked(world) == ["outcomes"]
    assert world.queues.jobs == [FetchCode(ADA, one.verification_id) for one in waiting]


def test_a_single_due_poll_reads_only_its_order(world: World, waiting: list[Verification]) -> None:
    poll(world, waiting[:1])

    assert asked(world) == ["get"]


def test_ended_verifications_do_not_cause_a_list_request(world: World, waiting: list[Verification]) -> None:
    world.fulfilment.cancel(ADA, waiting[0].verification_id)
    world.supplier.calls.clear()

    poll(world, waiting[:2])

    assert asked(world) == ["get"]
    assert world.queues.jobs == [FetchCode(ADA, waiting[1].verification_id)]


def test_in_single_mode_each_order_is_read_alone(world: World, waiting: list[Verification]) -> None:
    poll(world, waiting, world.fulfilment_by("single"))

    assert asked(world) == ["get"] * 3


def test_with_a_webhook_the_next_poll_is_twenty_seconds_away(world: World, waiting: list[Verification]) -> None:
    poll(world, waiting, world.fulfilment_by("webhook"))

    assert asked(world) == ["outcomes"]
    assert {(due_at - world.clock.now()).total_seconds() for due_at, _ in world.queues.waiting} == {20}


def test_a_code_shown_by_the_list_is_read_only_for_its_verification(world: World, waiting: list[Verification]) -> None:
    world.supplier.deliver(world.order_of(waiting[1]), CODE)

    poll(world, waiting)

    assert states(world, waiting) == ["waiting", "received", "waiting"]
    assert asked(world) == ["outcomes", "messages"]


def test_an_order_missing_from_the_list_is_read_alone(world: World, waiting: list[Verification]) -> None:
    world.supplier.unlisted.add(world.order_of(waiting[2]))

    poll(world, waiting)

    assert world.supplier.calls[1:] == [("get", world.order_of(waiting[2]))]


@pytest.mark.parametrize("error", [Unavailable("down"), Uncertain("no answer")])
def test_without_a_list_no_other_request_is_sent_and_all_polling_continues(
    world: World, waiting: list[Verification], error: Exception
) -> None:
    world.supplier.fail("outcomes", error)
    world.supplier.fail("get", Unavailable("down"))

    poll(world, waiting)

    assert asked(world) == ["outcomes", "get"]
    assert world.queues.jobs == [FetchCode(ADA, one.verification_id) for one in waiting]


def test_a_broken_list_does_not_delay_a_code(world: World, waiting: list[Verification]) -> None:
    world.supplier.fail("outcomes", Unavailable("odd"))
    world.supplier.deliver(world.order_of(waiting[1]), CODE)

    poll(world, waiting)

    assert states(world, waiting) == ["waiting", "received", "waiting"]


def test_messages_are_read_before_a_refund_even_when_the_list_shows_the_outcome(
    world: World, waiting: list[Verification]
) -> None:
    world.supplier.deliver(world.order_of(waiting[0]), CODE)
    for one in waiting[:2]:
        world.supplier.end(world.order_of(one), "returned")

    poll(world, waiting)

    assert states(world, waiting) == ["received", "expired", "waiting"]
    assert [world.refunds_of(one) for one in waiting] == [0, 1, 0]


def test_at_the_end_each_order_is_cancelled_and_polled_one_last_time(world: World, waiting: list[Verification]) -> None:
    world.clock.advance(at(waiting[0], "ends_at") - world.clock.now())
    world.meanwhile("before cancel", lambda: world.supplier.deliver(world.order_of(waiting[0]), CODE))

    poll(world, waiting)

    assert states(world, waiting) == ["received", "expired", "expired"]
    assert [world.refunds_of(one) for one in waiting] == [0, 1, 1]


def test_a_verification_that_changed_since_the_list_was_read_is_read_again(
    world: World, waiting: list[Verification]
) -> None:
    """A webhook stores the second one's code while the first is refunded on the basis of the list."""
    for one in waiting[:2]:
        world.supplier.end(world.order_of(one), "returned")

    def arrive() -> None:
        world.supplier.deliver(world.order_of(waiting[1]), CODE)
        world.fulfilment.fetch_code_of(world.order_of(waiting[1]))

    world.meanwhile("after refund", arrive)

    poll(world, waiting)

    assert states(world, waiting) == ["expired", "received", "waiting"]
    assert [world.refunds_of(one) for one in waiting] == [1, 0, 0]


def test_the_same_poll_twice_in_a_batch_stores_one_code(world: World, waiting: list[Verification]) -> None:
    world.supplier.deliver(world.order_of(waiting[0]), CODE)

    poll(world, [waiting[0], waiting[0], waiting[1]])

    assert states(world, waiting[:2]) == ["received", "waiting"]
    assert len(world.verifications.get(ADA, waiting[0].verification_id).messages) == 1
    assert world.log.names.count("code_received") == 1


def test_a_poll_of_an_unknown_verification_does_not_block_the_others(world: World, waiting: list[Verification]) -> None:
    pair = (ADA, an_id("unknown"))
    owned = [pair, *((ADA, one.verification_id) for one in waiting)]

    polled = world.fulfilment.poll_together(owned)
    world.fulfilment.fetch_code(*pair, chain=1, polled=polled.get(pair))

    assert asked(world) == ["outcomes"]
    assert len(polled) == 3
    assert world.queues.jobs == []


def test_without_time_left_the_supplier_is_not_asked_and_polling_continues(
    world: World, waiting: list[Verification]
) -> None:
    world.fulfilment.fetch_code(ADA, waiting[0].verification_id, chain=1, may_ask=False)

    assert asked(world) == []
    assert world.queues.jobs == [FetchCode(ADA, waiting[0].verification_id)]
