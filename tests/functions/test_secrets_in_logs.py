"""No log line contains a password, a token, a code, a number or a text, whatever happens.

The `log` fixture checks this in every test of this folder; here each flow names its secrets one by one.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callbox.adapters.dynamodb.tables import MessageItem
from tests.functions.customers import PASSWORD, TEXT, Customer, World, new_key

OTHER_PASSWORD = "a password that was mistyped 77120435"
BANK_TEXT = "Chase: Your one-time code is 730164. We'll NEVER call you to ask for it."


@pytest.fixture
def watched(world: World) -> World:
    world.log.keep_out(PASSWORD, OTHER_PASSWORD, TEXT, BANK_TEXT, "482913", "730164")
    return world


def sees(world: World, *customers: Customer) -> None:
    """Keep what only this customer may see out of the log."""
    for customer in customers:
        world.log.keep_out(customer.token, customer.refresh_token)
        world.log.keep_out_answers(customer.get("/verifications").json)


def test_signing_up_in_and_out_and_failing_at_it(watched: World) -> None:
    ada = watched.customer()
    first = ada.refresh_token
    ada.refresh()
    ada.refresh(first)  # used twice: the session ends
    for password in (OTHER_PASSWORD, PASSWORD):
        body = {"email": ada.email, "password": password}
        watched.lambdas.call("POST", "/sessions", body=body)
        watched.lambdas.call("POST", "/users", body={**body, "accepted_terms": "1"})
    watched.lambdas.call("GET", "/me", headers={"Authorization": f"Bearer {ada.token}x"})

    watched.log.keep_out(first)
    sees(watched, ada)
    assert len(watched.log.events()) > 4


def test_buying_receiving_and_cancelling(watched: World) -> None:
    ada = watched.funded_customer(3_000_000)
    received, cancelled, denied = (watched.rent(ada) for _ in range(3))
    watched.send_sms(received)
    watched.poll(ada, received)
    watched.send_sms(denied, BANK_TEXT)
    watched.poll(ada, denied)
    assert ada.post(f"/verifications/{cancelled['id']}/cancel").status == 200
    ada.post(f"/verifications/{cancelled['id']}/retry", key=new_key())
    watched.lambdas.work_off("numbers")

    sees(watched, ada)
    assert {event["event"] for event in watched.log.events()} >= {"code_received", "message_withheld"}


def test_refused_bodies(watched: World) -> None:
    ada = watched.customer()
    for raw in (TEXT.encode(), f'{{"password": "{PASSWORD}", "code": "482913"}}'.encode(), b'{"email": "' + b"x" * 99):
        for path in (
            "/users",
            "/sessions",
            "/deposits",
            "/verifications",
            "/webhooks/paystack",
            "/webhooks/textverified",
        ):
            ada.post(path, raw=raw, key=new_key())

    sees(watched, ada)


def test_after_thirty_days_the_code_is_deleted_and_the_order_is_not(watched: World) -> None:
    ada = watched.funded_customer()
    received = watched.rent(ada)
    watched.send_sms(received)
    watched.poll(ada, received)
    before = ada.verification(received["id"])
    assert before["code"] == "482913"

    delete_expired(datetime.now(UTC) + timedelta(days=30, minutes=1))

    after = ada.verification(received["id"])
    gone: dict[str, Any] = {"code": None, "codes": [], "messages": []}
    assert after == {**before, **gone}
    assert [entry["kind"] for entry in ada.get("/wallet/entries").json["entries"]] == ["purchase", "deposit"]


def delete_expired(at: datetime) -> None:
    """Delete expired items as DynamoDB's time to live does, by the attribute that the stack names."""
    items: list[Any] = list(MessageItem.scan())
    expired = [item for item in items if item.ttl <= at.timestamp()]
    assert expired
    for item in expired:
        item.delete()
