"""Orphan orders are cancelled at the supplier, and owned orders never are."""

from datetime import timedelta
from decimal import Decimal

import pytest

from callbox.domain.errors import Unavailable, Uncertain
from callbox.services.orphans import LOOK_EVERY, SILENCES, Orphans
from tests.builders import naira
from tests.services.oversight import WatchedWorld

LONG_AGO = timedelta(minutes=7, seconds=30)


@pytest.fixture
def world() -> WatchedWorld:
    world = WatchedWorld()
    world.fund(naira(1_000))
    return world


def look_after(world: WatchedWorld, wait: timedelta) -> Orphans:
    world.clock.advance(wait)
    return world.orphans.run()


def test_an_orphan_order_is_cancelled_before_it_is_ten_minutes_old(world: WatchedWorld) -> None:
    world.listed.list_order("lr_1", world.clock.now())

    assert look_after(world, LONG_AGO - timedelta(seconds=1)) == Orphans(1, (), ())
    assert look_after(world, timedelta(seconds=1)) == Orphans(1, ("lr_1",), ())
    assert world.listed.cancelled == ["lr_1"]
    assert ("orphan_order_cancelled", {"order_id": "lr_1", "cost_usd": "0.50"}) in world.log.recorded


def test_a_cancelled_orphan_order_is_not_cancelled_again(world: WatchedWorld) -> None:
    world.listed.list_order("lr_1", world.clock.now())
    look_after(world, LONG_AGO)

    assert look_after(world, LONG_AGO) == Orphans(0, (), ())
    assert world.listed.cancelled == ["lr_1"]


def test_the_order_of_a_waiting_verification_is_not_cancelled(world: WatchedWorld) -> None:
    waiting = world.buy_with_number()
    world.listed.list_order(world.order_of(waiting), world.clock.now())

    assert look_after(world, LONG_AGO) == Orphans(1, (), ())
    assert world.listed.cancelled == []


def test_the_order_of_a_verification_with_a_code_is_not_cancelled(world: WatchedWorld) -> None:
    paid = world.buy_with_number()
    world.supplier.deliver(world.order_of(paid), "Your code is 482913")
    world.fulfilment.fetch_code_of(world.order_of(paid))
    assert world.verification(paid).state == "received"
    world.listed.list_order(world.order_of(paid), world.clock.now())

    assert look_after(world, LONG_AGO).cancelled == ()


def test_the_order_of_a_refunded_verification_is_cancelled(world: WatchedWorld) -> None:
    bought = world.buy_with_number()
    world.fulfilment.cancel(bought.user_id, bought.verification_id)
    world.listed.list_order(world.order_of(bought), world.clock.now())

    assert look_after(world, LONG_AGO).cancelled == (world.order_of(bought),)


@pytest.mark.parametrize("outcome", ["delivered", "returned"])
def test_an_order_that_has_ended_is_not_cancelled(world: WatchedWorld, outcome: str) -> None:
    world.listed.list_order("lr_1", world.clock.now(), outcome=outcome)

    assert look_after(world, LONG_AGO) == Orphans(0, (), ())


def test_an_orphan_whose_cancel_the_supplier_refuses_is_a_difference(world: WatchedWorld) -> None:
    world.listed.list_order("lr_1", world.clock.now(), cost="0.75")
    world.listed.cancellable = False

    [left] = look_after(world, LONG_AGO).left
    assert (left.kind, left.subject, left.facts) == ("orphan_order", "lr_1", {"cost_usd": str(Decimal("0.75"))})


def test_an_unclear_cancel_leaves_the_orphan_to_the_next_run(world: WatchedWorld) -> None:
    world.listed.list_order("lr_1", world.clock.now())
    world.listed.list_order("lr_2", world.clock.now())
    world.listed.unclear = [Uncertain("lost")]

    first = look_after(world, LONG_AGO)
    assert ([one.subject for one in first.left], first.cancelled) == (["lr_2"], ("lr_1",))
    assert world.orphans.run() == Orphans(1, ("lr_2",), ())


def test_an_orphan_whose_cancel_is_never_answered_does_not_block_the_others(world: WatchedWorld) -> None:
    for order_id in ("older", "silent", "younger"):
        world.listed.list_order(order_id, world.clock.now())
    world.listed.silent = {"silent"}

    run = look_after(world, LONG_AGO)
    assert sorted(run.cancelled) == ["older", "younger"]
    assert [one.subject for one in run.left] == ["silent"]
    assert run.unasked == 0


def test_a_run_stops_cancelling_when_the_supplier_stops_answering(world: WatchedWorld) -> None:
    order_ids = {f"lr_{number}" for number in range(10)}
    for order_id in order_ids:
        world.listed.list_order(order_id, world.clock.now())
    world.listed.silent = order_ids

    run = look_after(world, LONG_AGO)
    assert (len(run.left), run.unasked, run.cancelled) == (SILENCES, 10 - SILENCES, ())


def test_orphans_whose_cancels_are_never_answered_do_not_always_come_first(world: WatchedWorld) -> None:
    world.listed.list_order("older", world.clock.now())
    world.listed.silent = {f"silent {number}" for number in range(SILENCES)}
    for order_id in sorted(world.listed.silent):
        world.listed.list_order(order_id, world.clock.now())

    look_after(world, LONG_AGO)
    for _ in range(SILENCES):
        look_after(world, LOOK_EVERY)
    assert world.listed.cancelled == ["older"]


def test_nothing_is_cancelled_or_reported_while_the_supplier_does_not_answer(world: WatchedWorld) -> None:
    world.listed.failing = Unavailable("down")

    with pytest.raises(Unavailable):
        world.orphans.run()
