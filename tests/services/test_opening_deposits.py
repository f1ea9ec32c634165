"""Opening a checkout: one deposit for each key, whatever Paystack answers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from callbox.domain.deposits import Deposit
from callbox.domain.errors import Invalid, Refused, Unavailable, Uncertain
from callbox.domain.money import Money
from tests.builders import ADA, BOB, a_deposit, a_key, naira
from tests.services.world import World

URL = "https://checkout.example/"


def test_a_deposit_is_recorded_and_its_checkout_opened(world: World) -> None:
    deposit, replayed = world.deposits.create(ADA, amount_minor=500_000, key="key", request_hash="body")

    assert not replayed
    assert (deposit.status, deposit.amount, deposit.user_id) == ("pending", naira(5_000), ADA)
    assert deposit.authorization_url == URL + deposit.reference
    assert deposit.due_at == world.clock.now() + timedelta(minutes=1)
    assert world.deposit(deposit.deposit_id) == deposit
    assert world.paystack.payments[deposit.reference].amount == naira(5_000)


@pytest.mark.parametrize("amount_minor", [9_999, 10_000_001, 0, -500_000])
def test_an_amount_out_of_bounds_is_refused_and_writes_nothing(world: World, amount_minor: int) -> None:
    with pytest.raises(Invalid) as invalid:
        world.top_up(amount_minor)

    assert [error.field for error in invalid.value.errors] == ["amount_minor"]
    assert world.tables.deposits == {}
    assert world.paystack.calls == []


def test_the_same_key_twice_makes_one_deposit_with_one_checkout(world: World) -> None:
    first = world.top_up()
    second, replayed = world.deposits.create(ADA, amount_minor=500_000, key="key", request_hash="body")

    assert replayed
    assert second == replace(first, version=second.version)
    assert len(world.tables.deposits) == 1
    assert world.paystack.count("initialize") == 1


def test_the_same_key_with_another_request_is_refused(world: World) -> None:
    world.top_up()

    with pytest.raises(Refused) as refused:
        world.top_up(amount_minor=600_000, request_hash="another body")

    assert refused.value.code == "idempotency_key_reused"
    assert len(world.tables.deposits) == 1


def test_two_customers_may_use_the_same_key(world: World) -> None:
    world.users.add(replace(world.accounts.get(ADA), user_id=BOB, email="bob@example.com"))
    first = world.top_up()
    second, replayed = world.deposits.create(BOB, amount_minor=500_000, key="key", request_hash="body")

    assert not replayed
    assert (second.user_id, first.user_id) == (BOB, ADA)
    assert second.deposit_id != first.deposit_id


def test_the_same_key_continues_a_deposit_that_paystack_did_not_open(world: World) -> None:
    world.paystack.fail("initialize", Unavailable("down"))
    with pytest.raises(Unavailable):
        world.top_up()

    (stored,) = world.tables.deposits.values()
    continued, replayed = world.deposits.create(ADA, amount_minor=500_000, key="key", request_hash="body")

    assert not replayed  # this is the first answer that shows a checkout
    assert continued.deposit_id == stored.deposit_id
    assert continued.authorization_url == URL + continued.reference
    assert continued.reference.endswith("-1")


def test_what_paystack_will_never_take_is_refused_and_asked_about_no_more(world: World) -> None:
    world.users.add(replace(world.accounts.get(ADA), user_id=BOB, email="bob@printer.test"))

    for _ in range(2):
        with pytest.raises(Refused) as refused:
            world.deposits.create(BOB, amount_minor=500_000, key="key", request_hash="body")
        assert refused.value.code == "payment_refused"

    (stored,) = world.tables.deposits.values()
    assert (stored.status, stored.reason, stored.due_at) == ("failed", "payment_refused_email", None)
    assert world.paystack.count("initialize") == 1


def test_an_unclear_answer_leads_to_a_new_reference_under_the_same_deposit(world: World) -> None:
    world.paystack.lose_answer("initialize", Uncertain("no answer"))

    deposit = world.top_up()

    assert deposit.attempt == 2
    assert deposit.authorization_url == URL + f"{deposit.deposit_id}-2"
    assert set(world.paystack.payments) == {f"{deposit.deposit_id}-1", f"{deposit.deposit_id}-2"}


def test_after_three_unclear_answers_the_customer_is_asked_to_retry(world: World) -> None:
    world.paystack.lose_answer("initialize", *[Uncertain("no answer")] * 3)

    with pytest.raises(Unavailable) as unavailable:
        world.top_up()

    assert unavailable.value.code == "payment_provider_unavailable"
    assert world.paystack.count("initialize") == 3
    assert world.top_up().attempt == 4


def test_the_same_key_recovers_from_a_crash_between_initialize_and_saving(world: World) -> None:
    world.meanwhile("before saving a deposit", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        world.top_up()

    deposit = world.top_up()

    # Paystack knows the first reference, but its page was never shown to the customer
    assert len(world.tables.deposits) == 1
    assert deposit.authorization_url == URL + f"{deposit.deposit_id}-2"


def test_the_same_key_recovers_from_a_crash_before_initialize(world: World) -> None:
    intent = a_deposit("intent")
    world.store_of_deposits.add(intent, a_key("intent", "key", request_hash="body"))

    deposit = world.top_up()

    assert deposit.deposit_id == "intent"
    assert deposit.authorization_url == f"{URL}intent-1"


def test_two_requests_with_one_key_at_once_get_the_same_checkout(world: World) -> None:
    other: list[Deposit] = []
    world.meanwhile("after initialize", lambda: other.append(world.top_up()))

    deposit = world.top_up()

    assert deposit == other[0] == world.deposit(deposit.deposit_id)
    assert deposit.authorization_url == URL + deposit.reference


def test_a_request_that_loses_the_race_for_a_new_reference_gets_the_winners_checkout(world: World) -> None:
    """The first request's answer is lost; the second opens the checkout before the first can record that."""
    other: list[Deposit] = []
    world.paystack.lose_answer("initialize", Uncertain("no answer"))
    world.meanwhile("before saving a deposit", lambda: other.append(world.top_up()))

    deposit = world.top_up()

    assert deposit == other[0] == world.deposit(deposit.deposit_id)


