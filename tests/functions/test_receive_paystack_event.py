"""POST /webhooks/paystack"""

import hashlib
import hmac
import json
from typing import Any

import pytest

from tests.functions.answers import Answer, assert_problem
from tests.functions.cloud import Cloud
from tests.functions.customers import PRICE_MINOR, World
from tests.functions.lambdas import Lambdas

REFERENCE = "01KAQ0000000000000000000AB-1"
EVENT = json.dumps({"event": "charge.success", "data": {"reference": REFERENCE, "amount": 1}}).encode()


def signed(raw: bytes, secret_key: str = "sk_test_simulated") -> str:
    return hmac.new(secret_key.encode(), raw, hashlib.sha512).hexdigest()


def deliver(lambdas: Lambdas, raw: bytes, signature: str | None = None, *, in_base64: bool = False) -> Answer:
    headers = {"x-paystack-signature": signed(raw) if signature is None else signature}
    return lambdas.call("POST", "/webhooks/paystack", raw=raw, headers=headers, in_base64=in_base64)


def queued(cloud: Cloud) -> list[Any]:
    return [json.loads(record["body"]) for record in cloud.take("deposits")]


def test_a_payment_is_queued_before_its_event_is_acknowledged(lambdas: Lambdas, cloud: Cloud) -> None:
    answer = deliver(lambdas, EVENT)

    assert (answer.status, answer.json) == (200, {"queued": True})
    assert queued(cloud) == [{"reference": REFERENCE}]


def test_a_payment_is_credited_once_however_often_its_event_arrives(world: World) -> None:
    ada = world.customer()
    deposit = ada.open_deposit(500_000)
    world.pay(deposit)
    raw = json.dumps({"event": "charge.success", "data": {"reference": deposit["reference"]}}).encode()

    for _ in range(3):
        assert deliver(world.lambdas, raw).json == {"queued": True}
    assert world.lambdas.work_off("deposits") == 3

    assert ada.balance() == 500_000
    assert ada.get(f"/deposits/{deposit['id']}").json["deposit"]["status"] == "credited"
    assert len(ada.get("/wallet/entries").json["entries"]) == 1


def test_amount_and_owner_in_the_event_are_ignored(world: World) -> None:
    ada = world.customer()
    deposit = ada.open_deposit(500_000)
    data = {"reference": deposit["reference"], "status": "success", "amount": 10**9, "metadata": {"user_id": ada.id}}

    deliver(world.lambdas, json.dumps({"event": "charge.success", "data": data}).encode())
    world.lambdas.work_off("deposits")

    assert ada.balance() == 0


@pytest.mark.parametrize("in_base64", [False, True])
@pytest.mark.parametrize(
    "raw",
    [
        EVENT.replace(b" ", b""),
        b"\n\t" + EVENT + b"\r\n  ",
        EVENT.replace(b'"amount"', '"naïve ₦ 🐎"'.encode()),
        EVENT.replace(b'"amount"', rb'"\u20a6"'),
    ],
)
def test_the_signature_covers_the_received_bytes(
    lambdas: Lambdas, cloud: Cloud, raw: bytes, *, in_base64: bool
) -> None:
    assert deliver(lambdas, raw, in_base64=in_base64).json == {"queued": True}
    assert queued(cloud) == [{"reference": REFERENCE}]


def test_an_unsigned_event_is_refused(lambdas: Lambdas, cloud: Cloud) -> None:
    assert_problem(lambdas.call("POST", "/webhooks/paystack", raw=EVENT), 401, "invalid_signature")
    assert queued(cloud) == []


