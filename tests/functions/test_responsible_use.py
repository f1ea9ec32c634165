"""Denied services and limits by trust level, on every route that sells or lists services."""

import json
from typing import Any

import pytest

from callbox import config
from callbox.adapters.dynamodb.rulings import DynamoRulings
from callbox.domain.denied_services import Ruling
from callbox.domain.operators import OperatorAct
from tests.builders import NOW
from tests.functions.answers import Answer, assert_problem
from tests.functions.customers import PRICE_MINOR, Customer, World, forget_caches, new_key

WHY = "banks, brokers and lenders: a code opens somebody's account"


@pytest.fixture
def chase(world: World) -> Customer:
    """A customer with money in a shop that could also sell Chase numbers."""
    world.offer("chase")
    return world.funded_customer(1_000_000)


def rule(service: str, *, is_denied: bool) -> None:
    act = OperatorAct("act-1", NOW, "operator", "service_denied", service, {"reason": "because"})
    DynamoRulings().replace(None, Ruling(service, is_denied, (), "operator", "because", NOW), act)
    forget_caches()  # as a minute later


def assert_denied(answer: Any, category: str) -> None:
    assert answer.json["category"] == category
    assert_problem(answer, 403, "service_denied", category=category)


def test_a_denied_service_is_not_listed(chase: Customer) -> None:
    assert [one["name"] for one in chase.get("/services").json["services"]] == ["discord"]
    assert chase.get("/services", q="chase").json["services"] == []


def test_a_denied_service_is_not_sold_singly_or_in_a_batch(chase: Customer) -> None:
    body = {"service": "chase", "max_price_minor": PRICE_MINOR}

    assert_denied(chase.post("/verifications", body, key=new_key()), "banking")
    assert_denied(chase.post("/verification-batches", {**body, "quantity": 2}, key=new_key()), "banking")
    assert chase.balance() == 1_000_000


@pytest.mark.parametrize("service", ["servicenotlisted", "servicenotlistedvoice", "allservices"])
def test_the_suppliers_catch_all_services_are_denied(world: World, service: str) -> None:
    ada = world.funded_customer()

    assert_denied(ada.post("/verifications", {"service": service, "max_price_minor": 1}, key=new_key()), "catch_all")


def test_an_operators_ruling_applies_to_the_next_purchase_and_to_a_retry(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)

    rule("discord", is_denied=True)

    body = {"service": "discord", "max_price_minor": PRICE_MINOR}
    assert_denied(ada.post("/verifications", body, key=new_key()), "operator")
    assert_denied(ada.post(f"/verifications/{waiting['id']}/retry", key=new_key()), "operator")
    assert ada.verification(waiting["id"])["state"] == "waiting"


def test_a_service_that_an_operator_allows_is_listed_and_sold(chase: Customer) -> None:
    rule("chase", is_denied=False)

    assert [one["name"] for one in chase.get("/services").json["services"]] == ["chase", "discord"]
    assert chase.buy("chase")["state"] == "requesting"


def test_a_banks_one_time_password_is_withheld_and_the_purchase_refunded(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    world.send_sms(waiting, "Chase: Your one-time code is 730164. We'll NEVER call you to ask for it.")
    world.log.keep_out("730164")

    assert world.poll(ada, waiting) == []

    failed = ada.verification(waiting["id"])
    assert (failed["state"], failed["refunded"], failed["reason"]) == ("failed", True, "service_denied")
    assert (failed["code"], failed["messages"], failed["next_poll_ms"]) == (None, [], None)
    assert ada.balance() == 500_000
    [event] = world.log.events("message_withheld")
    assert (event["level"], event["category"], event["verification_id"]) == ("info", "banking", waiting["id"])


# --- limits


@pytest.fixture
def limited(world: World, monkeypatch: pytest.MonkeyPatch) -> Customer:
    """A funded customer who may buy twice an hour, cancel once and top up ₦6,000 a day."""
    limits = {"purchases_an_hour": 2, "cancels_an_hour": 1, "top_up_a_day_minor": 600_000}
    monkeypatch.setenv("TRUST_LIMITS", json.dumps({"funded": limits}))
    config.config.cache_clear()
    forget_caches()
    return world.funded_customer(500_000)


def assert_limited(answer: Answer, name: str, limit: int, *, within_s: int) -> None:
    left_s = answer.json["retry_after_s"]
    assert_problem(answer, 429, "rate_limited", limit_name=name, limit=limit, retry_after_s=left_s)
    assert answer.headers["retry-after"] == str(left_s)
    assert 0 < left_s <= within_s


def test_every_route_names_the_exceeded_limit_and_when_it_ends(world: World, limited: Customer) -> None:
    waiting = [world.rent(limited) for _ in range(2)]
    body = {"service": "discord", "max_price_minor": PRICE_MINOR}

    def assert_no_more_this_hour(answer: Answer) -> None:
        assert_limited(answer, "purchases_an_hour", 2, within_s=3_600)

    assert_no_more_this_hour(limited.post("/verifications", body, key=new_key()))
    assert_no_more_this_hour(limited.post("/verification-batches", {**body, "quantity": 2}, key=new_key()))
    assert_no_more_this_hour(limited.post(f"/verifications/{waiting[0]['id']}/retry", key=new_key()))
    assert limited.post(f"/verifications/{waiting[0]['id']}/cancel").status == 200
    second = limited.post(f"/verifications/{waiting[1]['id']}/cancel")
    assert_limited(second, "cancels_an_hour", 1, within_s=3_600)
    top_up = limited.post("/deposits", {"amount_minor": 200_000}, key=new_key())
    assert_limited(top_up, "top_up_a_day_minor", 600_000, within_s=86_400)
    assert "₦6,000 of top-ups a day" in top_up.json["detail"]


def test_the_first_credited_payment_makes_a_customer_funded(world: World) -> None:
    ada = world.customer()
    assert ada.get("/me").json["limits"]["trust_level"] == "new"

    funded = world.funded_customer().get("/me").json["limits"]

    assert (funded["trust_level"], funded["open_verifications"], funded["batch_size"]) == ("funded", 10, 10)
