"""The sweeper checks a deposit without a webhook, less and less often, until it is paid or its window ends."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from callbox.domain.deposits import Deposit
from callbox.domain.errors import Unavailable
from callbox.domain.identity import DepositId
from tests.services.world import World


@pytest.fixture
def deposit(world: World) -> Deposit:
    return world.top_up()


def due_at(world: World, deposit: Deposit) -> datetime:
    due = world.deposit(deposit.deposit_id).due_at
    assert due is not None
    return due


def sweep_when_due(world: World, deposit: Deposit) -> None:
    world.clock.advance(due_at(world, deposit) - world.clock.now())
    swept = world.sweep()
    assert (swept.deposits, swept.failed) == (1, 0)


def test_a_deposit_is_not_checked_before_it_is_due(world: World, deposit: Deposit) -> None:
    world.clock.advance(timedelta(seconds=59))

    assert world.sweep().deposits == 0
    assert world.paystack.count("verify") == 0


def test_a_payment_without_a_webhook_is_credited_by_the_sweeper(world: World, deposit: Deposit) -> None:
    world.paystack.pay(deposit.reference)

    sweep_when_due(world, deposit)

    assert world.balance_minor == 500_000
    assert world.sweep().deposits == 0


def test_an_abandoned_checkout_is_checked_with_growing_pauses_until_it_fails(world: World, deposit: Deposit) -> None:
    asked = list[timedelta]()
    while world.deposit(deposit.deposit_id).status == "pending":
        assert len(asked) < 100, "the checks never end"
        sweep_when_due(world, deposit)
        asked.append(world.clock.now() - deposit.created_at)

    pauses = [later - earlier for earlier, later in pairwise(asked)]
    assert pauses == sorted(pauses)
    assert timedelta(hours=96) <= asked[-1] <= timedelta(hours=102)
    assert world.paystack.count("verify") == len(asked)
    failed = world.deposit(deposit.deposit_id)
    assert (failed.status, failed.reason, failed.due_at) == ("failed", "not_paid", None)
    assert "deposit_failed" in world.log.names


def test_a_payment_in_the_last_hour_of_the_window_is_credited(world: World, deposit: Deposit) -> None:
    world.clock.advance(timedelta(hours=95))
    world.sweep()
    world.paystack.pay(deposit.reference)

    sweep_when_due(world, deposit)

    assert world.deposit(deposit.deposit_id).status == "credited"


def test_a_failed_charge_ends_the_deposit_when_its_window_ends(world: World, deposit: Deposit) -> None:
    world.paystack.pay(deposit.reference, status="failed")
    world.clock.advance(timedelta(hours=95))
    world.sweep()
    assert world.deposit(deposit.deposit_id).status == "pending"

    world.clock.advance(timedelta(hours=7))
    world.sweep()

    assert (world.deposit(deposit.deposit_id).status, world.deposit(deposit.deposit_id).reason) == (
        "failed",
        "paystack_failed",
    )


def test_a_deposit_stays_due_while_paystack_is_down_and_is_checked_afterwards(world: World, deposit: Deposit) -> None:
    world.paystack.pay(deposit.reference)
    world.paystack.fail("verify", Unavailable("down"), Unavailable("down"))
    world.clock.advance(timedelta(minutes=1))

    assert world.sweep().failed == 1
    world.clock.advance(timedelta(minutes=1))
    assert world.sweep().failed == 1
    assert world.balance_minor == 0
    world.clock.advance(timedelta(minutes=2))
    assert world.sweep().failed == 0
    assert world.balance_minor == 500_000


def test_no_deposit_fails_as_unpaid_before_paystack_was_asked(world: World, deposit: Deposit) -> None:
    world.paystack.pay(deposit.reference)
    world.paystack.fail("verify", Unavailable("down"))
    world.clock.advance(timedelta(hours=100))

    world.sweep()
    assert world.deposit(deposit.deposit_id).status == "pending"

    world.clock.advance(timedelta(minutes=1))
    world.sweep()
    assert world.deposit(deposit.deposit_id).status == "credited"


def test_a_deposit_without_a_checkout_fails_when_its_window_ends(world: World) -> None:
    world.paystack.fail("initialize", Unavailable("down"))
    with pytest.raises(Unavailable):
        world.top_up()
    world.clock.advance(timedelta(hours=96))

    world.sweep()

    (deposit,) = world.tables.deposits.values()
    assert (deposit.status, deposit.reason) == ("failed", "not_paid")


def test_two_sweepers_at_once_schedule_one_next_check(world: World, deposit: Deposit) -> None:
    world.clock.advance(timedelta(minutes=1))
    world.meanwhile("before saving a deposit", lambda: world.deposits.sweep(deposit.deposit_id))

    world.deposits.sweep(deposit.deposit_id)

    assert due_at(world, deposit) == world.clock.now() + timedelta(minutes=1)
    # one write for what Paystack said, and one for the next check
    assert world.deposit(deposit.deposit_id).version == deposit.version + 2


def test_a_stale_index_entry_of_an_ended_or_unknown_deposit_is_harmless(world: World, deposit: Deposit) -> None:
    world.paystack.pay(deposit.reference)
    world.deposits.credit(deposit.reference)
    asked = world.paystack.count("verify")

    world.deposits.sweep(deposit.deposit_id)
    world.deposits.sweep(DepositId("unknown"))

    assert world.paystack.count("verify") == asked


def test_an_index_entry_left_behind_by_an_ended_deposit_is_removed(world: World, deposit: Deposit) -> None:
    world.clock.advance(timedelta(minutes=1))
    world.tables.deposits[deposit.deposit_id] = replace(deposit, status="mismatched", due_at=world.clock.now())

    world.sweep()

    assert world.deposit(deposit.deposit_id).due_at is None
    assert world.sweep().deposits == 0
