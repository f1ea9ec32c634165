"""A payment is credited once: by webhook, by the customer's request or by the sweeper, in any order."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from callbox.domain.deposits import Deposit
from callbox.domain.errors import Refused, Unavailable
from callbox.domain.identity import DepositId
from callbox.domain.money import Money
from tests.builders import ADA, BOB, naira
from tests.services.world import World
from tests.waiting import PATIENCE_S


@pytest.fixture
def deposit(world: World) -> Deposit:
    """Return a deposit of Ada's of ₦5,000 whose checkout is open."""
    return world.top_up()


def a_paid(world: World, deposit: Deposit) -> None:
    world.paystack.pay(deposit.reference)


def by_webhook(world: World, deposit: Deposit) -> None:
    world.deposits.credit(deposit.reference)


def by_question(world: World, deposit: Deposit) -> None:
    world.deposits.verify(ADA, deposit.deposit_id)


def by_sweeper(world: World, deposit: Deposit) -> None:
    world.deposits.sweep(deposit.deposit_id)


WAYS = [by_webhook, by_question, by_sweeper]
Way = Callable[[World, Deposit], None]


@pytest.mark.parametrize("way", WAYS)
def test_a_successful_payment_is_credited_to_the_owner_in_full(world: World, deposit: Deposit, way: Way) -> None:
    a_paid(world, deposit)

    way(world, deposit)

    credited = world.deposit(deposit.deposit_id)
    assert (credited.status, credited.paid_reference, credited.due_at) == ("credited", deposit.reference, None)
    assert world.balance_minor == 500_000
    assert [entry.deposit_id for entry in world.entries("deposit")] == [deposit.deposit_id]
    assert "deposit_credited" in world.log.names


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("second", WAYS)
def test_a_second_check_of_one_payment_credits_nothing(world: World, deposit: Deposit, first: Way, second: Way) -> None:
    a_paid(world, deposit)

    first(world, deposit)
    second(world, deposit)

    assert world.balance_minor == 500_000
    assert len(world.entries()) == 1
    assert world.alarms() == []


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("second", WAYS)
def test_two_checks_of_one_payment_at_once_credit_once(world: World, deposit: Deposit, first: Way, second: Way) -> None:
    """The second runs after the first has decided and before it writes."""
    a_paid(world, deposit)
    world.meanwhile("before credit", lambda: second(world, deposit))

    first(world, deposit)

    assert world.deposit(deposit.deposit_id).status == "credited"
    assert world.balance_minor == 500_000
    assert world.log.names.count("deposit_credited") == 1


@pytest.mark.parametrize(
    ("word", "progress"),
    [("abandoned", "not_paid"), ("queued", "under_way"), ("failed", "declined"), ("a new word", "not_paid")],
)
def test_what_paystack_says_of_an_open_payment_is_kept_for_the_screen_alone(
    world: World, deposit: Deposit, word: str, progress: str
) -> None:
    by_webhook(world, deposit)
    world.paystack.pay(deposit.reference, status=word)

    by_webhook(world, deposit)

    told = world.deposit(deposit.deposit_id)
    assert (told.status, told.progress, told.due_at) == ("pending", progress, deposit.due_at)
    a_paid(world, deposit)
    by_webhook(world, deposit)
    assert (world.deposit(deposit.deposit_id).progress, world.balance_minor) == (None, 500_000)


def test_a_credit_overtakes_a_cancel(world: World, deposit: Deposit) -> None:
    a_paid(world, deposit)
    world.meanwhile("before saving a deposit", lambda: by_webhook(world, deposit))

    with pytest.raises(Refused) as refused:
        world.deposits.cancel(deposit.user_id, deposit.deposit_id)

    assert (refused.value.code, refused.value.facts["state"]) == ("not_cancellable", "credited")
    assert world.balance_minor == 500_000


def test_many_webhooks_at_once_credit_once(world: World, deposit: Deposit) -> None:
    a_paid(world, deposit)
    start = Barrier(8)

    def webhook(_: int) -> str:
        start.wait(timeout=PATIENCE_S)
        settled = world.deposits.credit(deposit.reference)
        return settled.status if settled else ""

    with ThreadPoolExecutor(8) as functions:
        assert set(functions.map(webhook, range(8))) == {"credited"}

    assert world.balance_minor == 500_000


