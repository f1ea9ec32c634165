"""A customer cancels a number and is refunded once, unless a code arrived first."""

from contextlib import suppress

import pytest

from callbox.domain.errors import Refused, Unavailable, Uncertain
from callbox.domain.verifications import Verification
from tests.builders import ADA, BOB, naira
from tests.services.world import World, an_id, minutes

CODE = "Your code is 482913"


@pytest.fixture
def waiting(world: World) -> Verification:
    world.fund(naira(1_000))
    return world.buy_with_number()


def cancel(world: World, verification: Verification) -> Verification:
    return world.fulfilment.cancel(ADA, verification.verification_id).verification


def assert_cancelled_once(world: World, verification: Verification) -> None:
    closed = world.verification(verification)
    assert (closed.state, closed.reason, closed.due_at) == ("cancelled", "cancelled_by_customer", None)
    assert world.refunds_of(verification) == 1
    assert world.balance_minor == 100_000
    assert world.supplier.orders[world.order_of(verification)].outcome == "cancelled"


def assert_not_cancellable(world: World, verification: Verification, state: str) -> None:
    with pytest.raises(Refused) as refused:
        cancel(world, verification)
    assert (refused.value.code, dict(refused.value.facts)) == ("not_cancellable", {"state": state})


def assert_paid(world: World, verification: Verification) -> None:
    assert world.verification(verification).state == "received"
    assert world.refunds_of(verification) == 0
    assert world.balance_minor == 55_000


def test_cancelling_an_open_number_cancels_its_order_and_refunds_its_price(world: World, waiting: Verification) -> None:
    answer = cancel(world, waiting)

    assert (answer.state, answer.is_refunded) == ("cancelled", True)
    assert_cancelled_once(world, waiting)


def test_a_repeated_cancel_gets_the_same_answer_without_asking_the_supplier(
    world: World, waiting: Verification
) -> None:
    cancel(world, waiting)
    asked = len(world.supplier.calls)

    again = cancel(world, waiting)

    assert again.state == "cancelled"
    assert len(world.supplier.calls) == asked
    assert_cancelled_once(world, waiting)


def test_two_cancels_at_once_refund_once_and_both_answer_cancelled(world: World, waiting: Verification) -> None:
    other: list[Verification] = []
    world.meanwhile("before refund", lambda: other.append(cancel(world, waiting)))

    assert [cancel(world, waiting).state, other[0].state] == ["cancelled", "cancelled"]
    assert_cancelled_once(world, waiting)


def test_a_poll_that_sees_the_order_cancelled_during_a_cancel_ends_it_as_cancelled(
    world: World, waiting: Verification
) -> None:
    world.meanwhile(
        "before refund", lambda: world.fulfilment.fetch_code(ADA, waiting.verification_id, chain=waiting.poll_chain)
    )

    assert [cancel(world, waiting).state, cancel(world, waiting).state] == ["cancelled", "cancelled"]
    assert_cancelled_once(world, waiting)


def test_polling_stops_after_a_cancel(world: World, waiting: Verification) -> None:
    cancel(world, waiting)
    asked = len(world.supplier.calls)

    world.live(minutes(20))
    world.sweep()

    assert len(world.supplier.calls) == asked
    assert_cancelled_once(world, waiting)


def test_a_verification_without_a_number_cannot_be_cancelled(world: World) -> None:
    world.fund(naira(1_000))
    requesting = world.buy()

    assert_not_cancellable(world, requesting, "requesting")

    assert world.verification(requesting) == requesting
    assert world.supplier.calls == []


def test_a_cancel_keeps_a_code_that_has_arrived_and_is_not_stored_yet(world: World, waiting: Verification) -> None:
    world.supplier.deliver(world.order_of(waiting), CODE)

    assert_not_cancellable(world, waiting, "received")

    assert_paid(world, waiting)
    assert world.verifications.get(ADA, waiting.verification_id).messages[0].code == "482913"


@pytest.mark.parametrize("point", ["before cancel", "after cancel"])
def test_a_code_that_arrives_during_the_cancel_of_its_order_is_kept(
    world: World, waiting: Verification, point: str
) -> None:
    world.meanwhile(point, lambda: world.supplier.deliver(world.order_of(waiting), CODE))

    assert_not_cancellable(world, waiting, "received")

    assert_paid(world, waiting)


def test_a_code_that_is_stored_between_the_last_poll_and_the_refund_is_kept(
    world: World, waiting: Verification
) -> None:
    def arrive() -> None:
        world.supplier.deliver(world.order_of(waiting), CODE)
        world.fulfilment.fetch_code_of(world.order_of(waiting))

    world.meanwhile("before refund", arrive)

    assert_not_cancellable(world, waiting, "received")

    assert_paid(world, waiting)


