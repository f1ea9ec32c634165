"""POLL_MODE=auto: we look seldom while the supplier's webhook is proven, and often again when it loses an event."""

from datetime import datetime, timedelta
from functools import partial
from itertools import count

import pytest

from callbox.domain.errors import Unavailable
from callbox.domain.polling import PollSchedule
from callbox.domain.suppliers import SUPPLIER
from callbox.domain.verifications import Verification
from callbox.domain.webhook_trust import ANNOUNCED_WITHIN, DOUBTED_FOR, NOTED_EVERY, PROOF_LASTS, WebhookRecord
from callbox.services.webhook_trust import EVENTS_READ_AGAIN_AFTER, READ_AGAIN_AFTER
from tests.builders import ADA, naira
from tests.services.world import World

_numbers = count(100_000)
AN_EVENT_TAKES_S = 1


def rented(world: World) -> Verification:
    world.fund(naira(1_000))
    return world.buy_with_number()


def schedule(world: World) -> PollSchedule:
    """Return how often a process looks that has read nothing yet."""
    return world.but().webhook_trust.poll_schedule()


def arrive(world: World, verification: Verification, *, announced: bool) -> None:
    """Let a code arrive, and its event a second later unless it is lost."""
    order_id = world.order_of(verification)
    world.supplier.deliver(order_id, f"Your code is {next(_numbers)}")
    if announced:
        world.live(AN_EVENT_TAKES_S)
        world.queues.fetch_code_of(order_id, hinted_at=world.clock.now())
        world.work()


def prove(world: World) -> None:
    arrive(world, rented(world), announced=True)
    world.clock.advance(READ_AGAIN_AFTER)
    assert schedule(world) == "webhook"


def lose_an_event(world: World) -> float:
    """Return how late the code was whose event was lost."""
    waiting = rented(world)
    world.live(3)
    arrived_at = world.clock.now()
    arrive(world, waiting, announced=False)
    world.live(60)
    received = world.verification(waiting)
    assert received.closed_at is not None
    return (received.closed_at - arrived_at).total_seconds()


def looks_within_20_s(world: World) -> int:
    waiting = rented(world)
    before = len(world.supplier.calls)
    world.live(19)
    world.fulfilment.cancel(ADA, waiting.verification_id)
    return sum(method in ("get", "outcomes") for method, _ in world.supplier.calls[before:])


def events(world: World) -> list[str]:
    """Return what operators see of the webhook, in order."""
    return [event for event, _ in (*world.log.recorded, *world.log.alarms) if event.startswith("webhook_")]


def test_a_stage_whose_webhook_is_not_set_up_looks_often(world: World) -> None:
    assert schedule(world) == "batch"
    arrive(world, rented(world), announced=False)
    world.live(60)

    assert schedule(world) == "batch"
    assert events(world) == []


def test_looks_go_from_often_to_seldom_and_back(world: World) -> None:
    often = looks_within_20_s(world)
    prove(world)
    seldom = looks_within_20_s(world)
    assert (often > 6, seldom < 3) == (True, True), (often, seldom)

    assert lose_an_event(world) <= 20 - 3, "a lost event costs no more than the pause between two seldom looks"
    world.clock.advance(READ_AGAIN_AFTER)
    assert (looks_within_20_s(world), world.alarms()) == (seldom, []), "one lost event is none"

    lose_an_event(world)
    world.clock.advance(READ_AGAIN_AFTER)
    assert looks_within_20_s(world) == often, "a webhook that stopped is noticed by the second code"
    assert world.alarms() == ["webhook_missed"]

    world.clock.advance(DOUBTED_FOR)
    prove(world)
    assert looks_within_20_s(world) == seldom
    lost, proven = "webhook_event_lost", "webhook_proven"
    assert events(world) == [proven, lost, lost, proven, "webhook_missed"], "the alarm is the last of the list"


