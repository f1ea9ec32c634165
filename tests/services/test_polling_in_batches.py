"""Looks that are due together cost one question; each verification then goes its own way, as if it had been alone."""

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
    """Return three verifications whose numbers have just come."""
    world.fund(naira(5_000))
    bought = [world.buy_with_number() for _ in range(3)]
    world.queues.drain()
    world.supplier.calls.clear()
    return bought


def look(world: World, looks: list[Verification], fulfilment: FulfilmentService | None = None) -> None:
    """Do what the function does with a batch of messages."""
    service = fulfilment or world.fulfilment
    owned = [(one.user_id, one.verification_id) for one in looks]
    polled = service.poll_together(owned)
    for pair in owned:
        service.fetch_code(*pair, chain=1, polled=polled.get(pair))


def asked(world: World) -> list[str]:
    return [method for method, _ in world.supplier.calls]


def states(world: World, verifications: list[Verification]) -> list[str]:
    return [world.verification(one).state for one in verifications]


def test_looks_that_are_due_together_cost_one_question(world: World, waiting: list[Verification]) -> None:
    look(world, waiting)

    assert asked(world) == ["outcomes"]
    assert world.queues.jobs == [FetchCode(ADA, one.verification_id) for one in waiting]


def test_a_look_that_is_due_alone_asks_about_its_order_alone(world: World, waiting: list[Verification]) -> None:
    look(world, waiting[:1])

    assert asked(world) == ["get"]


def test_what_has_ended_is_no_reason_to_ask_for_a_list(world: World, waiting: list[Verification]) -> None:
    world.fulfilment.cancel(ADA, waiting[0].verification_id)
    world.supplier.calls.clear()

    look(world, waiting[:2])

    assert asked(world) == ["get"]
    assert world.queues.jobs == [FetchCode(ADA, waiting[1].verification_id)]


def test_in_single_mode_each_is_asked_about_alone(world: World, waiting: list[Verification]) -> None:
    look(world, waiting, world.fulfilment_by("single"))

    assert asked(world) == ["get"] * 3


def test_beside_a_webhook_the_next_look_is_twenty_seconds_away(world: World, waiting: list[Verification]) -> None:
    look(world, waiting, world.fulfilment_by("webhook"))

    assert asked(world) == ["outcomes"]
    assert {(due_at - world.clock.now()).total_seconds() for due_at, _ in world.queues.waiting} == {20}


def test_a_code_that_the_list_tells_of_is_read_for_its_verification_only(
    world: World, waiting: list[Verification]
) -> None:
    world.supplier.deliver(world.order_of(waiting[1]), CODE)

    look(world, waiting)

    assert states(world, waiting) == ["waiting", "received", "waiting"]
    assert asked(world) == ["outcomes", "messages"]


def test_an_order_that_the_list_does_not_show_is_asked_about_alone(world: World, waiting: list[Verification]) -> None:
    world.supplier.unlisted.add(world.order_of(waiting[2]))

    look(world, waiting)

    assert world.supplier.calls[1:] == [("get", world.order_of(waiting[2]))]


@pytest.mark.parametrize("error", [Unavailable("down"), Uncertain("no answer")])
def test_a_supplier_that_gives_no_list_is_asked_nothing_else_and_all_looks_go_on(
    world: World, waiting: list[Verification], error: Exception
) -> None:
    world.supplier.fail("outcomes", error)
    world.supplier.fail("get", Unavailable("down"))

    look(world, waiting)

    assert asked(world) == ["outcomes", "get"]
    assert world.queues.jobs == [FetchCode(ADA, one.verification_id) for one in waiting]


def test_a_list_that_is_broken_keeps_no_code_from_its_customer(world: World, waiting: list[Verification]) -> None:
    world.supplier.fail("outcomes", Unavailable("odd"))
    world.supplier.deliver(world.order_of(waiting[1]), CODE)

    look(world, waiting)

    assert states(world, waiting) == ["waiting", "received", "waiting"]


def test_before_a_refund_the_messages_are_read_also_when_the_list_said_it_all(
    world: World, waiting: list[Verification]
) -> None:
    world.supplier.deliver(world.order_of(waiting[0]), CODE)
    for one in waiting[:2]:
        world.supplier.end(world.order_of(one), "returned")

    look(world, waiting)

    assert states(world, waiting) == ["received", "expired", "waiting"]
    assert [world.refunds_of(one) for one in waiting] == [0, 1, 0]


def test_at_the_end_each_number_is_given_back_and_looked_at_one_last_time(
    world: World, waiting: list[Verification]
) -> None:
    world.clock.advance(at(waiting[0], "ends_at") - world.clock.now())
    world.meanwhile("before cancel", lambda: world.supplier.deliver(world.order_of(waiting[0]), CODE))

    look(world, waiting)

    assert states(world, waiting) == ["received", "expired", "expired"]
    assert [world.refunds_of(one) for one in waiting] == [0, 1, 1]


def test_what_changed_since_the_list_was_read_is_read_again(world: World, waiting: list[Verification]) -> None:
    """A webhook stores the code of the second while the first is being refunded by what the list said."""
    for one in waiting[:2]:
        world.supplier.end(world.order_of(one), "returned")

    def arrive() -> None:
        world.supplier.deliver(world.order_of(waiting[1]), CODE)
        world.fulfilment.fetch_code_of(world.order_of(waiting[1]))

    world.meanwhile("after refund", arrive)

    look(world, waiting)

    assert states(world, waiting) == ["expired", "received", "waiting"]
    assert [world.refunds_of(one) for one in waiting] == [1, 0, 0]


def test_the_same_look_twice_in_a_batch_stores_one_code(world: World, waiting: list[Verification]) -> None:
    world.supplier.deliver(world.order_of(waiting[0]), CODE)

    look(world, [waiting[0], waiting[0], waiting[1]])

    assert states(world, waiting[:2]) == ["received", "waiting"]
    assert len(world.verifications.get(ADA, waiting[0].verification_id).messages) == 1
    assert world.log.names.count("code_received") == 1


def test_a_look_for_what_is_not_there_keeps_no_other_from_being_looked_at(
    world: World, waiting: list[Verification]
) -> None:
    pair = (ADA, an_id("unknown"))
    owned = [pair, *((ADA, one.verification_id) for one in waiting)]

    polled = world.fulfilment.poll_together(owned)
    world.fulfilment.fetch_code(*pair, chain=1, polled=polled.get(pair))

    assert asked(world) == ["outcomes"]
    assert len(polled) == 3
    assert world.queues.jobs == []


def test_when_no_time_is_left_nobody_is_asked_and_the_look_goes_on(world: World, waiting: list[Verification]) -> None:
    world.fulfilment.fetch_code(ADA, waiting[0].verification_id, chain=1, may_ask=False)

    assert asked(world) == []
    assert world.queues.jobs == [FetchCode(ADA, waiting[0].verification_id)]
