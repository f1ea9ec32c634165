"""POST /verifications/{verification_id}/retry"""

from typing import Any

import pytest

from tests.functions.answers import VERIFICATION, Answer, assert_problem, assert_shape
from tests.functions.customers import PRICE_MINOR, Customer, World, new_key


def retry(customer: Customer, verification: Any, *, key: str | None = "key-1") -> Answer:
    return customer.post(f"/verifications/{verification['id']}/retry", key=key)


def kinds(customer: Customer) -> list[str]:
    return [entry["kind"] for entry in customer.get("/wallet/entries").json["entries"]]


def test_a_waiting_number_is_refunded_before_the_next_is_paid(world: World) -> None:
    ada = world.funded_customer(PRICE_MINOR)
    waiting = world.rent(ada)

    answer = retry(ada, waiting)

    assert answer.status == 202
    assert_shape(answer.json, {"verification": dict, "wallet": dict})
    assert answer.json["wallet"] == ada.wallet_now()
    again = answer.json["verification"]
    assert_shape(again, VERIFICATION)
    assert (again["state"], again["attempt"], again["retry_of"]) == ("requesting", 2, waiting["id"])
    assert ada.verification(waiting["id"])["state"] == "cancelled"
    assert kinds(ada) == ["purchase", "refund", "purchase", "deposit"]
    assert ada.balance() == 0


def test_a_refunded_verification_can_be_retried(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    ada.post(f"/verifications/{waiting['id']}/cancel")

    assert retry(ada, waiting).json["verification"]["retry_of"] == waiting["id"]


def test_a_retry_orders_the_same_selection(world: World) -> None:
    ada = world.funded_customer()
    bought = ada.buy(area_codes=["312"], carriers=["vz"], max_price_minor=500_000)
    world.lambdas.work_off("numbers")

    again = retry(ada, bought).json["verification"]

    for field in ("service", "country", "capability", "area_codes", "carriers"):
        assert again[field] == bought[field]


def test_a_repeated_key_gets_the_same_answer_and_buys_nothing_more(world: World) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)
    first = retry(ada, waiting)

    again = [retry(ada, waiting) for _ in range(2)]

    assert {(answer.status, answer.text) for answer in again} == {(202, first.text)}
    assert {answer.headers["idempotent-replay"] for answer in again} == {"true"}
    assert "idempotent-replay" not in first.headers
    assert ada.balance() == 500_000 - PRICE_MINOR


def test_a_repeated_key_gets_the_first_answer_after_the_second_number_was_cancelled(world: World) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)
    first = retry(ada, waiting)
    world.lambdas.work_off("numbers")
    assert ada.post(f"/verifications/{first.json['verification']['id']}/cancel").status == 200

    again = retry(ada, waiting)

    assert (again.status, again.json["verification"]) == (202, first.json["verification"])
    assert again.headers["idempotent-replay"] == "true"
    assert again.json["wallet"] == ada.wallet_now()
    assert ada.balance() == 500_000


def test_a_second_retry_under_another_key_is_refused(world: World) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)
    retry(ada, waiting)

    assert_problem(retry(ada, waiting, key="key-2"), 409, "not_retryable", state="retried")
    assert ada.balance() == 500_000 - PRICE_MINOR


def test_a_third_attempt_cannot_be_retried(world: World) -> None:
    ada = world.funded_customer(500_000)
    third = world.rent(ada)
    for _ in range(2):
        third = retry(ada, third, key=new_key()).json["verification"]
        world.lambdas.work_off("numbers")

    assert third["attempt"] == 3
    assert_problem(retry(ada, third), 409, "not_retryable", state="waiting")
    assert ada.verification(third["id"])["state"] == "waiting"


def test_a_received_verification_cannot_be_retried(world: World) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)
    world.send_sms(waiting)
    world.poll(ada, waiting)

    assert_problem(retry(ada, waiting), 409, "not_retryable", state="received")
    assert ada.balance() == 500_000 - PRICE_MINOR


def test_a_verification_without_a_number_yet_cannot_be_retried(world: World) -> None:
    ada = world.funded_customer(500_000)
    bought = ada.buy()

    assert_problem(retry(ada, bought), 409, "not_cancellable", state="requesting")
    assert ada.balance() == 500_000 - PRICE_MINOR


def test_a_price_that_rose_is_not_charged_and_the_refund_stays(world: World) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)
    world.offer("discord", cost_usd="2.00")

    answer = retry(ada, waiting)

    assert_problem(answer, 409, "price_changed", price_minor=360_000, currency="NGN")
    assert ada.balance() == 500_000


@pytest.mark.parametrize("key", [None, "", "x" * 256])
def test_without_a_valid_key_nothing_happens(world: World, key: str | None) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)

    assert_problem(retry(ada, waiting, key=key), 400, "idempotency_key_missing")
    assert ada.verification(waiting["id"])["state"] == "waiting"


def test_the_key_of_another_request_is_refused(world: World) -> None:
    ada = world.funded_customer(500_000)
    body = {"service": "discord", "max_price_minor": PRICE_MINOR}
    waiting = ada.post("/verifications", body, key="key-1").json["verification"]
    world.lambdas.work_off("numbers")

    assert_problem(retry(ada, waiting, key="key-1"), 422, "idempotency_key_reused")
    assert ada.verification(waiting["id"])["state"] == "waiting"
