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


def test_a_new_deposit_has_the_url_of_its_checkout(world: World, ada: Customer) -> None:
    answer = create(ada, 500_000)

    assert answer.status == 201
    assert_shape(answer.json, {"deposit": dict})
    deposit = answer.json["deposit"]
    assert_shape(deposit, DEPOSIT)
    assert (deposit["status"], deposit["amount_minor"]) == ("pending", 500_000)
    assert deposit["authorization_url"].startswith(world.paystack.url)
    assert "idempotent-replay" not in answer.headers


def test_paystack_gets_the_amount_and_our_reference(world: World, ada: Customer) -> None:
    deposit = create(ada, 123_456).json["deposit"]

    [transaction] = transactions(world.paystack)
    assert transaction["reference"] == deposit["reference"]
    assert (transaction["amount"], transaction["currency"]) == (123_456, "NGN")
    assert transaction["customer"]["email"] == ada.email
    assert transaction["callback_url"] == "https://callbox.example/wallet/return"


def test_a_pending_deposit_credits_nothing(ada: Customer) -> None:
    create(ada)

    assert ada.balance() == 0


@pytest.mark.parametrize("amount", [100_000, 100_001, 5_000_000])
def test_amounts_within_the_bounds_are_accepted(ada: Customer, amount: int) -> None:
    assert create(ada, amount).json["deposit"]["amount_minor"] == amount


def test_the_largest_amount_is_for_customers_who_have_paid_before(world: World, ada: Customer) -> None:
    assert create(ada, 50_000_000).json["limit"] == 5_000_000
    world.fund(ada)

    assert create(ada, 50_000_000).json["deposit"]["amount_minor"] == 50_000_000


@pytest.mark.parametrize("amount", [99_999, 50_000_001, 0, -1, -500_000, 10**18, 10**30, 2**63, 2**64])
def test_amounts_out_of_bounds_are_refused_without_a_request_to_paystack(
    world: World, ada: Customer, amount: int
) -> None:
    assert_invalid(create(ada, amount), "amount_minor")

    assert transactions(world.paystack) == []
    assert ada.get("/deposits").json["deposits"] == []


def test_an_amount_is_a_whole_number(ada: Customer) -> None:
    for amount in (500_000.0, 500_000.5, 1e6, "500000", True, None, [500_000], {"minor": 1}):
        assert_invalid(create(ada, amount), "amount_minor")


@pytest.mark.parametrize("raw", [b'{"amount_minor": 1e400}', b'{"amount_minor": %s}' % (b"9" * 5_000)])
def test_a_number_too_large_to_represent_is_refused(ada: Customer, raw: bytes) -> None:
    assert_invalid(ada.post("/deposits", raw=raw, key="key-1"), "amount_minor")


def test_the_last_value_of_a_repeated_amount_counts(ada: Customer) -> None:
    answer = ada.post("/deposits", raw=b'{"amount_minor": 1, "amount_minor": 110000}', key="key-1")

    assert answer.json["deposit"]["amount_minor"] == 110_000


def test_a_missing_amount_is_named(ada: Customer) -> None:
    assert_invalid(ada.post("/deposits", {}, key="key-1"), "amount_minor")


@pytest.mark.parametrize("field", ["currency", "email", "reference", "callback_url", "metadata", "user_id"])
def test_fields_other_than_the_amount_are_refused(ada: Customer, field: str) -> None:
    assert_invalid(ada.post("/deposits", {"amount_minor": 500_000, field: "USD"}, key="key-1"), field)


@pytest.mark.parametrize("key", [None, "", "x" * 256, "tab\there", "ключ", "nul\u0000", "del\u007f"])
def test_without_a_valid_key_nothing_happens(world: World, ada: Customer, key: str | None) -> None:
    assert_problem(create(ada, key=key), 400, "idempotency_key_missing")

    assert transactions(world.paystack) == []


@pytest.mark.parametrize("key", ["k", "x" * 255, "with spaces and ~!@#$%^&*()"])
def test_a_key_has_1_to_255_printable_characters(ada: Customer, key: str) -> None:
    assert create(ada, key=key).status == 201


