"""How many outgoing calls a warm function makes for one request. One more fails: each costs time and money and can
fail."""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.functions.cloud import message
from tests.functions.counting import PAYSTACK, SUPPLIER, counted
from tests.functions.customers import Customer, World

Calls = Mapping[str, int]


def warm(world: World, act: Callable[[], Any]) -> Counter[str]:
    """Do something twice and return the calls of the second time, when secrets and tokens are cached."""
    act()
    with counted(world) as calls:
        act()
    return calls


@pytest.mark.parametrize(
    ("path", "calls"),
    [
        ("/wallet", {"GetItem": 1, "Query": 1}),
        ("/wallet/entries", {"Query": 1}),
        ("/deposits", {"Query": 1}),
        ("/verifications", {"Query": 1}),
        ("/verifications?state=open", {"Query": 1}),
        ("/templates", {"Query": 1}),
        ("/health", {}),
    ],
)
def test_a_read_route_makes_only_the_reads_that_it_needs(world: World, path: str, calls: Calls) -> None:
    ada = world.funded_customer()
    place, _, query = path.partition("?")

    assert warm(world, lambda: ada.get(place, **dict(part.split("=") for part in query.split("&") if part))) == calls


def test_polling_an_open_verification_is_one_read(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)

    assert warm(world, lambda: ada.verification(waiting["id"])) == {"GetItem": 1}


def test_polling_several_verifications_is_one_read(world: World) -> None:
    ada = world.funded_customer()
    ids = ",".join(world.rent(ada)["id"] for _ in range(2))

    assert warm(world, lambda: ada.get("/verifications", ids=ids)) == {"BatchGetItem": 1}


def test_reading_a_received_code_takes_one_query_for_its_messages(world: World) -> None:
    ada = world.funded_customer()
    received = world.rent(ada)
    world.send_sms(received)
    assert world.poll(ada, received) == []

    assert warm(world, lambda: ada.verification(received["id"])) == {"GetItem": 1, "Query": 1}


def test_a_purchase_is_one_transaction_and_one_send_after_its_reads(world: World) -> None:
    ada = world.funded_customer()

    calls = warm(world, ada.buy)

    assert (calls["TransactWriteItems"], calls["SendMessage"]) == (1, 1)
    assert calls["GetItem"] + calls["Query"] <= 6
    assert sum(calls.values()) <= 8


def test_a_cancel_reads_once_more_to_say_what_is_held(world: World) -> None:
    ada = world.funded_customer()
    first, second = world.rent(ada), world.rent(ada)
    assert ada.post(f"/verifications/{first['id']}/cancel").status == 200

    with counted(world) as calls:
        assert ada.post(f"/verifications/{second['id']}/cancel").status == 200

    assert (calls["TransactWriteItems"], calls["UpdateItem"], calls[SUPPLIER]) == (1, 0, 3)
    assert (calls["GetItem"], calls["Query"]) == (3, 2), "what is held, and which pages are open"


def test_ordering_a_number_is_three_reads_two_supplier_requests_and_one_write(world: World) -> None:
    ada = world.funded_customer()
    world.rent(ada)  # fetches the supplier's token
    ada.buy()

    with counted(world) as calls:
        assert world.lambdas.work_off("numbers") == 1

    # the query asks which pages are open
    assert calls == {"GetItem": 2, "Query": 1, SUPPLIER: 2, "UpdateItem": 1, "SendMessage": 1}


def test_a_poll_without_a_code_is_one_read_one_supplier_request_and_the_next_poll(world: World) -> None:
    ada = world.funded_customer()
    waiting = world.rent(ada)

    calls = warm(world, lambda: world.poll(ada, waiting))

    assert calls == {"GetItem": 1, SUPPLIER: 1, "SendMessage": 1}


def test_polls_due_together_share_one_read_and_one_supplier_request(world: World) -> None:
    ada = world.funded_customer()
    waiting = [world.rent(ada) for _ in range(3)]
    bodies = [message({"user_id": ada.id, "verification_id": one["id"], "chain": 1}) for one in waiting]

    calls = warm(world, lambda: world.lambdas.consume("fetch_code", bodies))

    assert calls == {"BatchGetItem": 1, SUPPLIER: 1, "SendMessage": 3}


def test_a_payment_links_its_payer_and_is_credited_in_one_transaction(world: World) -> None:
    ada = world.funded_customer()

    def pay() -> None:
        deposit = ada.open_deposit()
        world.pay(deposit)
        calls.clear()
        assert world.lambdas.consume("settle_deposit", [message({"reference": deposit["reference"]})]) == []

    with counted(world) as calls:
        pay()

    once = {"UpdateItem": 1, "Query": 3, "TransactWriteItems": 1}
    assert {name: calls[name] for name in ("GetItem", *once)} == {"GetItem": 2, **once}
    assert set(calls) <= {"GetItem", *once, PAYSTACK}


def test_a_forged_webhook_costs_no_call_except_reading_the_secret(world: World, ada: Customer) -> None:
    def forge() -> None:
        ada.post("/webhooks/paystack", raw=b"{}")

    assert warm(world, forge) == {}


def test_a_refused_sign_in_makes_the_same_calls_with_and_without_an_account(world: World, ada: Customer) -> None:
    """One read less for an unknown address is seen in the times of two thousand tries (bench/signing_in.py)."""

    def refused(email: str) -> Counter[str]:
        body = {"email": email, "password": "not the password"}
        with counted(world) as calls:
            assert world.lambdas.call("POST", "/sessions", body=body).status == 401
        return calls

    refused("somebody.else@example.com")
    assert refused(ada.email) == refused("nobody@example.com") != {}
