"""POST /webhooks/textverified"""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from tests.functions.answers import Answer, assert_problem
from tests.functions.cloud import Cloud
from tests.functions.customers import CODE, World
from tests.functions.lambdas import Lambdas

SECRET = "whsec_simulated"
SUPPLIER_ID = "lr_01KAQ0000000000000000000AB"


def event_about(order_id: str) -> bytes:
    data = {"from": "28849", "smsContent": "Your code is 482913", "parsedCode": "482913", "reservationId": order_id}
    return json.dumps({"id": "e1", "event": "v2.sms.received", "attempt": 1, "data": data}).encode()


EVENT = event_about(SUPPLIER_ID)


def signed(raw: bytes, secret: str = SECRET) -> str:
    return "HMAC-SHA512=" + base64.b64encode(hmac.digest(secret.encode(), raw, hashlib.sha512)).decode()


def deliver(lambdas: Lambdas, raw: bytes, signature: str | None = None, *, in_base64: bool = False) -> Answer:
    headers = {"X-Webhook-Signature": signed(raw) if signature is None else signature}
    return lambdas.call("POST", "/webhooks/textverified", raw=raw, headers=headers, in_base64=in_base64)


def queued(cloud: Cloud) -> list[Any]:
    return [json.loads(record["body"]) for record in cloud.take("hints")]


def test_an_event_about_a_message_is_queued_without_delay(lambdas: Lambdas, cloud: Cloud) -> None:
    answer = deliver(lambdas, EVENT)

    assert (answer.status, answer.json) == (200, {"queued": True})
    [hint] = queued(cloud)
    assert hint["order_id"] == SUPPLIER_ID
    assert set(hint) == {"order_id", "hinted_at"}


def test_the_queue_gets_neither_text_nor_code(lambdas: Lambdas, cloud: Cloud) -> None:
    deliver(lambdas, EVENT)

    [record] = cloud.take("hints")
    assert CODE not in record["body"]
    assert "code" not in record["body"]


def test_a_code_is_delivered_once_however_often_its_event_arrives(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)
    world.send_sms(waiting)
    raw = event_about(world.order_of(waiting)["id"])

    for _ in range(3):
        assert deliver(world.lambdas, raw).json == {"queued": True}
    assert world.lambdas.work_off("hints") == 3

    received = ada.verification(waiting["id"])
    assert (received["state"], received["code"], len(received["messages"])) == ("received", CODE, 1)
    assert len(world.log.events("code_received")) == 1


def test_a_code_that_only_the_event_contains_is_ignored(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)

    deliver(world.lambdas, event_about(world.order_of(waiting)["id"]))
    world.lambdas.work_off("hints")

    assert ada.verification(waiting["id"])["state"] == "waiting"


@pytest.mark.parametrize("in_base64", [False, True])
def test_the_signature_covers_the_received_bytes(lambdas: Lambdas, cloud: Cloud, *, in_base64: bool) -> None:
    raw = b" \r\n" + EVENT.replace(b"Your", "Dein 🐎".encode()) + b"\n"

    assert deliver(lambdas, raw, in_base64=in_base64).json == {"queued": True}
    [hint] = queued(cloud)
    assert hint["order_id"] == SUPPLIER_ID
    assert set(hint) == {"order_id", "hinted_at"}


def test_the_keys_of_an_event_may_be_written_with_capitals(lambdas: Lambdas, cloud: Cloud) -> None:
    raw = json.dumps({"Event": "v2.sms.received", "Data": {"ReservationId": SUPPLIER_ID}}).encode()

    assert deliver(lambdas, raw).json == {"queued": True}
    [hint] = queued(cloud)
    assert hint["order_id"] == SUPPLIER_ID
    assert set(hint) == {"order_id", "hinted_at"}


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "HMAC-SHA512=",
        signed(EVENT)[:-4],
        signed(EVENT).removeprefix("HMAC-SHA512="),
        signed(EVENT).replace("HMAC-SHA512", "HMAC-SHA256"),
        signed(EVENT, "whsec_another"),
        signed(EVENT, ""),
        signed(EVENT, "simulated"),  # without its prefix, the secret is too short to be a key
        signed(EVENT + b" "),
        "HMAC-SHA512=" + hmac.new(SECRET.encode(), EVENT, hashlib.sha512).hexdigest(),
        "HMAC-SHA512=é",
    ],
)
def test_a_wrong_signature_is_refused(lambdas: Lambdas, cloud: Cloud, signature: str) -> None:
    assert_problem(deliver(lambdas, EVENT, signature), 401, "invalid_signature")
    assert queued(cloud) == []


def test_an_unsigned_event_is_refused(lambdas: Lambdas, cloud: Cloud) -> None:
    assert_problem(lambdas.call("POST", "/webhooks/textverified", raw=EVENT), 401, "invalid_signature")
    assert queued(cloud) == []


@pytest.mark.parametrize(
    "raw",
    [
        b'{"event": "v2.test", "data": {}}',
        b'{"event": "v2.reservation.created", "data": {"id": "lr_1", "type": "verification"}}',
        b'{"event": "v2.rental.billingcycle.renewed", "data": {"billingCycleId": "b"}}',
        b'{"event": "v2.sms.received", "data": {"reservationId": null}}',
        b'{"event": "v2.sms.received", "data": {"reservationId": 17}}',
        b'{"event": "v2.sms.received", "data": {"reservationId": "%s"}}' % (b"x" * 129),
        b'{"event": "v2.sms.received"}',
        b"{}",
        b"[]",
        b"",
        b"not json",
        b'{"a": ' * 2_000,
    ],
)
def test_an_event_about_no_message_is_acknowledged_and_not_queued(lambdas: Lambdas, cloud: Cloud, raw: bytes) -> None:
    # after too many answers other than 200 the supplier switches its webhook off
    answer = deliver(lambdas, raw)

    assert (answer.status, answer.json) == (200, {"queued": False})
    assert queued(cloud) == []


def test_an_event_of_256_kilobytes_is_accepted_and_a_larger_one_refused(lambdas: Lambdas, cloud: Cloud) -> None:
    largest = EVENT + b" " * (256 * 1024 - len(EVENT))

    assert deliver(lambdas, largest).json == {"queued": True}
    assert len(queued(cloud)) == 1
    assert_problem(deliver(lambdas, largest + b" "), 413, "body_too_large")
    assert queued(cloud) == []


def test_an_event_is_not_acknowledged_when_the_queue_is_gone(world: World) -> None:
    world.cloud.sqs.delete_queue(QueueUrl=world.cloud.queue_urls["hints"])
    world.log.may_crash = True

    assert deliver(world.lambdas, EVENT).status >= 500
