"""Retrying: one request cancels and refunds the first number and charges the second, once for each key."""

from datetime import timedelta
from decimal import Decimal

import pytest

from callbox.domain.errors import Refused, Unavailable
from callbox.domain.verifications import Verification
from callbox.ports.supplier import OrderRefused
from callbox.services.catalogue import CACHE_TIME
from tests.builders import ADA, BOB, a_selection, naira, pricing_settings
from tests.fakes import RequestNumber
from tests.services.world import World, minutes


@pytest.fixture
def waiting(world: World) -> Verification:
    world.fund(naira(1_000))
    return world.buy_with_number()


def retry(
    world: World, verification: Verification, key: str = "again", request_hash: str = "body"
) -> tuple[Verification, bool]:
    bought = world.retries.retry(ADA, verification.verification_id, key=key, request_hash=request_hash)
    return bought.verifications[0], bought.replayed


def refused_facts(world: World, verification: Verification, key: str = "again") -> tuple[str, dict[str, object]]:
    with pytest.raises(Refused) as refused:
        retry(world, verification, key)
    return refused.value.code, dict(refused.value.facts)


def test_an_open_number_is_cancelled_and_refunded_before_the_next_is_charged(
    world: World, waiting: Verification
) -> None:
    again, replayed = retry(world, waiting)

    assert not replayed
    assert (again.state, again.attempt, again.retry_of) == ("requesting", 2, waiting.verification_id)
    assert again.selection == waiting.selection
    assert world.verification(waiting).state == "cancelled"
    assert [entry.kind for entry in world.entries()] == ["deposit", "purchase", "refund", "purchase"]


def test_retrying_an_expired_verification_refunds_nothing_more(world: World, waiting: Verification) -> None:
    world.live(minutes(16))

    again, _ = retry(world, waiting)

    assert again.attempt == 2
    assert world.refunds_of(waiting) == 1


def test_a_retry_can_spend_its_own_refund(world: World) -> None:
    world.fund(naira(450))
    waiting = world.buy_with_number()
    assert world.balance_minor == 0

    assert retry(world, waiting)[0].attempt == 2
    assert world.balance_minor == 0


def test_the_same_key_retries_once_and_gets_the_same_answer(world: World, waiting: Verification) -> None:
    first = retry(world, waiting)[0]
    world.work()

    assert retry(world, waiting) == (first, True)
    assert len(world.tables.verifications) == 2
    assert world.balance_minor == 55_000


def test_a_replayed_retry_gets_the_same_answer_after_the_second_number_has_ended(
    world: World, waiting: Verification
) -> None:
    first = retry(world, waiting)[0]
    world.live(minutes(16))

    assert retry(world, waiting) == (first, True)


def test_the_same_key_with_another_request_is_refused(world: World, waiting: Verification) -> None:
    retry(world, waiting)

    with pytest.raises(Refused) as refused:
        retry(world, waiting, request_hash="another body")

    assert refused.value.code == "idempotency_key_reused"


def test_a_verification_is_retried_once_under_any_key(world: World, waiting: Verification) -> None:
    retry(world, waiting)

    assert refused_facts(world, waiting, key="another") == ("not_retryable", {"state": "retried"})
    assert world.balance_minor == 55_000


def test_two_retries_at_once_with_two_keys_buy_once(world: World, waiting: Verification) -> None:
    world.live(minutes(16))
    world.meanwhile("before purchase", lambda: retry(world, waiting, key="faster"))

    assert refused_facts(world, waiting)[0] == "not_retryable"
    assert world.balance_minor == 55_000


