"""GET /verification-batches/{batch_id}"""

from typing import Any

from tests.functions.answers import BATCH, STATES, assert_problem, assert_shape
from tests.functions.customers import CODE, PRICE_MINOR, Customer, World


def buy(customer: Customer, quantity: int = 3) -> Any:
    body = {"service": "discord", "max_price_minor": PRICE_MINOR, "quantity": quantity}
    return customer.post("/verification-batches", body, key="key-1").json["batch"]


def test_a_batch_is_returned_as_it_was_bought(world: World) -> None:
    ada = world.funded_customer()
    batch = buy(ada)

    answer = ada.get(f"/verification-batches/{batch['id']}")

    assert answer.status == 200
    assert answer.json == {"batch": batch}
    assert answer.headers["retry-after"] == "1"


def test_each_number_ends_independently(world: World) -> None:
    ada = world.funded_customer()
    batch = buy(ada)
    received, cancelled, waiting = batch["verifications"]
    world.lambdas.work_off("numbers")
    world.send_sms(received)
    world.poll(ada, received)
    ada.post(f"/verifications/{cancelled['id']}/cancel")

    found = ada.get(f"/verification-batches/{batch['id']}").json["batch"]

    assert_shape(found, BATCH)
    assert found["counts"] == {**dict.fromkeys(STATES, 0), "received": 1, "cancelled": 1, "waiting": 1}
    assert [one["id"] for one in found["verifications"]] == [received["id"], cancelled["id"], waiting["id"]]
    assert [one["code"] for one in found["verifications"]] == [CODE, None, None]


def test_a_finished_batch_has_no_next_poll(world: World) -> None:
    ada = world.funded_customer()
    batch = buy(ada, 2)
    world.lambdas.work_off("numbers")
    ada.post(f"/verification-batches/{batch['id']}/cancel")

    assert "retry-after" not in ada.get(f"/verification-batches/{batch['id']}").headers


def test_a_single_verification_is_not_a_batch(world: World) -> None:
    ada = world.funded_customer()
    bought = ada.buy()

    assert_problem(ada.get(f"/verification-batches/{bought['id']}"), 404, "not_found")
