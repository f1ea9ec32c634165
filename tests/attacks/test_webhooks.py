"""Events that are forged, repeated, out of order, or contain a URL.

The defence: both webhooks compare an HMAC over the received bytes; a signed event is a hint, after which we ask
Paystack or the supplier (services/deposits.py, services/returning.py, services/fulfilment.py).
"""

import base64
import hashlib
import hmac
import json
import socket
from collections.abc import Callable, Iterator, Mapping
from itertools import permutations
from typing import Any

import pytest

from tests.attacks.targets import WEBHOOKS, path_of
from tests.functions.answers import Answer, assert_problem
from tests.functions.customers import World
from tests.functions.lambdas import ROWS

PAYSTACK_SECRET = b"sk_test_simulated"
SUPPLIER_SECRET = b"whsec_simulated"


def paystacks(raw: bytes, secret: bytes = PAYSTACK_SECRET, kind: Any = hashlib.sha512) -> str:
    return hmac.new(secret, raw, kind).hexdigest()


def suppliers(raw: bytes, secret: bytes = SUPPLIER_SECRET, kind: Any = hashlib.sha512) -> str:
    return "HMAC-SHA512=" + base64.b64encode(hmac.digest(secret, raw, kind)).decode()


Sign = Callable[..., str]
# (header, how to sign, an event that is queued, the name of the queue)
HOOKS: Mapping[str, tuple[str, Sign, dict[str, Any], str]] = {
    "receive_paystack_event": (
        "x-paystack-signature",
        paystacks,
        {"event": "charge.success", "data": {"reference": "01KAQ0000000000000000000AB-1", "amount": 10**9}},
        "deposits",
    ),
    "receive_textverified_event": (
        "X-Webhook-Signature",
        suppliers,
        {"event": "v2.sms.received", "data": {"reservationId": "lr_01KAQ0000000000000000000AB", "parsedCode": "1"}},
        "hints",
    ),
}


def deliver(world: World, name: str, raw: bytes, signature: str) -> Answer:
    headers = {HOOKS[name][0]: signature}
    return world.lambdas.call("POST", path_of(ROWS[name]), raw=raw, headers=headers)


def test_every_webhook_is_attacked() -> None:
    assert set(HOOKS) == WEBHOOKS


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_events_with_a_forged_or_shortened_signature_are_refused(world: World, name: str) -> None:
    _, sign, event, queue = HOOKS[name]
    raw = json.dumps(event).encode()
    good = sign(raw)
    forged = [
        "",
        " ",
        good[:-1],
        good[: len(good) // 2],
        good[:1],
        good + "0",
        f"{good},{good}",
        good.swapcase(),
        "0" * len(good),
        sign(raw, b""),
        sign(raw, b"another sender's"),
        sign(raw, kind=hashlib.sha256),
        sign(raw + b" "),
        sign(json.dumps(event, indent=1).encode()),
        hashlib.sha512(raw).hexdigest(),
        "é" * 128,
        "\x00" * 128,
        "null",
    ]
    if name == "receive_paystack_event":  # hexadecimal in capitals is the same number
        forged.remove(good.swapcase())

    for signature in forged:
        assert_problem(deliver(world, name, raw, signature), 401, "invalid_signature")

    assert world.cloud.waiting(queue) == 0
    assert deliver(world, name, raw, good).json == {"queued": True}
    assert world.cloud.waiting(queue) == 1


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_the_signature_of_one_event_is_refused_for_another(world: World, name: str) -> None:
    _, sign, event, queue = HOOKS[name]
    seen = sign(json.dumps(event).encode())
    other = json.dumps({**event, "data": {**event["data"], "reference": "another-1", "reservationId": "lr_another"}})

    assert_problem(deliver(world, name, other.encode(), seen), 401, "invalid_signature")
    assert world.cloud.waiting(queue) == 0


@pytest.mark.parametrize("order", [*permutations(range(3))], ids=str)
def test_events_of_one_payment_credit_it_once_in_any_order_and_number(world: World, order: tuple[int, ...]) -> None:
    """Paid, reported as refunded, disputed: only the payment is real."""
    ada = world.customer()
    deposit = ada.open_deposit(500_000)
    world.pay(deposit, webhook=False)
    reference = deposit["reference"]
    events = [
        {"event": "charge.success", "data": {"reference": reference, "amount": 1}},
        {"event": "refund.processed", "data": {"transaction_reference": reference, "amount": 500_000}},
        {"event": "charge.dispute.create", "data": {"transaction": {"reference": reference, "amount": 500_000}}},
    ]

    for place in [*order, *order]:
        raw = json.dumps(events[place]).encode()
        assert deliver(world, "receive_paystack_event", raw, paystacks(raw)).json == {"queued": True}
        world.lambdas.work_off("deposits")

    assert ada.balance() == 500_000
    assert [entry["kind"] for entry in ada.get("/wallet/entries").json["entries"]] == ["deposit"]


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (2, 0, 1)], ids=str)
def test_a_partly_refunded_payment_is_booked_the_same_whichever_event_arrives_first(
    world: World, order: tuple[int, ...]
) -> None:
    ada = world.customer()
    deposit = ada.open_deposit(500_000)
    reference = deposit["reference"]
    world.pay(deposit, webhook=False)
    world.refund(deposit, 120_000)
    events = [
        {"event": "charge.success", "data": {"reference": reference}},
        {"event": "refund.pending", "data": {"transaction_reference": reference}},
        {"event": "refund.processed", "data": {"transaction_reference": reference}},
    ]

    for place in order:
        raw = json.dumps(events[place]).encode()
        assert deliver(world, "receive_paystack_event", raw, paystacks(raw)).status == 200
        world.lambdas.work_off("deposits")

    entries = ada.get("/wallet/entries").json["entries"]
    assert [(entry["kind"], entry["amount_minor"]) for entry in entries] == [
        ("adjustment", -120_000),
        ("deposit", 500_000),
    ]


@pytest.fixture
def trap() -> Iterator[socket.socket]:
    """A server that must not be called."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


@pytest.mark.parametrize("name", sorted(HOOKS))
def test_a_url_in_an_event_is_never_called(world: World, trap: socket.socket, name: str) -> None:
    _, sign, event, queue = HOOKS[name]
    url = f"http://127.0.0.1:{trap.getsockname()[1]}/latest/meta-data/"
    places = (
        "url",
        "href",
        "callback_url",
        "authorization_url",
        "receipt_url",
        "metadata",
        "reference",
        "reservationId",
    )
    for place in places:
        raw = json.dumps({**event, place: url, "data": {**event["data"], place: url}}).encode()
        assert deliver(world, name, raw, sign(raw)).status == 200
        world.lambdas.work_off(queue)

    with pytest.raises(BlockingIOError):
        trap.accept()
