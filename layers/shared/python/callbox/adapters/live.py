"""The ports of the live delivery: rows of open pages in DynamoDB, their sockets behind API Gateway.

Nothing is sent twice: a lost frame costs its page the time until it asks. Strongly consistent reads leave no gap: a
page asks once after it has joined, and whatever is committed later finds its row.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from callbox.adapters.dynamodb.live_connections import DynamoLiveConnections
from callbox.domain.errors import Unavailable
from callbox.domain.identity import UserId
from callbox.ports.live import MOST_CONNECTIONS, LiveConnection

if TYPE_CHECKING:
    from callbox.adapters.sockets import Sockets
    from callbox.ports.clock import Clock

MOST_TOLD = 5
"""Open pages that one change is posted to, the newest."""
MOST_S = 0.3
"""For all posts of one change together."""
_MOST_LISTED = 2 * MOST_CONNECTIONS
"""More than there are, unless several join at the same moment."""


class GatewayLive:
    """The ports Live and LiveConnections."""

    def __init__(self, rows: DynamoLiveConnections, sockets: "Sockets", clock: "Clock") -> None:
        self._rows = rows
        self._sockets = sockets
        self._clock = clock

    def tell(self, user_id: UserId, make_frame: Callable[[], bytes]) -> None:
        now = self._clock.now()
        listed = self._rows.list(user_id, most=MOST_CONNECTIONS)
        if told := [one for one in listed if one.expires_at > now]:
            self._post(told, make_frame())

    def join(self, connection: LiveConnection) -> None:
        self._rows.put(connection)
        listed = self._rows.list(connection.user_id, most=_MOST_LISTED)
        others = [one for one in listed if one.connection_id != connection.connection_id]
        self._part_with(others[MOST_CONNECTIONS - 1 :])

    def greet(self, connection: LiveConnection, frame: bytes) -> None:
        self._post([connection], frame)

    def hang_up(self, connection_id: str) -> None:
        self._sockets.close(connection_id, timeout_s=MOST_S)

    def close(self, user_id: UserId, *, session_id: str | None = None) -> None:
        listed = self._rows.list(user_id, most=_MOST_LISTED)
        self._part_with([one for one in listed if session_id in (None, one.session_id)])

    def _post(self, connections: Sequence[LiveConnection], frame: bytes) -> None:
        """Post to the first MOST_TOLD that are open.

        Raises Unavailable when a post fails, after all that there was time for.
        """
        ends_at, failed = time.monotonic() + MOST_S, None
        gone: list[LiveConnection] = []
        for tried, one in enumerate(connections):
            if tried - len(gone) == MOST_TOLD:
                break
            left_s = ends_at - time.monotonic()
            if left_s <= 0:
                failed = failed or Unavailable("The open pages are slow.")
                break
            try:
                if not self._sockets.post(one.connection_id, frame, timeout_s=left_s):
                    gone.append(one)
            except Unavailable as error:
                failed = error
        for one in gone:
            self._rows.forget(one)
        if failed:
            raise failed

    def _part_with(self, connections: Sequence[LiveConnection]) -> None:
        """Forget the connections first: then they hear nothing, whatever becomes of their sockets.

        Raises Unavailable when one could not be forgotten, after all others have been parted with.
        """
        failed = None
        for one in connections:
            try:
                self._rows.forget(one)
            except Unavailable as error:
                failed = error
        ends_at = time.monotonic() + MOST_S
        for one in connections:
            with suppress(Unavailable):
                self._sockets.close(one.connection_id, timeout_s=max(0.01, ends_at - time.monotonic()))
        if failed:
            raise failed
