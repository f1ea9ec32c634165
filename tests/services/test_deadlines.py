"""If no code arrives by the end, the supplier is asked once more, and its answer decides who pays."""

from datetime import timedelta

import pytest

from callbox.domain.errors import Unavailable, Uncertain
from callbox.domain.verifications import Verification
from tests.builders import ADA, naira
from tests.services.world import World, at, minutes

CODE = "Your code is 482913"


@pytest.fixture
def waiting(world: World) -> Verification:
    world.fund(naira(1_000))
    return world.buy_with_number()


def poll(world: World, verification: Verification) -> None:
    world.fulfilment.fetch_code(ADA, verification.verification_id, chain=verification.poll_chain)


def to_the_end(world: World, verification: Verification) -> None:
    """Let time pass to the deadline without a poll, as when the queued poll was lost."""
    world.queues.drain()
    world.clock.advance(at(verification, "ends_at") - world.clock.now())


def assert_refunded(world: World, verification: Verification, state: str, reason: str) -> None:
    closed = world.verification(verification)
    assert (closed.state, closed.reason, closed.due_at) == (state, reason, None)
    assert world.refunds_of(verification) == 1
    assert world.balance_minor == 100_000


def assert_paid(world: World, verification: Verification) -> None:
    assert world.verification(verification).state == "received"
    assert world.refunds_of(verification) == 0
    assert world.balance_minor == 55_000


def test_without_a_code_the_order_is_cancelled_and_refunded_at_the_deadline(
    world: World, waiting: Verification
) -> None:
    world.live(at(waiting, "ends_at") - world.clock.now() - timedelta(seconds=1))
    assert world.verification(waiting).state == "waiting"

    world.live(3)

    assert_refunded(world, waiting, "expired", "no_code_in_time")
    assert world.supplier.orders[world.order_of(waiting)].outcome == "cancelled"
    assert world.queues.jobs == []


def test_a_verification_without_a_code_costs_little_more_than_fifty_polls(world: World, waiting: Verification) -> None:
    world.live(minutes(30))

    assert world.verification(waiting).state == "expired"
    assert len(world.supplier.calls) <= 56


def test_an_order_that_the_supplier_ended_early_is_refunded_at_the_next_poll(
    world: World, waiting: Verification
) -> None:
    world.supplier.end(world.order_of(waiting), "returned")

    world.live(5)

    assert_refunded(world, waiting, "expired", "no_code_in_time")


def test_repeated_polls_refund_an_ended_verification_once(world: World, waiting: Verification) -> None:
    to_the_end(world, waiting)

    for _ in range(3):
        poll(world, waiting)
        world.fulfilment.fetch_code_of(world.order_of(waiting))
        world.sweep()

    assert_refunded(world, waiting, "expired", "no_code_in_time")


@pytest.mark.parametrize("point", ["before cancel", "after get"])
def test_a_code_that_arrives_while_the_end_is_being_settled_is_found(
    world: World, waiting: Verification, point: str
) -> None:
    to_the_end(world, waiting)
    world.meanwhile(point, lambda: world.supplier.deliver(world.order_of(waiting), CODE))

    poll(world, waiting)

    assert_paid(world, waiting)
    assert world.verifications.get(ADA, waiting.verification_id).messages[0].code == "482913"


def test_the_last_poll_finds_a_code_that_earlier_polls_and_webhooks_missed(world: World, waiting: Verification) -> None:
    world.supplier.deliver(world.order_of(waiting), CODE)
    to_the_end(world, waiting)
    world.clock.advance(30)

    world.sweep()

    assert_paid(world, waiting)


def test_a_code_that_arrived_before_its_order_was_cancelled_is_kept(world: World, waiting: Verification) -> None:
    def deliver_and_return() -> None:
        world.supplier.deliver(world.order_of(waiting), CODE)
        world.supplier.end(world.order_of(waiting), "returned")

    to_the_end(world, waiting)
    world.meanwhile("after cancel", deliver_and_return)

    poll(world, waiting)

    assert_paid(world, waiting)


def test_an_order_that_settles_late_is_refunded_once_when_it_settles(world: World, waiting: Verification) -> None:
    world.supplier.cancellable = False
    world.live(minutes(18))
    assert world.verification(waiting).state == "waiting"
    assert world.refunds_of(waiting) == 0

    world.supplier.end(world.order_of(waiting), "returned")
    world.live(20)
    world.sweep()

    assert_refunded(world, waiting, "expired", "no_code_in_time")


def test_a_late_delivery_is_charged(world: World, waiting: Verification) -> None:
    world.supplier.cancellable = False
    world.live(minutes(18))

    world.supplier.deliver(world.order_of(waiting), CODE)
    world.live(20)

    assert_paid(world, waiting)


@pytest.mark.parametrize("outcome", ["open", "delivered"])
def test_an_order_that_never_settles_is_refunded_and_raises_an_alarm(
    world: World, waiting: Verification, outcome: str
) -> None:
    """The order reads delivered but has no message, or it stays open for ever."""
    world.supplier.cancellable = False
    world.supplier.end(world.order_of(waiting), outcome)
    world.live(at(waiting, "ends_at") + minutes(9.5) - world.clock.now())
    assert world.verification(waiting).state == "waiting"

    world.live(60)

    assert_refunded(world, waiting, "failed", "supplier_never_settled")
    assert world.alarms() == ["supplier_never_settled"]


@pytest.mark.parametrize("error", [Unavailable("down"), Uncertain("no answer")])
@pytest.mark.parametrize("method", ["get", "messages", "cancel"])
def test_no_refund_is_made_before_the_supplier_has_answered(
    world: World, waiting: Verification, method: str, error: Exception
) -> None:
    to_the_end(world, waiting)
    world.supplier.fail(method, error)

    poll(world, waiting)
    assert world.verification(waiting).state == "waiting"

    world.live(20)
    assert_refunded(world, waiting, "expired", "no_code_in_time")


def test_a_cancel_at_the_deadline_whose_answer_was_lost_is_confirmed_by_the_order(
    world: World, waiting: Verification
) -> None:
    to_the_end(world, waiting)
    world.supplier.lose_answer("cancel", Uncertain("no answer"))

    poll(world, waiting)

    assert_refunded(world, waiting, "expired", "no_code_in_time")


def test_without_polling_the_sweeper_ends_it_half_a_minute_after_the_deadline(
    world: World, waiting: Verification
) -> None:
    to_the_end(world, waiting)
    world.clock.advance(29)
    assert world.sweep().verifications == 0

    world.clock.advance(1)
    assert world.sweep().verifications == 1

    assert_refunded(world, waiting, "expired", "no_code_in_time")


def test_the_sweeper_polls_an_unsettled_order_once_a_minute(world: World, waiting: Verification) -> None:
    world.supplier.cancellable = False
    to_the_end(world, waiting)
    world.clock.advance(30)

    assert [world.sweep().verifications, world.sweep().verifications] == [1, 0]
    world.clock.advance(60)
    assert world.sweep().verifications == 1

    world.clock.advance(minutes(10))
    world.sweep()
    assert_refunded(world, waiting, "failed", "supplier_never_settled")
