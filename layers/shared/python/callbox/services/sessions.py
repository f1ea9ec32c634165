"""Sessions: begin one, keep it alive, end it.

A session is a family of refresh tokens. Each use replaces the token. A replaced token that is used again was copied, so
it ends the family. A refresh token is `<family id>.<lineage>.<secret>`. All tokens of a family share the lineage; each
has a new secret; both are stored only as hashes. The lineage proves that the client has held a token of the family. The
family id alone, which appears in logs, gives no access.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from callbox.domain.errors import Refused, Unavailable, not_found
from callbox.domain.identity import Session, User, UserId
from callbox.ports import Moved

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callbox.ports.access_tokens import AccessTokens
    from callbox.ports.clock import Clock
    from callbox.ports.ids import Ids
    from callbox.ports.log import Log
    from callbox.ports.mail import MailQueue
    from callbox.ports.sessions import Sessions
    from callbox.ports.users import Users

ACCESS_LIFETIME = timedelta(minutes=15)
SESSION_LIFETIME = timedelta(days=30)
"""How long a session lives without use. Each refresh restarts it."""
LONGEST_TOKEN = 200
"""Ours have 114 characters. A longer token is not looked up: DynamoDB limits the length of keys."""


@dataclass(frozen=True)
class SignedIn:
    """The tokens of a device: an access token for the API, and a refresh token to get the next one."""

    access_token: str
    expires_in_s: int
    refresh_token: str
    refresh_expires_in_s: int


@dataclass(frozen=True)
class _Secrets:
    """The secret parts of a refresh token."""

    lineage: str
    secret: str


class SessionService:
    def __init__(
        self,
        *,
        users: Users,
        sessions: Sessions,
        tokens: AccessTokens,
        mail_queue: MailQueue,
        clock: Clock,
        ids: Ids,
        log: Log,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._tokens = tokens
        self._mail_queue = mail_queue
        self._clock = clock
        self._ids = ids
        self._log = log

    def begin(self, user: User, *, device: str = "") -> SignedIn:
        """Begin a session for an authenticated user.

        If all sessions of the account ended since `user` was read, for example by a new password, this session fails at
        its first refresh.
        """
        now = self._clock.now()
        held = _Secrets(self._ids.new_secret(), self._ids.new_secret())
        session = Session(
            family_id=self._ids.new_id(now),
            user_id=user.user_id,
            lineage_hash=_hash(held.lineage),
            token_hash=_hash(held.secret),
            created_at=now,
            used_at=now,
            expires_at=now + SESSION_LIFETIME,
            device=device,
            epoch=user.session_epoch,
        )
        self._sessions.add(session)
        self._log.record("session_started", user_id=user.user_id, session=session.family_id)
        return self._signed_in(session, held)

    def refresh(self, refresh_token: str | None) -> SignedIn:
        """Replace a refresh token and return a new pair.

        Raises Refused: `unauthenticated` for an unknown or expired token, `session_revoked` for an ended session or a
        token that was used before. A used token ends its session.
        """
        session, held = self._held(refresh_token)
        now = self._clock.now()
        if session.revoked or self._ended_with_all(session):
            raise _revoked()
        if now >= session.expires_at:
            raise Refused("unauthenticated", "Your session has expired. Sign in again.")
        if not _is_hash_of(session.token_hash, held.secret):
            raise self._reuse(session)
        renewed = replace(held, secret=self._ids.new_secret())
        rotated = replace(session, token_hash=_hash(renewed.secret), used_at=now, expires_at=now + SESSION_LIFETIME)
        try:
            self._sessions.rotate(session, rotated)
        except Moved:  # another request used the same token between our read and our write
            raise self._reuse(session) from None
        return self._signed_in(rotated, renewed)

    def end(self, session: str) -> None:
        """End a session. Its access tokens expire within 15 minutes. A second call changes nothing."""
        self._sessions.revoke(session)
        self._log.record("session_ended", session=session)

    def list(self, user_id: UserId) -> Sequence[Session]:
        """Return the user's live sessions, newest first (eventually consistent)."""
        now, user = self._clock.now(), self._users.get(user_id)
        return [
            session
            for session in self._sessions.list(user_id)
            if user and session.epoch == user.session_epoch and not session.revoked and now < session.expires_at
        ]

    def end_one(self, user_id: UserId, session: str) -> None:
        """End one of the user's sessions. Raises Refused `not_found`, also for another user's."""
        found = self._sessions.get(session)
        if found is None or found.user_id != user_id:
            raise not_found("session")
        self.end(session)

    def end_all(self, user_id: UserId) -> None:
        """End all sessions of the user, also those that the list does not show yet."""
        if user := self._users.get(user_id):
            self._users.end_sessions(user)
            self._log.record("sessions_ended", user_id=user_id)

    def session_of(self, refresh_token: str | None) -> str:
        """Return the id of the session that a refresh token belongs to, even if the token is old.

        Raises Refused `unauthenticated` for an unknown token.
        """
        session, _ = self._held(refresh_token)
        return session.family_id

    def _held(self, refresh_token: str | None) -> tuple[Session, _Secrets]:
        """Return the session that a token belongs to, checked by its lineage. Raises Refused `unauthenticated`."""
        token = refresh_token or ""
        family_id, _, rest = token.partition(".")
        lineage, _, secret = rest.partition(".")
        if family_id and lineage and secret and len(token) <= LONGEST_TOKEN and token.isascii():
            session = self._sessions.get(family_id)
            if session is not None and _is_hash_of(session.lineage_hash, lineage):
                return session, _Secrets(lineage, secret)
        raise Refused("unauthenticated", "Sign in to continue.")

    def _ended_with_all(self, session: Session) -> bool:
        user = self._users.get(session.user_id)
        return user is None or session.epoch != user.session_epoch

    def _reuse(self, session: Session) -> Refused:
        self._sessions.revoke(session.family_id)
        self._log.record("session_token_reused", user_id=session.user_id, session=session.family_id)
        try:
            self._mail_queue.send_mail("session_reused", session.user_id)
        except Unavailable:
            self._log.record("mail_not_queued", kind="session_reused", user_id=session.user_id)
        return _revoked()

    def _signed_in(self, session: Session, held: _Secrets) -> SignedIn:
        return SignedIn(
            access_token=self._tokens.sign(
                session.user_id, session=session.family_id, now=self._clock.now(), lifetime=ACCESS_LIFETIME
            ),
            expires_in_s=int(ACCESS_LIFETIME.total_seconds()),
            refresh_token=f"{session.family_id}.{held.lineage}.{held.secret}",
            refresh_expires_in_s=int(SESSION_LIFETIME.total_seconds()),
        )


def _hash(secret: str) -> str:
    """SHA-256 is enough: the secret is 256 random bits, so it cannot be guessed."""
    return sha256(secret.encode()).hexdigest()


def _is_hash_of(stored: str, secret: str) -> bool:
    return hmac.compare_digest(stored, _hash(secret))


def _revoked() -> Refused:
    return Refused("session_revoked", "This session was ended. Sign in again.")
