"""The supplier's credit falls only by delivered orders; any other change is reported."""

from datetime import timedelta
from decimal import Decimal

import pytest

from callbox.services.supplier_account import SupplierAccount
from tests.builders import ADA, naira
from tests.services.oversight import WatchedWorld

A_DAY = timedelta(days=1)


@pytest.fixture
def world() -> WatchedWorld:
    return WatchedWorld()


def read_account(world: WatchedWorld) -> SupplierAccount:
    account = world.account.compare()
    world.account.keep(account)
    return account


def next_day(world: WatchedWorld) -> SupplierAccount:
    world.clock.advance(A_DAY)
    return read_account(world)


def differences(account: SupplierAccount) -> list[tuple[str, str]]:
    return [(one.kind, one.subject) for one in account.differences]


def test_the_first_reading_has_nothing_to_compare_with(world: WatchedWorld) -> None:
    first = read_account(world)

    assert first.unexplained_usd is None
    assert first.differences == ()
    assert world.balances.stored == [first.balance]


def test_delivered_orders_explain_the_credit(world: WatchedWorld) -> None:
    read_account(world)
    for number in range(3):
        world.listed.list_order(f"lr_{number}", world.clock.now() + timedelta(hours=1), outcome="delivered")
    world.listed.balance = Decimal("98.50")

    account = next_day(world)
    assert (account.billed, account.billed_usd) == (3, Decimal("1.50"))
    assert account.unexplained_usd == 0


def test_cancelled_orders_cost_nothing(world: WatchedWorld) -> None:
    read_account(world)
    world.listed.list_order("lr_1", world.clock.now() + timedelta(hours=1), outcome="returned")

    assert next_day(world).unexplained_usd == 0


def test_an_open_order_counts_as_no_cost_until_it_ends(world: WatchedWorld) -> None:
    read_account(world)
    world.listed.list_order("lr_1", world.clock.now() + A_DAY - timedelta(minutes=5))
    world.listed.balance = Decimal("99.50")
    assert next_day(world).unexplained_usd == 0

    world.listed.end("lr_1", "delivered")
    delivered = next_day(world)
    assert delivered.billed == 1
    assert delivered.unexplained_usd == 0
    assert next_day(world).billed == 0


def test_a_cancelled_open_order_returns_its_price(world: WatchedWorld) -> None:
    world.listed.list_order("lr_1", world.clock.now())
    world.listed.balance = Decimal("99.50")
    read_account(world)
    world.listed.end("lr_1", "returned")
    world.listed.balance = Decimal("100")

    assert next_day(world).unexplained_usd == 0


@pytest.mark.parametrize(("balance", "unexplained"), [("97", "-3"), ("150", "50")], ids=["gone", "topped up"])
def test_a_fall_that_no_order_explains_is_reported(world: WatchedWorld, balance: str, unexplained: str) -> None:
    read_account(world)
    world.listed.balance = Decimal(balance)

    assert next_day(world).unexplained_usd == Decimal(unexplained)


def test_unexplained_credit_is_a_difference_and_a_top_up_is_not(world: WatchedWorld) -> None:
    read_account(world)
    world.listed.balance = Decimal(97)
    [difference] = next_day(world).differences
    assert (difference.kind, difference.facts["unexplained_usd"]) == ("supplier_credit_unexplained", "-3")

    world.listed.balance = Decimal(150)
    assert differences(next_day(world)) == []


@pytest.mark.parametrize("at_a_look", ["the last", "this"])
def test_an_order_made_while_the_account_is_read_raises_no_alarm(world: WatchedWorld, at_a_look: str) -> None:
    ordered_at = world.clock.now() + (timedelta(seconds=1) if at_a_look == "the last" else A_DAY - timedelta(minutes=9))
    read_account(world)
    for number in range(6):
        world.listed.list_order(f"lr_{number}", ordered_at, outcome="cancelled")
    world.listed.balance -= 3  # which the supplier has not paid back yet

    account = next_day(world)
    assert account.unexplained_usd == -3
    assert account.differences == ()


def test_an_order_that_the_supplier_never_ends_counts_as_billed_after_an_hour(world: WatchedWorld) -> None:
    read_account(world)
    world.listed.list_order("lr_1", world.clock.now() + timedelta(hours=20))
    world.listed.balance = Decimal("99.50")

    account = next_day(world)
    assert account.billed == 1
    assert account.unexplained_usd == 0
    assert [next_day(world).unexplained_usd for _ in range(3)] == [0, 0, 0]


# --- ended orders, compared with our verifications


def received(world: WatchedWorld) -> str:
    """Return the order of a verification whose code came."""
    paid = world.buy_with_number()
    world.supplier.deliver(world.order_of(paid), "Your code is 482913")
    world.fulfilment.fetch_code_of(world.order_of(paid))
    assert world.verification(paid).state == "received"
    return world.order_of(paid)


def refunded(world: WatchedWorld) -> str:
    """Return the order of a verification that was cancelled."""
    bought = world.buy_with_number()
    world.fulfilment.cancel(bought.user_id, bought.verification_id)
    return world.order_of(bought)


@pytest.fixture
def funded(world: WatchedWorld) -> WatchedWorld:
    world.fund(naira(1_000))
    return world


def test_a_billed_order_with_a_received_code_is_not_a_difference(funded: WatchedWorld) -> None:
    funded.listed.list_order(received(funded), funded.clock.now(), outcome="delivered")
    funded.listed.list_order(refunded(funded), funded.clock.now(), outcome="cancelled")

    assert differences(next_day(funded)) == []


def test_a_billed_order_of_a_refunded_verification_is_a_difference(funded: WatchedWorld) -> None:
    order = refunded(funded)
    funded.listed.list_order(order, funded.clock.now(), outcome="delivered")

    [difference] = next_day(funded).differences
    assert (difference.kind, difference.subject) == ("order_without_payer", order)
    assert (difference.facts["cost_usd"], difference.facts["state"]) == ("0.50", "cancelled")


def test_a_billed_order_without_a_verification_is_a_difference(world: WatchedWorld) -> None:
    world.listed.list_order("lr_1", world.clock.now(), outcome="delivered")

    assert differences(next_day(world)) == [("order_without_payer", "lr_1")]


@pytest.mark.parametrize("outcome", ["cancelled", "returned"])
def test_an_unbilled_order_that_its_customer_paid_is_a_difference(funded: WatchedWorld, outcome: str) -> None:
    order = received(funded)
    funded.listed.list_order(order, funded.clock.now(), outcome=outcome)

    [difference] = next_day(funded).differences
    assert (difference.kind, difference.subject) == ("order_not_billed", order)
    assert (difference.facts["outcome"], difference.facts["user_id"]) == (outcome, ADA)


def test_an_order_is_compared_once_and_only_after_its_verification_has_ended(world: WatchedWorld) -> None:
    read_account(world)
    world.listed.list_order("lr_1", world.clock.now() + A_DAY - timedelta(hours=1), outcome="delivered")

    readings = [differences(next_day(world)) for _ in range(3)]
    assert readings == [[], [("order_without_payer", "lr_1")], []]


def test_a_reading_that_was_not_saved_is_repeated(world: WatchedWorld) -> None:
    world.listed.list_order("lr_1", world.clock.now(), outcome="delivered")
    world.clock.advance(A_DAY)

    assert differences(world.account.compare()) == differences(read_account(world)) == [("order_without_payer", "lr_1")]
    assert differences(next_day(world)) == []
