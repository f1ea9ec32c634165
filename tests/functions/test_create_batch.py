"""POST /verification-batches"""

from typing import Any

import pytest

from tests.functions.answers import BATCH, STATES, VERIFICATION, Answer, assert_invalid, assert_problem, assert_shape
from tests.functions.customers import PRICE_MINOR, Customer, World

GOOD = {"service": "discord", "max_price_minor": PRICE_MINOR, "quantity": 3}


def create(customer: Customer, body: Any = None, *, key: str | None = "key-1") -> Answer:
    return customer.post("/verification-batches", {**GOOD, **(body or {})}, key=key)


def test_several_numbers_are_paid_and_requested_at_once(world: World) -> None:
    ada = world.funded_customer(500_000)

    answer = create(ada)

    assert answer.status == 202
    assert_shape(answer.json, {"batch": dict, "wallet": dict})
    assert answer.json["wallet"] == ada.wallet_now()
    batch = answer.json["batch"]
    assert_shape(batch, BATCH)
    assert batch["counts"] == {**dict.fromkeys(STATES, 0), "requesting": 3}
    assert (batch["quantity"], len({one["id"] for one in batch["verifications"]})) == (3, 3)
    for verification in batch["verifications"]:
        assert_shape(verification, VERIFICATION)
        assert (verification["batch_id"], verification["state"]) == (batch["id"], "requesting")
    assert ada.balance() == 500_000 - 3 * PRICE_MINOR
    assert world.cloud.waiting("numbers") == 3


def test_each_number_has_its_own_entry(world: World) -> None:
    ada = world.funded_customer(500_000)
    create(ada)

    entries = ada.get("/wallet/entries").json["entries"]

    assert [(e["kind"], e["amount_minor"]) for e in entries[:3]] == [("purchase", -PRICE_MINOR)] * 3


def test_a_batch_above_the_balance_buys_nothing(world: World) -> None:
    ada = world.funded_customer(3 * PRICE_MINOR - 100)

    answer = create(ada)

    assert_problem(
        answer,
        402,
        "insufficient_funds",
        price_minor=3 * PRICE_MINOR,
        balance_minor=3 * PRICE_MINOR - 100,
        currency="NGN",
    )
    assert ada.balance() == 3 * PRICE_MINOR - 100
    assert ada.get("/verifications").json["verifications"] == []
    assert world.cloud.waiting("numbers") == 0


@pytest.mark.parametrize("quantity", [2, 10])
def test_a_batch_has_2_to_10_numbers(world: World, quantity: int) -> None:
    ada = world.funded_customer(10 * PRICE_MINOR)

    batch = create(ada, {"quantity": quantity}).json["batch"]

    assert (batch["quantity"], len(batch["verifications"])) == (quantity, quantity)
    assert ada.balance() == (10 - quantity) * PRICE_MINOR


@pytest.mark.parametrize("quantity", [1, 0, -2, 11, 10**30, 2.0, "2", True, None, [2]])
def test_any_other_quantity_is_refused(world: World, quantity: object) -> None:
    ada = world.funded_customer(500_000)

    assert_invalid(create(ada, {"quantity": quantity}), "quantity")
    assert ada.balance() == 500_000


def test_all_numbers_of_a_batch_count_towards_the_limit(world: World) -> None:
    ada = world.funded_customer(20 * PRICE_MINOR)
    create(ada, {"quantity": 5}, key="key-1")

    assert create(ada, {"quantity": 5}, key="key-2").status == 202
    answer = create(ada, {"quantity": 2}, key="key-3")
    assert_problem(answer, 429, "too_many_open", limit=10, retry_after_s=answer.json["retry_after_s"])
    assert ada.balance() == 10 * PRICE_MINOR


def test_a_price_above_the_agreed_maximum_is_not_charged(world: World) -> None:
    ada = world.funded_customer(500_000)

    answer = create(ada, {"max_price_minor": PRICE_MINOR - 1})

    assert_problem(answer, 409, "price_changed", price_minor=PRICE_MINOR, currency="NGN")
    assert ada.balance() == 500_000


def test_a_repeated_key_gets_the_same_answer_and_buys_nothing_more(world: World) -> None:
    ada = world.funded_customer(3 * PRICE_MINOR)
    first = create(ada)
    world.lambdas.work_off("numbers")

    again = create(ada)

    assert (again.status, again.json, again.headers["idempotent-replay"]) == (202, first.json, "true")
    assert ada.balance() == 0


def test_a_repeated_key_gets_the_first_answer_after_the_batch_was_cancelled(world: World) -> None:
    ada = world.funded_customer(3 * PRICE_MINOR)
    first = create(ada)
    world.lambdas.work_off("numbers")
    assert ada.post(f"/verification-batches/{first.json['batch']['id']}/cancel").status == 200
    assert ada.balance() == 3 * PRICE_MINOR

    again = create(ada)

    assert (again.status, again.json["batch"]) == (202, first.json["batch"])
    assert again.headers["idempotent-replay"] == "true"
    assert again.json["wallet"] == ada.wallet_now()
    assert ada.balance() == 3 * PRICE_MINOR


@pytest.mark.parametrize("change", [{"quantity": 2}, {"max_price_minor": PRICE_MINOR + 1}])
def test_the_same_key_for_another_batch_is_refused(world: World, change: dict[str, int]) -> None:
    ada = world.funded_customer(10 * PRICE_MINOR)
    create(ada)

    assert_problem(create(ada, change), 422, "idempotency_key_reused")
    assert ada.balance() == 7 * PRICE_MINOR


@pytest.mark.parametrize("key", [None, "", "x" * 256])
def test_without_a_valid_key_nothing_is_bought(world: World, key: str | None) -> None:
    ada = world.funded_customer(500_000)

    assert_problem(create(ada, key=key), 400, "idempotency_key_missing")
    assert ada.balance() == 500_000


WRONG: list[tuple[str, object]] = [
    ("service", "nothing"),
    ("service", 17),
    ("max_price_minor", 0),
    ("max_price_minor", 1.5),
    ("country", "NG"),
    ("capability", "voice"),
    ("carriers", "vz"),
    ("batch_id", "x"),
]


def test_an_invalid_field_is_named(world: World) -> None:
    ada = world.funded_customer(500_000)

    for field, value in WRONG:
        assert_invalid(create(ada, {field: value}), field)
    assert ada.balance() == 500_000


@pytest.mark.parametrize("field", GOOD)
def test_a_missing_field_is_named(ada: Customer, field: str) -> None:
    body = {name: value for name, value in GOOD.items() if name != field}

    assert_invalid(ada.post("/verification-batches", body, key="key-1"), field)
