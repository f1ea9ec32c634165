"""A poll chain counts its polls and ends, even when its fault is that it would go round for ever."""

from datetime import timedelta

from callbox.domain.polling import MOST_POLLS
from callbox.domain.verifications import Verification
from tests.builders import ADA, naira
from tests.fakes import FetchCode
from tests.services.world import World


def rented(world: World) -> Verification:
    world.fund(naira(1_000))
    return world.buy_with_number()


def poll(world: World, verification: Verification, number: int) -> None:
    chain = verification.poll_chain
    world.fulfilment.fetch_code(ADA, verification.verification_id, chain=chain, poll_number=number)


def queued(world: World) -> list[int]:
    return [job.poll_number for job in world.queues.drain() if isinstance(job, FetchCode)]


def test_each_poll_carries_its_place_in_the_chain(world: World) -> None:
    waiting = rented(world)
    assert queued(world) == [1]

    poll(world, waiting, 1)
    poll(world, waiting, 17)

    assert queued(world) == [2, 18]


def test_a_chain_ends_with_an_alarm_after_the_most_polls_any_schedule_needs(world: World) -> None:
    waiting = rented(world)
    world.queues.drain()

    poll(world, waiting, MOST_POLLS - 1)
    assert queued(world) == [MOST_POLLS]
    assert world.log.alarms == []

    poll(world, waiting, MOST_POLLS)
    assert queued(world) == []
    facts = {"verification_id": waiting.verification_id, "polls": MOST_POLLS}
    assert world.log.alarms == [("poll_chain_too_long", facts)]


def test_the_sweeper_finishes_what_a_chain_that_was_ended_has_left(world: World) -> None:
    waiting = rented(world)
    poll(world, waiting, MOST_POLLS)
    world.queues.drain()

    world.clock.advance(timedelta(hours=1))
    world.sweep()

    assert world.verification(waiting).state == "expired"
    assert world.refunds_of(waiting) == 1
