"""A customer gives a number back and is refunded once, unless a code was faster."""

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
    return world.fulfilment.cancel(ADA, verification.verification_id)


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


def test_an_open_number_goes_back_and_its_price_returns(world: World, waiting: Verification) -> None:
    answer = cancel(world, waiting)

    assert (answer.state, answer.is_refunded) == ("cancelled", True)
    assert_cancelled_once(world, waiting)


def test_a_repeated_cancel_answers_the_same_and_asks_nobody(world: World, waiting: Verification) -> None:
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


def test_a_poll_that_sees_the_number_gone_while_its_customer_cancels_ends_it_as_cancelled(
    world: World, waiting: Verification
) -> None:
    world.meanwhile(
        "before refund", lambda: world.fulfilment.fetch_code(ADA, waiting.verification_id, chain=waiting.poll_chain)
    )

    assert [cancel(world, waiting).state, cancel(world, waiting).state] == ["cancelled", "cancelled"]
    assert_cancelled_once(world, waiting)


def test_the_polling_of_a_cancelled_number_ends_by_itself(world: World, waiting: Verification) -> None:
    cancel(world, waiting)
    asked = len(world.supplier.calls)

    world.live(minutes(20))
    world.sweep()

    assert len(world.supplier.calls) == asked
    assert_cancelled_once(world, waiting)


def test_a_number_that_is_not_there_yet_cannot_be_cancelled(world: World) -> None:
    world.fund(naira(1_000))
    requesting = world.buy()

    assert_not_cancellable(world, requesting, "requesting")

    assert world.verification(requesting) == requesting
    assert world.supplier.calls == []


def test_a_code_that_has_just_come_and_nobody_has_seen_is_not_cancelled_away(
    world: World, waiting: Verification
) -> None:
    world.supplier.deliver(world.order_of(waiting), CODE)

    assert_not_cancellable(world, waiting, "received")

    assert_paid(world, waiting)
    assert world.verifications.get(ADA, waiting.verification_id).messages[0].code == "482913"


@pytest.mark.parametrize("point", ["before cancel", "after cancel"])
def test_a_code_that_comes_while_the_number_goes_back_is_kept(world: World, waiting: Verification, point: str) -> None:
    world.meanwhile(point, lambda: world.supplier.deliver(world.order_of(waiting), CODE))

    assert_not_cancellable(world, waiting, "received")

    assert_paid(world, waiting)


def test_a_code_that_is_stored_between_the_last_look_and_the_refund_wins(world: World, waiting: Verification) -> None:
    def arrive() -> None:
        world.supplier.deliver(world.order_of(waiting), CODE)
        world.fulfilment.fetch_code_of(world.order_of(waiting))

    world.meanwhile("before refund", arrive)

    assert_not_cancellable(world, waiting, "received")

    assert_paid(world, waiting)


def test_a_cancel_that_comes_while_a_poll_stores_the_code_changes_nothing(world: World, waiting: Verification) -> None:
    world.supplier.deliver(world.order_of(waiting), CODE)
    world.meanwhile("before saving a verification", lambda: assert_not_cancellable(world, waiting, "received"))

    world.fulfilment.fetch_code(ADA, waiting.verification_id, chain=waiting.poll_chain)

    assert_paid(world, waiting)


@pytest.mark.parametrize("state", ["expired", "received"])
def test_what_has_ended_otherwise_is_not_cancellable_and_says_how_it_ended(
    world: World, waiting: Verification, state: str
) -> None:
    if state == "received":
        world.supplier.deliver(world.order_of(waiting), CODE)
    world.live(minutes(16))

    assert_not_cancellable(world, waiting, state)

    assert world.refunds_of(waiting) == (1 if state == "expired" else 0)


def test_a_message_without_a_code_that_was_delivered_keeps_the_number(world: World, waiting: Verification) -> None:
    assert world.verification(waiting).is_cancellable
    world.supplier.deliver(world.order_of(waiting), "Welcome! We are glad that you are here.")

    assert_not_cancellable(world, waiting, "waiting")

    assert len(world.verifications.get(ADA, waiting.verification_id).messages) == 1
    assert not world.verification(waiting).is_cancellable
    assert world.refunds_of(waiting) == 0


def test_a_number_that_the_supplier_does_not_take_back_stays_open(world: World, waiting: Verification) -> None:
    world.supplier.cancellable = False

    assert_not_cancellable(world, waiting, "waiting")

    assert world.verification(waiting) == waiting


def test_an_answer_that_was_lost_after_the_number_went_back_is_seen_in_the_order(
    world: World, waiting: Verification
) -> None:
    world.supplier.lose_answer("cancel", Uncertain("no answer"))

    assert cancel(world, waiting).state == "cancelled"

    assert_cancelled_once(world, waiting)


def test_a_number_that_nobody_knows_to_have_gone_back_is_asked_about_again(world: World, waiting: Verification) -> None:
    """The supplier may yet carry it out, so it is neither refused nor refunded."""
    world.supplier.fail("cancel", Uncertain("no answer"))

    with pytest.raises(Unavailable) as unavailable:
        cancel(world, waiting)

    assert unavailable.value.retry_after_s == 5
    assert world.verification(waiting) == waiting


def test_a_supplier_who_says_yes_and_shows_it_later_is_asked_again(world: World, waiting: Verification) -> None:
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
def test_without_a_clear_answer_nothing_has_changed_and_the_next_try_can_succeed(
    world: World, waiting: Verification, method: str, error: Exception
) -> None:
    world.supplier.fail(method, error)

    with pytest.raises(Unavailable):
        cancel(world, waiting)
    assert world.verification(waiting) == waiting
    assert world.refunds_of(waiting) == 0

    assert cancel(world, waiting).state == "cancelled"
    assert_cancelled_once(world, waiting)


def test_a_refund_whose_answer_was_lost_is_not_made_again(world: World, waiting: Verification) -> None:
    def lose_the_answer() -> None:
        raise Unavailable("no answer")

    world.meanwhile("after refund", lose_the_answer)
    with suppress(Unavailable):
        cancel(world, waiting)

    assert cancel(world, waiting).state == "cancelled"
    assert_cancelled_once(world, waiting)


def test_a_number_that_went_back_and_was_not_refunded_for_a_crash_is_refunded_by_polling(
    world: World, waiting: Verification
) -> None:
    world.meanwhile("before refund", lambda: 1 / 0)
    with suppress(ZeroDivisionError):
        cancel(world, waiting)

    world.live(5)

    assert_cancelled_once(world, waiting)


@pytest.mark.parametrize("whose", ["bobs view", "unknown"])
def test_nobody_can_cancel_what_is_not_theirs(world: World, waiting: Verification, whose: str) -> None:
    user_id, verification_id = (BOB, waiting.verification_id) if whose == "bobs view" else (ADA, an_id("unknown"))

    with pytest.raises(Refused) as refused:
        world.fulfilment.cancel(user_id, verification_id)

    assert refused.value.code == "not_found"
    assert world.verification(waiting) == waiting
