"""From the number to the code: polls and webhooks run at once, and the first code ends the verification as paid."""

from contextlib import suppress
from datetime import timedelta

import pytest

from callbox.domain.errors import Unavailable, Uncertain
from callbox.domain.verifications import Verification
from tests.builders import ADA, naira
from tests.fakes import FetchCode
from tests.services.world import World, an_id, minutes

CODE = "Your code is 482913"
NO_CODE = "Welcome! We are glad that you are here."


@pytest.fixture
def waiting(world: World) -> Verification:
    """Return a verification whose number has just arrived."""
    world.fund(naira(1_000))
    return world.buy_with_number()


def codes(world: World, verification: Verification) -> list[str | None]:
    documented = world.verifications.get(ADA, verification.verification_id)
    return [message.code for message in documented.messages]


def deliver(world: World, verification: Verification, text: str, message_id: str | None = None) -> None:
    world.supplier.deliver(world.order_of(verification), text, message_id=message_id)


def poll(world: World, verification: Verification) -> None:
    world.fulfilment.fetch_code(ADA, verification.verification_id, chain=verification.poll_chain)


def webhook(world: World, verification: Verification) -> None:
    world.fulfilment.fetch_code_of(world.order_of(verification))


def assert_paid(world: World, verification: Verification, found: list[str | None]) -> None:
    received = world.verification(verification)
    assert (received.state, received.due_at) == ("received", None)
    assert codes(world, verification) == found
    assert world.refunds_of(verification) == 0
    assert world.balance_minor == 55_000


def test_polling_finds_the_code_within_its_step(world: World, waiting: Verification) -> None:
    world.live(11)
    deliver(world, waiting, CODE)

    world.live(2)

    assert_paid(world, waiting, ["482913"])
    received = world.verification(waiting)
    assert received.closed_at == world.clock.now() - timedelta(seconds=1)
    assert received.reason is None


def test_after_the_code_its_number_is_looked_at_six_times_more_and_never_after_its_end(
    world: World, waiting: Verification
) -> None:
    deliver(world, waiting, CODE)
    world.live(5)
    asked = len(world.supplier.calls)

    world.live(minutes(20))

    assert world.supplier.calls[asked:] == [("messages", world.order_of(waiting))] * 6
    assert world.queues.jobs == []


def test_a_poll_of_an_open_order_costs_one_request(world: World, waiting: Verification) -> None:
    before = len(world.supplier.calls)

    poll(world, waiting)

    assert world.supplier.calls[before:] == [("get", world.order_of(waiting))]


def test_a_webhook_finds_the_code_at_once_and_queues_no_poll(world: World, waiting: Verification) -> None:
    jobs = world.queues.jobs
    deliver(world, waiting, CODE)

    webhook(world, waiting)

    assert_paid(world, waiting, ["482913"])
    assert world.queues.jobs == jobs


def test_a_webhook_that_finds_the_code_costs_one_request(world: World, waiting: Verification) -> None:
    deliver(world, waiting, CODE)
    before = len(world.supplier.calls)

    webhook(world, waiting)

    assert world.supplier.calls[before:] == [("messages", world.order_of(waiting))]


def test_a_webhook_may_arrive_before_the_order_shows_the_message(world: World, waiting: Verification) -> None:
    deliver(world, waiting, CODE)
    world.supplier.end(world.order_of(waiting), "open")

    webhook(world, waiting)

    assert_paid(world, waiting, ["482913"])


@pytest.mark.parametrize("point", ["after messages", "before saving a verification", "after saving a verification"])
@pytest.mark.parametrize(("first", "second"), [(poll, webhook), (webhook, poll), (webhook, webhook), (poll, poll)])
def test_two_polls_at_once_store_one_code_and_end_the_verification_once(
    world: World, waiting: Verification, point: str, first: object, second: object
) -> None:
    deliver(world, waiting, CODE)
    world.meanwhile(point, lambda: second(world, waiting))  # type: ignore[operator]

    first(world, waiting)  # type: ignore[operator]

    assert_paid(world, waiting, ["482913"])
    assert world.log.names.count("code_received") == 1


def test_a_repeated_webhook_changes_nothing(world: World, waiting: Verification) -> None:
    deliver(world, waiting, CODE)
    webhook(world, waiting)
    before = world.verification(waiting)

    webhook(world, waiting)

    assert world.verification(waiting) == before
    assert codes(world, waiting) == ["482913"]


