"""POST /deposits"""

from typing import Any

import pytest

from tests.functions.answers import DEPOSIT, Answer, assert_invalid, assert_problem, assert_shape
from tests.functions.customers import PRICE_MINOR, Customer, World, new_key
from tests.simulator_processes import RunningPaystack


def create(customer: Customer, amount_minor: Any = 500_000, *, key: str | None = "key-1") -> Answer:
    return customer.post("/deposits", {"amount_minor": amount_minor}, key=key)


def transactions(paystack: RunningPaystack) -> Any:
    return paystack.control("GET", "/__control/transactions")["transactions"]


def test_a_wish_to_pay_is_answered_with_the_address_of_the_checkout(world: World, ada: Customer) -> None:
    answer = create(ada, 500_000)

    assert answer.status == 201
    assert_shape(answer.json, {"deposit": dict})
    deposit = answer.json["deposit"]
    assert_shape(deposit, DEPOSIT)
    assert (deposit["status"], deposit["amount_minor"]) == ("pending", 500_000)
    assert deposit["authorization_url"].startswith(world.paystack.url)
    assert "idempotent-replay" not in answer.headers


def test_paystack_is_asked_for_this_amount_under_our_reference(world: World, ada: Customer) -> None:
    deposit = create(ada, 123_456).json["deposit"]

    [transaction] = transactions(world.paystack)
    assert transaction["reference"] == deposit["reference"]
    assert (transaction["amount"], transaction["currency"]) == (123_456, "NGN")
    assert transaction["customer"]["email"] == ada.email
    assert transaction["callback_url"] == "https://callbox.example/wallet/return"


def test_a_wish_to_pay_is_no_money(ada: Customer) -> None:
    create(ada)

    assert ada.balance() == 0


@pytest.mark.parametrize("amount", [50_000, 50_001, 50_000_000])
def test_amounts_within_the_bounds_are_taken(ada: Customer, amount: int) -> None:
    assert create(ada, amount).json["deposit"]["amount_minor"] == amount


@pytest.mark.parametrize("amount", [49_999, 50_000_001, 0, -1, -500_000, 10**18, 10**30, 2**63, 2**64])
def test_amounts_out_of_bounds_are_refused_before_anybody_hears_of_them(
    world: World, ada: Customer, amount: int
) -> None:
    assert_invalid(create(ada, amount), "amount_minor")

    assert transactions(world.paystack) == []
    assert ada.get("/deposits").json["deposits"] == []


def test_an_amount_is_a_whole_number_and_nothing_else(ada: Customer) -> None:
    for amount in (500_000.0, 500_000.5, 1e6, "500000", True, None, [500_000], {"minor": 1}):
        assert_invalid(create(ada, amount), "amount_minor")


@pytest.mark.parametrize("raw", [b'{"amount_minor": 1e400}', b'{"amount_minor": %s}' % (b"9" * 5_000)])
def test_a_number_that_no_machine_holds_is_refused(ada: Customer, raw: bytes) -> None:
    assert_invalid(ada.post("/deposits", raw=raw, key="key-1"), "amount_minor")


def test_of_an_amount_given_twice_the_last_one_counts(ada: Customer) -> None:
    answer = ada.post("/deposits", raw=b'{"amount_minor": 1, "amount_minor": 60000}', key="key-1")

    assert answer.json["deposit"]["amount_minor"] == 60_000


def test_a_missing_amount_is_named(ada: Customer) -> None:
    assert_invalid(ada.post("/deposits", {}, key="key-1"), "amount_minor")


@pytest.mark.parametrize("field", ["currency", "email", "reference", "callback_url", "metadata", "user_id"])
def test_nothing_but_the_amount_is_for_the_customer_to_say(ada: Customer, field: str) -> None:
    assert_invalid(ada.post("/deposits", {"amount_minor": 500_000, field: "USD"}, key="key-1"), field)


@pytest.mark.parametrize("key", [None, "", "x" * 256, "tab\there", "ключ", "nul\u0000", "del\u007f"])
def test_without_a_usable_key_nothing_happens(world: World, ada: Customer, key: str | None) -> None:
    assert_problem(create(ada, key=key), 400, "idempotency_key_missing")

    assert transactions(world.paystack) == []


@pytest.mark.parametrize("key", ["k", "x" * 255, "with spaces and ~!@#$%^&*()"])
def test_a_key_has_1_to_255_printable_characters(ada: Customer, key: str) -> None:
    assert create(ada, key=key).status == 201


