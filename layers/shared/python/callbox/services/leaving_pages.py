"""Pages leave when their sessions end: the one place for it, around the ports that end sessions.

Each write that ends sessions is followed by the closing of their pages, so no use case can forget it. The write stands
whatever becomes of the pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable

    from callbox.domain.identity import User, UserId
    from callbox.ports.email_changes import EmailChanges
    from callbox.ports.live import LiveConnections
    from callbox.ports.log import Log
    from callbox.ports.sessions import Sessions
    from callbox.ports.users import Users


class LeavingPages:
    """Wraps the ports. `connections` is called when sessions end, and not before."""

    def __init__(self, connections: Callable[[], LiveConnections], log: Log) -> None:
        self._connections = connections
        self._log = log

    def sessions(self, sessions: Sessions) -> Sessions:
        return cast("Sessions", _Followed(sessions, revoke=self._of_session))

    def users(self, users: Users) -> Users:
        ending = ("change_password", "reset_password", "end_sessions", "close")
        return cast("Users", _Followed(users, **dict.fromkeys(ending, self._of_user)))

    def email_changes(self, changes: EmailChanges) -> EmailChanges:
        return cast("EmailChanges", _Followed(changes, carry_out=self._of_user, undo=self._of_user))

    def _of_session(self, user_id: UserId | None, family_id: str) -> None:
        if user_id is not None:
            self._close(user_id, session_id=family_id)

    def _of_user(self, _: object, user: User, *__: object, **___: object) -> None:
        self._close(user.user_id)

    def _close(self, user_id: UserId, *, session_id: str | None = None) -> None:
        for is_last in (False, True):
            try:
                self._connections().close(user_id, session_id=session_id)
            except Exception as failed:  # noqa: BLE001 - the sessions have ended: nothing may undo or repeat it
                if is_last:
                    self._log.record("live_failed", kind=f"close: {type(failed).__name__}")
            else:
                return


class _Followed:
    """A port some of whose methods are followed by another call, with the result and the arguments."""

    def __init__(self, port: object, **followers: Callable[..., None]) -> None:
        self._port = port
        self._followers = followers

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)
        follower = self._followers.get(name)
        if follower is None:
            return method

        def followed(*args: Any, **kwargs: Any) -> Any:
            result = method(*args, **kwargs)
            follower(result, *args, **kwargs)
            return result

        return followed