@pytest.mark.parametrize("pause", [timedelta(seconds=1), timedelta(hours=5)])
def test_after_a_webhook_stopped_at_most_two_codes_are_found_by_seldom_looks(world: World, pause: timedelta) -> None:
    prove(world)
    looks = list[PollSchedule]()
    for _ in range(4):
        looks.append(schedule(world))
        lose_an_event(world)
        world.clock.advance(pause)

    assert looks == ["webhook", "webhook", "batch", "batch"]


def test_single_losses_among_many_events_change_nothing(world: World) -> None:
    prove(world)
    for _ in range(6):
        lose_an_event(world)
        for _ in range(9):
            arrive(world, rented(world), announced=True)
            world.live(EVENTS_READ_AGAIN_AFTER)

    assert (schedule(world), world.alarms()) == ("webhook", [])


# --- a look and an event at once


def look_meets_event(world: World, point: str) -> Verification:
    """Let a code arrive half a second before the 20th second, and its event at a point of the look."""
    waiting = rented(world)
    world.live(19.5)
    arrive(world, waiting, announced=False)
    order_id, received_at = world.order_of(waiting), world.clock.now()
    world.meanwhile(point, lambda: world.fulfilment.fetch_code_of(order_id, hinted_at=received_at))
    world.live(1)
    assert world.verification(waiting).state == "received"
    assert world.interruptions.left == []
    return waiting


@pytest.mark.parametrize("point", ["before saving a verification", "after saving a verification"])
def test_an_event_that_is_processed_while_a_look_stores_the_text_is_no_lost_one(world: World, point: str) -> None:
    prove(world)
    for _ in range(3):
        look_meets_event(world, point)
        world.live(120)

    assert schedule(world) == "webhook"
    assert events(world) == ["webhook_proven"]


def test_an_event_whose_look_wins_the_race_for_the_text_is_no_lost_one(world: World) -> None:
    prove(world)
    for _ in range(3):
        waiting = rented(world)
        world.live(19.5)
        arrive(world, waiting, announced=False)
        look = partial(world.fulfilment.fetch_code, ADA, waiting.verification_id, chain=waiting.poll_chain)
        world.meanwhile("before saving a verification", look)
        world.fulfilment.fetch_code_of(world.order_of(waiting), hinted_at=world.clock.now())
        assert world.interruptions.left == []
        world.live(120)

    assert schedule(world) == "webhook"
    assert events(world) == ["webhook_proven"]


def test_events_that_wait_in_our_queue_were_not_lost(world: World) -> None:
    prove(world)
    queued = list[tuple[str, datetime]]()
    for _ in range(2):
        waiting = rented(world)
        world.live(19.5)
        arrive(world, waiting, announced=False)
        queued.append((world.order_of(waiting), world.clock.now()))
        world.live(1)
    world.live(ANNOUNCED_WITHIN)
    assert schedule(world) == "batch"

    for order_id, received_at in queued:
        world.fulfilment.fetch_code_of(order_id, hinted_at=received_at)

    assert schedule(world) == "webhook"
    assert world.webhook_records.get(SUPPLIER).doubt == 0


def test_an_event_that_comes_just_after_a_look_is_no_lost_one(world: World) -> None:
    prove(world)
    waiting = rented(world)
    world.live(19.5)
    arrive(world, waiting, announced=False)
    world.live(1)
    assert world.verification(waiting).state == "received", "the look at the 20th second found it"

    world.queues.fetch_code_of(world.order_of(waiting), hinted_at=world.clock.now())
    world.live(120)

    assert schedule(world) == "webhook"
    assert world.alarms() == []


def test_a_day_without_an_event_ends_the_trust_without_an_alarm(world: World) -> None:
    prove(world)
    world.clock.advance(PROOF_LASTS)

    assert schedule(world) == "batch"
    assert (events(world), world.alarms()) == (["webhook_proven", "webhook_quiet"], [])


