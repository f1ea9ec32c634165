"""Queue `codes`"""

import json
from typing import Any

import pytest

from callbox.domain.polling import MOST_POLLS
from tests.functions.answers import MESSAGE, assert_shape
from tests.functions.cloud import message
from tests.functions.customers import CODE, TEXT, Customer, World


def expire(world: World, verification: Any) -> None:
    order = world.order_of(verification)
    world.supplier.control("POST", f"/__control/verifications/{order['id']}/expire")


def test_a_received_code_is_shown_to_the_customer(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    world.send_sms(waiting)

    assert world.poll(ada, waiting) == []

    received = ada.verification(waiting["id"])
    assert (received["state"], received["code"], received["refunded"]) == ("received", CODE, False)
    [sms] = received["messages"]
    assert_shape(sms, MESSAGE)
    assert (sms["sender"], sms["text"], sms["code"]) == ("28849", TEXT, CODE)
    assert (received["next_poll_ms"], received["cancellable"]) == (5_000, False)
    assert received["listening_until"] == received["ends_at"]
    assert received["codes"] == [{"code": CODE, "received_at": sms["received_at"]}]


def test_without_a_code_the_next_poll_is_queued_with_a_delay(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    before = world.cloud.waiting("codes")

    assert world.poll(ada, waiting) == []

    assert world.cloud.waiting("codes") == before + 1
    assert world.cloud.take("codes") == [], "a poll was queued without a delay"
    assert ada.verification(waiting["id"])["state"] == "waiting"


def test_after_the_code_the_chain_goes_on_with_a_delay_and_asks_nothing_yet(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    world.send_sms(waiting)
    world.poll(ada, waiting)
    before = world.cloud.waiting("codes")
    world.send_sms(waiting, "Your other code is 737373")

    world.poll(ada, waiting)

    assert world.cloud.waiting("codes") == before + 1
    assert world.cloud.take("codes") == [], "a poll was queued without a delay"
    assert len(ada.verification(waiting["id"])["codes"]) == 1


def test_a_repeated_message_changes_nothing(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    world.send_sms(waiting)

    for _ in range(3):
        assert world.poll(ada, waiting) == []

    assert len(ada.verification(waiting["id"])["messages"]) == 1
    assert len(world.log.events("code_received")) == 1


def test_a_number_without_a_code_is_refunded_in_full(world: World) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)
    expire(world, waiting)

    for _ in range(3):
        world.poll(ada, waiting)

    expired = ada.verification(waiting["id"])
    assert (expired["state"], expired["refunded"], expired["reason"]) == ("expired", True, "no_code_in_time")
    assert (expired["code"], expired["messages"]) == (None, [])
    assert ada.balance() == 500_000


def test_a_batch_polls_each_of_its_verifications(world: World) -> None:
    ada = world.funded_customer(500_000)
    first, second = world.rent(ada), world.rent(ada)
    world.send_sms(first)

    bodies = [{"user_id": ada.id, "verification_id": one["id"], "chain": 1} for one in (first, second)]
    assert world.lambdas.consume("fetch_code", [message(body) for body in bodies]) == []

    assert [ada.verification(one["id"])["state"] for one in (first, second)] == ["received", "waiting"]


def supplier_questions(world: World) -> list[str]:
    requests = world.supplier.control("GET", "/__control/requests")["requests"]
    return [one["path"].removeprefix("/api/pub/v2") for one in requests if one["method"] == "GET"]


def test_a_batch_asks_the_supplier_once(world: World) -> None:
    ada = world.funded_customer(500_000)
    rented = [world.rent(ada) for _ in range(3)]
    before = supplier_questions(world)

    bodies = [{"user_id": ada.id, "verification_id": one["id"], "chain": 1} for one in rented]
    assert world.lambdas.consume("fetch_code", [message(body) for body in bodies]) == []

    assert supplier_questions(world)[len(before) :] == ["/verifications"]


def test_a_poll_of_a_replaced_chain_asks_nothing_and_queues_nothing(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    queued, asked = world.cloud.waiting("codes"), supplier_questions(world)

    stale = message({"user_id": ada.id, "verification_id": waiting["id"], "chain": 99})
    assert world.lambdas.consume("fetch_code", [stale]) == []

    assert world.cloud.waiting("codes") == queued
    assert supplier_questions(world) == asked


def test_the_last_poll_a_chain_may_have_queues_no_other_and_a_message_of_before_counts_as_the_first(
    world: World,
) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    poll = {"user_id": ada.id, "verification_id": waiting["id"], "chain": 1}
    queued = world.cloud.waiting("codes")

    world.lambdas.consume("fetch_code", [message({**poll, "poll_number": MOST_POLLS})])
    assert world.cloud.waiting("codes") == queued
    assert [line["polls"] for line in world.log.events("poll_chain_too_long")] == [MOST_POLLS]

    world.lambdas.consume("fetch_code", [message(poll)])
    assert world.cloud.waiting("codes") == queued + 1


def test_without_time_left_polls_are_queued_again_and_hints_are_redelivered(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    queued, asked = world.cloud.waiting("codes"), supplier_questions(world)
    poll = message({"user_id": ada.id, "verification_id": waiting["id"], "chain": 1})
    hint = message({"order_id": world.order_of(waiting)["id"]})

    assert world.lambdas.consume("fetch_code", [poll, hint], left_s=29) == [hint["messageId"]]

    assert world.cloud.waiting("codes") == queued + 1
    assert supplier_questions(world) == asked


@pytest.mark.parametrize("poison", ["", "not json", "[]", "17", "{}", '{"user_id": "u"}', '{"order_id": null}'])
def test_only_the_poisoned_message_is_redelivered(world: World, poison: str) -> None:
    world.log.may_crash = True
    ada = world.funded_customer()
    waiting = world.rent(ada)
    world.send_sms(waiting)
    bad, good = message(poison), message({"user_id": ada.id, "verification_id": waiting["id"], "chain": 1})

    assert world.lambdas.consume("fetch_code", [bad, good]) == [bad["messageId"]]
    assert ada.verification(waiting["id"])["code"] == CODE


def test_polling_continues_while_the_supplier_is_down(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    before = world.cloud.waiting("codes")
    fault = {"path_prefix": "/api/pub/v2/", "mode": "error_before", "times": 1}
    world.supplier.control("POST", "/__control/faults", fault)

    assert world.poll(ada, waiting) == []

    assert world.cloud.waiting("codes") == before + 1


def test_a_poll_for_an_unknown_verification_is_dropped(world: World, ada: Customer) -> None:
    unknown = message({"user_id": ada.id, "verification_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV", "chain": 1})

    assert world.lambdas.consume("fetch_code", [unknown]) == []
    assert world.cloud.waiting("codes") == 0


def test_the_log_records_that_a_code_arrived_but_not_the_code(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    world.send_sms(waiting)
    world.poll(ada, waiting)
    ada.verification(waiting["id"])

    [event] = world.log.events("code_received")
    assert event["verification_id"] == waiting["id"]
    everything = json.dumps(world.log.events())
    for secret in (CODE, TEXT, waiting["number"], waiting["number"][2:], ada.token, ada.refresh_token):
        assert secret is not None
        assert secret not in everything
