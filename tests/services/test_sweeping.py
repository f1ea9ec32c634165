"""Each minute the sweeper takes up what a crash, a lost message or a silent webhook left behind."""

from datetime import timedelta

import pytest

from callbox.domain.errors import Unavailable
from callbox.domain.verifications import Verification
from callbox.services.sweeping import BATCH, Swept
from tests.builders import ADA, a_deposit, a_key, a_verification, naira
from tests.fakes import RequestNumber
from tests.services.world import World, an_id, at, minutes


@pytest.fixture(autouse=True)
def _money(world: World) -> None:
    world.fund(naira(10_000))


def when_due(world: World, verification: Verification) -> None:
    world.clock.advance(at(world.verification(verification), "due_at") - world.clock.now())


def test_with_nothing_due_nothing_is_done_or_noted(world: World) -> None:
    world.buy_with_number()
    world.top_up()
    noted = list(world.events.names)

    assert world.sweep() == Swept(deposits=0, verifications=0, failed=0)
    assert world.events.names == noted


def test_every_kind_of_unfinished_work_is_taken_up_in_one_run(world: World) -> None:
    waiting = world.buy_with_number()
    world.queues.drain()
    when_due(world, waiting)
    world.clock.advance(-60)
    requesting = world.buy()
    paid = world.top_up()
    world.paystack.pay(paid.reference)
    world.queues.drain()
    world.clock.advance(60)

    assert world.sweep() == Swept(deposits=1, verifications=2, failed=0)

    assert world.verification(waiting).state == "expired"
    assert world.deposit(paid.deposit_id).status == "credited"
    assert [job.verification_id for job in world.queues.jobs if isinstance(job, RequestNumber)] == [
        requesting.verification_id
    ]
    swept = {"deposits": 1, "verifications": 2, "failed": 0}
    assert ("open_work_swept", swept) in world.events.recorded


def test_a_request_whose_message_was_lost_is_queued_again_every_minute_until_a_number_comes(world: World) -> None:
    requesting = world.buy()
    for _ in range(3):
        world.queues.drain()
        when_due(world, requesting)
        assert world.sweep().verifications == 1
        assert len(world.queues.jobs) == 1

    world.work()

    assert world.verification(requesting).state == "waiting"
    assert len(world.supplier.orders) == 1


def test_two_sweepers_in_one_minute_queue_a_request_once(world: World) -> None:
    requesting = world.buy()
    world.queues.drain()
    when_due(world, requesting)
    world.meanwhile("before saving a verification", world.sweep)

    swept = world.sweep()

    assert (swept.verifications, swept.failed) == (1, 0)
    assert len(world.queues.jobs) == 1


def test_a_request_beyond_its_window_is_refunded(world: World) -> None:
    requesting = world.buy()
    world.queues.drain()
    world.clock.advance(minutes(4))

    world.sweep()

    assert world.verification(requesting).state == "failed"
    assert world.refunds_of(requesting) == 1


def test_a_number_whose_polling_was_lost_is_looked_at_after_its_end_and_its_code_found(world: World) -> None:
    waiting = world.buy_with_number()
    world.queues.drain()
    world.supplier.deliver(world.order_of(waiting), "Your code is 482913")
    when_due(world, waiting)

    world.sweep()

    assert world.verification(waiting).state == "received"


def test_one_broken_document_does_not_keep_the_others_waiting(world: World) -> None:
    broken = world.buy_with_number()
    waiting = world.buy_with_number()
    world.queues.drain()
    when_due(world, waiting)
    paid = world.top_up()
    world.paystack.pay(paid.reference)
    world.clock.advance(60)
    del world.supplier.orders[world.order_of(broken)]

    swept = world.sweep()

    assert swept == Swept(deposits=1, verifications=2, failed=1)
    assert world.verification(waiting).state == "expired"
    assert world.deposit(paid.deposit_id).status == "credited"
    assert world.events.alarms == [
        ("sweep_broken", {"document_id": broken.verification_id, "kind": "KeyError"}),
    ]


def test_a_party_that_is_down_fails_its_documents_without_an_alarm_and_they_stay_due(world: World) -> None:
    waiting = world.buy_with_number()
    world.queues.drain()
    when_due(world, waiting)
    world.supplier.fail("messages", Unavailable("down"))

    assert world.sweep().failed == 1
    assert world.alarms() == []
    failed = {"document_id": waiting.verification_id, "code": "unavailable"}
    assert ("sweep_failed", failed) in world.events.recorded

    assert world.sweep().failed == 0
    assert world.verification(waiting).state == "expired"


def test_when_the_queue_is_down_a_request_stays_due(world: World) -> None:
    requesting = world.buy()
    world.queues.drain()
    when_due(world, requesting)
    world.queues.down = True
    assert world.sweep().failed == 1

    world.queues.down = False
    assert world.sweep().failed == 0

    assert len(world.queues.jobs) == 1


def test_a_run_ends_at_its_deadline_and_leaves_the_rest_due(world: World) -> None:
    bought = [world.buy_with_number() for _ in range(3)]
    world.queues.drain()
    when_due(world, bought[-1])
    paid = world.top_up()
    world.paystack.pay(paid.reference)
    world.clock.advance(60)
    for _ in range(2):
        world.meanwhile("after cancel", lambda: world.clock.advance(20))

    first = world.sweeper.run(deadline=world.clock.now() + timedelta(seconds=40))
    second = world.sweep()

    assert first == Swept(deposits=0, verifications=2, failed=0)
    assert second == Swept(deposits=1, verifications=1, failed=0)
    assert [world.verification(one).state for one in bought] == ["expired"] * 3


def test_a_run_whose_time_is_over_before_the_deposits_leaves_them_due(world: World) -> None:
    paid = world.top_up()
    world.paystack.pay(paid.reference)
    world.clock.advance(60)

    assert world.sweeper.run(deadline=world.clock.now()) == Swept(deposits=0, verifications=0, failed=0)
    assert world.sweep().deposits == 1


def test_a_backlog_is_worked_off_over_the_following_minutes(world: World) -> None:
    for k in range(BATCH + 5):
        verification = a_verification(f"verification-{k:03d}")
        world.tables.verifications[ADA, verification.verification_id] = verification
        deposit = a_deposit(f"deposit-{k:03d}")
        world.store_of_deposits.add(deposit, a_key(deposit.deposit_id))
    world.clock.advance(60)

    assert world.sweep() == Swept(deposits=BATCH, verifications=BATCH, failed=0)
    assert world.sweep() == Swept(deposits=5, verifications=5, failed=0)


def test_a_stale_index_entry_of_a_verification_that_has_ended_is_harmless(world: World) -> None:
    waiting = world.buy_with_number()
    world.fulfilment.cancel(ADA, waiting.verification_id)
    asked = len(world.supplier.calls)

    world.fulfilment.sweep(ADA, waiting.verification_id)
    world.fulfilment.sweep(ADA, an_id("unknown"))

    assert len(world.supplier.calls) == asked
    assert world.refunds_of(waiting) == 1
