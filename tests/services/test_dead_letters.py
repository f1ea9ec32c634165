"""What a dead letter was about, and whether processing it again would change anything."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from callbox.domain.errors import Uncertain
from callbox.services.dead_letters import Explanation
from tests.builders import ADA, naira
from tests.services.oversight import WatchedWorld


@pytest.fixture
def world() -> WatchedWorld:
    world = WatchedWorld()
    world.fund(naira(1_000))
    return world


def explain_body(world: WatchedWorld, queue: str, body: str, *, age: timedelta = timedelta(0)) -> Explanation:
    return world.services.dead_letters.explain(queue, body, sent_at=world.clock.now() - age)


def explain(world: WatchedWorld, queue: str, **message: object) -> Explanation:
    return explain_body(world, queue, json.dumps(message))


def explain_mail(world: WatchedWorld, kind: str, recipient: str, *, age: timedelta = timedelta(0)) -> Explanation:
    return explain_body(world, "mails", json.dumps({"kind": kind, "recipient": recipient}), age=age)


def test_a_letter_about_a_pending_payment_would_ask_paystack_again(world: WatchedWorld) -> None:
    deposit = world.top_up()

    found = explain(world, "deposits", reference=deposit.reference)
    assert found == Explanation(f"deposit {deposit.deposit_id} is pending: we ask Paystack again", would_act=True)


def test_a_letter_about_a_credited_payment_needs_no_work(world: WatchedWorld) -> None:
    deposit = world.credited()

    found = explain(world, "deposits", reference=deposit.reference)
    assert found == Explanation(f"deposit {deposit.deposit_id} is credited", would_act=False)


def test_a_letter_about_a_return_of_a_credited_payment_would_ask_paystack_again(world: WatchedWorld) -> None:
    deposit = world.credited()

    assert explain(world, "deposits", reference=deposit.reference, returned=True).would_act


def test_a_letter_about_a_second_payment_of_a_deposit_would_ask_paystack_again(world: WatchedWorld) -> None:
    world.paystack.lose_answer("initialize", Uncertain("lost"))
    deposit = world.credited()

    assert explain(world, "deposits", reference=f"{deposit.deposit_id}-1").would_act


def test_a_letter_about_an_unknown_payment_needs_no_work(world: WatchedWorld) -> None:
    for reference in ("SHOP-7", "SHOP", "01KNEVERSEEN-1"):
        assert not explain(world, "deposits", reference=reference).would_act


def test_a_letter_about_a_request_would_act_while_the_request_is_open(world: WatchedWorld) -> None:
    bought = world.buy()
    message = {"user_id": ADA, "verification_id": bought.verification_id}
    assert explain(world, "numbers", **message).would_act
    assert not explain(world, "codes", **message).would_act

    world.work()
    assert explain(world, "numbers", **message).would_act
    assert explain(world, "codes", **message).would_act

    world.fulfilment.cancel(ADA, bought.verification_id)
    for queue in ("numbers", "codes"):
        found = explain(world, queue, **message)
        assert found == Explanation(f"verification {bought.verification_id} is cancelled", would_act=False)


def test_a_letter_about_an_order_would_poll_while_its_verification_is_not_refunded(world: WatchedWorld) -> None:
    waiting = world.buy_with_number()
    order_id = world.order_of(waiting)
    assert explain(world, "codes", order_id=order_id).would_act

    world.fulfilment.cancel(ADA, waiting.verification_id)
    assert not explain(world, "codes", order_id=order_id).would_act
    assert not explain(world, "codes", order_id="lr_unknown").would_act


def test_a_letter_about_an_unknown_verification_needs_no_work(world: WatchedWorld) -> None:
    assert not explain(world, "numbers", user_id=ADA, verification_id="gone").would_act


@pytest.mark.parametrize("recipient", [ADA, "01UNKNOWN"])
def test_a_warning_is_mailed_only_to_an_existing_account(world: WatchedWorld, recipient: str) -> None:
    found = explain_mail(world, "session_reused", recipient, age=timedelta(days=3))

    assert (found.would_act, found.is_readable) == (recipient == ADA, True)
    assert f"mail session_reused to {recipient}" in found.text


def test_an_address_is_confirmed_once(world: WatchedWorld) -> None:
    world.tables.users[ADA] = replace(world.tables.users[ADA], email_verified=False)
    assert explain_mail(world, "confirm_email", ADA, age=timedelta(days=3)).would_act

    world.users.verify_email(ADA)
    assert not explain_mail(world, "confirm_email", ADA).would_act


def test_a_wished_reset_link_is_mailed_for_half_an_hour_and_only_to_an_existing_account(world: WatchedWorld) -> None:
    address = world.tables.users[ADA].email

    for age, is_late in ((timedelta(minutes=30), False), (timedelta(minutes=31), True)):
        found = explain_mail(world, "reset_password", address, age=age)
        assert (found.would_act, found.is_late) == (not is_late, is_late)
    assert not explain_mail(world, "reset_password", "unknown@example.com").would_act


def test_a_push_is_sent_again_only_while_its_news_are_news(world: WatchedWorld) -> None:
    body = json.dumps({"user_id": "user-ada", "happened_at": world.clock.now().isoformat()})

    for age, is_late in ((timedelta(minutes=15), False), (timedelta(minutes=16), True)):
        found = explain_body(world, "pushes", body, age=age)
        assert (found.would_act, found.is_late) == (not is_late, is_late)


@pytest.mark.parametrize("queue", ["deposits", "numbers", "codes", "mails", "pushes"])
@pytest.mark.parametrize(
    "body",
    [
        "",
        "no json",
        "[]",
        "17",
        "{}",
        '{"reference": 1, "user_id": 2, "order_id": 3, "kind": "greeting", "recipient": "user-ada"}',
        '{"kind": "confirm_email", "recipient": 1}',
        '{"kind": ["confirm_email"], "recipient": "user-ada"}',
    ],
)
def test_an_unreadable_letter_is_reported_as_unreadable(world: WatchedWorld, queue: str, body: str) -> None:
    found = explain_body(world, queue, body)
    assert (found.is_readable, found.would_act) == (False, False)