def test_the_same_key_recovers_from_a_crash_between_refund_and_purchase(world: World, waiting: Verification) -> None:
    world.meanwhile("before purchase", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        retry(world, waiting)
    assert world.balance_minor == 100_000

    again, replayed = retry(world, waiting)

    assert (again.attempt, replayed) == (2, False)
    assert world.refunds_of(waiting) == 1
    assert world.balance_minor == 55_000


def test_after_three_attempts_something_else_is_suggested(world: World, waiting: Verification) -> None:
    second, _ = retry(world, waiting, key="second")
    world.work()
    third, _ = retry(world, second, key="third")
    world.work()

    assert third.attempt == 3
    assert refused_facts(world, third, key="fourth") == ("not_retryable", {"state": "waiting"})
    assert world.verification(third).state == "waiting"


def test_a_paid_verification_is_not_retried(world: World, waiting: Verification) -> None:
    world.supplier.deliver(world.order_of(waiting), "Your code is 482913")
    world.live(5)

    assert refused_facts(world, waiting) == ("not_retryable", {"state": "received"})


def test_a_code_that_arrives_during_a_retry_is_kept_and_nothing_is_bought(world: World, waiting: Verification) -> None:
    world.supplier.deliver(world.order_of(waiting), "Your code is 482913")

    assert refused_facts(world, waiting) == ("not_cancellable", {"state": "received"})
    assert len(world.tables.verifications) == 1


def test_a_verification_without_a_number_is_not_retried(world: World) -> None:
    world.fund(naira(1_000))

    assert refused_facts(world, world.buy()) == ("not_cancellable", {"state": "requesting"})


def test_a_retry_changes_nothing_when_the_supplier_does_not_answer(world: World, waiting: Verification) -> None:
    world.supplier.fail("cancel", Unavailable("down"))

    with pytest.raises(Unavailable):
        retry(world, waiting)

    assert world.verification(waiting) == waiting
    assert len(world.tables.verifications) == 1


def test_a_retry_at_a_higher_price_is_refused_and_the_refund_stays(world: World, waiting: Verification) -> None:
    world.clock.advance(60)
    world.settings.add_pricing(pricing_settings(ngn_per_usd=Decimal(2000), changed_at=world.clock.now()))

    assert refused_facts(world, waiting) == ("price_changed", {"price_minor": 60_000, "currency": "NGN"})
    assert world.balance_minor == 100_000


def test_a_customer_cannot_retry_another_customers_verification(world: World, waiting: Verification) -> None:
    with pytest.raises(Refused) as refused:
        world.retries.retry(BOB, waiting.verification_id, key="again", request_hash="body")

    assert refused.value.code == "not_found"
    assert world.verification(waiting) == waiting


# --- a number that has already failed


def same_number(world: World, waiting: Verification) -> None:
    """Let the supplier's next order get the number that just failed."""
    order_id = list(world.supplier.orders)[-1]
    order = world.supplier.orders[order_id]
    world.supplier.orders[order_id] = type(order)(order_id, waiting.number, order.outcome, order.ends_at)


def test_a_number_that_already_failed_is_cancelled_and_another_is_ordered(world: World, waiting: Verification) -> None:
    again, _ = retry(world, waiting)
    assert again.avoid_numbers == (waiting.number,)
    world.meanwhile("after order", lambda: same_number(world, waiting))

    world.work()

    second = world.verification(again)
    assert second.state == "waiting"
    assert second.number != waiting.number
    assert second.order_count == 2
    open_orders = [order.order_id for order in world.supplier.orders.values() if order.outcome == "open"]
    assert open_orders == [second.order_id]


def test_after_three_orders_a_number_that_already_failed_is_kept(world: World, waiting: Verification) -> None:
    again, _ = retry(world, waiting)
    for _ in range(3):
        world.meanwhile("after order", lambda: same_number(world, waiting))

    world.work()

    second = world.verification(again)
    assert (second.state, second.number, second.order_count) == ("waiting", waiting.number, 3)
    assert sum(order.outcome == "open" for order in world.supplier.orders.values()) == 1


def test_an_old_number_whose_cancel_the_supplier_refuses_is_kept(world: World, waiting: Verification) -> None:
    again, _ = retry(world, waiting)
    world.supplier.cancellable = False
    world.meanwhile("after order", lambda: same_number(world, waiting))

    world.work()

    second = world.verification(again)
    assert (second.state, second.number) == ("waiting", waiting.number)
    assert len(world.supplier.orders) == 2


def test_an_unanswered_cancel_of_an_old_number_is_repeated_and_blocks_no_other_order(
    world: World, waiting: Verification
) -> None:
    again, _ = retry(world, waiting)
    world.supplier.fail("cancel", Unavailable("The supplier does not answer."))
    world.meanwhile("after order", lambda: same_number(world, waiting))

    world.work()
    # a message that failed would close its lane until it is brought again
    assert not any(isinstance(job, RequestNumber) for job in world.queues.jobs)

    world.live(61)
    world.sweep()
    world.work()
    second = world.verification(again)
    assert (second.state, second.order_count) == ("waiting", 2)
    assert second.number != waiting.number


def test_a_sold_out_service_after_the_cancel_of_an_old_number_is_refunded(world: World, waiting: Verification) -> None:
    again, _ = retry(world, waiting)

    def sell_out() -> None:
        same_number(world, waiting)
        world.supplier.fail("order", OrderRefused("no_numbers"))

    world.meanwhile("after order", sell_out)

    world.work()

    second = world.verification(again)
    assert (second.state, second.reason, world.refunds_of(again)) == ("failed", "no_numbers", 1)
    assert {order.outcome for order in world.supplier.orders.values()} == {"cancelled"}


def test_slow_answers_about_old_numbers_never_outlive_the_function(world: World, waiting: Verification) -> None:
    again, _ = retry(world, waiting)
    world.queues.drain()

    world.supplier.only_number = waiting.number
    world.supplier.takes_s = {"order": 39, "get": 7, "cancel": 7}
    begun = world.clock.now()

    world.ordering.request_number(ADA, again.verification_id)

    assert world.clock.now() - begun < timedelta(seconds=120)
    assert world.verification(again).state == "requesting"  # and the sweeper goes on with the next order


def test_two_workers_that_both_get_an_old_number_leave_one_order(world: World, waiting: Verification) -> None:
    again, _ = retry(world, waiting)
    world.queues.drain()
    world.meanwhile("after order", lambda: same_number(world, waiting))
    world.meanwhile("before saving a verification", lambda: world.ordering.request_number(ADA, again.verification_id))

    world.ordering.request_number(ADA, again.verification_id)

    second = world.verification(again)
    assert second.state == "waiting"
    assert [order.order_id for order in world.supplier.orders.values() if order.outcome == "open"] == [second.order_id]


def test_a_third_attempt_avoids_both_numbers_before_it(world: World, waiting: Verification) -> None:
    second, _ = retry(world, waiting, key="second")
    world.work()
    third, _ = retry(world, second, key="third")

    assert third.avoid_numbers == (waiting.number, world.verification(second).number)


def test_a_request_without_a_number_leaves_no_number_to_avoid(world: World) -> None:
    world.fund(naira(1_000))
    failed = world.buy()
    world.supplier.fail("order", OrderRefused("no_numbers"))
    world.work()

    assert retry(world, failed)[0].avoid_numbers == ()


def test_a_wish_that_does_not_exist_any_more_is_refused_before_the_number_is_cancelled(world: World) -> None:
    world.fund(naira(1_000))
    bought = world.buy(selection=a_selection(area_codes=("202",)))
    world.work()
    world.area_codes.replace("US", ["212", "312"], read_at=world.clock.now())
    world.clock.advance(CACHE_TIME)

    with pytest.raises(Refused) as refused:
        retry(world, bought)

    assert refused.value.code == "area_code_unknown"
    assert world.verification(bought).state == "waiting"
