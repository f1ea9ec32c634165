"""Paystack's API over plain HTTP: initialise, verify, list, fetch and refund."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from tests.simulator_processes import RunningPaystack
from tests.simulators.paystack_merchant import PaystackMerchant
from tests.simulators.webhook_receiver import WebhookReceiver
from tests.waiting import PATIENCE_S, wait_for

VALID = {"email": "ada@example.com", "amount": 500000, "reference": "DEP-1"}


def test_initialise_returns_a_page_whose_address_ends_in_the_access_code(merchant: PaystackMerchant) -> None:
    answer = merchant.post("/transaction/initialize", VALID)

    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["message"]) == (True, "Authorization URL created")
    data = answer.json()["data"]
    assert data["reference"] == "DEP-1"
    assert data["authorization_url"] == f"{merchant.paystack.url}/checkout/{data['access_code']}"


def test_the_page_is_on_the_host_that_the_merchant_named(merchant: PaystackMerchant) -> None:
    by_name = merchant.paystack.url.replace("127.0.0.1", "localhost")
    headers = {"Authorization": f"Bearer {merchant.paystack.secret_key}"}
    answer = requests.post(f"{by_name}/transaction/initialize", json=VALID, headers=headers, timeout=PATIENCE_S)

    assert answer.json()["data"]["authorization_url"].startswith(f"{by_name}/checkout/")


def test_a_missing_reference_is_generated_and_null_means_missing(merchant: PaystackMerchant) -> None:
    nothing = dict.fromkeys(("reference", "currency", "callback_url", "metadata", "channels", "plan"))

    answers = [merchant.post("/transaction/initialize", {**VALID, **nothing}) for _ in range(2)]

    references = {answer.json()["data"]["reference"] for answer in answers}
    assert len(references) == 2
    assert merchant.verify(references.pop())["currency"] == "NGN"


def test_a_reference_can_be_used_once(merchant: PaystackMerchant) -> None:
    merchant.initialize()

    again = merchant.post("/transaction/initialize", VALID)

    assert again.status_code == 400
    assert again.json() == {
        "status": False,
        "message": "Duplicate Transaction Reference",
        "meta": {"nextStep": "Try and create the Transaction or Charge with a new reference"},
        "type": "validation_error",
        "code": "duplicate_reference",
    }


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"email": None}, "missing_params"),
        ({"email": "ada"}, "invalid_email_address"),
        ({"email": "ada@example"}, "invalid_email_address"),
        ({"amount": None}, "invalid_amount"),
        ({"amount": 0}, "invalid_amount"),
        ({"amount": -500000}, "invalid_amount"),
        ({"amount": 5000.5}, "invalid_amount"),
        ({"amount": "5,000"}, "invalid_amount"),
        ({"amount": True}, "invalid_amount"),
        ({"amount": "9" * 5000}, "invalid_amount"),
        ({"amount": 4999}, "invalid_amount"),
        ({"amount": 199, "currency": "USD"}, "invalid_amount"),
        ({"currency": "EUR"}, "unsupported_currency"),
        ({"reference": "DEP_1"}, "invalid_params"),
        ({"reference": "DEP/1"}, "invalid_params"),
        ({"reference": "DEP:1"}, "invalid_params"),
        ({"callback_url": "javascript:alert(1)"}, "invalid_params"),
    ],
)
def test_initialise_refuses_invalid_requests(merchant: PaystackMerchant, change: dict[str, Any], code: str) -> None:
    answer = merchant.post("/transaction/initialize", {**VALID, **change})

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert merchant.get("/transaction").json()["data"] == []


@pytest.mark.parametrize(
    "change",
    [
        {"amount": "500000"},
        {"amount": 5000},
        {"amount": 200, "currency": "USD"},
        {"reference": "wlt.01-K0X=abc"},
        {"metadata": '{"deposit": "d1"}'},
    ],
)
def test_initialise_accepts_every_documented_spelling(merchant: PaystackMerchant, change: dict[str, Any]) -> None:
    assert merchant.post("/transaction/initialize", {**VALID, **change}).status_code == 200


def test_initialise_accepts_a_form_body(merchant: PaystackMerchant) -> None:
    headers = {"Authorization": f"Bearer {merchant.paystack.secret_key}"}
    url = f"{merchant.paystack.url}/transaction/initialize"
    answer = requests.post(url, data=VALID, headers=headers, timeout=PATIENCE_S)

    assert answer.status_code == 200
    assert merchant.verify()["requested_amount"] == 500000


def test_an_unpaid_transaction_verifies_as_abandoned_with_200(merchant: PaystackMerchant) -> None:
    merchant.initialize(metadata={"deposit": "d1"})

    answer = merchant.get("/transaction/verify/DEP-1")

    assert answer.status_code == 200
    assert answer.json()["message"] == "Verification successful"
    data = answer.json()["data"]
    assert (data["status"], data["paid_at"], data["fees"]) == ("abandoned", None, None)
    assert (data["amount"], data["requested_amount"], data["currency"]) == (500000, 500000, "NGN")
    assert data["metadata"] == {"deposit": "d1"}
    assert data["id"] > 2**31


def test_a_paid_transaction_verifies_as_success_with_what_was_charged(merchant: PaystackMerchant) -> None:
    merchant.initialize()

    merchant.order("pay")

    data = merchant.verify()
    assert data["status"] == "success"
    assert data["amount"] == data["requested_amount"] == 500000
    assert data["fees"] == 17500  # 1.5 % of ₦5,000 and ₦100
    assert data["paid_at"].endswith("Z")
    assert data["customer"]["email"] == "ada@example.com"
    assert data["log"]["success"]


def test_an_unknown_reference_is_not_found(merchant: PaystackMerchant) -> None:
    answer = merchant.get("/transaction/verify/DEP-1")

    assert answer.status_code == 404
    assert answer.json()["status"] is False
    assert answer.json()["message"] == "Transaction reference not found."
    assert answer.json()["code"] == "transaction_not_found"


def test_references_differ_in_case(merchant: PaystackMerchant) -> None:
    merchant.initialize("DEP-a")

    assert merchant.get("/transaction/verify/dep-A").status_code == 404


@pytest.mark.parametrize("authorization", [None, "Bearer sk_test_another", "sk_test_simulated"])
def test_a_wrong_key_is_refused(paystack: RunningPaystack, authorization: str | None) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    answer = requests.post(f"{paystack.url}/transaction/initialize", json=VALID, headers=headers, timeout=PATIENCE_S)

    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_Key")


@pytest.mark.parametrize("end", ["", "/"])
def test_a_transaction_is_fetched_by_its_number(merchant: PaystackMerchant, end: str) -> None:
    merchant.initialize()
    number = merchant.verify()["id"]

    answer = merchant.get(f"/transaction/{number}{end}")

    assert answer.json()["message"] == "Transaction retrieved"
    assert answer.json()["data"]["reference"] == "DEP-1"
    assert merchant.get(f"/transaction/{number + 1}").json()["code"] == "transaction_not_found"
    assert merchant.get("/transaction/DEP-1").status_code == 404


def test_an_unknown_route_is_an_entity_not_found(merchant: PaystackMerchant) -> None:
    answer = merchant.get("/settlement")

    assert (answer.status_code, answer.json()) == (404, {"status": False, "message": "Entity not found"})


def test_the_list_pages_newest_first_and_filters_by_status_and_time(merchant: PaystackMerchant) -> None:
    for number in range(5):
        merchant.initialize(f"DEP-{number}")
    merchant.order("pay", "DEP-0")
    merchant.order("pay", "DEP-3")
    now = datetime.now(UTC)

    def references(**query: Any) -> list[str]:
        return [one["reference"] for one in merchant.get("/transaction", **query).json()["data"]]

    page = merchant.get("/transaction", perPage=2, page=2).json()
    assert [one["reference"] for one in page["data"]] == ["DEP-2", "DEP-1"]
    assert page["meta"] == {
        "total": 5,
        "skipped": 2,
        "perPage": 2,
        "page": 2,
        "pageCount": 3,
        "total_volume": 1000000,
    }
    assert references(status="success") == ["DEP-3", "DEP-0"]
    assert references(status="reversed") == []
    assert len(references(**{"from": (now - timedelta(hours=1)).isoformat(), "to": now.isoformat()})) == 5
    assert references(**{"from": (now + timedelta(hours=1)).isoformat()}) == []
    assert references(to=(now - timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.000Z")) == []
    assert merchant.get("/transaction", page="x").status_code == 400
    assert merchant.get("/transaction", **{"from": "yesterday"}).status_code == 400


def test_a_refund_is_queued_processed_and_announced(merchant: PaystackMerchant, receiver: WebhookReceiver) -> None:
    merchant.initialize()
    merchant.order("pay", webhook=False)
    merchant.paystack.control("POST", "/__control/webhook", {"url": receiver.url})

    answer = merchant.post("/refund", {"transaction": "DEP-1", "amount": 200000})

    assert answer.status_code == 200
    refund = answer.json()["data"]
    assert (refund["status"], refund["amount"]) == ("pending", 200000)
    assert refund["transaction"]["reference"] == "DEP-1"
    events = [received.event for received in receiver.wait_for(2)]  # in any order: the second may overtake the first
    assert {event["event"] for event in events} == {"refund.pending", "refund.processed"}
    assert [event["data"]["amount"] for event in events] == ["200000", "200000"]
    assert [event["data"]["transaction_reference"] for event in events] == ["DEP-1", "DEP-1"]
    fetched = merchant.get(f"/refund/{refund['id']}").json()["data"]
    assert (fetched["status"], fetched["transaction"]) == ("processed", merchant.verify()["id"])
    assert merchant.verify()["status"] == "success"


def test_refunds_cannot_exceed_the_charge_and_a_full_refund_reverses_the_transaction(
    merchant: PaystackMerchant,
) -> None:
    merchant.initialize()
    merchant.order("pay")
    number = merchant.verify()["id"]

    assert merchant.post("/refund", {"transaction": number, "amount": 300000}).status_code == 200
    assert merchant.post("/refund", {"transaction": number, "amount": 300000}).status_code == 400
    assert merchant.post("/refund", {"transaction": number}).json()["data"]["amount"] == 200000

    wait_for(lambda: merchant.verify()["status"] == "reversed")
    assert [one["amount"] for one in merchant.get("/refund").json()["data"]] == [200000, 300000]


@pytest.mark.parametrize(("transaction", "status"), [("DEP-1", 400), ("DEP-2", 404), (None, 400)])
def test_an_unpaid_transaction_cannot_be_refunded(
    merchant: PaystackMerchant, transaction: str | None, status: int
) -> None:
    merchant.initialize("DEP-1")

    assert merchant.post("/refund", {"transaction": transaction}).status_code == status
    assert merchant.get("/refund").json()["data"] == []
