"""Each minute the sweeper resumes what a crash, a lost message or a missing webhook left unfinished."""

from datetime import timedelta

import pytest

from callbox.domain.errors import Unavailable
from callbox.domain.verifications import Verification
from callbox.services.sweeping import BATCH, Swept
from tests.builders import ADA, BOB, NOW, a_deposit, a_key, a_verification, naira
from tests.fakes import RequestNumber
from tests.services.world import World, an_id, at, minutes

AN_HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _money(world: World) -> None:
    world.fund(naira(10_000))


def when_due(world: World, verification: Verification) -> None:
    world.clock.advance(at(world.verification(verification), "due_at") - world.clock.now())


def test_a_run_without_due_work_does_and_logs_nothing(world: World) -> None:
    world.buy_with_number()
    world.top_up()
    noted = list(world.log.names)

    assert world.sweep() == Swept(deposits=0, verifications=0, failed=0)
    assert world.log.names == noted


def test_one_run_processes_every_kind_of_unfinished_work(world: World) -> None:
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
    assert ("open_work_swept", swept) in world.log.recorded


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


def test_a_request_past_its_window_is_refunded(world: World) -> None:
    requesting = world.buy()
    world.queues.drain()
    world.clock.advance(minutes(4))

    world.sweep()

    assert world.verification(requesting).state == "failed"
    assert world.refunds_of(requesting) == 1


def test_the_sweeper_finds_the_code_of_a_number_whose_polling_was_lost(world: World) -> None:
    waiting = world.buy_with_number()
    world.queues.drain()
    world.supplier.deliver(world.order_of(waiting), "Your code is 482913")
    when_due(world, waiting)

    world.sweep()

    assert world.verification(waiting).state == "received"


def test_a_broken_document_does_not_block_the_others(world: World) -> None:
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
    assert world.log.alarms == [
        ("sweep_broken", {"document_id": broken.verification_id, "kind": "KeyError"}),
    ]


def test_documents_stay_due_without_an_alarm_while_a_party_is_down(world: World) -> None:
    waiting = world.buy_with_number()
    world.queues.drain()
    when_due(world, waiting)
    world.supplier.fail("messages", Unavailable("down"))

    assert world.sweep().failed == 1
    assert world.alarms() == []
    failed = {"document_id": waiting.verification_id, "code": "unavailable"}
    assert ("sweep_failed", failed) in world.log.recorded

    when_due(world, waiting)
    assert world.sweep().failed == 0
    assert world.verification(waiting).state == "expired"


def test_repeated_failures_postpone_a_document_longer_and_longer(world: World) -> None:
    waiting = world.buy_with_number()
    world.queues.drain()
    world.supplier.silent_s = 5
    pauses = []
    for _ in range(4):
        when_due(world, waiting)
        assert world.sweep().failed == 1
        pauses.append(at(world.verification(waiting), "due_at") - world.clock.now())

    assert pauses == [minutes(1), minutes(2), minutes(4), minutes(5)]


def test_five_failures_in_a_row_raise_an_alarm(world: World) -> None:
    deposit = world.top_up()
    world.paystack.fail("verify", *[Unavailable("down")] * 5)
    for _ in range(5):
        assert world.alarms() == []
        world.clock.advance(minutes(5))
        world.sweep()

    assert world.log.alarms == [("sweep_keeps_failing", {"document_id": deposit.deposit_id, "failures": 5})]
    world.clock.advance(minutes(5))
    assert world.sweep().failed == 0
    assert world.deposit(deposit.deposit_id).sweep_failures == 0


def test_documents_that_always_fail_do_not_starve_the_others(world: World) -> None:
    for k in range(BATCH):
        stuck = a_verification(f"stuck-{k}", user_id=BOB, state="waiting", order_id=f"{k}", ends_at=NOW + minutes(60))
        world.tables.verifications[BOB, stuck.verification_id] = stuck
    healthy = world.buy_with_number()
    world.queues.drain()
    when_due(world, healthy)

    first, second = world.sweep(), world.sweep()

    assert (first.failed, second.failed) == (BATCH, 0)
    assert world.verification(healthy).state == "expired"


def test_deposits_are_credited_while_the_supplier_does_not_answer(world: World) -> None:
    """Each unanswered request costs the run seven seconds."""
    waiting = [world.buy_with_number() for _ in range(10)]
    world.queues.drain()
    when_due(world, waiting[-1])
    paid = [world.top_up(key=f"deposit-{k}") for k in range(5)]
    for deposit in paid:
        world.paystack.pay(deposit.reference)
    world.clock.advance(60)
    world.supplier.silent_s = 7
    asked = len(world.supplier.calls)

    world.sweep()

    assert {world.deposit(deposit.deposit_id).status for deposit in paid} == {"credited"}
    assert len(world.supplier.calls) - asked == 3


def test_after_two_hours_without_an_answer_every_customer_is_refunded_with_an_alarm(world: World) -> None:
    waiting = [world.buy_with_number() for _ in range(10)]
    world.queues.drain()
    world.supplier.silent_s = 5
    for _ in range(35):
        world.clock.advance(60)
        world.sweep()

    assert {(one.state, one.reason) for one in map(world.verification, waiting)} == {
        ("failed", "supplier_never_settled")
    }
    assert [world.refunds_of(one) for one in waiting] == [1] * 10
    assert world.alarms().count("supplier_never_settled") == 10
    assert world.clock.now() - waiting[0].created_at <= minutes(60)


def test_a_message_that_cannot_be_stored_does_not_prevent_the_refund(world: World) -> None:
    waiting = world.buy_with_number()
    world.queues.drain()
    world.supplier.orders.clear()  # every request about it fails
    world.clock.advance(at(waiting, "ends_at") + minutes(9) - world.clock.now())
    assert world.sweep().failed == 1
    assert world.refunds_of(waiting) == 0

    world.clock.advance(minutes(1))
    world.sweep()

    closed = world.verification(waiting)
    assert (closed.state, closed.reason, world.refunds_of(waiting)) == ("failed", "supplier_never_settled", 1)


def test_a_code_that_arrives_as_a_silent_order_is_written_off_is_kept(world: World) -> None:
    waiting = world.buy_with_number()
    world.queues.drain()
    world.clock.advance(at(waiting, "ends_at") + minutes(11) - world.clock.now())
    world.supplier.fail("messages", Unavailable("down"))

    def arrive() -> None:
        world.supplier.deliver(world.order_of(waiting), "Your code is 482913")
        world.fulfilment.fetch_code_of(world.order_of(waiting))

    world.meanwhile("before refund", arrive)

    world.sweep()

    assert world.verification(waiting).state == "received"
    assert world.refunds_of(waiting) == 0


def test_a_request_stays_due_while_the_queue_is_down(world: World) -> None:
    requesting = world.buy()
    world.queues.drain()
    when_due(world, requesting)
    world.queues.down = True
    assert world.sweep().failed == 1

    world.queues.down = False
    when_due(world, requesting)
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

    assert first == Swept(deposits=1, verifications=2, failed=0)
    assert second == Swept(deposits=0, verifications=1, failed=0)
    assert [world.verification(one).state for one in bought] == ["expired"] * 3


def test_a_run_that_ends_before_the_deposits_leaves_them_due(world: World) -> None:
    paid = world.top_up()
    world.paystack.pay(paid.reference)
    world.clock.advance(60)

    assert world.sweeper.run(deadline=world.clock.now()) == Swept(deposits=0, verifications=0, failed=0)
    assert world.sweep().deposits == 1


def test_a_backlog_is_processed_over_the_following_minutes(world: World) -> None:
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
