"""From a paid request to a number: one order, whatever the supplier answers, or a refund."""

from datetime import timedelta

import pytest

from callbox.domain.errors import Refused, Unavailable, Uncertain
from callbox.domain.verifications import Verification
from callbox.ports.supplier import OrderExpired, OrderRefused
from tests.builders import ADA, a_selection, naira
from tests.fakes import FetchCode
from tests.services.oversight import WatchedWorld
from tests.services.world import World, an_id, at, minutes


@pytest.fixture
def bought(world: World) -> Verification:
    """Return a paid verification whose number is not ordered yet."""
    world.fund(naira(1_000))
    verification = world.buy()
    world.queues.drain()
    return verification


def request(world: World, verification: Verification) -> None:
    world.ordering.request_number(ADA, verification.verification_id)


def assert_refunded_once(world: World, verification: Verification, reason: str) -> None:
    closed = world.verification(verification)
    assert (closed.state, closed.reason, closed.due_at) == ("failed", reason, None)
    assert world.refunds_of(verification) == 1
    assert world.balance_minor == 100_000


def refuse_in_the_meantime(world: World) -> None:
    """Let the request expire while its order is under way."""

    def expire_request() -> None:
        world.clock.advance(minutes(4))
        world.sweep()

    world.meanwhile("after order", expire_request)


def test_a_number_is_ordered_and_stored_and_first_polled_four_seconds_later(world: World, bought: Verification) -> None:
    request(world, bought)

    waiting = world.verification(bought)
    order = world.supplier.orders[world.order_of(bought)]
    assert (waiting.state, waiting.number, waiting.order_id) == ("waiting", order.number, order.order_id)
    assert waiting.ends_at == order.ends_at
    assert world.queues.waiting == [(world.clock.now() + timedelta(seconds=4), FetchCode(ADA, bought.verification_id))]


def test_a_second_request_orders_nothing_and_continues_polling(world: World, bought: Verification) -> None:
    """The first one may have died between its write and the queue."""
    request(world, bought)
    before = world.verification(bought)
    world.queues.drain()

    request(world, bought)

    after = world.verification(bought)
    assert world.supplier.count("order") == 1
    assert (after.number, after.waiting_since, after.ends_at) == (before.number, before.waiting_since, before.ends_at)
    assert world.queues.jobs == [FetchCode(ADA, bought.verification_id, chain=2)]


def test_repeated_requests_for_a_number_leave_one_poll_chain(world: World, bought: Verification) -> None:
    for _ in range(3):
        request(world, bought)
    assert len(world.queues.jobs) == 3
    asked = world.supplier.count("get")

    world.live(20)

    assert len(world.queues.jobs) == 1
    assert world.supplier.count("get") - asked == 8


def test_two_workers_with_one_number_leave_one_poll_chain(world: World, bought: Verification) -> None:
    def faster() -> None:
        world.clock.advance(0.5)
        request(world, bought)

    world.meanwhile("before saving a verification", faster)
    request(world, bought)

    world.live(20)

    assert len(world.queues.jobs) == 1


def test_the_next_worker_starts_a_poll_chain_when_the_first_died_before_storing_the_number(
    world: World, bought: Verification
) -> None:
    def die() -> None:
        raise MemoryError

    world.meanwhile("before saving a verification", die)
    with pytest.raises(MemoryError):
        request(world, bought)

    world.live(61)
    world.sweep()
    world.live(20)

    assert world.verification(bought).state == "waiting"
    assert world.queues.jobs == [FetchCode(ADA, bought.verification_id, chain=2)]


def test_a_poll_that_runs_before_its_number_is_stored_is_queued_again(world: World, bought: Verification) -> None:
    def tarry() -> None:
        world.live(10)
        assert world.queues.jobs == [FetchCode(ADA, bought.verification_id)]

    world.meanwhile("before saving a verification", tarry)

    request(world, bought)
    world.live(20)

    assert world.verification(bought).state == "waiting"
    assert world.queues.jobs == [FetchCode(ADA, bought.verification_id)]