def test_simultaneous_deposits_of_one_customer_are_all_credited(world: World) -> None:
    """Each finds that another one has changed the wallet."""
    first, second, third = (world.top_up(key=f"key-{k}") for k in range(3))
    for one in (first, second, third):
        a_paid(world, one)
    world.meanwhile("before credit", lambda: by_webhook(world, second))
    world.meanwhile("before credit", lambda: by_webhook(world, third))

    by_webhook(world, first)

    assert world.balance_minor == 1_500_000
    assert [entry.balance_after.minor for entry in world.entries()] == [500_000, 1_000_000, 1_500_000]


def test_a_credit_whose_answer_was_lost_is_found_by_the_next_check(world: World, deposit: Deposit) -> None:
    def lose_the_answer() -> None:
        raise Unavailable("no answer")

    a_paid(world, deposit)
    world.meanwhile("after credit", lose_the_answer)
    with pytest.raises(Unavailable):
        by_webhook(world, deposit)

    by_webhook(world, deposit)

    assert world.balance_minor == 500_000


@pytest.mark.parametrize("word", ["abandoned", "ongoing", "pending"])
def test_a_pending_payment_is_credited_when_it_succeeds(world: World, deposit: Deposit, word: str) -> None:
    world.paystack.pay(deposit.reference, status=word)
    assert world.deposits.verify(ADA, deposit.deposit_id).status == "pending"
    assert world.balance_minor == 0

    a_paid(world, deposit)

    assert world.deposits.verify(ADA, deposit.deposit_id).status == "credited"
    assert world.balance_minor == 500_000


def test_fees_that_the_customer_pays_are_not_credited(world: World, deposit: Deposit) -> None:
    world.paystack.pay(deposit.reference, amount=naira(5_085))

    by_webhook(world, deposit)

    assert world.deposit(deposit.deposit_id).status == "credited"
    assert world.balance_minor == 500_000


@pytest.mark.parametrize(
    ("amount", "requested", "reason"),
    [
        (naira(4_999), None, "amount_differs"),
        (naira(6_000), naira(6_000), "amount_differs"),
        (naira(5_000), naira(50), "amount_differs"),
        (Money(500_000, "USD"), Money(500_000, "USD"), "currency_differs"),
    ],
)
def test_a_payment_that_differs_from_our_request_is_held_and_raises_an_alarm(
    world: World, deposit: Deposit, amount: Money, requested: Money | None, reason: str
) -> None:
    world.paystack.pay(deposit.reference, amount=amount, requested_amount=requested)

    by_webhook(world, deposit)
    by_question(world, deposit)

    held = world.deposit(deposit.deposit_id)
    assert (held.status, held.reason) == ("mismatched", reason)
    assert world.balance_minor == 0
    assert world.alarms() == ["deposit_mismatched"]


