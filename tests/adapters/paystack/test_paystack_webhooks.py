"""Webhooks of Paystack: their signature, and the payment they are about."""

import hashlib
import hmac
import json
from typing import Any

import pytest

from callbox.adapters.paystack import PaystackApi
from callbox.adapters.paystack_events import payment_event, signature_is_valid
from callbox.ports.webhooks import PaymentEvent, UnreadableEvent
from tests.adapters.paystack.merchant import REFERENCE, initialize, order
from tests.simulator_processes import RunningPaystack
from tests.simulators.webhook_receiver import listening_receiver

BODY = b'{"event":"charge.success","data":{"reference":"01KADEPOSIT-1"}}'
KEY = "sk_test_0123456789"
# printf '%s' "$BODY" | openssl dgst -sha512 -hmac "$KEY"
SIGNATURE = (
    "7439a1af9455681c499f92d04d96dfa8c5c7f5d65b64d958d695e8b939cb20af"
    "f20c8b942f740e3a6f9e88eb6487a0969754b6df2fba7670ccfa8593d092990b"
)


def test_a_signed_event_of_paystack_is_authentic_and_names_its_reference(
    api: PaystackApi, paystack: RunningPaystack
) -> None:
    with listening_receiver() as receiver:
        paystack.control("POST", "/__control/webhook", {"url": receiver.url})
        initialize(api)
        order(paystack, "pay")
        (event,) = receiver.wait_for(1)

    assert signature_is_valid(event.content, event.headers["x-paystack-signature"], paystack.secret_key)
    assert payment_event(event.content) == PaymentEvent(REFERENCE, is_return=False)


@pytest.mark.parametrize(
    ("actions", "kinds"),
    [
        (["refund"], {"refund.pending": False, "refund.processed": True}),
        (["dispute"], {"charge.dispute.create": True}),
        (["dispute", "reverse"], {"charge.dispute.create": True, "charge.dispute.resolve": True}),
    ],
    ids=["refund", "dispute", "lost dispute"],
)
def test_an_event_about_a_refund_or_dispute_names_its_reference(
    api: PaystackApi, paystack: RunningPaystack, actions: list[str], kinds: dict[str, bool]
) -> None:
    initialize(api)
    order(paystack, "pay")
    with listening_receiver() as receiver:
        paystack.control("POST", "/__control/webhook", {"url": receiver.url})
        for action in actions:
            order(paystack, action)
        events = receiver.wait_for(len(kinds))

    found = {json.loads(event.content)["event"]: payment_event(event.content) for event in events}
    assert found == {
        kind: PaymentEvent(
            REFERENCE,
            is_return=True,
            is_open_dispute=kind == "charge.dispute.create",
            is_lost_dispute=kind == "charge.dispute.resolve",
        )
        if told
        else None
        for kind, told in kinds.items()
    }


@pytest.mark.parametrize(
    ("resolution", "is_lost"),
    [("declined", False), ("auto-accepted", True), ("merchant-accepted", True), ("a new word", True)],
)
def test_a_dispute_is_lost_unless_its_claim_was_declined(
    api: PaystackApi, paystack: RunningPaystack, resolution: str, *, is_lost: bool
) -> None:
    initialize(api)
    order(paystack, "pay")
    order(paystack, "dispute")
    with listening_receiver() as receiver:
        paystack.control("POST", "/__control/webhook", {"url": receiver.url})
        order(paystack, "resolve", resolution=resolution)
        (event,) = receiver.wait_for(1)

    assert payment_event(event.content) == PaymentEvent(REFERENCE, is_return=True, is_lost_dispute=is_lost)


@pytest.mark.parametrize("data", [{}, {"resolution": None}, {"resolution": 7}, {"resolution": ["declined"]}])
def test_a_dispute_with_an_unknown_result_counts_as_lost(data: dict[str, Any]) -> None:
    event = {"event": "charge.dispute.resolve", "data": {"transaction": {"reference": REFERENCE}, **data}}

    assert payment_event(json.dumps(event).encode()) == PaymentEvent(REFERENCE, is_return=True, is_lost_dispute=True)


def test_a_signature_is_the_hex_hmac_of_the_raw_body() -> None:
    assert signature_is_valid(BODY, SIGNATURE, KEY)


