"""A customer's open page hears a rental, and a socket that stalls costs a batch of orders one wait."""

import time
from typing import Any

import pytest

from callbox.adapters.live import MOST_S
from tests.functions.cloud import message
from tests.functions.counting import SUPPLIER, counted
from tests.functions.customers import TEXT, Customer, World
from tests.functions.lambdas import Lambdas
from tests.functions.pages_that_listen import Page
from tests.open_sockets import OpenSockets

HASTE_S = 1.0
"""What a busy machine may take beside the wait, in which ten orders would have waited three seconds."""


@pytest.fixture
def lambdas(lambdas: Lambdas, sockets_server: OpenSockets, monkeypatch: pytest.MonkeyPatch) -> Lambdas:
    """Let all functions, which share their services here, tell pages, whichever is called first."""
    sockets_server.reset()
    lambdas.live_connections_url = sockets_server.url
    monkeypatch.setenv("LIVE_CONNECTIONS_URL", sockets_server.url)
    return lambdas


@pytest.fixture
def sockets(lambdas: Lambdas, sockets_server: OpenSockets) -> OpenSockets:
    return sockets_server


@pytest.fixture
def ada(world: World) -> Customer:
    return world.funded_customer(5_000_000)


@pytest.fixture
def page(world: World, sockets: OpenSockets, ada: Customer) -> Page:
    page = Page(world, sockets, "adas-page=")
    page.join(ada.token)
    sockets.frames.clear()
    return page


def test_a_page_hears_what_it_would_be_answered(world: World, ada: Customer, page: Page) -> None:
    waiting = world.rent(ada)
    [number] = page.heard
    assert number["kind"] == "verification"
    assert same(number["verification"], waiting)
    assert number["wallet"] == ada.wallet_now()

    world.send_sms(waiting)
    world.poll(ada, waiting)

    [_, code] = page.heard
    assert same(code["verification"], ada.verification(waiting["id"]))
    assert code["verification"]["messages"][0]["text"] == TEXT
    assert code["wallet"] == ada.wallet_now() == {**number["wallet"], "held_minor": 0}


def test_a_page_hears_a_payment(world: World, ada: Customer, page: Page) -> None:
    world.fund(ada, 500_000)

    heard = page.heard[-1]
    assert heard["deposit"] == ada.get(f"/deposits/{heard['deposit']['id']}").json["deposit"]
    assert (heard["deposit"]["status"], heard["wallet"]) == ("credited", ada.wallet_now())


def test_another_customers_page_hears_nothing(world: World, bob: Customer, page: Page) -> None:
    world.fund(bob)
    world.rent(bob)

    assert page.heard == []


def test_no_push_leaves_a_trace_in_the_log(world: World, ada: Customer, page: Page, sockets: OpenSockets) -> None:
    """The `log` fixture looks for the token, the number, the text and the code in every line."""
    waiting = world.rent(ada)
    world.send_sms(waiting)
    sockets.status = 500
    world.poll(ada, waiting)

    [failed] = world.log.events("live_failed")
    assert failed.keys() == {"level", "event", "kind", "request_id", "function"}
    world.log.keep_out(page.connection_id, ada.token)
    assert ada.verification(waiting["id"])["state"] == "received"


def test_a_push_is_one_read_more_and_two_with_the_wallet_while_a_page_is_open(
    world: World, ada: Customer, page: Page
) -> None:
    world.rent(ada)
    ada.buy()

    with counted(world) as calls:
        assert world.lambdas.work_off("numbers") == 1

    # the connections, the wallet and what it holds
    assert calls == {"GetItem": 3, "Query": 2, SUPPLIER: 2, "UpdateItem": 1, "SendMessage": 1}


def test_a_socket_that_stalls_delays_a_batch_of_ten_once(
    world: World, ada: Customer, page: Page, sockets: OpenSockets
) -> None:
    waiting = [world.rent(ada) for _ in range(10)]
    for one in waiting:
        world.send_sms(one)
    bodies = [message({"user_id": ada.id, "verification_id": one["id"], "chain": 1}) for one in waiting]
    sockets.frames.clear()
    began = time.monotonic()
    sockets.stall_s = 5

    assert world.lambdas.consume("fetch_code", bodies) == []

    took_s = time.monotonic() - began
    assert {one["state"] for one in ada.get("/verifications", limit="20").json["verifications"]} == {"received"}
    assert len(world.log.events("live_failed")) == 1
    assert took_s < MOST_S + HASTE_S * 2, took_s


def same(told: Any, answered: Any) -> bool:
    """Compare two documents but for the time of the next question, which passes."""
    return {**told, "next_poll_ms": None} == {**answered, "next_poll_ms": None}
