"""POST /verifications/{verification_id}/listen"""

from typing import Any

from tests.functions.answers import VERIFICATION, Answer, assert_problem, assert_shape
from tests.functions.cloud import message
from tests.functions.customers import CODE, Customer, World


def listen(customer: Customer, verification: Any) -> Answer:
    return customer.post(f"/verifications/{verification['id']}/listen")


def received(world: World, customer: Customer) -> Any:
    waiting = world.rent(customer)
    world.send_sms(waiting)
    world.poll(customer, waiting)
    return customer.verification(waiting["id"])


def test_a_second_text_is_found_by_the_looks_that_were_asked_for_and_the_first_code_stays(world: World) -> None:
    ada = world.funded_customer()
    verification = received(world, ada)
    balance = ada.balance()

    answer = listen(ada, verification)
    assert answer.status == 200
    assert_shape(answer.json["verification"], VERIFICATION)
    assert answer.json["verification"]["listening_until"] == verification["ends_at"]
    assert answer.json["verification"]["next_poll_ms"] <= 5_000
    assert answer.headers["retry-after"] == str(-(-answer.json["verification"]["next_poll_ms"] // 1000))

    world.send_sms(verification, "Your other code is 737373")
    chain = answer.json["verification"]["revision"] - 1
    body = {"user_id": ada.id, "verification_id": verification["id"], "chain": chain}
    assert world.lambdas.consume("fetch_code", [message(body)]) == []

    found = ada.verification(verification["id"])
    assert [one["code"] for one in found["codes"]] == ["737373", CODE]
    assert (found["code"], found["state"], ada.balance()) == (CODE, "received", balance)


def test_it_can_be_asked_once_a_minute(world: World) -> None:
    ada = world.funded_customer()
    verification = received(world, ada)
    listen(ada, verification)

    answer = listen(ada, verification)

    assert answer.json["code"] == "rate_limited"
    assert answer.status == 429
    assert 1 <= answer.json["retry_after_s"] <= 60


def test_a_waiting_number_and_one_of_another_customer_do_not_listen(world: World, bob: Customer) -> None:
    ada = world.funded_customer(500_000)
    waiting = world.rent(ada)

    assert_problem(listen(ada, waiting), 409, "not_listening", state="waiting")
    assert_problem(listen(bob, received(world, ada)), 404, "not_found")
