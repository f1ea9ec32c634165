"""After the first code its number is listened to: later texts are shown, and change neither the state nor the money."""

from datetime import timedelta

import pytest

from callbox.domain.errors import Refused, Unavailable
from callbox.domain.verifications import Verification
from tests.builders import ADA, naira
from tests.services.world import World, at, minutes

FIRST, SECOND = "Your code is 482913", "Your new code is 737373"


@pytest.fixture
def received(world: World) -> Verification:
    """Return a verification whose first code came five seconds ago."""
    world.fund(naira(1_000))
    waiting = world.buy_with_number()
    world.supplier.deliver(world.order_of(waiting), FIRST)
    world.live(5)
    return world.verification(waiting)


def deliver(world: World, verification: Verification, text: str = SECOND, sent_ago_s: float = 0) -> None:
    world.clock.advance(0.01)
    sent_at = world.clock.now() - timedelta(seconds=sent_ago_s)
    world.supplier.deliver(world.order_of(verification), text, sent_at=sent_at)


def codes(world: World, verification: Verification) -> list[str | None]:
    return [one.code for one in world.verifications.get(ADA, verification.verification_id).messages]


def listen(world: World, verification: Verification) -> Verification:
    return world.services.listening.listen(ADA, verification.verification_id)


def test_a_look_of_ours_finds_a_second_text(world: World, received: Verification) -> None:
    world.live(30)
    deliver(world, received)

    world.live(30)

    assert codes(world, received) == ["482913", "737373"]


def test_asked_for_another_code_we_find_it_within_five_seconds(world: World, received: Verification) -> None:
    world.live(minutes(4))
    listen(world, received)
    world.live(20)
    deliver(world, received)

    world.live(5)

    assert codes(world, received) == ["482913", "737373"]


def test_asking_costs_nothing_and_leaves_one_chain(world: World, received: Verification) -> None:
    balance_minor = world.balance_minor

    listen(world, received)
    world.live(4)

    after = world.verification(received)
    assert (after.state, after.closed_at, after.due_at) == ("received", received.closed_at, None)
    assert world.balance_minor == balance_minor
    world.live(minutes(1))
    assert len(world.queues.jobs) == 1


def test_it_can_be_asked_once_a_minute(world: World, received: Verification) -> None:
    listen(world, received)
    world.clock.advance(58.5)
    with pytest.raises(Refused) as refused:
        listen(world, received)
    assert (refused.value.code, refused.value.facts["retry_after_s"]) == ("rate_limited", 2)

    world.clock.advance(1.5)

    assert listen(world, received).listened_at == world.clock.now()


def test_a_number_without_a_code_or_beyond_its_end_does_not_listen(world: World, received: Verification) -> None:
    waiting = world.buy_with_number()
    for verification, state in ((waiting, "waiting"), (received, "received")):
        if verification is received:
            world.clock.advance(at(received, "ends_at") - world.clock.now())
        with pytest.raises(Refused) as refused:
            listen(world, verification)
        assert (refused.value.code, refused.value.facts["state"]) == ("not_listening", state)


def test_a_queue_that_does_not_answer_changes_nothing(world: World, received: Verification) -> None:
    world.queues.down = True

    with pytest.raises(Unavailable):
        listen(world, received)

    after = world.verification(received)
    assert (after.listened_at, after.poll_chain) == (None, received.poll_chain)
    world.queues.down = False
    deliver(world, received)
    world.live(20)
    assert codes(world, received) == ["482913", "737373"]


def test_two_at_once_ask_once(world: World, received: Verification) -> None:
    world.meanwhile("before saving a verification", lambda: listen(world, received))

    with pytest.raises(Refused, match="ask again"):
        listen(world, received)

    world.live(minutes(1))
    assert len(world.queues.jobs) == 1


def test_the_first_code_stays_the_first_whatever_the_suppliers_clock_says(world: World, received: Verification) -> None:
    deliver(world, received, sent_ago_s=3600)

    world.live(30)

    assert codes(world, received) == ["482913", "737373"]


def test_a_later_text_of_a_denied_service_is_not_shown_and_refunds_nothing(
    world: World, received: Verification
) -> None:
    deliver(world, received, "PayPal: 551234 is your security code.")
    deliver(world, received)

    world.live(30)

    assert codes(world, received) == ["482913", "737373"]
    assert world.verification(received).state == "received"
    assert world.refunds_of(received) == 0
    assert "message_withheld" in world.log.names