@pytest.mark.parametrize(
    "raw",
    [
        b'{"event": "transfer.success", "data": {"reference": "r-1"}}',
        b'{"event": "refund.pending", "data": {"transaction_reference": "r-1", "amount": "5000"}}',
        b'{"event": "something.new", "data": null}',
        b"{}",
        b"[]",
        b"",
        b"not json",
        b"[" * 10_000,
    ],
)
def test_an_event_about_no_payment_is_acknowledged_and_not_queued(world: World, raw: bytes) -> None:
    # for any answer but 200, Paystack repeats the event for three days
    answer = deliver(world.lambdas, raw)

    assert (answer.status, answer.json) == (200, {"queued": False})
    assert queued(world.cloud) == []
    assert world.log.events("webhook_unreadable") == []


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("charge.success", b"{}"),
        ("charge.success", b"null"),
        ("charge.success", b'{"reference": ""}'),
        ("charge.success", b'{"reference": 17}'),
        ("charge.success", rb'{"reference": "\ud800"}'),
        ("charge.success", b'{"reference": "%s"}' % (b"x" * 256)),
        ("refund.processed", b'{"transaction": 17}'),
        ("charge.dispute.create", b'{"reference": "r-1"}'),
        ("charge.dispute.create", b'{"transaction": 17}'),
        ("charge.dispute.remind", b'{"transaction": {"reference": null}}'),
        ("charge.dispute.resolve", b'{"resolution": "auto-accepted"}'),
    ],
)
def test_a_relevant_event_that_names_no_payment_is_acknowledged_and_alarmed(
    world: World, kind: str, data: bytes
) -> None:
    answer = deliver(world.lambdas, b'{"event": "%s", "data": %s}' % (kind.encode(), data))

    assert (answer.status, answer.json) == (200, {"queued": False})
    assert queued(world.cloud) == []
    assert [(one["kind"], one["level"]) for one in world.log.events("webhook_unreadable")] == [(kind, "error")]


def test_an_event_with_a_wrong_signature_does_not_raise_that_alarm(world: World) -> None:
    assert deliver(world.lambdas, b'{"event": "charge.success", "data": {}}', "0" * 128).status == 401

    assert world.log.events("webhook_unreadable") == []


def test_an_open_dispute_is_alarmed_and_queued_when_its_transaction_is_a_number(world: World) -> None:
    data = {"transaction": 17, "transaction_reference": REFERENCE}
    answer = deliver(world.lambdas, json.dumps({"event": "charge.dispute.create", "data": data}).encode())

    assert answer.json == {"queued": True}
    assert queued(world.cloud) == [{"reference": REFERENCE, "returned": True}]
    assert [one["reference"] for one in world.log.events("payment_disputed")] == [REFERENCE]


@pytest.mark.parametrize("size", [16 * 1024 + 1, 256 * 1024])
def test_an_event_may_exceed_the_body_limit_of_other_routes(lambdas: Lambdas, cloud: Cloud, size: int) -> None:
    data = {"reference": REFERENCE, "metadata": {"custom_fields": []}, "log": {"history": []}}
    event = json.dumps({"event": "charge.success", "data": data}).encode()
    raw = event.replace(b"[]", b'["' + b"x" * (size - len(event) - 2) + b'"]', 1)
    assert len(raw) == size

    assert deliver(lambdas, raw).json == {"queued": True}
    assert queued(cloud) == [{"reference": REFERENCE}]


def test_an_event_above_256_kilobytes_is_refused(lambdas: Lambdas, cloud: Cloud) -> None:
    raw = EVENT[:-1] + b" " * (256 * 1024 - len(EVENT) + 1) + b"}"
    assert len(raw) == 256 * 1024 + 1

    assert_problem(deliver(lambdas, raw), 413, "body_too_large")
    assert queued(cloud) == []


def test_an_event_is_not_acknowledged_when_the_queue_is_gone(world: World) -> None:
    world.cloud.sqs.delete_queue(QueueUrl=world.cloud.queue_urls["deposits"])
    world.log.may_crash = True

    assert deliver(world.lambdas, EVENT).status >= 500


def returned_events(reference: str) -> list[bytes]:
    dispute = {"id": 1, "status": "resolved", "transaction": {"reference": reference, "amount": 1}}
    return [
        json.dumps({"event": event, "data": data}).encode()
        for event, data in (
            ("refund.processed", {"transaction_reference": reference, "amount": "1"}),
            ("charge.dispute.create", dispute),
            ("charge.dispute.remind", dispute),
            ("charge.dispute.resolve", dispute),
        )
    ]