def test_a_repeated_key_gets_the_same_answer_and_opens_no_second_checkout(world: World, ada: Customer) -> None:
    first = create(ada)

    again = create(ada)

    assert (again.status, again.json) == (201, first.json)
    assert again.headers["idempotent-replay"] == "true"
    assert len(transactions(world.paystack)) == 1
    assert len(ada.get("/deposits").json["deposits"]) == 1


def test_a_repeated_key_gets_the_first_answer_after_the_deposit_was_credited(world: World, ada: Customer) -> None:
    first = create(ada)
    world.pay(first.json["deposit"])
    ada.post(f"/deposits/{first.json['deposit']['id']}/verify")
    assert ada.balance() == 500_000

    again = create(ada)

    assert (again.status, again.text, again.headers["idempotent-replay"]) == (201, first.text, "true")
    assert again.json["deposit"]["status"] == "pending"
    assert ada.balance() == 500_000


def test_formatting_the_body_differently_does_not_change_the_request(ada: Customer) -> None:
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


def test_each_key_makes_its_own_deposit(ada: Customer) -> None:
    ids = {create(ada, key=new_key()).json["deposit"]["id"] for _ in range(3)}

    assert len(ids) == 3


def break_paystack(world: World, **fault: Any) -> None:
    body = {"method": "POST", "path_prefix": "/transaction/initialize", **fault}
    world.paystack.control("POST", "/__control/faults", body)


@pytest.mark.parametrize("mode", ["error_before", "error_after", "drop_reply"])
def test_an_uncertain_answer_is_retried_with_a_new_reference(world: World, ada: Customer, mode: str) -> None:
    break_paystack(world, mode=mode)

    deposit = create(ada).json["deposit"]

    assert deposit["reference"] == f"{deposit['id']}-2"
    world.pay(deposit)
    assert ada.post(f"/deposits/{deposit['id']}/verify").json["deposit"]["status"] == "credited"


def test_a_paystack_outage_says_when_to_retry(world: World, ada: Customer) -> None:
    break_paystack(world, mode="error_before", times=10)

    answer = create(ada)

    assert_problem(answer, 503, "payment_provider_unavailable", retry_after_s=2)
    assert answer.headers["retry-after"] == "2"


def test_a_repeated_key_continues_the_same_deposit_after_a_paystack_outage(world: World, ada: Customer) -> None:
    break_paystack(world, mode="error_before", times=3)
    create(ada)
    [pending] = ada.get("/deposits").json["deposits"]
    assert pending["authorization_url"] is None

    answer = create(ada)

    assert (answer.status, answer.json["deposit"]["id"]) == (201, pending["id"])
    assert answer.json["deposit"]["authorization_url"]


def test_a_key_that_paystack_refuses_is_not_the_customers_error(world: World, ada: Customer) -> None:
    break_paystack(world, mode="error_before", status=401, body={"status": False, "code": "invalid_Key"})

    answer = create(ada)

    assert_problem(answer, 503, "payment_provider_unavailable", retry_after_s=2)
    assert "invalid" not in answer.text


@pytest.mark.parametrize(
    ("code", "what", "alarms"), [("invalid_email_address", "email", 0), ("invalid_params", "payment", 1)]
)
def test_a_payment_that_paystack_never_takes_is_no_outage(
    world: World, ada: Customer, code: str, what: str, alarms: int
) -> None:
    break_paystack(world, mode="error_before", status=400, body={"status": False, "code": code})

    answers = [create(ada, key="the same") for _ in range(2)]

    for answer in answers:
        assert_problem(answer, 422, "payment_refused", what=what)
    assert len([one for one in world.log.events("payment_refused") if one["level"] == "error"]) == alarms


def test_the_deposit_is_logged(world: World, ada: Customer) -> None:
    deposit = create(ada, 110_000).json["deposit"]
    create(ada, 110_000)

    [event] = world.log.events("deposit_created")
    assert (event["deposit_id"], event["amount_minor"]) == (deposit["id"], 110_000)