@pytest.mark.parametrize("first", WAYS)
@pytest.mark.parametrize("second", WAYS)
def test_the_alarm_of_a_held_payment_survives_a_crash(world: World, deposit: Deposit, first: Way, second: Way) -> None:
    world.paystack.pay(deposit.reference, amount=naira(4_999))
    world.clock.advance(timedelta(minutes=1))
    world.meanwhile("after saving a deposit", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        first(world, deposit)

    second(world, deposit)

    assert world.deposit(deposit.deposit_id).status == "mismatched"
    assert "deposit_mismatched" in world.alarms()


def test_a_payment_that_was_reversed_and_made_again_is_found_without_its_webhook(
    world: World, deposit: Deposit
) -> None:
    world.paystack.pay(deposit.reference, status="reversed")
    by_question(world, deposit)
    assert world.deposit(deposit.deposit_id).status == "pending"

    a_paid(world, deposit)
    world.clock.advance(timedelta(minutes=1))
    world.sweep()

    assert world.deposit(deposit.deposit_id).status == "credited"
    assert world.balance_minor == 500_000


@pytest.mark.parametrize("reference", ["", "unknown", "unknown-1", "x-y-z"])
def test_a_foreign_reference_credits_no_wallet(world: World, deposit: Deposit, reference: str) -> None:
    assert world.deposits.credit(reference) is None

    assert world.balance_minor == 0
    assert "payment_unknown" in world.log.names


def test_a_paid_reference_that_the_deposit_never_used_credits_no_wallet(world: World, deposit: Deposit) -> None:
    foreign = f"{deposit.deposit_id}-7"
    world.paystack.initialize(reference=foreign, amount=naira(5_000), email="eve@example.com", callback_url="")
    world.paystack.pay(foreign)

    assert world.deposits.credit(foreign) is None

    assert world.balance_minor == 0
    assert world.deposit(deposit.deposit_id) == deposit


def test_a_malformed_reference_is_not_sent_to_paystack(world: World) -> None:
    world.deposits.credit("nonsense")

    assert world.paystack.calls == []


def test_a_deposit_that_paystack_does_not_know_is_unchanged(world: World, deposit: Deposit) -> None:
    world.paystack.payments.clear()

    assert world.deposits.verify(ADA, deposit.deposit_id) == deposit


@pytest.mark.parametrize("user_and_id", [(BOB, None), (ADA, "unknown")])
def test_a_customer_cannot_verify_another_customers_deposit(
    world: World, deposit: Deposit, user_and_id: tuple[str, str | None]
) -> None:
    a_paid(world, deposit)
    user, other_id = user_and_id

    with pytest.raises(Refused) as refused:
        world.deposits.verify(type(ADA)(user), DepositId(other_id or deposit.deposit_id))

    assert refused.value.code == "not_found"
    assert world.balance_minor == 0


def test_nothing_changes_while_paystack_does_not_answer(world: World, deposit: Deposit) -> None:
    a_paid(world, deposit)
    world.paystack.fail("verify", Unavailable("down"))

    with pytest.raises(Unavailable):
        by_question(world, deposit)

    assert world.deposit(deposit.deposit_id) == deposit
    by_question(world, deposit)
    assert world.balance_minor == 500_000


def test_a_payment_after_the_deposit_has_failed_is_still_credited(world: World, deposit: Deposit) -> None:
    world.paystack.pay(deposit.reference, status="reversed")
    world.clock.advance(timedelta(days=10))
    by_webhook(world, deposit)
    assert world.deposit(deposit.deposit_id).status == "failed"

    a_paid(world, deposit)
    by_question(world, deposit)

    assert world.deposit(deposit.deposit_id).status == "credited"
    assert world.balance_minor == 500_000


def test_verifying_a_settled_deposit_does_not_call_paystack(world: World, deposit: Deposit) -> None:
    a_paid(world, deposit)
    by_webhook(world, deposit)
    asked = world.paystack.count("verify")

    assert world.deposits.verify(ADA, deposit.deposit_id).status == "credited"

    assert world.paystack.count("verify") == asked


def test_a_deposit_paid_twice_is_credited_once_and_raises_an_alarm(world: World) -> None:
    """An unclear answer left two checkouts; the customer paid the lost one too."""
    world.meanwhile("before saving a deposit", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        world.top_up()
    deposit = world.top_up()
    lost, shown = f"{deposit.deposit_id}-1", f"{deposit.deposit_id}-2"
    assert deposit.reference == shown
    world.paystack.pay(lost)
    world.paystack.pay(shown)

    world.deposits.credit(lost)
    world.deposits.credit(shown)

    assert world.deposit(deposit.deposit_id).paid_reference == lost
    assert world.balance_minor == 500_000
    assert world.log.alarms == [
        ("deposit_paid_twice", {"deposit_id": deposit.deposit_id, "reference": shown}),
    ]


def test_a_deposit_that_keeps_changing_during_a_credit_is_left_for_later(world: World, deposit: Deposit) -> None:
    def change() -> None:
        stored = world.deposit(deposit.deposit_id)
        world.tables.deposits[stored.deposit_id] = type(stored)(**{**vars(stored), "version": stored.version + 1})

    a_paid(world, deposit)
    for _ in range(8):
        world.meanwhile("before credit", change)

    with pytest.raises(Unavailable):
        by_webhook(world, deposit)

    assert world.balance_minor == 0
    by_webhook(world, deposit)
    assert world.balance_minor == 500_000
