"""Anybody may open a socket; only a live session's own token makes it hear anything, and only of its own account.

The defence: `services/live_pages.py` verifies the first message as every route does its token, and closes the socket
of any other without a word, a row or a line in the log.
"""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from ops.keys import new_key_pair
from tests.functions.conftest import KID
from tests.functions.customers import Customer, World
from tests.functions.pages_that_listen import Page, connections_of
from tests.open_sockets import OpenSockets

Token = Callable[[str, str], str]
"""Makes a token from a good one and the private key of our functions."""


def claims_of(good: str) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(good, options={"verify_signature": False})
    return found


def signed(good: str, key: str, **changes: object) -> str:
    return jwt.encode({**claims_of(good), **changes}, key, algorithm="EdDSA", headers={"kid": KID})


def unsigned(good: str, _: str) -> str:
    header = base64.urlsafe_b64encode(json.dumps({"alg": "none", "kid": KID}).encode()).decode().rstrip("=")
    return f"{header}.{good.split('.')[1]}."


TOKENS: dict[str, Token] = {
    "forged": lambda good, _: signed(good, new_key_pair().private_key_pem),
    "unsigned": unsigned,
    "expired": lambda good, key: signed(good, key, exp=int(time.time()) - 1),
    "of-another-audience": lambda good, key: signed(good, key, aud="elsewhere"),
    "of-an-unknown-session": lambda good, key: signed(good, key, sid="01ARZ3NDEKTSV4RRFFQ69G5FAV"),
    "of-another-account": lambda good, key: signed(good, key, sub="01ARZ3NDEKTSV4RRFFQ69G5FAV"),
    "empty": lambda good, key: "",
    "of-no-form": lambda good, key: "a.b.c",
}
FRAMES = {
    "oversized": lambda token: json.dumps({"action": "join", "token": token}) + " " * 2048,
    "a-field-too-many": lambda token: json.dumps({"action": "join", "token": token, "user_id": "another"}),
    "no-token": lambda token: json.dumps({"action": "join"}),
    "a-token-that-is-no-text": lambda token: json.dumps({"action": "join", "token": [token]}),
    "another-action": lambda token: json.dumps({"action": "leave", "token": token}),
    "a-list": lambda token: json.dumps(["join", token]),
    "no-json": lambda token: f"join {token}",
    "nothing": lambda token: "",
    "half-a-character": lambda token: '{"action":"join","token":"\ud800"}',
}


@pytest.fixture
def tab(world: World, sockets: OpenSockets) -> Page:
    return Page(world, sockets, "stranger=")


def assert_refused(world: World, customer: Customer, tab: Page, lines: list[Any]) -> None:
    assert (tab.heard, tab.is_closed) == ([], True)
    assert connections_of(customer) == []
    assert world.log.events() == lines


@pytest.mark.parametrize("make", TOKENS.values(), ids=TOKENS.keys())
def test_a_token_that_is_not_good_gets_no_word_no_row_and_no_line(
    world: World, ada: Customer, tab: Page, key_pair: tuple[str, str], make: Token
) -> None:
    lines = world.log.events()

    tab.join(make(ada.token or "", key_pair[0]))

    assert_refused(world, ada, tab, lines)


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES.keys())
def test_a_message_of_another_form_is_refused_even_with_a_good_token(
    world: World, ada: Customer, tab: Page, make: Callable[[str], str]
) -> None:
    lines = world.log.events()

    tab.send(make(ada.token or ""))

    assert_refused(world, ada, tab, lines)


def test_the_token_of_an_ended_session_joins_nothing(world: World, ada: Customer, tab: Page) -> None:
    ada.send("DELETE", "/sessions")
    lines = world.log.events()

    tab.join(ada.token)

    assert_refused(world, ada, tab, lines)


def test_a_joined_socket_that_sends_something_else_is_closed_and_hears_no_more(ada: Customer, tab: Page) -> None:
    tab.join(ada.token)

    tab.send(json.dumps({"action": "join", "token": "a.b.c"}))

    assert tab.is_closed
    assert len(tab.heard) == 1


def test_a_socket_that_has_closed_joins_nothing(ada: Customer, tab: Page, sockets: OpenSockets) -> None:
    sockets.open.clear()

    tab.join(ada.token)

    assert (tab.heard, connections_of(ada)) == ([], [])


def test_fifty_sockets_of_one_customer_leave_ten(world: World, ada: Customer, sockets: OpenSockets) -> None:
    pages = [Page(world, sockets, f"page-{number}=") for number in range(50)]

    for one in pages:
        one.join(ada.token)

    assert len(connections_of(ada)) == 10
    assert len(sockets.open) == 10
    assert not pages[-1].is_closed


def test_the_sockets_of_a_device_close_when_its_session_is_ended(
    world: World, ada: Customer, sockets: OpenSockets
) -> None:
    stolen, own = Page(world, sockets, "stolen="), Page(world, sockets, "own=")
    stolen.join(ada.token)
    session = claims_of(ada.token or "")["sid"]
    ada.sign_in()
    own.join(ada.token)

    assert ada.send("DELETE", f"/sessions/{session}").status == 204

    assert (stolen.is_closed, own.is_closed) == (True, False)
    assert [one.connection_id for one in connections_of(ada)] == ["own="]
