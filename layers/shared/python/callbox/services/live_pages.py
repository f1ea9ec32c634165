"""Whose open pages hear what changes: a page joins with its access token, and leaves when its session ends.

A page that may not join is told nothing: its socket closes, nothing is stored, and nothing is logged, since anybody may
open sockets.
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from callbox.domain.errors import Refused, Unavailable
from callbox.ports.live import LiveConnection

if TYPE_CHECKING:
    from callbox.ports.access_tokens import AccessTokens
    from callbox.ports.clock import Clock
    from callbox.ports.live import LiveConnections
    from callbox.ports.log import Log
    from callbox.services.live_sessions import LiveSessions

GRACE = timedelta(seconds=60)
"""How long a connection outlives its token, so that a page which refreshes late misses nothing."""


class LivePages:
    def __init__(
        self,
        *,
        connections: LiveConnections,
        tokens: AccessTokens,
        live_sessions: LiveSessions,
        is_on: bool,
        clock: Clock,
        log: Log,
    ) -> None:
        self._connections = connections
        self._tokens = tokens
        self._live_sessions = live_sessions
        self._is_on = is_on
        self._clock = clock
        self._log = log

    def join(self, connection_id: str, token: str) -> None:
        """Let the connection hear of its customer until the token ends, and greet it; or close its socket."""
        try:
            try:
                self._join(connection_id, token)
            except Refused:
                self._connections.hang_up(connection_id)
        except Unavailable:
            self._log.record("live_failed", kind="join")
            with suppress(Unavailable):
                self._connections.hang_up(connection_id)

    def _join(self, connection_id: str, token: str) -> None:
        """Raises Refused or Unavailable."""
        if not self._is_on:
            raise Refused("unauthenticated", "The live delivery is off.")
        now = self._clock.now()
        claims = self._tokens.verify(token, now)
        self._live_sessions.must_live(claims)
        connection = LiveConnection(claims.user_id, connection_id, claims.session, claims.expires_at + GRACE)
        self._connections.join(connection)
        try:
            # a session that ended since it was read has closed the connections of before
            self._live_sessions.must_live(claims)
        except Refused:
            self._connections.close(claims.user_id, session_id=claims.session)
            raise
        at = now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self._connections.greet(connection, json.dumps({"kind": "joined", "at": at}).encode())
