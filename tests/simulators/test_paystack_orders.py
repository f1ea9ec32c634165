"""What a test can do to a Paystack transaction: other amounts, lost, late and repeated events, disputes."""

from __future__ import annotations

import time
from typing import Any

import pytest
import requests

from tests.simulators.paystack_merchant import PaystackMerchant
from tests.simulators.webhook_receiver import WebhookReceiver
from tests.waiting import PATIENCE_S, wait_for


@pytest.fixture
def told(merchant: PaystackMerchant, receiver: WebhookReceiver) -> WebhookReceiver:
    """The receiver, set as the merchant's webhook."""
    merchant.paystack.control("POST", "/__control/webhook", {"url": receiver.url})
    return receiver


def refused(merchant: PaystackMerchant, body: Any, reference: str = "DEP-1") -> int:
    url = f"{merchant.paystack.url}/__control/transactions/{reference}"
    return requests.post(url, json=body, timeout=PATIENCE_S).status_code


def test_a_payment_can_differ_from_what_was_asked(merchant: PaystackMerchant, told: WebhookReceiver) -> None:
    merchant.initialize()

    merchant.order("pay", amount=100, currency="USD", metadata={"user": "another"})

    for data in (merchant.verify(), told.wait_for(1)[0].event["data"]):
        assert (data["status"], data["amount"], data["requested_amount"]) == ("success", 100, 500000)
        assert (data["currency"], data["metadata"]) == ("USD", {"user": "another"})


def test_an_event_can_be_lost_and_sent_later(merchant: PaystackMerchant, told: WebhookReceiver) -> None:
    merchant.initialize()

    merchant.order("pay", webhook=False)
    assert merchant.verify()["status"] == "success"
    assert merchant.deliveries() == []

    merchant.order("pay")
    told.wait_for(1)
    assert merchant.verify()["log"]["attempts"] == 1


def test_an_event_can_be_repeated(merchant: PaystackMerchant, told: WebhookReceiver) -> None:
    merchant.initialize()

    merchant.order("pay", times=3)

    assert len({received.content for received in told.wait_for(3)}) == 1
    wait_for(lambda: [one["status"] for one in merchant.deliveries()] == [200] * 3)


def test_an_event_can_be_late(merchant: PaystackMerchant, told: WebhookReceiver) -> None:
    merchant.initialize()
    began = time.monotonic()

    merchant.order("pay", delay_ms=300)

    assert merchant.verify()["status"] == "success"
    told.wait_for(1)
    assert time.monotonic() - began >= 0.3


def test_an_event_is_sent_again_until_answered_with_200(merchant: PaystackMerchant, told: WebhookReceiver) -> None:
    told.answers = [500, 202]
    merchant.initialize()

    merchant.order("pay")

    told.wait_for(3)
    wait_for(lambda: [one["status"] for one in merchant.deliveries()] == [500, 202, 200])
    assert [one["attempt"] for one in merchant.deliveries()] == [1, 2, 3]


def test_an_event_that_is_never_accepted_is_abandoned(merchant: PaystackMerchant, told: WebhookReceiver) -> None:
    told.answers = [500] * 9
    merchant.initialize()

    merchant.order("pay")

    wait_for(lambda: len(merchant.deliveries()) == 3)
    merchant.initialize("DEP-2")
    merchant.order("pay", "DEP-2", delay_ms=300)
    wait_for(lambda: merchant.deliveries("DEP-2"))
    assert len(merchant.deliveries()) == 3


def test_an_unreachable_receiver_is_recorded_with_the_reason(merchant: PaystackMerchant) -> None:
    merchant.paystack.control("POST", "/__control/webhook", {"url": "http://127.0.0.1:9/events"})
    merchant.initialize()

    merchant.order("pay")

    delivery = wait_for(merchant.deliveries)[0]
    assert delivery["status"] is None
    assert "Connect" in delivery["error"]


def test_failed_and_abandoned_charges_have_no_event(merchant: PaystackMerchant, told: WebhookReceiver) -> None:
    merchant.initialize()

    merchant.order("fail")
    assert merchant.verify()["status"] == "failed"
    merchant.order("abandon")
    assert merchant.verify()["status"] == "abandoned"
    merchant.order("pay")

    assert [received.event["event"] for received in told.wait_for(1)] == ["charge.success"]
    assert len(merchant.deliveries()) == 1


def test_a_chargeback_is_announced_when_it_opens_and_when_it_is_lost(
    merchant: PaystackMerchant, told: WebhookReceiver
) -> None:
    merchant.initialize()
    merchant.order("pay", webhook=False)

    merchant.order("dispute")
    opened = told.wait_for(1)[0].event
    merchant.order("reverse")
    closed = told.wait_for(2)[1].event

    assert (opened["event"], closed["event"]) == ("charge.dispute.create", "charge.dispute.resolve")
    assert opened["data"]["transaction"]["reference"] == "DEP-1"
    assert opened["data"]["status"] == "awaiting-merchant-feedback"
    assert (closed["data"]["status"], closed["data"]["transaction"]["status"]) == ("resolved", "reversed")
    assert merchant.verify()["status"] == "reversed"


def test_a_dispute_can_end_while_its_transaction_stays_a_success(
    merchant: PaystackMerchant, told: WebhookReceiver
) -> None:
    merchant.initialize()
    merchant.order("pay", webhook=False)
    merchant.order("dispute")

    merchant.order("resolve", resolution="merchant-accepted")

    closed = told.wait_for(2)[1].event
    assert closed["event"] == "charge.dispute.resolve"
    assert (closed["data"]["status"], closed["data"]["resolution"]) == ("resolved", "merchant-accepted")
    assert merchant.verify()["status"] == "success"


@pytest.mark.parametrize("outcome", ["failed", "needs-attention"])
def test_a_refund_can_fail(merchant: PaystackMerchant, told: WebhookReceiver, outcome: str) -> None:
    merchant.initialize()
    merchant.order("pay", webhook=False)

    merchant.order("refund", amount=100000, outcome=outcome)

    events = {received.event["event"]: received.event for received in told.wait_for(2)}  # the second may overtake
    ended = events[f"refund.{outcome}"]
    assert sorted(events) == sorted(["refund.pending", f"refund.{outcome}"])
    assert ended["data"]["amount"] == 100000  # a number here, a string in the others: as documented
    assert merchant.verify()["status"] == "success"


@pytest.mark.parametrize("action", ["fail", "abandon", "reverse", "dispute", "resolve", "refund"])
def test_an_order_that_the_state_forbids_is_refused(merchant: PaystackMerchant, action: str) -> None:
    merchant.initialize("DEP-PAID")
    merchant.order("pay", "DEP-PAID")
    merchant.initialize("DEP-OPEN")
    forbidden = "DEP-PAID" if action in ("fail", "abandon") else "DEP-OPEN"

    assert refused(merchant, {"action": action}, forbidden) == 409


def test_a_second_payment_of_another_amount_is_refused(merchant: PaystackMerchant) -> None:
    merchant.initialize()
    merchant.order("pay")

    assert refused(merchant, {"action": "pay", "amount": 100}) == 409
    assert merchant.verify()["amount"] == 500000


def test_orders_are_read_strictly(merchant: PaystackMerchant) -> None:
    merchant.initialize()

    assert refused(merchant, {"action": "pay"}, "DEP-9") == 404
    assert refused(merchant, {"action": "steal"}) == 400
    assert refused(merchant, {"action": "pay", "amout": 100}) == 400
    assert refused(merchant, {"action": "pay", "times": 0}) == 400
    assert merchant.verify()["status"] == "abandoned"
