"""Sockets at the running platform: a token lets a page listen, all else closes, and sessions take pages along."""

import json
from collections.abc import Mapping

import pytest

from tests.journeys.customers import PASSWORD, Customer, Site, done
from tests.socket_client import CLOSED, Socket


@pytest.fixture(scope="module")
def ada(site: Site) -> Customer:
    return site.new_customer()


def signed_in(site: Site, customer: Customer) -> str:
    session = done(site.call("POST", "/sessions", {"email": customer.email, "password": PASSWORD}), 200)
    return str(session["access_token"])


def test_the_page_is_told_where_its_socket_is(stack: Mapping[str, str], ada: Customer) -> None:
    assert ada.get("/me")["live_url"] == stack["live_url"]


def test_a_page_joins_and_joins_again(stack: Mapping[str, str], ada: Customer) -> None:
    with Socket(stack) as socket:
        for _ in range(2):
            socket.join(ada.token)
            assert socket.hears()["kind"] == "joined"


@pytest.mark.parametrize(
    "text",
    [
        json.dumps({"action": "join", "token": "a.b.c"}),
        json.dumps({"action": "join"}),
        json.dumps({"action": "join", "token": "a" * 3000}),
    ],
    ids=["forged", "empty", "oversized"],
)
def test_a_refused_page_hears_nothing_and_is_closed(stack: Mapping[str, str], text: str) -> None:
    with Socket(stack) as socket:
        socket.send(text)

        assert socket.hears() is CLOSED


def test_an_unknown_action_reaches_no_function(stack: Mapping[str, str], ada: Customer) -> None:
    with Socket(stack) as socket:
        for text in ('{"action":"$disconnect"}', '{"action":"leave"}', '{"action":["join"]}', "join", "{}"):
            socket.send(text)
        socket.join(ada.token)

        assert socket.hears()["kind"] == "joined"  # the first that it hears


def test_another_site_gains_nothing_without_the_token(stack: Mapping[str, str], ada: Customer) -> None:
    with Socket(stack, origin="https://evil.example") as socket:
        socket.send(json.dumps({"action": "join", "token": ""}))

        assert socket.hears() is CLOSED


def test_signing_out_everywhere_closes_every_page(stack: Mapping[str, str], site: Site) -> None:
    eve = site.new_customer()
    with Socket(stack) as one, Socket(stack) as other:
        one.join(eve.token)
        other.join(signed_in(site, eve))
        assert one.hears()["kind"] == other.hears()["kind"] == "joined"

        done(site.call("DELETE", "/sessions", token=eve.token), 204)

        assert one.hears() is other.hears() is CLOSED
    with Socket(stack) as again:
        again.join(eve.token)
        assert again.hears() is CLOSED


def test_a_new_password_closes_the_pages_of_before(stack: Mapping[str, str], site: Site) -> None:
    eve = site.new_customer()
    with Socket(stack) as socket:
        socket.join(eve.token)
        assert socket.hears()["kind"] == "joined"

        changed = {"password": PASSWORD, "new_password": "nine calm otters"}
        done(site.call("PUT", "/me/password", changed, token=eve.token), 200)

        assert socket.hears() is CLOSED