def test_the_same_key_again_is_answered_alike_and_opens_no_second_checkout(world: World, ada: Customer) -> None:
    first = create(ada)

    again = create(ada)

    assert (again.status, again.json) == (201, first.json)
    assert again.headers["idempotent-replay"] == "true"
    assert len(transactions(world.paystack)) == 1
    assert len(ada.get("/deposits").json["deposits"]) == 1


def test_the_first_answer_comes_again_when_the_money_is_there_already(world: World, ada: Customer) -> None:
    first = create(ada)
    world.pay(first.json["deposit"])
    ada.post(f"/deposits/{first.json['deposit']['id']}/verify")
    assert ada.balance() == 500_000

    again = create(ada)

    assert (again.status, again.text, again.headers["idempotent-replay"]) == (201, first.text, "true")
    assert again.json["deposit"]["status"] == "pending"
    assert ada.balance() == 500_000


def test_how_the_body_is_written_does_not_make_another_request_of_it(ada: Customer) -> None:
    first = create(ada)

    again = ada.post("/deposits", raw=b'\n{\t"amount_minor":500000 }', key="key-1")

    assert (again.json, again.headers["idempotent-replay"]) == (first.json, "true")


def test_the_same_key_for_another_amount_is_refused(world: World, ada: Customer) -> None:
    create(ada, 500_000)

    assert_problem(create(ada, 500_001), 422, "idempotency_key_reused")
    assert len(transactions(world.paystack)) == 1


def test_the_key_of_a_purchase_cannot_be_used_for_a_deposit(world: World) -> None:
    ada = world.funded_customer()
    ada.post("/verifications", {"service": "discord", "max_price_minor": PRICE_MINOR}, key="key-1")

    assert_problem(create(ada), 422, "idempotency_key_reused")


def test_keys_belong_to_one_customer(ada: Customer, bob: Customer) -> None:
    first, second = create(ada), create(bob)

    assert "idempotent-replay" not in second.headers
    assert first.json["deposit"]["id"] != second.json["deposit"]["id"]


def test_each_key_is_a_deposit_of_its_own(ada: Customer) -> None:
    ids = {create(ada, key=new_key()).json["deposit"]["id"] for _ in range(3)}

    assert len(ids) == 3


def break_paystack(world: World, **fault: Any) -> None:
    body = {"method": "POST", "path_prefix": "/transaction/initialize", **fault}
    world.paystack.control("POST", "/__control/faults", body)


@pytest.mark.parametrize("mode", ["error_before", "error_after", "drop_reply"])
def test_an_unclear_answer_is_got_over_with_a_new_reference(world: World, ada: Customer, mode: str) -> None:
    break_paystack(world, mode=mode)

    deposit = create(ada).json["deposit"]

    assert deposit["reference"] == f"{deposit['id']}-2"
    world.pay(deposit)
    assert ada.post(f"/deposits/{deposit['id']}/verify").json["deposit"]["status"] == "credited"


def test_when_paystack_is_down_it_says_when_to_come_back(world: World, ada: Customer) -> None:
    break_paystack(world, mode="error_before", times=10)

    answer = create(ada)

    assert_problem(answer, 503, "payment_provider_unavailable", retry_after_s=2)
    assert answer.headers["retry-after"] == "2"


def test_the_same_key_goes_on_with_the_same_deposit_when_paystack_is_back(world: World, ada: Customer) -> None:
    break_paystack(world, mode="error_before", times=3)
    create(ada)
    [pending] = ada.get("/deposits").json["deposits"]
    assert pending["authorization_url"] is None

    answer = create(ada)

    assert (answer.status, answer.json["deposit"]["id"]) == (201, pending["id"])
    assert answer.json["deposit"]["authorization_url"]


@pytest.mark.parametrize(
    ("status", "body"),
    [(400, {"status": False, "code": "invalid_params"}), (401, {"status": False, "code": "invalid_Key"})],
)
def test_what_paystack_refuses_is_not_the_customers_fault(
    world: World, ada: Customer, status: int, body: dict[str, object]
) -> None:
    break_paystack(world, mode="error_before", status=status, body=body)

    answer = create(ada)

    assert_problem(answer, 503, "payment_provider_unavailable", retry_after_s=2)
    assert "invalid" not in answer.text


def test_the_deposit_is_noted(world: World, ada: Customer) -> None:
    deposit = create(ada, 60_000).json["deposit"]
    create(ada, 60_000)

    [event] = world.log.events("deposit_created")
    assert (event["deposit_id"], event["amount_minor"]) == (deposit["id"], 60_000)
