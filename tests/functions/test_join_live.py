"""Socket `join`"""

from datetime import datetime, timedelta

import jwt
import pytest

from tests.functions.customers import Customer, World, forget_caches
from tests.functions.pages_that_listen import Page, connections_of
from tests.open_sockets import OpenSockets

CONNECTION = "L0SM9cOFvHcCIhw="  # in the form of API Gateway's


@pytest.fixture
def tab(world: World, sockets: OpenSockets) -> Page:
    return Page(world, sockets, CONNECTION)


def test_a_page_with_a_token_is_greeted_and_listed_until_a_minute_after_its_token(ada: Customer, tab: Page) -> None:
    tab.join(ada.token)

    [greeting] = tab.heard
    assert greeting.keys() == {"kind", "at"}
    assert greeting["kind"] == "joined"
    assert datetime.fromisoformat(greeting["at"]).tzinfo is not None
    [stored] = connections_of(ada)
    claims = jwt.decode(ada.token or "", options={"verify_signature": False})
    assert (stored.user_id, stored.connection_id, stored.session_id) == (ada.id, CONNECTION, claims["sid"])
    assert stored.expires_at.timestamp() == claims["exp"] + 60
    assert not tab.is_closed


def test_a_page_joins_again_with_its_next_token(ada: Customer, tab: Page) -> None:
    tab.join(ada.token)
    ada.refresh()

    tab.join(ada.token)

    assert len(tab.heard) == 2
    assert len(connections_of(ada)) == 1


def test_a_join_writes_no_log(world: World, ada: Customer, tab: Page) -> None:
    before = world.log.events()

    tab.join(ada.token)

    assert world.log.events() == before


def test_a_page_that_closed_before_it_was_greeted_is_forgotten(ada: Customer, tab: Page, sockets: OpenSockets) -> None:
    sockets.open.clear()

    tab.join(ada.token)

    assert connections_of(ada) == []


def test_a_page_that_cannot_be_greeted_is_noted_and_left_to_ask(
    world: World, ada: Customer, tab: Page, sockets: OpenSockets
) -> None:
    sockets.status = 500

    tab.join(ada.token)

    [noted] = world.log.events("live_failed")
    assert (noted["level"], noted["kind"]) == ("info", "join")
    assert CONNECTION not in str(noted)


def test_no_page_joins_while_the_live_delivery_is_off(
    ada: Customer, tab: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIVE", "off")
    forget_caches()

    tab.join(ada.token)

    assert (tab.heard, tab.is_closed, connections_of(ada)) == ([], True, [])


def test_the_list_of_pages_expires_by_itself(ada: Customer, tab: Page) -> None:
    tab.join(ada.token)

    [stored] = connections_of(ada)
    assert stored.expires_at < datetime.now(stored.expires_at.tzinfo) + timedelta(minutes=17)
