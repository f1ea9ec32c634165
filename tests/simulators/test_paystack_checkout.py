"""What a customer sees at `authorization_url`, and what the merchant is told."""

from __future__ import annotations

import hashlib
import hmac
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from tests.simulators.paystack_merchant import PaystackMerchant
from tests.simulators.webhook_receiver import WebhookReceiver
from tests.waiting import PATIENCE_S

CALLBACK = "http://localhost:8080/wallet"


def choose(opened: Any, choice: str) -> requests.Response:
    body = {"choice": choice}
    return requests.post(opened["authorization_url"], data=body, allow_redirects=False, timeout=PATIENCE_S)


def page(opened: Any) -> str:
    return requests.get(opened["authorization_url"], timeout=PATIENCE_S).text


def test_the_page_offers_to_pay_decline_and_cancel(merchant: PaystackMerchant) -> None:
    opened = merchant.initialize(amount="500000")

    answer = requests.get(opened["authorization_url"], timeout=PATIENCE_S)

    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert 'name="viewport"' in answer.text
    for label in ("Pay ₦5,000.00", "Decline", "Cancel"):
        assert f">{label}</button>" in answer.text
    assert "<script" not in answer.text
    assert "http" not in answer.text


def test_a_merchants_text_is_escaped(merchant: PaystackMerchant) -> None:
    opened = merchant.initialize(email='"><script>alert(1)</script>@example.com')

    assert "<script" not in page(opened)


def test_paying_signs_an_event_and_returns_to_the_callback_with_both_references(
    merchant: PaystackMerchant, receiver: WebhookReceiver
) -> None:
    merchant.paystack.control("POST", "/__control/webhook", {"url": receiver.url})
    opened = merchant.initialize(callback_url=CALLBACK, metadata={"note": "₦ for Adé"})

    answer = choose(opened, "pay")

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{CALLBACK}?trxref=DEP-1&reference=DEP-1"
    (received,) = receiver.wait_for(1)
    key = merchant.paystack.secret_key.encode()
    expected = hmac.new(key, received.content, hashlib.sha512).hexdigest()
    assert received.headers["x-paystack-signature"] == expected
    assert received.event["event"] == "charge.success"
    data = received.event["data"]
    assert (data["reference"], data["status"], data["amount"]) == ("DEP-1", "success", 500000)
    assert data["metadata"] == {"note": "₦ for Adé"}
    assert merchant.verify()["status"] == "success"


def test_a_callback_keeps_its_own_query(merchant: PaystackMerchant) -> None:
    opened = merchant.initialize(callback_url=f"{CALLBACK}?from=app&next=%2Fhome")

    location = urlsplit(choose(opened, "pay").headers["Location"])

    assert parse_qs(location.query) == {
        "from": ["app"],
        "next": ["/home"],
        "trxref": ["DEP-1"],
        "reference": ["DEP-1"],
    }


def test_without_a_callback_paying_ends_on_the_page(merchant: PaystackMerchant) -> None:
    opened = merchant.initialize()

    answer = choose(opened, "pay")

    assert answer.status_code == 200
    assert "Payment received" in answer.text
    assert "</button>" not in answer.text


def test_paying_twice_charges_and_announces_once(merchant: PaystackMerchant, receiver: WebhookReceiver) -> None:
    merchant.paystack.control("POST", "/__control/webhook", {"url": receiver.url})
    opened = merchant.initialize(callback_url=CALLBACK)

    first, second = choose(opened, "pay"), choose(opened, "pay")

    assert first.headers["Location"] == second.headers["Location"]
    receiver.wait_for(1)
    merchant.initialize("DEP-2")
    merchant.order("pay", "DEP-2")
    assert [received.event["data"]["reference"] for received in receiver.wait_for(2)] == ["DEP-1", "DEP-2"]


def test_a_declined_customer_is_told_and_can_try_again(merchant: PaystackMerchant) -> None:
    opened = merchant.initialize(callback_url=CALLBACK)

    declined = choose(opened, "decline")

    assert declined.headers["Location"] == opened["authorization_url"]
    assert "Your card was declined" in page(opened)
    assert ">Pay ₦5,000.00</button>" in page(opened)
    assert merchant.verify()["status"] == "failed"
    assert choose(opened, "pay").headers["Location"].startswith(CALLBACK)
    assert merchant.verify()["status"] == "success"
    assert merchant.verify()["log"]["attempts"] == 2


def test_cancelling_redirects_to_the_merchants_cancel_address(merchant: PaystackMerchant) -> None:
    elsewhere = "http://localhost:8080/cancelled?x=1"
    opened = merchant.initialize(callback_url=CALLBACK, metadata={"cancel_action": elsewhere})

    assert choose(opened, "cancel").headers["Location"] == elsewhere
    assert merchant.verify()["status"] == "abandoned"


def test_cancelling_redirects_to_the_callback_or_else_to_the_page(merchant: PaystackMerchant) -> None:
    with_callback = merchant.initialize("DEP-1", callback_url=CALLBACK)
    without = merchant.initialize("DEP-2")

    assert choose(with_callback, "cancel").headers["Location"].startswith(f"{CALLBACK}?trxref=DEP-1")
    assert "Payment cancelled" in choose(without, "cancel").text
    assert ">Pay ₦5,000.00</button>" in page(without)


@pytest.mark.parametrize(
    ("amount", "currency", "label"),
    [(123456789, "NGN", "₦1,234,567.89"), (205, "USD", "$2.05"), (100000, "GHS", "GH₵1,000.00")],
)
def test_prices_are_formatted(merchant: PaystackMerchant, amount: int, currency: str, label: str) -> None:
    opened = merchant.initialize(amount=amount, currency=currency)

    assert f">Pay {label}</button>" in page(opened)


def test_an_unknown_page_or_choice_is_refused(merchant: PaystackMerchant) -> None:
    opened = merchant.initialize()

    assert requests.get(f"{merchant.paystack.url}/checkout/nothing", timeout=PATIENCE_S).status_code == 404
    assert choose(opened, "bargain").status_code == 400
    assert merchant.verify()["status"] == "abandoned"