def test_a_webhook_for_an_unknown_order_is_logged_and_dropped(world: World, waiting: Verification) -> None:
    world.fulfilment.fetch_code_of("order-of-another-customer")

    assert ("supplier_order_unknown", {"order_id": "order-of-another-customer"}) in world.log.recorded
    assert world.verification(waiting) == waiting


def test_a_message_without_a_code_is_shown_and_polling_continues(world: World, waiting: Verification) -> None:
    deliver(world, waiting, NO_CODE)
    world.live(5)
    assert world.verification(waiting).state == "waiting"
    assert codes(world, waiting) == [None]

    world.live(30)
    deliver(world, waiting, CODE)
    world.live(10)

    assert_paid(world, waiting, [None, "482913"])


def test_a_message_without_a_certain_code_is_charged_at_the_deadline_when_delivered(
    world: World, waiting: Verification
) -> None:
    deliver(world, waiting, NO_CODE)

    world.live(minutes(16))

    assert_paid(world, waiting, [None])
    assert world.verification(waiting).reason == "no_certain_code"


def test_a_message_without_a_code_is_refunded_when_the_order_times_out(world: World, waiting: Verification) -> None:
    deliver(world, waiting, NO_CODE)
    world.live(5)
    world.supplier.end(world.order_of(waiting), "returned")

    world.live(5)

    assert world.verification(waiting).state == "expired"
    assert world.refunds_of(waiting) == 1
    assert codes(world, waiting) == []


def test_messages_after_the_first_code_are_kept_when_a_webhook_announces_them(
    world: World, waiting: Verification
) -> None:
    deliver(world, waiting, CODE)
    poll(world, waiting)
    world.clock.advance(1)
    deliver(world, waiting, "Your new code is 737373")

    webhook(world, waiting)

    assert_paid(world, waiting, ["482913", "737373"])


def test_a_poll_just_after_the_code_sends_no_request_and_its_chain_goes_on(world: World, waiting: Verification) -> None:
    deliver(world, waiting, CODE)
    webhook(world, waiting)
    asked = len(world.supplier.calls)

    poll(world, waiting)

    assert len(world.supplier.calls) == asked
    earlier, following = world.queues.drain()
    first = FetchCode(ADA, waiting.verification_id)
    assert (earlier, following) == (first, FetchCode(ADA, waiting.verification_id, poll_number=2))


def test_at_most_twenty_messages_are_kept(world: World, waiting: Verification) -> None:
    for k in range(25):
        world.clock.advance(0.01)
        deliver(world, waiting, NO_CODE, message_id=f"message-{k:02d}")

    poll(world, waiting)
    poll(world, waiting)

    assert len(codes(world, waiting)) == 20
    assert world.verification(waiting).message_count == 20


def test_the_next_poll_recovers_from_a_crash_between_storing_the_message_and_the_state(
    world: World, waiting: Verification
) -> None:
    deliver(world, waiting, CODE)
    world.meanwhile("before saving a verification", lambda: 1 / 0)
    with suppress(ZeroDivisionError):
        poll(world, waiting)
    assert world.verification(waiting).state == "waiting"

    poll(world, waiting)

    assert_paid(world, waiting, ["482913"])


@pytest.mark.parametrize("method", ["get", "messages"])
@pytest.mark.parametrize("error", [Unavailable("down"), Uncertain("no answer")])
def test_polling_continues_while_the_supplier_does_not_answer(
    world: World, waiting: Verification, method: str, error: Exception
) -> None:
    deliver(world, waiting, CODE)
    world.supplier.fail(method, error)
    world.live(5)
    assert world.verification(waiting).state == "waiting"

    world.live(5)

    assert_paid(world, waiting, ["482913"])


def test_a_webhook_that_finds_the_supplier_down_is_delivered_again(world: World, waiting: Verification) -> None:
    deliver(world, waiting, CODE)
    world.supplier.fail("messages", Unavailable("down"))

    with pytest.raises(Unavailable):
        webhook(world, waiting)

    webhook(world, waiting)
    assert_paid(world, waiting, ["482913"])


def test_a_poll_of_an_unknown_verification_does_nothing(world: World) -> None:
    world.fulfilment.fetch_code(ADA, an_id("unknown"), chain=1)

    assert world.supplier.calls == []
    assert world.queues.jobs == []


def test_no_event_contains_a_code_or_a_text(world: World, waiting: Verification) -> None:
    deliver(world, waiting, CODE)
    world.live(10)

    assert "code_received" in world.log.names
    assert "482913" not in repr(world.log)
    assert "Your code" not in repr(world.log)