def test_a_payment_that_may_have_been_returned_is_queued_as_such(lambdas: Lambdas, cloud: Cloud) -> None:
    for raw in returned_events(REFERENCE):
        assert deliver(lambdas, raw).json == {"queued": True}
        lost = {"dispute_lost": True} if b"charge.dispute.resolve" in raw else {}
        assert queued(cloud) == [{"reference": REFERENCE, "returned": True} | lost]


def test_an_open_dispute_is_alarmed_and_a_resolved_one_is_not(world: World) -> None:
    for raw in returned_events(REFERENCE):
        deliver(world.lambdas, raw)

    told = [(one["reference"], one["level"]) for one in world.log.events("payment_disputed")]
    assert told == [(REFERENCE, "error")] * 2  # when it is opened, and at Paystack's reminder


def test_a_refund_made_at_paystack_is_debited_once_however_often_its_event_arrives(world: World) -> None:
    ada = world.customer()
    deposit = ada.open_deposit(500_000)
    world.pay(deposit, webhook=False)
    ada.post(f"/deposits/{deposit['id']}/verify")
    world.refund(deposit, 120_000)

    for _ in range(2):
        for raw in returned_events(deposit["reference"]):
            deliver(world.lambdas, raw)
        world.lambdas.work_off("deposits")

    assert ada.balance() == 380_000
    [adjustment, _] = ada.get("/wallet/entries").json["entries"]
    assert (adjustment["kind"], adjustment["amount_minor"], adjustment["deposit_id"]) == (
        "adjustment",
        -120_000,
        deposit["id"],
    )


def test_an_event_about_a_chargeback_that_never_happened_debits_nothing(world: World) -> None:
    ada = world.customer()
    deposit = ada.open_deposit(500_000)
    world.pay(deposit, webhook=False)
    ada.post(f"/deposits/{deposit['id']}/verify")

    for raw in returned_events(deposit["reference"]):
        deliver(world.lambdas, raw)
    assert world.lambdas.work_off("deposits") == 4

    assert ada.balance() == 500_000


def test_a_chargeback_of_spent_money_blocks_only_purchases(world: World) -> None:
    ada = world.customer()
    deposit = ada.open_deposit(150_000)
    world.pay(deposit, webhook=False)
    ada.post(f"/deposits/{deposit['id']}/verify")
    bought = world.rent(ada)
    world.paystack.control("POST", f"/__control/transactions/{deposit['reference']}", {"action": "reverse"})
    deliver(world.lambdas, returned_events(deposit["reference"])[-1])
    world.lambdas.work_off("deposits")
    assert ada.balance() == 0

    body = {"service": "discord", "max_price_minor": PRICE_MINOR}
    assert_problem(ada.post("/verifications", body, key="one"), 403, "account_frozen")
    assert_problem(ada.post("/verification-batches", {**body, "quantity": 2}, key="two"), 403, "account_frozen")
    assert_problem(ada.post(f"/verifications/{bought['id']}/retry", key="three"), 403, "account_frozen")

    assert ada.verification(bought["id"])["state"] == "waiting"
    assert ada.post(f"/verifications/{bought['id']}/cancel").json["verification"]["state"] == "cancelled"
    assert ada.balance() == PRICE_MINOR
    more = ada.open_deposit(200_000)
    world.pay(more, webhook=False)
    ada.post(f"/deposits/{more['id']}/verify")
    assert ada.balance() == PRICE_MINOR + 200_000


def test_a_lost_dispute_blocks_purchases_when_its_money_is_returned_as_a_refund(world: World) -> None:
    ada = world.customer()
    deposit = ada.open_deposit(500_000)
    world.pay(deposit, webhook=False)
    ada.post(f"/deposits/{deposit['id']}/verify")
    resolved = returned_events(deposit["reference"])[-1]

    deliver(world.lambdas, resolved)
    world.lambdas.work_off("deposits")
    [alarm] = world.log.events("dispute_lost_untaken")
    assert (alarm["reference"], alarm["level"], ada.balance()) == (deposit["reference"], "error", 500_000)

    world.refund(deposit, 120_000)
    deliver(world.lambdas, returned_events(deposit["reference"])[0])
    world.lambdas.work_off("deposits")
    assert ada.balance() == 380_000
    assert len(world.log.events("account_frozen")) == 1