@pytest.mark.parametrize(
    ("body", "header", "key"),
    [
        pytest.param(BODY + b" ", SIGNATURE, KEY, id="another-body"),
        pytest.param(BODY, SIGNATURE, KEY + "0", id="another-key"),
        pytest.param(BODY, SIGNATURE[:-1], KEY, id="cut-short"),
        pytest.param(BODY, SIGNATURE[:-1] + "é", KEY, id="not-ascii"),
        pytest.param(BODY, "\ud800" * 128, KEY, id="no-text-at-all"),
        pytest.param(BODY, "", KEY, id="empty"),
        pytest.param(BODY, None, KEY, id="absent"),
        pytest.param(BODY, hmac.new(b"", BODY, hashlib.sha512).hexdigest(), "", id="no-key-set"),
        pytest.param(BODY, hashlib.sha512(BODY).hexdigest(), KEY, id="a-plain-hash"),
    ],
)
def test_any_other_signature_is_refused(body: bytes, header: str | None, key: str) -> None:
    assert not signature_is_valid(body, header, key)


@pytest.mark.parametrize(
    "transaction", [17, 1.5, "17", True, None, [REFERENCE], {}, {"reference": None}, {"reference": 7}]
)
@pytest.mark.parametrize("kind", ["refund.processed", "charge.dispute.create", "charge.dispute.resolve"])
def test_a_transaction_that_names_nothing_leaves_the_transaction_reference_readable(
    kind: str, transaction: object
) -> None:
    event = {"event": kind, "data": {"transaction": transaction, "transaction_reference": REFERENCE}}

    found = payment_event(json.dumps(event).encode())
    assert found is not None
    assert (found.reference, found.is_return) == (REFERENCE, True)


@pytest.mark.parametrize("odd", [17, [], {"reference": "R-2"}])
def test_malformed_unused_fields_do_not_make_an_event_unreadable(odd: object) -> None:
    paid = {"reference": REFERENCE, "transaction": odd, "transaction_reference": odd}
    disputed = {"reference": odd, "transaction": {"reference": REFERENCE}, "transaction_reference": odd}

    for kind, data in (("charge.success", paid), ("charge.dispute.remind", disputed)):
        found = payment_event(json.dumps({"event": kind, "data": data}).encode())
        assert found is not None
        assert found.reference == REFERENCE


def test_a_lone_surrogate_in_a_payers_name_does_not_make_an_event_unreadable() -> None:
    event = {"event": "charge.success", "data": {"reference": REFERENCE, "customer": {"first_name": "Ada \ud83d"}}}

    assert payment_event(json.dumps(event).encode()) == PaymentEvent(REFERENCE, is_return=False)


@pytest.mark.parametrize(
    "body",
    [
        {"event": "transfer.success", "data": {"reference": REFERENCE}},
        {"event": "transfer.success", "data": 17},
        {"event": "refund.pending", "data": {"transaction_reference": REFERENCE, "amount": "5000"}},
        {"event": "refund.failed", "data": {"transaction_reference": REFERENCE, "amount": 5000}},
        {"event": None, "data": {"reference": REFERENCE}},
        {"data": {"reference": REFERENCE}},
        [],
        None,
    ],
    ids=lambda body: json.dumps(body)[:60],
)
def test_an_event_about_something_else_has_no_reference(body: Any) -> None:
    assert payment_event(json.dumps(body).encode()) is None


@pytest.mark.parametrize(
    "body",
    [
        {"event": "refund.processed", "data": {"reference": REFERENCE}},
        {"event": "refund.processed", "data": {"transaction_reference": ""}},
        {"event": "charge.dispute.create", "data": {"reference": REFERENCE}},
        {"event": "charge.dispute.create", "data": {"transaction": 17}},
        {"event": "charge.dispute.create", "data": {"transaction": {"reference": "x" * 256}}},
        {"event": "charge.dispute.resolve", "data": {"transaction": {}}},
        {"event": "charge.dispute.resolve", "data": {"transaction": REFERENCE}},
        {"event": "charge.success", "data": {"transaction": {"reference": REFERENCE}}},
        {"event": "charge.success", "data": {"reference": None}},
        {"event": "charge.success", "data": {"reference": ""}},
        {"event": "charge.success", "data": {"reference": 17}},
        {"event": "charge.success", "data": {"reference": "\ud800"}},
        {"event": "charge.success", "data": {"reference": "x" * 256}},
        {"event": "charge.success", "data": [REFERENCE]},
        {"event": "charge.success", "data": None},
        {"event": "charge.success"},
    ],
    ids=lambda body: json.dumps(body)[:60],
)
def test_a_relevant_event_without_a_payment_is_unreadable_and_reports_its_type(body: Any) -> None:
    with pytest.raises(UnreadableEvent) as raised:
        payment_event(json.dumps(body).encode())

    assert raised.value.kind == body["event"]


@pytest.mark.parametrize(
    "raw_body",
    [b"", b"charge.success", b"\xff\xfe", b'{"event":"\xff"}', b"[" * 100_000, BODY[:-1]],
    ids=lambda raw_body: repr(raw_body[:20]),
)
def test_a_body_that_is_not_json_has_no_reference(raw_body: bytes) -> None:
    assert payment_event(raw_body) is None