def test_a_poll_chain_that_is_replaced_during_a_poll_stops(world: World, bought: Verification) -> None:
    request(world, bought)
    world.queues.drain()
    world.supplier.deliver(world.order_of(bought), "Welcome!")
    world.meanwhile("after messages", lambda: request(world, bought))

    world.fulfilment.fetch_code(ADA, bought.verification_id, chain=1)

    assert world.queues.jobs == [FetchCode(ADA, bought.verification_id, chain=2)]


def test_two_requests_at_once_order_one_number(world: World, bought: Verification) -> None:
    world.meanwhile("after order", lambda: request(world, bought))

    request(world, bought)

    assert len(world.supplier.orders) == 1
    assert world.verification(bought).state == "waiting"
    assert world.balance_minor == 55_000


def test_the_same_message_recovers_from_a_crash_after_the_order_without_a_second_order(
    world: World, bought: Verification
) -> None:
    world.meanwhile("before saving a verification", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        request(world, bought)

    request(world, bought)

    assert len(world.supplier.orders) == 1
    assert world.verification(bought).state == "waiting"


@pytest.mark.parametrize(
    "reason", ["supplier_out_of_credit", "no_numbers", "price_rose", "supplier_refused", "anything new"]
)
def test_a_refused_order_is_refunded_once(world: World, bought: Verification, reason: str) -> None:
    world.supplier.fail("order", OrderRefused(reason))

    request(world, bought)
    request(world, bought)

    assert_refunded_once(world, bought, reason)
    assert world.supplier.count("order") == 1
    assert world.queues.jobs == []
    assert world.alarms() == (["supplier_out_of_credit"] if reason == "supplier_out_of_credit" else [])


def test_an_order_that_the_supplier_abandoned_is_refunded_once(world: World, bought: Verification) -> None:
    world.supplier.fail("order", OrderExpired())

    request(world, bought)
    request(world, bought)

    assert_refunded_once(world, bought, "order_expired")


def test_a_refusal_that_two_workers_get_is_refunded_once(world: World, bought: Verification) -> None:
    world.supplier.fail("order", OrderRefused("no_numbers"), OrderRefused("no_numbers"))
    world.meanwhile("before refund", lambda: request(world, bought))

    request(world, bought)

    assert_refunded_once(world, bought, "no_numbers")


@pytest.mark.parametrize(
    "errors",
    [
        (Unavailable("down"),),
        (Uncertain("no answer"),),
        (Unavailable("down"), Uncertain("no answer"), Unavailable("down")),
    ],
)
def test_temporary_and_unclear_failures_are_retried_at_once(
    world: World, bought: Verification, errors: tuple[Exception, ...]
) -> None:
    world.supplier.fail("order", *errors)

    request(world, bought)

    assert world.verification(bought).state == "waiting"
    assert len(world.supplier.orders) == 1
    assert world.pauses == [2.0] * len(errors)


def test_repeating_an_order_whose_answers_were_lost_orders_once(world: World, bought: Verification) -> None:
    world.supplier.lose_answer("order", Uncertain("no answer"), Uncertain("no answer"))
    world.supplier.fail("get", Unavailable("down"))

    request(world, bought)

    assert (world.supplier.count("order"), world.supplier.count("get")) == (3, 2)
    assert {subject for method, subject in world.supplier.calls if method == "order"} == {bought.verification_id}
    assert len(world.supplier.orders) == 1
    assert world.verification(bought).state == "waiting"


def test_an_order_whose_number_is_assigned_a_little_later_gets_its_number(world: World, bought: Verification) -> None:
    world.supplier.numbers_at_once = False
    world.meanwhile("after get", lambda: world.supplier.give_number(world.order_of(bought)))

    request(world, bought)

    assert world.verification(bought).number is not None
    assert len(world.supplier.orders) == 1
    assert world.pauses == [2.0]


def test_after_four_unclear_tries_the_sweeper_orders_with_the_same_key(world: World, bought: Verification) -> None:
    world.supplier.lose_answer("order", *[Uncertain("no answer")] * 4)
    request(world, bought)
    assert world.verification(bought).state == "requesting"
    assert world.supplier.count("order") == 4
    unclear = [
        (facts["kind"], facts["attempt"]) for event, facts in world.log.recorded if event == "number_request_unclear"
    ]
    assert unclear == [("Uncertain", attempt) for attempt in (1, 2, 3, 4)]

    world.clock.advance(at(bought, "due_at") - world.clock.now())
    world.sweep()
    world.work()

    assert world.verification(bought).state == "waiting"
    assert len(world.supplier.orders) == 1


def test_no_try_starts_that_would_outlive_the_function(world: World, bought: Verification) -> None:
    world.supplier.fail("get", Unavailable("down"))
    world.meanwhile("after order", lambda: world.clock.advance(45))

    request(world, bought)

    assert world.supplier.count("order") == 1
    assert world.verification(bought).state == "requesting"


def test_an_unanswered_request_is_refunded_when_its_window_ends(world: World, bought: Verification) -> None:
    world.supplier.fail("order", *[Unavailable("down")] * 100)
    for _ in range(10):
        world.live(60)
        world.sweep()

    assert_refunded_once(world, bought, "no_number_in_time")
    closed_at = at(world.verification(bought), "closed_at")
    assert minutes(4) <= closed_at - bought.created_at <= minutes(5)


def test_a_request_that_is_delivered_after_its_window_orders_nothing(world: World, bought: Verification) -> None:
    world.clock.advance(minutes(4))

    request(world, bought)

    assert_refunded_once(world, bought, "no_number_in_time")
    assert world.supplier.calls == []


def test_the_order_of_a_number_that_comes_after_the_refund_is_cancelled(world: World, bought: Verification) -> None:
    refuse_in_the_meantime(world)

    request(world, bought)

    assert_refunded_once(world, bought, "no_number_in_time")
    assert world.supplier.orders[world.order_of(bought)].outcome == "cancelled"
    assert world.queues.jobs == []
    assert ("late_number_returned", {"verification_id": bought.verification_id}) in world.log.recorded


def test_a_number_and_the_sweepers_refund_never_both_take_effect(world: World, bought: Verification) -> None:
    """The refund is written after the request is read and before its number is stored."""

    def expire_request() -> None:
        world.clock.advance(minutes(4))
        world.sweep()

    world.meanwhile("before saving a verification", expire_request)

    request(world, bought)

    assert_refunded_once(world, bought, "no_number_in_time")
    assert world.supplier.orders[world.order_of(bought)].outcome == "cancelled"


def test_a_number_that_is_stored_while_the_sweeper_expires_its_request_is_kept(
    world: World, bought: Verification
) -> None:
    """A worker with a slow clock stores the number between the sweeper's read and its refund."""

    def order_in_time() -> None:
        world.clock.advance(-2)
        request(world, bought)

    world.clock.advance(minutes(4))
    world.meanwhile("before refund", order_in_time)

    world.sweep()

    assert world.verification(bought).state == "waiting"
    assert world.refunds_of(bought) == 0
    assert world.balance_minor == 55_000


def test_a_request_for_a_verification_that_does_not_exist_or_has_ended_does_nothing(
    world: World, bought: Verification
) -> None:
    world.ordering.request_number(ADA, an_id("unknown"))
    world.supplier.fail("order", OrderRefused("no_numbers"))
    request(world, bought)
    calls = list(world.supplier.calls)

    request(world, bought)

    assert world.supplier.calls == calls


def test_a_verification_that_disappears_while_its_number_is_ordered_is_reported(
    world: World, bought: Verification
) -> None:
    world.meanwhile("after order", world.tables.verifications.clear)

    with pytest.raises(Refused) as refused:
        request(world, bought)

    assert refused.value.code == "not_found"


def test_a_request_is_delivered_again_when_polls_could_not_be_queued(world: World, bought: Verification) -> None:
    world.queues.down = True
    with pytest.raises(Unavailable):
        request(world, bought)
    world.queues.down = False

    request(world, bought)

    assert world.queues.jobs == [FetchCode(ADA, bought.verification_id)]
    assert len(world.supplier.orders) == 1


def test_an_unclear_cancel_of_a_late_number_is_repeated(world: World, bought: Verification) -> None:
    refuse_in_the_meantime(world)
    world.supplier.fail("cancel", Uncertain("no answer"))

    request(world, bought)

    assert_refunded_once(world, bought, "no_number_in_time")
    assert world.supplier.orders[world.order_of(bought)].outcome == "cancelled"
    assert "late_number_returned" in world.log.names


def test_a_late_number_whose_cancel_fails_is_left_to_the_orphan_timer() -> None:
    world = WatchedWorld()
    world.fund(naira(1_000))
    bought = world.buy()
    world.queues.drain()
    refuse_in_the_meantime(world)
    world.supplier.fail("cancel", Unavailable("down"), Unavailable("down"))

    request(world, bought)

    order = world.supplier.orders[world.order_of(bought)]
    assert (order.outcome, world.refunds_of(bought)) == ("open", 1)
    assert "late_number_left" in world.log.names

    world.listed.list_order(order.order_id, world.clock.now() - minutes(4))
    world.clock.advance(minutes(6))
    assert world.orphans.run().cancelled == (order.order_id,)


def test_an_order_whose_number_never_came_is_cancelled_with_the_refund(world: World, bought: Verification) -> None:
    world.supplier.numbers_at_once = False
    for _ in range(5):
        world.live(60)
        world.sweep()

    assert_refunded_once(world, bought, "no_number_in_time")
    assert [order.outcome for order in world.supplier.orders.values()] == ["cancelled"]


def test_a_failed_cancel_does_not_prevent_the_refund() -> None:
    world = WatchedWorld()
    world.fund(naira(1_000))
    bought = world.buy()
    world.supplier.numbers_at_once = False
    world.supplier.fail("cancel", *[Unavailable("down")] * 9)
    for _ in range(5):
        world.live(60)
        world.sweep()

    assert_refunded_once(world, bought, "no_number_in_time")
    order_id = world.order_of(bought)
    assert world.supplier.orders[order_id].outcome == "open"
    world.listed.list_order(order_id, bought.created_at)
    world.clock.advance(minutes(6))
    assert world.orphans.run().cancelled == (order_id,)


def test_an_empty_supplier_account_raises_an_alarm_before_the_refund_is_written(
    world: World, bought: Verification
) -> None:
    """A crash between the two then repeats the alarm instead of losing it."""
    world.supplier.fail("order", OrderRefused("supplier_out_of_credit"))
    world.meanwhile("before refund", lambda: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        request(world, bought)

    assert world.alarms() == ["supplier_out_of_credit"]


def test_no_event_contains_a_number(world: World, bought: Verification) -> None:
    request(world, bought)

    number = world.verification(bought).number
    assert number
    assert number not in repr(world.log)


# --- a wish for an area code


@pytest.fixture
def wished(world: World) -> Verification:
    """Return a paid request for 415; the supplier assigns numbers with 202."""
    world.fund(naira(1_000))
    verification = world.buy(selection=a_selection(area_codes=("212", "415")))
    world.queues.drain()
    return verification


def test_a_number_outside_the_wish_is_cancelled_and_refunded_whole_and_never_shown(
    world: World, wished: Verification
) -> None:
    request(world, wished)
    request(world, wished)

    assert_refunded_once(world, wished, "area_code_unavailable")
    assert world.verification(wished).number is None
    assert [order.outcome for order in world.supplier.orders.values()] == ["cancelled"]
    assert world.queues.jobs == []


@pytest.mark.parametrize("fault", [Unavailable("down"), Uncertain("no clear answer")])
def test_the_customer_is_refunded_even_if_the_cancel_gets_no_answer(
    world: World, wished: Verification, fault: Exception
) -> None:
    world.supplier.fail("cancel", fault)

    request(world, wished)

    assert_refunded_once(world, wished, "area_code_unavailable")


def test_a_number_with_one_of_the_wished_codes_is_kept(world: World, wished: Verification) -> None:
    world.supplier.only_number = "+14155550100"

    request(world, wished)

    assert world.verification(wished).number == "+14155550100"
