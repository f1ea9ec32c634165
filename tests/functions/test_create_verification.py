"""POST /verifications"""

from datetime import UTC, datetime
from typing import Any

import pytest

from callbox import config
from callbox.adapters.dynamodb.area_codes import DynamoAreaCodes
from tests.functions import bodies
from tests.functions.answers import VERIFICATION, WALLET_NOW, Answer, assert_invalid, assert_problem, assert_shape
from tests.functions.customers import PRICE_MINOR, Customer, World, forget_caches, new_key

GOOD = {"service": "discord", "max_price_minor": PRICE_MINOR}


def buy(customer: Customer, *, key: str | None = "key-1", **changes: Any) -> Answer:
    return customer.post("/verifications", {**GOOD, **changes}, key=key)


def test_a_purchase_charges_queues_the_order_and_answers_without_waiting_for_a_number(world: World) -> None:
    ada = world.funded_customer(500_000)

    answer = buy(ada)

    assert answer.status == 202
    assert_shape(answer.json, {"verification": dict, "wallet": dict})
    verification = answer.json["verification"]
    assert_shape(verification, VERIFICATION)
    assert verification["state"] == "requesting"
    assert (verification["service"], verification["price_minor"]) == ("discord", PRICE_MINOR)
    assert (verification["number"], verification["code"], verification["messages"]) == (None, None, [])
    assert (verification["attempt"], verification["cancellable"], verification["refunded"]) == (1, False, False)
    assert verification["next_poll_ms"] == 1_000
    assert world.orders() == []
    assert world.cloud.waiting("numbers") == 1


def test_the_answer_says_what_the_wallet_holds_now(world: World) -> None:
    ada = world.funded_customer(500_000)
    buy(ada, key="first")

    wallet = buy(ada).json["wallet"]

    assert_shape(wallet, WALLET_NOW)
    assert wallet == {"balance_minor": 500_000 - 2 * PRICE_MINOR, "held_minor": 2 * PRICE_MINOR, "revision": 3}
    assert wallet == ada.wallet_now()


def test_nothing_is_bought_before_the_address_is_confirmed(world: World) -> None:
    customer = world.unconfirmed_customer()
    world.fund(customer)

    refused = [buy(customer), customer.post("/verification-batches", {**GOOD, "quantity": 2}, key="key-2")]

    for answer in refused:
        assert_problem(answer, 403, "email_unverified")
    assert (customer.balance(), world.cloud.waiting("numbers")) == (500_000, 0)
    customer.confirm_email(world.mailed_token(customer.email))
    assert buy(customer).status == 202, "the refused request used up its key"


