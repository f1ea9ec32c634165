"""Codes that arrive at TextVerified numbers, on request and automatically, and the signed events about them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime
from typing import Any

from tests.simulator_processes import RunningTextVerified, running_textverified
from tests.simulators.supplier_customer import SupplierCustomer
from tests.simulators.webhook_receiver import Received, WebhookReceiver
from tests.waiting import wait_for


def signature(received: Received, secret: str) -> str:
    digest = hmac.new(secret.encode(), received.content, hashlib.sha512).digest()
    return "HMAC-SHA512=" + base64.b64encode(digest).decode()


def send_to(supplier: RunningTextVerified, receiver: WebhookReceiver, **settings: Any) -> None:
    supplier.control("POST", "/__control/webhook", {"url": receiver.url, **settings})


def deliveries(supplier: RunningTextVerified) -> Any:
    (verification,) = supplier.control("GET", "/__control/verifications")["verifications"]
    return verification["deliveries"]


def test_an_sms_is_announced_to_the_webhook_with_a_signature_over_the_raw_bytes(
    customer: SupplierCustomer, receiver: WebhookReceiver
) -> None:
    send_to(customer.supplier, receiver)
    rented = customer.rented()

    sms = customer.receive_sms(rented["id"], "Your code is 482913 ✓", parsedCode="482913")

    (received,) = receiver.wait_for(1)
    assert received.headers["x-webhook-signature"] == signature(received, customer.supplier.webhook_secret)
    event = received.event
    assert (event["event"], event["attempt"]) == ("v2.sms.received", 1)
    assert event["id"]
    assert event["idempotencyKey"]
    assert event["data"] == {
        "from": "28849",
        "to": rented["number"],
        "createdAt": sms["createdAt"],
        "smsContent": "Your code is 482913 ✓",
        "parsedCode": "482913",
        "encrypted": False,
        "reservationId": rented["id"],
    }


def test_an_event_can_be_written_in_pascal_case(customer: SupplierCustomer, receiver: WebhookReceiver) -> None:
    send_to(customer.supplier, receiver, casing="pascal")
    rented = customer.rented()

    customer.receive_sms(rented["id"])

    (received,) = receiver.wait_for(1)
    assert set(received.event) == {"Id", "Event", "Attempt", "OccurredAt", "IdempotencyKey", "Data"}
    assert received.event["Data"]["ReservationId"] == rented["id"]
    assert received.headers["x-webhook-signature"] == signature(received, customer.supplier.webhook_secret)


def test_a_refused_event_is_sent_again_with_the_next_attempt_number(
    customer: SupplierCustomer, receiver: WebhookReceiver
) -> None:
    receiver.answers = [500, 302]
    send_to(customer.supplier, receiver)
    rented = customer.rented()

    customer.receive_sms(rented["id"])

    events = [received.event for received in receiver.wait_for(3)]
    assert [event["attempt"] for event in events] == [1, 2, 3]
    assert len({event["idempotencyKey"] for event in events}) == 1
    assert all(
        received.headers["x-webhook-signature"] == signature(received, customer.supplier.webhook_secret)
        for received in receiver.received
    )
    wait_for(lambda: [one["status"] for one in deliveries(customer.supplier)] == [500, 302, 200])


def test_an_event_can_be_lost_or_repeated(customer: SupplierCustomer, receiver: WebhookReceiver) -> None:
    send_to(customer.supplier, receiver)
    rented = customer.rented()

    customer.receive_sms(rented["id"], "lost", webhook=False)
    customer.receive_sms(rented["id"], "repeated", times=3)

    events = [received.event for received in receiver.wait_for(3)]
    assert {event["data"]["smsContent"] for event in events} == {"repeated"}
    assert len({event["idempotencyKey"] for event in events}) == 1
    wait_for(lambda: len(deliveries(customer.supplier)) == 3)


def test_a_code_arrives_automatically_and_is_announced_to_the_webhook(
    customer: SupplierCustomer, receiver: WebhookReceiver
) -> None:
    send_to(customer.supplier, receiver)
    customer.supplier.control("POST", "/__control/autopilot", {"code_after_s": 0.05})

    rented = customer.rented("google")

    (received,) = receiver.wait_for(1)
    text = received.event["data"]["smsContent"]
    assert re.fullmatch(r"G-\d{6} is your Google verification code\.", text)
    assert received.event["data"]["reservationId"] == rented["id"]
    assert customer.get(f"/verifications/{rented['id']}")["state"] == "verificationCompleted"
    (listed,) = customer.get(f"/sms?reservationId={rented['id']}")["data"]
    assert listed["smsContent"] == text


def test_codes_have_the_formats_that_services_use(customer: SupplierCustomer) -> None:
    customer.supplier.control("POST", "/__control/autopilot", {"code_after_s": 0})
    services = ["whatsapp", "instagram", "spotify", "telegram"] * 10

    ids = {customer.rented(service)["id"] for service in services}

    def all_completed() -> Any:
        everything = customer.supplier.control("GET", "/__control/verifications")["verifications"]
        return everything if all(one["messages"] for one in everything) else None

    completed = wait_for(all_completed)
    assert {one["id"] for one in completed} == ids
    for one in completed:
        (sms,) = one["messages"]
        pattern = {"whatsapp": r"\d{3}-\d{3}", "instagram": r"\d{3} \d{3}"}.get(one["service"], r"\d{3}-?\d{3}")
        found = re.search(pattern, sms["smsContent"])
        assert found, sms
        code = re.sub(r"\D", "", found[0])
        assert sms["parsedCode"] in (None, code)
        assert re.fullmatch(r"\d{5,6}", sms["from"])
    assert any(one["messages"][0]["parsedCode"] for one in completed)


def test_switching_codes_off_also_stops_one_that_is_under_way(customer: SupplierCustomer) -> None:
    control = customer.supplier.control
    control("POST", "/__control/autopilot", {"code_after_s": 1.5})
    early = customer.rented()
    control("POST", "/__control/autopilot", {"code_after_s": None})
    late = customer.rented()

    wait_for(lambda: age_s(customer, early["id"]) > 1.7)

    states = {customer.get(f"/verifications/{one['id']}")["state"] for one in (early, late)}
    assert states == {"verificationPending"}


def test_a_configured_share_of_numbers_gets_no_code(customer: SupplierCustomer) -> None:
    control = customer.supplier.control
    control("POST", "/__control/autopilot", {"code_after_s": 0, "never_ratio": 1})
    in_vain = customer.rented()
    control("POST", "/__control/autopilot", {"never_ratio": 0})
    lucky = customer.rented()

    def state(verification: Any) -> Any:
        return customer.get(f"/verifications/{verification['id']}")["state"]

    wait_for(lambda: state(lucky) == "verificationCompleted")
    assert state(in_vain) == "verificationPending"


def test_a_cancelled_number_gets_no_automatic_code(customer: SupplierCustomer) -> None:
    control = customer.supplier.control
    control("POST", "/__control/autopilot", {"code_after_s": 1.5})
    cancelled = customer.rented()
    customer.request("POST", f"/verifications/{cancelled['id']}/cancel")
    following = customer.rented()

    wait_for(lambda: customer.get(f"/sms?reservationId={following['id']}")["data"])

    assert customer.get(f"/sms?reservationId={cancelled['id']}")["data"] == []


def test_the_command_line_sets_the_delay_of_codes_and_the_webhook(receiver: WebhookReceiver) -> None:
    with running_textverified(code_after=0.05, webhook_url=receiver.url) as supplier:
        rented = SupplierCustomer(supplier).rented()

        (received,) = receiver.wait_for(1)

    assert received.event["data"]["reservationId"] == rented["id"]


def age_s(customer: SupplierCustomer, verification_id: str) -> float:
    """Return how long ago a number was rented, by the clock of this machine."""
    created_at = customer.get(f"/verifications/{verification_id}")["createdAt"]
    return (datetime.now(UTC) - datetime.fromisoformat(created_at)).total_seconds()
