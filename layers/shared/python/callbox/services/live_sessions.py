"""Whether the session of an access token still lives: asked where money moves or the account changes.

An access token alone is valid for 15 minutes after its session ended. Routes that only read accept that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain.errors import Refused

if TYPE_CHECKING:
    from callbox.domain.identity import Claims, Session, User
    from callbox.ports.clock import Clock
    from callbox.ports.sessions import Sessions


class LiveSessions:
    def __init__(self, *, sessions: Sessions, clock: Clock) -> None:
        self._sessions = sessions
        self._clock = clock

    def must_live(self, claims: Claims) -> tuple[User, Session]:
        """Return the account and the session of an access token, in one strongly consistent read.

        Raises Refused `session_revoked` when the session has ended or expired.
        """
        session, user = self._sessions.with_account(claims.session, claims.user_id)
        if session is None or user is None or not session.is_live(user, now=self._clock.now()):
            raise revoked()
        return user, session


def revoked() -> Refused:
    return Refused("session_revoked", "This session was ended. Sign in again.")
