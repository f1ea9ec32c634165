"""POST /verifications/{verification_id}/cancel"""

from typing import Any

import pytest

from tests.functions.answers import VERIFICATION, Answer, assert_problem, assert_shape
from tests.functions.customers import CODE, PRICE_MINOR, Customer, World


def cancel(customer: Customer, verification: Any) -> Answer:
    return customer.post(f"/verifications/{verification['id']}/cancel")


def test_a_waiting_number_is_cancelled_and_refunded(world: World) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)

    answer = cancel(ada, waiting)

    assert answer.status == 200
    assert_shape(answer.json, {"verification": dict, "wallet": dict})
    assert answer.json["wallet"] == ada.wallet_now() == {"balance_minor": 500_000, "held_minor": 0, "revision": 3}
    cancelled = answer.json["verification"]
    assert_shape(cancelled, VERIFICATION)
    assert (cancelled["state"], cancelled["refunded"]) == ("cancelled", True)
    assert (cancelled["cancellable"], cancelled["next_poll_ms"]) == (False, None)
    assert ada.balance() == 500_000
    assert world.order_of(waiting)["state"] == "verificationCanceled"


def test_a_repeated_cancel_gets_the_same_answer_and_refunds_once(world: World) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)
    first = cancel(ada, waiting)

    again = [cancel(ada, waiting) for _ in range(2)]

    assert [(answer.status, answer.json) for answer in again] == [(200, first.json)] * 2
    assert ada.balance() == 500_000
    kinds = [entry["kind"] for entry in ada.get("/wallet/entries").json["entries"]]
    assert kinds == ["refund", "purchase", "deposit"]


def test_a_verification_without_a_number_yet_cannot_be_cancelled(world: World) -> None:
    ada = world.funded_customer(500_000)
    bought = ada.buy()

    assert_problem(cancel(ada, bought), 409, "not_cancellable", state="requesting")
    assert ada.balance() == 500_000 - PRICE_MINOR


def test_a_received_verification_cannot_be_cancelled(world: World) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)
    world.send_sms(waiting)
    world.poll(ada, waiting)

    assert_problem(cancel(ada, waiting), 409, "not_cancellable", state="received")
    assert ada.balance() == 500_000 - PRICE_MINOR


def test_a_code_that_arrives_just_before_the_cancel_is_paid_and_shown(world: World) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)
    world.send_sms(waiting)

    assert_problem(cancel(ada, waiting), 409, "not_cancellable", state="received")

    assert ada.verification(waiting["id"])["code"] == CODE
    assert ada.balance() == 500_000 - PRICE_MINOR


def test_a_verification_refunded_for_another_reason_cannot_be_cancelled(world: World) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)
    world.supplier.control("POST", f"/__control/verifications/{world.order_of(waiting)['id']}/expire")
    world.poll(ada, waiting)

    assert_problem(cancel(ada, waiting), 409, "not_cancellable", state="expired")
    assert ada.balance() == 500_000


def test_a_supplier_outage_changes_nothing_and_says_when_to_retry(world: World) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)
    fault = {"path_prefix": "/api/pub/v2/", "mode": "error_before", "times": 2}
    world.supplier.control("POST", "/__control/faults", fault)

    answer = cancel(ada, waiting)

    assert_problem(answer, 503, "unavailable", retry_after_s=2)
    assert answer.headers["retry-after"] == "2"
    assert ada.verification(waiting["id"])["state"] == "waiting"
    assert ada.balance() == 500_000 - PRICE_MINOR
    assert cancel(ada, waiting).status == 200


@pytest.mark.parametrize("mode", ["error_after", "drop_reply"])
def test_an_uncertain_cancel_is_resolved_by_asking_the_supplier(world: World, mode: str) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)
    world.supplier.control("POST", "/__control/faults", {"method": "POST", "path_prefix": "/api/pub/v2/", "mode": mode})

    assert cancel(ada, waiting).json["verification"]["state"] == "cancelled"
    assert ada.balance() == 500_000


def test_another_customers_verification_cannot_be_cancelled(world: World, bob: Customer) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)

    assert_problem(cancel(bob, waiting), 404, "not_found")
    assert ada.verification(waiting["id"])["state"] == "waiting"
    assert world.order_of(waiting)["state"] == "verificationPending"


def test_the_refund_is_logged(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    cancel(ada, waiting)
    cancel(ada, waiting)

    [event] = world.log.events("verification_cancelled")
    assert (event["verification_id"], event["price_minor"]) == (waiting["id"], PRICE_MINOR)
