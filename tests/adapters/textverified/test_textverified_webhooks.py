"""Webhooks of TextVerified: their signature, and the order whose message they announce, in either spelling."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from callbox.adapters.textverified import TextVerifiedApi
from callbox.adapters.textverified_events import event_order_id, signature_is_valid
from tests.adapters.textverified.supplier import a_verification, arrive
from tests.simulator_processes import RunningTextVerified
from tests.simulators.webhook_receiver import listening_receiver

BODY = b'{"event":"v2.sms.received","data":{"reservationId":"lr_1"}}'
SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZg=="
# printf '%s' "$BODY" | openssl dgst -sha512 -hmac "$SECRET" -binary | base64 -w0
SIGNATURE = "HMAC-SHA512=wF6ji6hQSz7OFhDsTyVcnruglE5HvNxfT0ECqQi9b5NIYmOJ1OkpIiZzyNefAHyTzt2gJW9KG1D64wifHntTYA=="


def signed_with(key: bytes) -> str:
    return "HMAC-SHA512=" + base64.b64encode(hmac.new(key, BODY, hashlib.sha512).digest()).decode()


@pytest.mark.parametrize("casing", ["camel", "pascal"])
def test_a_signed_event_of_the_supplier_is_authentic_and_names_its_order(
    api: TextVerifiedApi, supplier: RunningTextVerified, casing: str
) -> None:
    with listening_receiver() as receiver:
        supplier.control("POST", "/__control/webhook", {"url": receiver.url, "casing": casing})
        order_id = api.order(a_verification())
        arrive(supplier, order_id, "Your code is 482913")
        (event,) = receiver.wait_for(1)

    assert (b'"Data"' in event.content) == (casing == "pascal")
    assert signature_is_valid(event.content, event.headers["x-webhook-signature"], supplier.webhook_secret)
    assert event_order_id(event.content) == order_id


def test_a_signature_is_the_base64_hmac_of_the_raw_body_with_the_secret_as_it_is() -> None:
    assert signature_is_valid(BODY, SIGNATURE, SECRET)


@pytest.mark.parametrize("key", [b"MDEyMzQ1Njc4OWFiY2RlZg==", b"0123456789abcdef"], ids=["without-prefix", "decoded"])
def test_the_secret_is_also_accepted_without_its_prefix(key: bytes) -> None:
    assert signature_is_valid(BODY, signed_with(key), SECRET)


@pytest.mark.parametrize(
    ("body", "header", "secret"),
    [
        pytest.param(BODY + b" ", SIGNATURE, SECRET, id="another-body"),
        pytest.param(BODY, SIGNATURE, SECRET[:-1], id="another-secret"),
        pytest.param(BODY, SIGNATURE.removeprefix("HMAC-SHA512="), SECRET, id="without-its-name"),
        pytest.param(BODY, SIGNATURE[:-1], SECRET, id="cut-short"),
        pytest.param(BODY, "HMAC-SHA512=é", SECRET, id="not-ascii"),
        pytest.param(BODY, "\ud800", SECRET, id="no-text-at-all"),
        pytest.param(BODY, "", SECRET, id="empty"),
        pytest.param(BODY, None, SECRET, id="absent"),
        pytest.param(BODY, signed_with(b""), "", id="no-secret-set"),
        pytest.param(BODY, signed_with(b""), "whsec_", id="nothing-but-the-prefix"),
        pytest.param(BODY, signed_with(b"abc"), "whsec_abc", id="a-rest-that-could-be-guessed"),
        pytest.param(BODY, signed_with(b"i\xb7"), "whsec_abc=", id="a-decoded-rest-that-could-be-guessed"),
    ],
)
def test_any_other_signature_is_refused(body: bytes, header: str | None, secret: str) -> None:
    assert not signature_is_valid(body, header, secret)


@pytest.mark.parametrize(
    "body",
    [
        {"event": "v2.test", "data": {}},
        {"event": "v2.reservation.created", "data": {"id": "lr_1", "type": "verification"}},
        {"event": "v2.reservation.created", "data": {"reservationId": "lr_1"}},
        {"event": "v2.sms.received", "data": {"reservationId": None, "smsContent": "482913"}},
        {"event": "v2.sms.received", "data": {"reservationId": ""}},
        {"event": "v2.sms.received", "data": {"reservationId": "x" * 129}},
        {"event": "v2.sms.received", "data": {"reservationId": 7}},
        {"event": "v2.sms.received", "data": "lr_1"},
        {"event": "v2.sms.received"},
        {"event": None, "data": {"reservationId": "lr_1"}},
        [],
        None,
    ],
    ids=lambda body: json.dumps(body)[:70],
)
def test_an_event_about_something_else_names_no_order(body: Any) -> None:
    assert event_order_id(json.dumps(body).encode()) is None


@pytest.mark.parametrize(
    "raw_body",
    [b"", b"v2.sms.received", b"\xff\xfe", b'{"event":"\xff"}', b"[" * 100_000, BODY[:-1]],
    ids=lambda raw_body: repr(raw_body[:20]),
)
def test_a_body_that_is_not_json_names_no_order(raw_body: bytes) -> None:
    assert event_order_id(raw_body) is None
