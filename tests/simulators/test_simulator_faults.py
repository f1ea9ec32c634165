"""Faults that a test can arm in both simulators, shown on a purchase and a payment that must not happen twice."""

from __future__ import annotations

import json
import time
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from tests.simulator_processes import RunningPaystack
from tests.simulators.paystack_merchant import PaystackMerchant
from tests.simulators.supplier_customer import API, SupplierCustomer
from tests.waiting import PATIENCE_S, wait_for

INITIALIZE = {"method": "POST", "path_prefix": "/transaction/initialize"}
RENT = {"method": "POST", "path_prefix": f"{API}/verifications"}
BODY = {"email": "ada@example.com", "amount": 500000, "reference": "DEP-1"}


def arm(paystack: Any, **fault: Any) -> None:
    paystack.control("POST", "/__control/faults", fault)


def armed(paystack: RunningPaystack) -> Any:
    return paystack.control("GET", "/__control/faults")["faults"]


def held(simulator: Any) -> Any:
    return simulator.control("GET", "/__control/held")["held"]


def seen(simulator: Any) -> Any:
    return simulator.control("GET", "/__control/requests")["requests"]


def is_known(merchant: PaystackMerchant) -> bool:
    return merchant.get("/transaction/verify/DEP-1").status_code == 200


def rented(customer: SupplierCustomer) -> Any:
    return customer.supplier.control("GET", "/__control/verifications")["verifications"]


def test_error_before_fails_without_doing_the_work(merchant: PaystackMerchant) -> None:
    arm(merchant.paystack, mode="error_before", **INITIALIZE)

    failed = merchant.post("/transaction/initialize", BODY)

    assert (failed.status_code, failed.text) == (500, "")
    assert not is_known(merchant)
    assert merchant.post("/transaction/initialize", BODY).status_code == 200


def test_error_after_does_the_work_and_fails(merchant: PaystackMerchant) -> None:
    arm(merchant.paystack, mode="error_after", status=503, **INITIALIZE)

    failed = merchant.post("/transaction/initialize", BODY)

    assert failed.status_code == 503
    assert is_known(merchant)
    assert merchant.post("/transaction/initialize", BODY).json()["code"] == "duplicate_reference"


def test_held_requests_are_listed(merchant: PaystackMerchant) -> None:
    arm(merchant.paystack, mode="error_after", delay_ms=60_000, **INITIALIZE)
    address = urlsplit(merchant.paystack.url)
    client = HTTPConnection(address.hostname or "", address.port)
    headers = {"Authorization": f"Bearer {merchant.paystack.secret_key}", "Content-Type": "application/json"}
    client.request("POST", "/transaction/initialize", json.dumps(BODY), headers)
    port = client.sock.getsockname()[1]

    assert wait_for(lambda: held(merchant.paystack)) == [
        {"method": "POST", "path": "/transaction/initialize", "mode": "error_after", "client_port": port}
    ]
    wait_for(lambda: is_known(merchant))  # the work is done; only the answer is held
    client.close()


def test_drop_reply_does_the_work_and_closes_the_connection(merchant: PaystackMerchant) -> None:
    arm(merchant.paystack, mode="drop_reply", **INITIALIZE)

    with pytest.raises(requests.ConnectionError):
        merchant.post("/transaction/initialize", BODY)

    assert is_known(merchant)


def test_a_purchase_whose_answer_was_lost_is_found_by_its_key(customer: SupplierCustomer) -> None:
    arm(customer.supplier, mode="drop_reply", times=2, **RENT)
    for _ in range(2):
        with pytest.raises(requests.ConnectionError):
            customer.rent(key="purchase-1")

    answer = customer.rent(key="purchase-1")

    (only,) = rented(customer)
    assert answer.status_code == 201
    assert answer.headers["Location"].endswith(only["id"])
    assert customer.balance() == pytest.approx(1000 - 0.75)