@pytest.mark.parametrize("paid_naira", [5_000, 4_999])
def test_a_replay_returns_the_deposit_of_the_first_answer_in_any_later_state(world: World, paid_naira: int) -> None:
    first = world.top_up()
    world.paystack.pay(first.reference, amount=naira(paid_naira))
    world.deposits.credit(first.reference)

    again, replayed = world.deposits.create(ADA, amount_minor=500_000, key="key", request_hash="body")

    assert replayed
    assert again == replace(first, version=again.version)
    assert again.status == "pending"
    assert world.paystack.count("initialize") == 1


def test_a_replay_returns_the_answered_reference_even_when_an_older_one_was_paid(world: World) -> None:
    world.paystack.lose_answer("initialize", Uncertain("no answer"))
    first = world.top_up()
    world.paystack.pay(f"{first.deposit_id}-1")
    world.deposits.credit(f"{first.deposit_id}-1")

    again = world.top_up()

    assert (again.reference, again.paid_reference) == (f"{first.deposit_id}-2", None)


def test_a_deposit_that_ended_without_a_checkout_is_returned_as_it_ended(world: World) -> None:
    world.paystack.fail("initialize", Unavailable("down"))
    with pytest.raises(Unavailable):
        world.top_up()
    world.clock.advance(timedelta(hours=96))
    world.sweep()

    ended, replayed = world.deposits.create(ADA, amount_minor=500_000, key="key", request_hash="body")

    assert (ended.status, ended.authorization_url, replayed) == ("failed", None, False)
    assert world.paystack.count("initialize") == 1


def test_a_deleted_account_cannot_open_a_checkout(world: World) -> None:
    world.tables.users.clear()

    with pytest.raises(Refused) as refused:
        world.top_up()

    assert refused.value.code == "not_found"


def test_a_key_whose_deposit_was_deleted_is_not_found(world: World) -> None:
    world.top_up()
    world.tables.deposits.clear()

    with pytest.raises(Refused) as refused:
        world.top_up()

    assert refused.value.code == "not_found"


def test_a_customer_lists_only_their_own_deposits_newest_first(world: World) -> None:
    made = [world.top_up(key=f"key-{k}").deposit_id for k in range(3)]
    world.store_of_deposits.add(a_deposit("bobs", user_id=BOB), a_key("bobs", user_id=BOB))

    first = world.deposits.page(ADA, before_id=None, limit=2)
    rest = world.deposits.page(ADA, before_id=first[-1].deposit_id, limit=2)

    assert [deposit.deposit_id for deposit in [*first, *rest]] == made[::-1]


def test_another_customers_deposit_and_an_unknown_deposit_get_the_same_answer(world: World) -> None:
    deposit = world.top_up()
    unknown = replace(deposit, deposit_id=a_deposit("unknown").deposit_id).deposit_id

    for user_id, deposit_id in ((BOB, deposit.deposit_id), (ADA, unknown)):
        with pytest.raises(Refused) as refused:
            world.deposits.get(user_id, deposit_id)
        assert refused.value.code == "not_found"
    assert world.deposits.get(ADA, deposit.deposit_id) == deposit


def test_a_deposit_is_credited_in_naira_regardless_of_the_checkout(world: World) -> None:
    assert world.top_up().amount == Money(500_000, "NGN")