def test_the_requirement_of_a_confirmed_address_can_be_switched_off(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REQUIRE_VERIFIED_EMAIL", "false")
    config.config.cache_clear()
    forget_caches()
    customer = world.unconfirmed_customer()
    world.fund(customer)

    assert buy(customer).status == 202


def test_the_price_is_charged_at_once(world: World) -> None:
    ada = world.funded_customer(500_000)

    buy(ada)

    assert ada.balance() == 500_000 - PRICE_MINOR


def test_area_codes_and_carriers_are_stored_and_cost_a_surcharge(world: World) -> None:
    ada = world.funded_customer(500_000)

    verification = buy(ada, area_codes=["312"], carriers=["tmo", "att"], max_price_minor=500_000).json["verification"]

    assert (verification["area_codes"], verification["carriers"]) == (["312"], ["tmo", "att"])
    assert verification["price_minor"] == 171_000  # (0.75 + 0.10 + 0.10) dollars × 1,500 naira × 1.2


def test_optional_fields_are_accepted(world: World) -> None:
    ada = world.funded_customer()

    assert buy(ada, country="US", capability="sms", area_codes=[], carriers=[]).status == 202


def test_a_price_above_the_balance_is_refused_and_charges_nothing(world: World) -> None:
    ada = world.funded_customer(PRICE_MINOR - 100)

    answer = buy(ada)

    assert_problem(
        answer,
        402,
        "insufficient_funds",
        price_minor=PRICE_MINOR,
        balance_minor=PRICE_MINOR - 100,
        currency="NGN",
    )
    assert ada.balance() == PRICE_MINOR - 100
    assert world.cloud.waiting("numbers") == 0


def test_the_whole_balance_may_be_spent(world: World) -> None:
    ada = world.funded_customer(PRICE_MINOR)

    assert buy(ada).status == 202
    assert ada.balance() == 0
    assert buy(ada, key="key-2").json["code"] == "insufficient_funds"


def test_a_price_above_the_agreed_maximum_is_not_charged(world: World) -> None:
    ada = world.funded_customer()

    answer = buy(ada, max_price_minor=PRICE_MINOR - 1)

    assert_problem(answer, 409, "price_changed", price_minor=PRICE_MINOR, currency="NGN")
    assert ada.balance() == 500_000


def test_a_price_below_the_agreed_maximum_is_charged_as_it_is(world: World) -> None:
    ada = world.funded_customer()

    assert buy(ada, max_price_minor=10**12).json["verification"]["price_minor"] == PRICE_MINOR


def test_the_number_of_open_verifications_is_limited(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUST_LIMITS", '{"funded": {"open_verifications": 2}}')
    config.config.cache_clear()
    forget_caches()
    ada = world.funded_customer(500_000)
    for key in ("key-1", "key-2"):
        assert buy(ada, key=key).status == 202

    answer = buy(ada, key="key-3")

    left_s = answer.json["retry_after_s"]
    assert_problem(answer, 429, "too_many_open", limit=2, retry_after_s=left_s)
    assert 200 < left_s <= 240  # the time limit for getting a number
    assert answer.headers["retry-after"] == str(left_s)
    assert ada.balance() == 500_000 - 2 * PRICE_MINOR


def test_one_customers_open_numbers_do_not_count_against_another(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUST_LIMITS", '{"funded": {"open_verifications": 1}}')
    config.config.cache_clear()
    forget_caches()
    ada, bob = world.funded_customer(), world.funded_customer()
    buy(ada)

    assert buy(bob).status == 202


@pytest.mark.parametrize("service", ["nothing", "Discord", "discord ", "discord#sms", "\u0000", "💥"])
def test_an_unlisted_service_cannot_be_bought(world: World, service: str) -> None:
    ada = world.funded_customer()

    assert_invalid(buy(ada, service=service), "service")
    assert ada.balance() == 500_000


OUT_OF_BOUNDS: list[tuple[str, Any]] = [
    ("service", ""),
    ("service", "x" * 101),
    ("service", None),
    ("service", 17),
    ("max_price_minor", 0),
    ("max_price_minor", -1),
    ("max_price_minor", 10**12 + 1),
    ("max_price_minor", 10**30),
    ("max_price_minor", 135_000.0),
    ("max_price_minor", 0.5),
    ("max_price_minor", "135000"),
    ("max_price_minor", True),
    ("max_price_minor", None),
    ("country", "NG"),
    ("country", "us"),
    ("capability", "voice"),
    ("area_codes", "312"),
    ("area_codes", None),
    ("carriers", {"vz": True}),
    ("area_codes", ["312"] * 11),
    ("carriers", ["vz"] * 4),
]


def test_a_field_out_of_its_bounds_is_refused(ada: Customer) -> None:
    for field, value in OUT_OF_BOUNDS:
        assert_invalid(buy(ada, **{field: value}), field)


def test_an_area_code_that_does_not_exist_is_refused_and_names_near_ones(world: World) -> None:
    ada = world.funded_customer(5_000_000)
    DynamoAreaCodes().replace("US", ["212", "909", "979", "989"], read_at=datetime.now(UTC))

    refused = buy(ada, area_codes=["212", "999"], max_price_minor=500_000)

    assert_problem(refused, 422, "area_code_unknown", area_code="999", near="989, 979, 909")
    assert ada.balance() == 5_000_000
    assert buy(ada, area_codes=["212"], max_price_minor=500_000).status == 202


def test_an_area_code_is_north_american(ada: Customer) -> None:
    for code in ("12", "1234", "012", "112", "abc", "３１２", "312 ", 312):
        assert_invalid(buy(ada, area_codes=[code]), "area_codes[0]")


def test_a_carrier_is_one_of_three(ada: Customer) -> None:
    for carrier in ("", "VZ", "sprint", 1):
        assert_invalid(buy(ada, carriers=[carrier]), "carriers[0]")


def test_an_unknown_field_is_refused(ada: Customer) -> None:
    for field in ("price_minor", "user_id", "state", "quantity", "attempt", "max_cost_usd"):
        assert_invalid(ada.post("/verifications", {**GOOD, field: 1}, key="key-1"), field)


@pytest.mark.parametrize("field", GOOD)
def test_a_missing_field_is_named(ada: Customer, field: str) -> None:
    body = {name: value for name, value in GOOD.items() if name != field}

    assert_invalid(ada.post("/verifications", body, key="key-1"), field)


def test_a_lone_surrogate_is_refused(ada: Customer) -> None:
    raw = rb'{"service": "\ud800", "max_price_minor": 135000}'

    bodies.assert_malformed(ada.post("/verifications", raw=raw, key="key-1"))


@pytest.mark.parametrize("key", [None, "", "x" * 256, "line\nbreak", "§retry"])
def test_without_a_valid_key_nothing_is_bought(world: World, key: str | None) -> None:
    ada = world.funded_customer()

    assert_problem(buy(ada, key=key), 400, "idempotency_key_missing")
    assert ada.balance() == 500_000


def test_a_repeated_key_gets_the_same_answer_and_buys_nothing_more(world: World) -> None:
    ada = world.funded_customer(500_000)
    first = buy(ada)

    again = [buy(ada) for _ in range(3)]

    assert {(answer.status, answer.text) for answer in again} == {(202, first.text)}
    assert {answer.headers["idempotent-replay"] for answer in again} == {"true"}
    assert "idempotent-replay" not in first.headers
    assert ada.balance() == 500_000 - PRICE_MINOR
    assert world.cloud.waiting("numbers") == 1


def test_a_repeated_key_gets_the_first_answer_after_the_number_arrived(world: World) -> None:
    ada = world.funded_customer()
    first = buy(ada)
    world.lambdas.work_off("numbers")

    assert buy(ada).json == first.json


def test_a_repeated_key_gets_the_first_answer_after_the_number_was_cancelled(world: World) -> None:
    ada = world.funded_customer()
    first = buy(ada)
    world.lambdas.work_off("numbers")
    assert ada.post(f"/verifications/{first.json['verification']['id']}/cancel").status == 200

    again = buy(ada)

    assert again.json["verification"] == first.json["verification"]
    assert again.headers["idempotent-replay"] == "true"
    assert again.json["wallet"] == ada.wallet_now()


def test_a_repeated_key_gets_the_first_answer_after_its_purchase_emptied_the_wallet(world: World) -> None:
    ada = world.funded_customer(PRICE_MINOR)
    first = buy(ada)

    assert buy(ada).json == first.json
    assert ada.balance() == 0


def test_a_repeated_key_gets_the_first_answer_after_the_price_rose(world: World) -> None:
    ada = world.funded_customer()
    first = buy(ada)
    world.offer("discord", cost_usd="2.00")

    assert buy(ada).json == first.json


@pytest.mark.parametrize("change", [{"max_price_minor": PRICE_MINOR + 1}, {"area_codes": ["312"]}, {"service": "lyft"}])
def test_the_same_key_for_another_request_is_refused(world: World, change: dict[str, Any]) -> None:
    world.offer("lyft")
    ada = world.funded_customer(500_000)
    buy(ada)

    assert_problem(buy(ada, **change), 422, "idempotency_key_reused")
    assert ada.balance() == 500_000 - PRICE_MINOR


def test_a_refused_purchase_does_not_use_up_its_key(world: World) -> None:
    ada = world.customer()
    assert buy(ada).status == 402
    deposit = ada.open_deposit(500_000)
    world.pay(deposit)
    ada.post(f"/deposits/{deposit['id']}/verify")

    answer = buy(ada)

    assert answer.status == 202
    assert "idempotent-replay" not in answer.headers


def test_keys_belong_to_one_customer(world: World) -> None:
    ada, bob = world.funded_customer(), world.funded_customer()

    first, second = buy(ada), buy(bob)

    assert first.json["verification"]["id"] != second.json["verification"]["id"]


def test_each_key_makes_its_own_purchase(world: World) -> None:
    ada = world.funded_customer(500_000)

    ids = {buy(ada, key=new_key()).json["verification"]["id"] for _ in range(3)}

    assert len(ids) == 3
    assert ada.balance() == 500_000 - 3 * PRICE_MINOR


def test_the_purchase_is_logged(world: World) -> None:
    ada = world.funded_customer()
    verification = buy(ada).json["verification"]
    buy(ada)

    [event] = world.log.events("verification_requested")
    assert (event["verification_id"], event["user_id"]) == (verification["id"], ada.id)
    assert event["price_minor"] == PRICE_MINOR