def test_a_reply_can_be_dropped_after_the_clients_timeout(merchant: PaystackMerchant) -> None:
    arm(merchant.paystack, mode="drop_reply", delay_ms=60_000, **INITIALIZE)
    headers = {"Authorization": f"Bearer {merchant.paystack.secret_key}"}

    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{merchant.paystack.url}/transaction/initialize", json=BODY, headers=headers, timeout=0.3)

    wait_for(lambda: is_known(merchant))


def test_the_timeout_fault_never_answers_and_does_no_work(merchant: PaystackMerchant) -> None:
    arm(merchant.paystack, mode="timeout", **INITIALIZE)
    headers = {"Authorization": f"Bearer {merchant.paystack.secret_key}"}

    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{merchant.paystack.url}/transaction/initialize", json=BODY, headers=headers, timeout=0.3)

    assert not is_known(merchant)


def test_a_timed_out_purchase_leaves_its_key_free_once_the_client_has_gone(customer: SupplierCustomer) -> None:
    arm(customer.supplier, mode="timeout", **RENT)
    headers = {**customer.authorization, "Idempotency-Key": "purchase-1"}
    body = {"serviceName": "discord", "capability": "sms"}
    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{customer.supplier.url}{API}/verifications", json=body, headers=headers, timeout=0.2)

    wait_for(lambda: customer.rent(key="purchase-1").status_code == 201)

    assert len(rented(customer)) == 1


def test_the_slow_fault_waits_and_then_answers_normally(merchant: PaystackMerchant) -> None:
    arm(merchant.paystack, mode="slow", delay_ms=250, **INITIALIZE)
    began = time.monotonic()

    answer = merchant.post("/transaction/initialize", BODY)

    assert answer.status_code == 200
    assert time.monotonic() - began >= 0.25


def test_a_fault_hits_only_its_method_and_path_and_only_so_often(merchant: PaystackMerchant) -> None:
    arm(merchant.paystack, mode="error_before", method="GET", path_prefix="/transaction", times=2)
    merchant.initialize()
    assert merchant.get("/refund").status_code == 200

    statuses = [merchant.get("/transaction/verify/DEP-1").status_code for _ in range(3)]

    assert statuses == [500, 500, 200]
    assert armed(merchant.paystack) == []


def test_faults_are_used_in_the_order_in_which_they_were_armed(merchant: PaystackMerchant) -> None:
    arm(merchant.paystack, mode="error_before", status=500)
    arm(merchant.paystack, mode="error_before", status=429, headers={"x-ratelimit-reset": "30"}, body={"a": 1})
    merchant.paystack.control("GET", "/__control/health")

    first, second, third = (merchant.get("/transaction/verify/DEP-1") for _ in range(3))

    assert (first.status_code, second.status_code, third.status_code) == (500, 429, 404)
    assert (second.headers["x-ratelimit-reset"], second.json()) == ("30", {"a": 1})


def test_every_request_is_listed_with_its_outcome(customer: SupplierCustomer) -> None:
    arm(customer.supplier, mode="error_after", status=502, **RENT)
    customer.rent(key="purchase-1", maxPrice=0.80)
    customer.get("/sms?to=2125550100")

    auth, purchase, listing = seen(customer.supplier)

    assert (auth["method"], auth["path"], auth["status"]) == ("POST", f"{API}/auth", 200)
    assert (purchase["status"], purchase["fault"]) == (502, "error_after")
    assert purchase["headers"]["Idempotency-Key"] == "purchase-1"
    assert purchase["body"] == {"serviceName": "discord", "capability": "sms", "maxPrice": 0.80}
    assert listing["query"] == {"to": "2125550100"}


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"mode": "explode"},
        {"mode": "slow", "time": 1},
        {"mode": "slow", "times": 0},
        {"mode": "slow", "delay_ms": -1},
    ],
)
def test_an_invalid_fault_is_refused(paystack: RunningPaystack, fault: dict[str, Any]) -> None:
    answer = requests.post(f"{paystack.url}/__control/faults", json=fault, timeout=PATIENCE_S)

    assert answer.status_code == 400
    assert armed(paystack) == []
