"""Queue `numbers`"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from callbox.adapters.dynamodb.verifications import DynamoVerifications
from callbox.domain.identity import UserId, VerificationId
from tests.functions.answers import VERIFICATION, assert_shape
from tests.functions.cloud import Record, message
from tests.functions.customers import PRICE_MINOR, Customer, World


def request_for(customer: Customer, verification: Any) -> Record:
    return message({"user_id": customer.id, "verification_id": verification["id"]})


def arm(world: World, **fault: Any) -> None:
    body = {"method": "POST", "path_prefix": "/api/pub/v2/verifications", **fault}
    world.supplier.control("POST", "/__control/faults", body)


def refuse(world: World, code: str) -> None:
    arm(world, mode="error_before", status=400, body={"errorCode": code, "errorDescription": "told by a test"})


def test_a_paid_request_gets_a_number_and_waits_for_its_code(world: World) -> None:
    ada = world.funded_customer()
    bought = ada.buy()

    assert world.lambdas.work_off("numbers") == 1

    waiting = ada.verification(bought["id"])
    assert_shape(waiting, VERIFICATION)
    assert (waiting["state"], waiting["cancellable"], waiting["refunded"]) == ("waiting", True, False)
    assert waiting["number"] == f"+1{world.order_of(bought)['number']}"
    assert waiting["ends_at"] > waiting["created_at"]


def test_the_first_poll_for_the_code_is_queued(world: World) -> None:
    world.rent(world.funded_customer())

    assert world.cloud.waiting("codes") == 1


def test_the_order_names_the_selection_and_the_maximum_price(world: World) -> None:
    ada = world.funded_customer()
    bought = ada.buy(area_codes=["312", "415"], carriers=["vz"], max_price_minor=PRICE_MINOR + 100_000)

    world.lambdas.work_off("numbers")

    requests = world.supplier.control("GET", "/__control/requests")["requests"]
    [order] = [r for r in requests if (r["method"], r["path"]) == ("POST", "/api/pub/v2/verifications")]
    assert order["headers"]["Idempotency-Key"] == bought["id"]
    assert order["body"] == {
        "serviceName": "discord",
        "capability": "sms",
        "areaCodeSelectOption": ["312", "415"],
        "carrierSelectOption": ["vz"],
        "maxPrice": 0.95,
    }


def test_a_repeated_message_orders_nothing_more(world: World) -> None:
    ada = world.funded_customer()
    record = request_for(ada, ada.buy())

    for _ in range(3):
        assert world.lambdas.consume("request_number", [record]) == []

    assert len(world.orders()) == 1
    assert len(world.log.events("number_rented")) == 1


@pytest.mark.parametrize("mode", ["error_before", "error_after", "drop_reply"])
def test_an_uncertain_order_is_repeated_under_the_same_key(world: World, mode: str) -> None:
    ada = world.funded_customer()
    bought = ada.buy()
    arm(world, mode=mode)

    world.lambdas.work_off("numbers")

    assert ada.verification(bought["id"])["state"] == "waiting"
    assert len(world.orders()) == 1
    [event] = world.log.events("number_request_unclear")
    assert (event["verification_id"], event["attempt"]) == (bought["id"], 1)


def test_a_number_with_another_area_code_is_given_back_and_refunded_whole(world: World) -> None:
    ada = world.funded_customer(500_000)
    world.supplier.control("POST", "/__control/account", {"empty_area_codes": ["212"]})
    world.supplier.control("POST", "/__control/services/discord", {"price": 0.50})
    bought = ada.buy(area_codes=["212"], max_price_minor=PRICE_MINOR + 100_000)

    world.lambdas.work_off("numbers")

    failed = ada.verification(bought["id"])
    assert (failed["state"], failed["refunded"], failed["reason"]) == ("failed", True, "area_code_unavailable")
    assert (failed["number"], ada.balance()) == (None, 500_000)
    assert [one["state"] for one in world.orders()] == ["verificationCanceled"]


def test_a_refusal_for_want_of_numbers_is_shown_in_the_list(world: World) -> None:
    ada = world.funded_customer()
    ada.buy()
    refuse(world, "Unavailable")

    world.lambdas.work_off("numbers")

    [discord] = ada.get("/services").json["services"]
    assert discord["stock"] == "none"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("Unavailable", "no_numbers"),
        ("PricingFailure", "price_rose"),
        ("InsufficientBalance", "supplier_out_of_credit"),
        ("SomethingNew", "supplier_refused"),
    ],
)
def test_a_refused_order_is_refunded_with_its_reason(world: World, code: str, reason: str) -> None:
    ada = world.funded_customer(500_000)
    bought = ada.buy()
    refuse(world, code)

    assert world.lambdas.work_off("numbers") == 1

    failed = ada.verification(bought["id"])
    assert (failed["state"], failed["refunded"], failed["reason"]) == ("failed", True, reason)
    assert (failed["number"], failed["next_poll_ms"], failed["cancellable"]) == (None, None, False)
    assert ada.balance() == 500_000


def test_a_refused_order_is_refunded_once(world: World) -> None:
    ada = world.funded_customer(500_000)
    record = request_for(ada, ada.buy())
    refuse(world, "Unavailable")

    for _ in range(3):
        assert world.lambdas.consume("request_number", [record]) == []

    assert ada.balance() == 500_000
    assert world.orders() == []


def test_an_empty_account_at_the_supplier_raises_an_alarm(world: World) -> None:
    ada = world.funded_customer()
    ada.buy()
    refuse(world, "InsufficientBalance")

    world.lambdas.work_off("numbers")

    [alarm] = world.log.events("supplier_out_of_credit")
    assert alarm["level"] == "error"


def test_a_request_that_waited_too_long_is_refunded_and_not_ordered(world: World) -> None:
    ada = world.funded_customer(500_000)
    bought = ada.buy()
    store = DynamoVerifications()
    found = store.get(UserId(ada.id), VerificationId(bought["id"]))
    assert found is not None
    store.save(found, replace(found, created_at=found.created_at - timedelta(minutes=5)))

    world.lambdas.work_off("numbers")

    failed = ada.verification(bought["id"])
    assert (failed["state"], failed["reason"]) == ("failed", "no_number_in_time")
    assert ada.balance() == 500_000
    assert world.orders() == []


@pytest.mark.parametrize("poison", ["", "not json", "[]", "{}", '{"user_id": "u"}'])
def test_a_poisoned_message_is_redelivered(world: World, poison: str) -> None:
    world.log.may_crash = True
    bad = message(poison)

    assert world.lambdas.consume("request_number", [bad]) == [bad["messageId"]]


def test_a_message_about_an_unknown_verification_is_dropped(world: World, ada: Customer) -> None:
    unknown = message({"user_id": ada.id, "verification_id": "01ARZ3NDEKTSV4RRFFQ69G5FAV"})

    assert world.lambdas.consume("request_number", [unknown]) == []
    assert world.orders() == []
