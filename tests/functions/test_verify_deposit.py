"""POST /deposits/{deposit_id}/verify"""

from typing import Any

import pytest

from callbox import config
from tests.functions.answers import DEPOSIT, Answer, assert_problem, assert_shape
from tests.functions.customers import Customer, World, forget_caches, new_key


def verify(customer: Customer, deposit: Any) -> Any:
    answer = customer.post(f"/deposits/{deposit['id']}/verify")
    assert answer.status == 200, answer
    return answer.json["deposit"]


def act(world: World, deposit: Any, **order: Any) -> None:
    world.paystack.control("POST", f"/__control/transactions/{deposit['reference']}", order)


def test_a_payment_is_credited_when_its_customer_asks(world: World, ada: Customer) -> None:
    made = ada.open_deposit(500_000)
    world.pay(made)

    answer = ada.post(f"/deposits/{made['id']}/verify")

    assert answer.status == 200
    assert_shape(answer.json, {"deposit": dict})
    assert_shape(answer.json["deposit"], DEPOSIT)
    credited_at = answer.json["deposit"]["credited_at"]
    assert answer.json["deposit"] == {**made, "status": "credited", "channel": "card", "credited_at": credited_at}
    assert ada.balance() == 500_000


def test_asking_again_credits_nothing_more(world: World, ada: Customer) -> None:
    made = ada.open_deposit(500_000)
    world.pay(made)

    assert [verify(ada, made)["status"] for _ in range(3)] == ["credited"] * 3

    assert ada.balance() == 500_000
    assert len(ada.get("/wallet/entries").json["entries"]) == 1
    assert len(world.log.events("deposit_credited")) == 1


def test_an_unpaid_deposit_stays_pending(ada: Customer) -> None:
    made = ada.open_deposit()

    assert made["progress"] is None
    assert verify(ada, made) == {**made, "progress": "not_paid"}
    assert ada.balance() == 0


@pytest.mark.parametrize("action", ["abandon", "fail"])
def test_a_failed_payment_can_be_repeated(world: World, ada: Customer, action: str) -> None:
    made = ada.open_deposit(500_000)
    act(world, made, action=action)
    asked = verify(ada, made)
    assert (asked["status"], asked["progress"]) == ("pending", "declined" if action == "fail" else "not_paid")

    world.pay(made)

    assert verify(ada, made)["status"] == "credited"
    assert ada.balance() == 500_000


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"amount": 499_999}, "amount_differs"),
        ({"amount": 0}, "amount_differs"),
        ({"currency": "USD"}, "currency_differs"),
        ({"currency": "GHS", "amount": 900_000_000}, "currency_differs"),
    ],
)
def test_a_payment_of_another_amount_is_held_and_alarmed(
    world: World, ada: Customer, wrong: dict[str, object], reason: str
) -> None:
    made = ada.open_deposit(500_000)
    world.pay(made, **wrong)

    assert [verify(ada, made)["status"] for _ in range(2)] == ["mismatched"] * 2

    assert ada.balance() == 0
    [alarm] = world.log.events("deposit_mismatched")
    assert (alarm["level"], alarm["reason"], alarm["deposit_id"]) == ("error", reason, made["id"])


def test_fees_that_the_customer_pays_are_not_credited(world: World, ada: Customer) -> None:
    made = ada.open_deposit(500_000)
    world.pay(made, amount=517_500)

    assert verify(ada, made)["status"] == "credited"
    assert ada.balance() == 500_000


def test_the_metadata_of_the_payment_is_ignored(world: World, ada: Customer, bob: Customer) -> None:
    made = ada.open_deposit(500_000)
    world.pay(made, metadata={"user_id": bob.id, "amount": 10**9, "deposit_id": "another"})

    verify(ada, made)

    assert (ada.balance(), bob.balance()) == (500_000, 0)


def test_another_customers_deposit_is_not_found(world: World, ada: Customer, bob: Customer) -> None:
    made = ada.open_deposit()
    world.pay(made)

    assert_problem(bob.post(f"/deposits/{made['id']}/verify"), 404, "not_found")
    assert (ada.balance(), bob.balance()) == (0, 0)


def test_a_paystack_outage_changes_nothing_and_says_when_to_retry(world: World, ada: Customer) -> None:
    made = ada.open_deposit()
    world.pay(made)
    fault = {"method": "GET", "path_prefix": "/transaction/verify", "mode": "error_before", "times": 3}
    world.paystack.control("POST", "/__control/faults", fault)

    answer = ada.post(f"/deposits/{made['id']}/verify")

    assert_problem(answer, 503, "payment_provider_unavailable", retry_after_s=2)
    assert answer.headers["retry-after"] == "2"
    assert ada.get(f"/deposits/{made['id']}").json["deposit"] == made
    assert verify(ada, made)["status"] == "credited"


def test_one_uncertain_answer_from_paystack_is_retried(world: World, ada: Customer) -> None:
    made = ada.open_deposit()
    world.pay(made)
    fault = {"method": "GET", "path_prefix": "/transaction/verify", "mode": "drop_reply"}
    world.paystack.control("POST", "/__control/faults", fault)

    assert verify(ada, made)["status"] == "credited"


def test_requests_to_paystack_are_limited_per_customer(
    world: World, ada: Customer, bob: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYMENT_QUESTIONS_PER_ACCOUNT", "3")
    config.config.cache_clear()
    forget_caches()
    made = ada.open_deposit()  # the first request
    asked = [ada.post(f"/deposits/{made['id']}/verify") for _ in range(2)]
    requests = len(world.paystack.control("GET", "/__control/requests")["requests"])

    verified = ada.post(f"/deposits/{made['id']}/verify")
    opened = ada.post("/deposits", {"amount_minor": 500_000}, key=new_key())

    assert [answer.status for answer in asked] == [200, 200]
    for answer in (verified, opened):
        assert_limited_for_a_minute(answer)
    assert len(world.paystack.control("GET", "/__control/requests")["requests"]) == requests
    assert len(ada.get("/deposits").json["deposits"]) == 1
    assert bob.open_deposit()["status"] == "pending", "other customers are not limited"


def assert_limited_for_a_minute(answer: Answer) -> None:
    wait_s = answer.json["retry_after_s"]
    assert_problem(answer, 429, "rate_limited", retry_after_s=wait_s)
    assert answer.headers["retry-after"] == str(wait_s)
    assert 1 <= wait_s <= 60
