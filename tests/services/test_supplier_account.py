"""The supplier's credit falls by what was delivered and by nothing else; the rest is told."""

from datetime import timedelta
from decimal import Decimal

import pytest

from callbox.services.supplier_account import SupplierAccount
from tests.services.oversight import WatchedWorld

A_DAY = timedelta(days=1)


@pytest.fixture
def world() -> WatchedWorld:
    return WatchedWorld()


def next_day(world: WatchedWorld) -> SupplierAccount:
    world.clock.advance(A_DAY)
    return world.account.run()


def test_the_first_look_has_nothing_to_compare_with(world: WatchedWorld) -> None:
    first = world.account.run()

    assert first.unexplained_usd is None
    assert world.balances.stored == [first.balance]


def test_what_was_delivered_explains_the_credit(world: WatchedWorld) -> None:
    world.account.run()
    for number in range(3):
        world.listed.list_order(f"lr_{number}", world.clock.now() + timedelta(hours=1), outcome="delivered")
    world.listed.balance = Decimal("98.50")

    account = next_day(world)
    assert (account.delivered, account.delivered_usd) == (3, Decimal("1.50"))
    assert account.unexplained_usd == 0


def test_what_came_back_costs_nothing(world: WatchedWorld) -> None:
    world.account.run()
    world.listed.list_order("lr_1", world.clock.now() + timedelta(hours=1), outcome="returned")

    assert next_day(world).unexplained_usd == 0


def test_an_open_order_is_no_cost_until_it_ends(world: WatchedWorld) -> None:
    world.account.run()
    world.listed.list_order("lr_1", world.clock.now() + A_DAY - timedelta(minutes=5))
    world.listed.balance = Decimal("99.50")
    assert next_day(world).unexplained_usd == 0

    world.listed.end("lr_1", "delivered")
    delivered = next_day(world)
    assert delivered.delivered == 1
    assert delivered.unexplained_usd == 0
    assert next_day(world).delivered == 0


def test_an_open_order_that_comes_back_gives_its_price_back(world: WatchedWorld) -> None:
    world.listed.list_order("lr_1", world.clock.now())
    world.listed.balance = Decimal("99.50")
    world.account.run()
    world.listed.end("lr_1", "returned")
    world.listed.balance = Decimal("100")

    assert next_day(world).unexplained_usd == 0


@pytest.mark.parametrize(("balance", "unexplained"), [("97", "-3"), ("150", "50")], ids=["gone", "topped up"])
def test_what_no_order_explains_is_told(world: WatchedWorld, balance: str, unexplained: str) -> None:
    world.account.run()
    world.listed.balance = Decimal(balance)

    assert next_day(world).unexplained_usd == Decimal(unexplained)
