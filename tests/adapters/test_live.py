"""Pages are told by posts to their sockets: bounded in number and time, to their owner alone, never to a closed one."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from moto import mock_aws

from callbox.adapters.dynamodb.connection import shared_connection, use_tables
from callbox.adapters.dynamodb.live_connections import DynamoLiveConnections
from callbox.adapters.live import MOST_S, MOST_TOLD, GatewayLive
from callbox.adapters.sockets import Sockets
from callbox.domain.errors import Unavailable
from callbox.domain.identity import UserId
from callbox.ports.live import MOST_CONNECTIONS, LiveConnection
from tests.adapters.conftest import REGION
from tests.adapters.dynamodb.table_definitions import create_tables
from tests.adapters.unreachable import refusing_url
from tests.fakes import FakeClock
from tests.open_sockets import OpenSockets, open_sockets

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
ADA, BOB = UserId("ada"), UserId("bob")
FRAME = b'{"kind":"verification"}'


@pytest.fixture(scope="module")
def server() -> Iterator[OpenSockets]:
    with open_sockets() as sockets:
        yield sockets


@pytest.fixture
def sockets(server: OpenSockets) -> OpenSockets:
    server.reset()
    return server


@pytest.fixture
def rows() -> Iterator[DynamoLiveConnections]:
    with mock_aws():
        use_tables("live-", region=REGION)
        create_tables(shared_connection().client, "live-")
        yield DynamoLiveConnections()


@pytest.fixture
def live(rows: DynamoLiveConnections, sockets: OpenSockets) -> GatewayLive:
    return GatewayLive(rows, Sockets(sockets.url), FakeClock(NOW))


def a_page(
    number: int, *, user_id: UserId = ADA, session_id: str = "session-1", lives_s: int | None = None
) -> LiveConnection:
    """Return a connection; one with a higher number is newer."""
    expires_at = NOW + timedelta(seconds=600 + number if lives_s is None else lives_s)
    return LiveConnection(user_id, f"{user_id}-{number:03}=", session_id, expires_at)


def joined(live: GatewayLive, sockets: OpenSockets, *pages: LiveConnection) -> None:
    for page in pages:
        sockets.open.add(page.connection_id)
        live.join(page)


def test_a_frame_reaches_the_open_pages_signed_for_the_socket_api(live: GatewayLive, sockets: OpenSockets) -> None:
    joined(live, sockets, a_page(1), a_page(2))

    live.tell(ADA, lambda: FRAME)

    assert sorted(sockets.frames) == [("ada-001=", FRAME), ("ada-002=", FRAME)]
    assert all(f"/{REGION}/execute-api/aws4_request, " in one for one in sockets.signed)


def test_nothing_is_read_or_posted_without_an_open_page(live: GatewayLive, sockets: OpenSockets) -> None:
    joined(live, sockets, a_page(1, lives_s=0))

    live.tell(ADA, lambda: pytest.fail("the frame was made for nobody"))

    assert sockets.signed == []


def test_a_hundred_changes_of_two_customers_reach_their_own_pages_alone(
    live: GatewayLive, sockets: OpenSockets
) -> None:
    joined(live, sockets, *[a_page(n, user_id=user) for user in (ADA, BOB) for n in range(3)])

    for n in range(100):
        user = (ADA, BOB)[n % 2]
        live.tell(user, lambda user=user, n=n: f"{user} {n}".encode())  # type: ignore[misc]

    assert len(sockets.frames) == 300
    assert [frame for page, frame in sockets.frames if page.split("-")[0] != frame.decode().split()[0]] == []


def test_a_page_that_has_closed_is_forgotten_after_one_post(
    live: GatewayLive, rows: DynamoLiveConnections, sockets: OpenSockets
) -> None:
    joined(live, sockets, a_page(1), a_page(2))
    sockets.open.remove("ada-002=")

    live.tell(ADA, lambda: FRAME)

    assert [one.connection_id for one in rows.list(ADA, most=10)] == ["ada-001="]
    assert sockets.frames == [("ada-001=", FRAME)]


def test_six_tabs_cost_five_posts_to_the_newest(live: GatewayLive, sockets: OpenSockets) -> None:
    joined(live, sockets, *map(a_page, range(6)))

    live.tell(ADA, lambda: FRAME)

    assert [page for page, _ in sockets.frames] == [f"ada-{n:03}=" for n in range(5, 5 - MOST_TOLD, -1)]


def test_reloads_that_have_closed_take_no_post_from_an_older_page(live: GatewayLive, sockets: OpenSockets) -> None:
    joined(live, sockets, *map(a_page, range(1 + MOST_TOLD)))
    sockets.open = {"ada-000="}

    live.tell(ADA, lambda: FRAME)

    assert sockets.frames == [("ada-000=", FRAME)]


def test_the_newest_of_fifty_reloads_is_told_at_once(
    live: GatewayLive, rows: DynamoLiveConnections, sockets: OpenSockets
) -> None:
    joined(live, sockets, *map(a_page, range(50)))
    sockets.open -= {f"ada-{n:03}=" for n in range(49)}

    live.tell(ADA, lambda: FRAME)

    assert sockets.frames == [("ada-049=", FRAME)]
    assert len(rows.list(ADA, most=100)) <= MOST_CONNECTIONS


def test_the_eleventh_page_displaces_the_oldest_and_its_socket_is_closed(
    live: GatewayLive, rows: DynamoLiveConnections, sockets: OpenSockets
) -> None:
    joined(live, sockets, *map(a_page, range(MOST_CONNECTIONS + 1)))

    assert sockets.closed == ["ada-000="]
    assert len(rows.list(ADA, most=100)) == MOST_CONNECTIONS


def test_a_page_that_joins_again_keeps_its_row_with_a_later_end(
    live: GatewayLive, rows: DynamoLiveConnections, sockets: OpenSockets
) -> None:
    joined(live, sockets, a_page(1, lives_s=60), a_page(1, lives_s=900))

    [kept] = rows.list(ADA, most=10)
    assert kept.expires_at == NOW + timedelta(seconds=900)
    assert sockets.closed == []


@pytest.mark.parametrize(("session_id", "left"), [("session-1", ["ada-002="]), (None, [])])
def test_the_pages_of_ended_sessions_are_forgotten_and_closed(
    live: GatewayLive, rows: DynamoLiveConnections, sockets: OpenSockets, session_id: str | None, left: list[str]
) -> None:
    joined(live, sockets, a_page(1), a_page(2, session_id="session-2"), a_page(1, user_id=BOB))

    live.close(ADA, session_id=session_id)

    assert [one.connection_id for one in rows.list(ADA, most=10)] == left
    assert sockets.open == {*left, "bob-001="}


def test_a_post_that_hangs_ends_after_a_third_of_a_second_for_all_pages_together(
    live: GatewayLive, sockets: OpenSockets
) -> None:
    joined(live, sockets, *map(a_page, range(5)))
    sockets.stall_s = 5

    began = time.monotonic()
    with pytest.raises(Unavailable):
        live.tell(ADA, lambda: FRAME)

    assert time.monotonic() - began < MOST_S + 0.5  # the second half for a busy machine
    assert len(sockets.signed) <= 2


@pytest.mark.parametrize("status", [403, 429, 500])
def test_a_refused_post_is_unavailable_and_forgets_no_page(
    live: GatewayLive, rows: DynamoLiveConnections, sockets: OpenSockets, status: int
) -> None:
    joined(live, sockets, a_page(1))
    sockets.status = status

    with pytest.raises(Unavailable):
        live.tell(ADA, lambda: FRAME)

    assert len(rows.list(ADA, most=10)) == 1


def test_rows_go_even_when_no_socket_can_be_closed(rows: DynamoLiveConnections) -> None:
    rows.put(a_page(1))
    with refusing_url() as nowhere:
        GatewayLive(rows, Sockets(nowhere), FakeClock(NOW)).close(ADA)

    assert rows.list(ADA, most=10) == []


def test_closing_a_socket_twice_is_no_error(live: GatewayLive, sockets: OpenSockets) -> None:
    sockets.open.add("ada-001=")

    live.hang_up("ada-001=")
    live.hang_up("ada-001=")

    assert sockets.closed == ["ada-001="]