def test_a_webhook_that_was_never_proven_is_said_once_a_day(world: World) -> None:
    """For example when the secret is not the one that the supplier signs with."""
    for _ in range(3 * 24):
        schedule(world)
        schedule(world)
        world.clock.advance(timedelta(hours=1))

    assert events(world) == ["webhook_unproven"] * 2
    assert world.log.recorded[-1][1] == {"supplier": SUPPLIER, "last_event": None}


def test_the_record_is_read_every_half_minute_and_written_once_an_hour(world: World) -> None:
    prove(world)
    counted = CountedRecords(world)
    services = world.but(webhook_records=counted)

    for _ in range(60):
        services.webhook_trust.poll_schedule()
        world.clock.advance(timedelta(seconds=1))
    assert counted.reads == 60 / READ_AGAIN_AFTER.total_seconds()

    world.clock.advance(NOTED_EVERY)
    for _ in range(10):
        services.webhook_trust.event_came("an order", at=world.clock.now())
    assert counted.writes == 1


def test_joined_events_read_the_record_once_in_a_few_seconds(world: World) -> None:
    prove(world)
    counted = CountedRecords(world)
    services = world.but(webhook_records=counted)
    order_id = world.order_of(rented(world))

    for _ in range(100):
        services.fulfilment.fetch_code_of(order_id, hinted_at=world.clock.now())
        world.clock.advance(EVENTS_READ_AGAIN_AFTER / 100)
    assert (counted.reads, counted.writes) == (1, 1)

    world.clock.advance(EVENTS_READ_AGAIN_AFTER)
    services.fulfilment.fetch_code_of(order_id, hinted_at=world.clock.now())
    assert (counted.reads, counted.writes) == (2, 1)


@pytest.mark.parametrize("broken", ["get", "save"])
def test_a_record_that_cannot_be_used_delays_no_code(world: World, broken: str) -> None:
    prove(world)
    services = world.but(webhook_records=CountedRecords(world, broken=broken))
    world.clock.advance(PROOF_LASTS)
    waiting = rented(world)

    assert services.webhook_trust.poll_schedule() == "batch"
    arrive(world, waiting, announced=False)
    services.fulfilment.fetch_code_of(world.order_of(waiting), hinted_at=world.clock.now())

    assert world.verification(waiting).state == "received"


def test_of_two_processes_that_see_the_loss_one_raises_the_alarm(world: World) -> None:
    prove(world)
    record = world.webhook_records.get(SUPPLIER)
    for order_id in ("lost", "lost as well"):
        world.but().webhook_trust.text_was_found(order_id)
    world.clock.advance(ANNOUNCED_WITHIN + timedelta(seconds=1))
    late = world.but(webhook_records=CountedRecords(world, first=world.webhook_records.get(SUPPLIER)))

    assert schedule(world) == "batch"
    assert late.webhook_trust.poll_schedule() == "batch"

    assert world.alarms() == ["webhook_missed"]
    assert world.webhook_records.get(SUPPLIER).version == record.version + 3


def test_an_operators_own_schedule_is_not_judged(world: World) -> None:
    prove(world)

    assert [schedule(World(poll_mode=mode)) for mode in ("single", "batch", "webhook")] == [
        "single",
        "batch",
        "webhook",
    ]


class CountedRecords:
    """The world's records, counted; `broken` names a method that does not answer, `first` what is read first."""

    def __init__(self, world: World, *, broken: str = "", first: WebhookRecord | None = None) -> None:
        self._records = world.webhook_records
        self._broken = broken
        self._first = first
        self.reads = self.writes = 0

    def get(self, supplier: str) -> WebhookRecord:
        self.reads += 1
        if self._broken == "get":
            raise Unavailable("The database is busy.")
        first, self._first = self._first, None
        return first or self._records.get(supplier)

    def save(self, before: WebhookRecord, after: WebhookRecord) -> WebhookRecord:
        self.writes += 1
        if self._broken == "save":
            raise Unavailable("The database is busy.")
        return self._records.save(before, after)