def test_a_cancel_while_a_poll_stores_the_code_changes_nothing(world: World, waiting: Verification) -> None:
    world.supplier.deliver(world.order_of(waiting), CODE)
    world.meanwhile("before saving a verification", lambda: assert_not_cancellable(world, waiting, "received"))

    world.fulfilment.fetch_code(ADA, waiting.verification_id, chain=waiting.poll_chain)

    assert_paid(world, waiting)


@pytest.mark.parametrize("state", ["expired", "received"])
def test_a_cancel_of_an_ended_verification_is_refused_with_its_state(
    world: World, waiting: Verification, state: str
) -> None:
    if state == "received":
        world.supplier.deliver(world.order_of(waiting), CODE)
    world.live(minutes(16))

    assert_not_cancellable(world, waiting, state)

    assert world.refunds_of(waiting) == (1 if state == "expired" else 0)


def test_a_number_with_a_delivered_message_without_a_code_cannot_be_cancelled(
    world: World, waiting: Verification
) -> None:
    assert world.verification(waiting).is_cancellable
    world.supplier.deliver(world.order_of(waiting), "Welcome! We are glad that you are here.")

    assert_not_cancellable(world, waiting, "waiting")

    assert len(world.verifications.get(ADA, waiting.verification_id).messages) == 1
    assert not world.verification(waiting).is_cancellable
    assert world.refunds_of(waiting) == 0


def test_a_number_whose_cancel_the_supplier_refuses_stays_open(world: World, waiting: Verification) -> None:
    world.supplier.cancellable = False

    assert_not_cancellable(world, waiting, "waiting")

    assert world.verification(waiting) == waiting


def test_a_cancel_whose_answer_was_lost_is_confirmed_by_reading_the_order(world: World, waiting: Verification) -> None:
    world.supplier.lose_answer("cancel", Uncertain("no answer"))

    assert cancel(world, waiting).state == "cancelled"

    assert_cancelled_once(world, waiting)


def test_a_cancel_with_an_unclear_result_is_checked_again(world: World, waiting: Verification) -> None:
    """The supplier may still cancel, so the request is neither refused nor refunded."""
    world.supplier.fail("cancel", Uncertain("no answer"))

    with pytest.raises(Unavailable) as unavailable:
        cancel(world, waiting)

    assert unavailable.value.retry_after_s == 5
    assert world.verification(waiting) == waiting


def test_an_accepted_cancel_that_the_order_shows_later_is_checked_again(world: World, waiting: Verification) -> None:
    order_id = world.order_of(waiting)
    world.meanwhile("after cancel", lambda: world.supplier.end(order_id, "open"))

    with pytest.raises(Unavailable):
        cancel(world, waiting)
    assert world.verification(waiting) == waiting

    world.supplier.end(order_id, "cancelled")
    assert cancel(world, waiting).state == "cancelled"
    assert_cancelled_once(world, waiting)


@pytest.mark.parametrize(
    ("method", "error"),
    [
        ("cancel", Unavailable("down")),
        ("cancel", Uncertain("no answer")),
        ("get", Unavailable("down")),
        ("messages", Unavailable("down")),
    ],
)
def test_an_unclear_cancel_changes_nothing_and_can_be_retried(
    world: World, waiting: Verification, method: str, error: Exception
) -> None:
    world.supplier.fail(method, error)

    with pytest.raises(Unavailable):
        cancel(world, waiting)
    assert world.verification(waiting) == waiting
    assert world.refunds_of(waiting) == 0

    assert cancel(world, waiting).state == "cancelled"
    assert_cancelled_once(world, waiting)


def test_a_refund_whose_answer_was_lost_is_not_repeated(world: World, waiting: Verification) -> None:
    def lose_the_answer() -> None:
        raise Unavailable("no answer")

    world.meanwhile("after refund", lose_the_answer)
    with suppress(Unavailable):
        cancel(world, waiting)

    assert cancel(world, waiting).state == "cancelled"
    assert_cancelled_once(world, waiting)


def test_polling_refunds_a_cancelled_order_whose_refund_a_crash_prevented(world: World, waiting: Verification) -> None:
    world.meanwhile("before refund", lambda: 1 / 0)
    with suppress(ZeroDivisionError):
        cancel(world, waiting)

    world.live(5)

    assert_cancelled_once(world, waiting)


@pytest.mark.parametrize("whose", ["bobs view", "unknown"])
def test_a_customer_cannot_cancel_another_customers_verification(
    world: World, waiting: Verification, whose: str
) -> None:
    user_id, verification_id = (BOB, waiting.verification_id) if whose == "bobs view" else (ADA, an_id("unknown"))

    with pytest.raises(Refused) as refused:
        world.fulfilment.cancel(user_id, verification_id)

    assert refused.value.code == "not_found"
    assert world.verification(waiting) == waiting
