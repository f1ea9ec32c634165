"""POST /verification-batches/{batch_id}/cancel"""

from typing import Any

from tests.functions.answers import BATCH, STATES, Answer, assert_shape
from tests.functions.customers import PRICE_MINOR, Customer, World


def buy(customer: Customer, quantity: int = 3) -> Any:
    body = {"service": "discord", "max_price_minor": PRICE_MINOR, "quantity": quantity}
    return customer.post("/verification-batches", body, key="key-1").json["batch"]


def cancel(customer: Customer, batch: Any) -> Answer:
    return customer.post(f"/verification-batches/{batch['id']}/cancel")


def test_all_waiting_numbers_are_cancelled_and_refunded(world: World) -> None:
    ada = world.funded_customer(500_000)
    batch = buy(ada)
    world.lambdas.work_off("numbers")

    answer = cancel(ada, batch)

    assert answer.status == 200
    assert_shape(answer.json, {"batch": dict, "wallet": dict})
    assert answer.json["wallet"] == ada.wallet_now() == {"balance_minor": 500_000, "held_minor": 0, "revision": 7}
    assert_shape(answer.json["batch"], BATCH)
    assert answer.json["batch"]["counts"] == {**dict.fromkeys(STATES, 0), "cancelled": 3}
    assert ada.balance() == 500_000


def test_a_received_code_stays_paid(world: World) -> None:
    ada = world.funded_customer(500_000)
    batch = buy(ada)
    world.lambdas.work_off("numbers")
    world.send_sms(batch["verifications"][0])

    counts = cancel(ada, batch).json["batch"]["counts"]

    assert (counts["received"], counts["cancelled"]) == (1, 2)
    assert ada.balance() == 500_000 - PRICE_MINOR


def test_a_repeated_cancel_gets_the_same_answer_and_refunds_once(world: World) -> None:
    ada = world.funded_customer(500_000)
    batch = buy(ada)
    world.lambdas.work_off("numbers")
    first = cancel(ada, batch)

    again = cancel(ada, batch)

    assert (again.status, again.json) == (200, first.json)
    assert ada.balance() == 500_000


def test_verifications_without_a_number_yet_are_left_for_a_later_call(world: World) -> None:
    ada = world.funded_customer(500_000)
    batch = buy(ada)

    assert cancel(ada, batch).json["batch"]["counts"]["requesting"] == 3
    world.lambdas.work_off("numbers")

    assert cancel(ada, batch).json["batch"]["counts"]["cancelled"] == 3
    assert ada.balance() == 500_000


def test_orders_that_the_supplier_cannot_cancel_now_are_left_for_a_later_call(world: World) -> None:
    ada = world.funded_customer(500_000)
    batch = buy(ada)
    world.lambdas.work_off("numbers")
    path = f"/api/pub/v2/verifications/{world.order_of(batch['verifications'][1])['id']}"
    fault = {"path_prefix": path, "mode": "error_before", "times": 2}
    world.supplier.control("POST", "/__control/faults", fault)

    counts = cancel(ada, batch).json["batch"]["counts"]

    assert (counts["waiting"], counts["cancelled"]) == (1, 2)
    assert cancel(ada, batch).json["batch"]["counts"]["cancelled"] == 3
    assert ada.balance() == 500_000
