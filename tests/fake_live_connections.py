"""The open pages of the live delivery, in memory."""

from collections.abc import Sequence

from callbox.domain.identity import UserId
from callbox.ports.live import LiveConnection


class FakeLiveConnections:
    """The port LiveConnections. `joined` holds who hears, `greeted` and `closed` what their sockets saw.

    Raises `failure` while it is set.
    """

    def __init__(self) -> None:
        self.joined: list[LiveConnection] = []
        self.greeted: list[tuple[str, bytes]] = []
        self.closed: list[str] = []
        self.failure: Exception | None = None

    def join(self, connection: LiveConnection) -> None:
        self._must_answer()
        self.joined = [one for one in self.joined if one.connection_id != connection.connection_id] + [connection]

    def greet(self, connection: LiveConnection, frame: bytes) -> None:
        self._must_answer()
        self.greeted.append((connection.connection_id, frame))

    def hang_up(self, connection_id: str) -> None:
        self._must_answer()
        self.closed.append(connection_id)

    def close(self, user_id: UserId, *, session_id: str | None = None) -> None:
        self._must_answer()
        ended = [one for one in self.joined if one.user_id == user_id and session_id in (None, one.session_id)]
        self.joined = [one for one in self.joined if one not in ended]
        self.closed += [one.connection_id for one in ended]

    def _must_answer(self) -> None:
        if self.failure is not None:
            raise self.failure


class NoLiveConnections(FakeLiveConnections):
    """Nobody has a page open."""

    def join(self, connection: LiveConnection) -> None:
        raise AssertionError("this test has no pages")


class FakeLiveRows:
    """The rows of open pages, as DynamoDB keeps them."""

    def __init__(self) -> None:
        self._rows: dict[tuple[UserId, str], LiveConnection] = {}

    def put(self, connection: LiveConnection) -> None:
        self._rows[connection.user_id, connection.connection_id] = connection

    def list(self, user_id: UserId, *, most: int) -> Sequence[LiveConnection]:
        own = [row for (owner, _), row in sorted(self._rows.items()) if owner == user_id][:most]
        return sorted(own, key=lambda one: one.expires_at, reverse=True)

    def forget(self, connection: LiveConnection) -> None:
        self._rows.pop((connection.user_id, connection.connection_id), None)
