"""Sessions: begin one, keep it alive, end it.

A session is a family of refresh tokens. Each use replaces the token. A replaced token that is used again was copied, so
it ends the family. A refresh token is `<family id>.<lineage>.<secret>`. All tokens of a family share the lineage; each
has a new secret; both are stored only as hashes. The lineage proves that the client has held a token of the family. The
family id alone, which appears in logs, gives no access.
"""

from __future__ import annotations

import hmac
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from callbox.domain.errors import Refused, Unavailable, not_found
from callbox.domain.identity import Session, User, UserId, session_end
from callbox.ports import Moved
from callbox.services.live_sessions import revoked

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callbox.ports.access_tokens import AccessTokens
    from callbox.ports.clock import Clock
    from callbox.ports.ids import Ids
    from callbox.ports.log import Log
    from callbox.ports.mail import MailQueue
    from callbox.ports.sessions import Sessions
    from callbox.ports.users import Users
    from callbox.services.devices import DeviceService, Recognized

ACCESS_LIFETIME = timedelta(minutes=15)
LONGEST_TOKEN = 200
"""Ours have 114 characters. A longer token is not looked up: DynamoDB limits the length of keys."""


@dataclass(frozen=True)
class SignedIn:
    """The tokens of a device: an access token for the API, and a refresh token to get the next one."""

    user_id: UserId
    access_token: str
    expires_in_s: int
    refresh_token: str
    refresh_expires_in_s: int
    device_token: str = ""
    """The token of the known device; empty when nothing about it has changed."""

    @property
    def family_id(self) -> str:
        return self.refresh_token.partition(".")[0]


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
        devices: DeviceService,
        tokens: AccessTokens,
        mail_queue: MailQueue,
        clock: Clock,
        ids: Ids,
        log: Log,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._devices = devices
        self._tokens = tokens
        self._mail_queue = mail_queue
        self._clock = clock
        self._ids = ids
        self._log = log

    def begin(self, user: User, *, device: str = "", place: str = "", recognized: Recognized | None = None) -> SignedIn:
        """Begin a session for an authenticated user.

        If all sessions of the account ended since `user` was read, for example by a new password, this session fails at
        its first refresh.
        """
        known = self._devices.remember(user, recognized)
        now = self._clock.now()
        held = _Secrets(self._ids.new_secret(), self._ids.new_secret())
        session = Session(
            family_id=self._ids.new_id(now),
            user_id=user.user_id,
            lineage_hash=_hash(held.lineage),
            token_hash=_hash(held.secret),
            created_at=now,
            used_at=now,
            expires_at=session_end(now, now=now),
            device=device,
            place=place,
            device_id=known.device_id,
            epoch=user.session_epoch,
        )
        self._sessions.add(session)
        self._log.record("session_started", user_id=user.user_id, session=session.family_id)
        return replace(self._signed_in(session, held), device_token=str(known))

    def refresh(self, refresh_token: str | None) -> SignedIn:
        """Replace a refresh token and return a new pair.

        Raises Refused: `unauthenticated` for an unknown or expired token, `session_revoked` for an ended session or a
        token that was used before. A used token ends its session.
        """
        session, held = self._held(refresh_token)
        now = self._clock.now()
        if session.revoked or session.has_ended(self._users.get(session.user_id)):
            raise revoked()
        if session.has_expired(now):
            raise Refused("unauthenticated", "Your session has expired. Sign in again.")
        if not _is_hash_of(session.token_hash, held.secret):
            raise self._reuse(session)
        renewed = replace(held, secret=self._ids.new_secret())
        expires_at = session_end(session.created_at, now=now)
        rotated = replace(session, token_hash=_hash(renewed.secret), used_at=now, expires_at=expires_at)
        try:
            self._sessions.rotate(session, rotated)
        except Moved:  # another request used the same token between our read and our write
            raise self._reuse(session) from None
        return self._signed_in(rotated, renewed)

    def end(self, session: str) -> None:
        """End a session. Its access tokens expire within 15 minutes. A second call changes nothing."""
        self._sessions.revoke(session)
        self._log.record("session_ended", session=session)

    def end_previous(self, refresh_token: str | None) -> None:
        """End the session that a browser had before it begins another. An unknown token ends nothing."""
        with suppress(Refused):
            session, _ = self._held(refresh_token)
            if not session.revoked:
                self.end(session.family_id)

    def list(self, user_id: UserId) -> Sequence[Session]:
        """Return the user's live sessions, newest first (eventually consistent)."""
        now, user = self._clock.now(), self._users.get(user_id)
        return [session for session in self._sessions.list(user_id) if session.is_live(user, now=now)]

    def end_one(self, user_id: UserId, session: str) -> None:
        """End one of the user's sessions and forget its device. Raises Refused `not_found`, also for another user's."""
        found = self._sessions.get(session)
        if found is None or found.user_id != user_id:
            raise not_found("session")
        self.end(session)
        if found.device_id:
            self._devices.forget(user_id, found.device_id)

    def known(self, user_id: UserId) -> frozenset[str]:
        """Return the ids of the user's known devices."""
        user = self._users.get(user_id)
        return self._devices.known(user) if user else frozenset()

    def end_all(self, user_id: UserId) -> None:
        """End all sessions of the user, also those that the list does not show yet, and forget all devices."""
        if user := self._users.get(user_id):
            self._users.end_sessions(user)
            self._devices.forget_all(user_id)
            self._log.record("sessions_ended", user_id=user_id)

    def end_others(self, user: User, session: Session) -> None:
        """End all sessions of the user but this one. Both were just read.

        Raises Refused `session_revoked` when all sessions ended at this moment: then this one has ended too.
        """
        if not self._users.end_sessions(user):
            raise revoked()
        self._sessions.carry_over(session, epoch=user.session_epoch + 1)
        self._log.record("other_sessions_ended", user_id=user.user_id, session=session.family_id)

    def go_on(self, family_id: str, before: User) -> None:
        """Let one session outlive the end of all others, which raised the epoch that `before` has by one.

        Does nothing to a session that had ended before.
        """
        session = self._sessions.get(family_id)
        if session is not None and session.is_live(before, now=self._clock.now()):
            self._sessions.carry_over(session, epoch=before.session_epoch + 1)

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

    def _reuse(self, session: Session) -> Refused:
        self._sessions.revoke(session.family_id)
        self._log.record("session_token_reused", user_id=session.user_id, session=session.family_id)
        try:
            self._mail_queue.send_mail("session_reused", session.user_id)
        except Unavailable:
            self._log.record("mail_not_queued", kind="session_reused", user_id=session.user_id)
        return revoked()

    def _signed_in(self, session: Session, held: _Secrets) -> SignedIn:
        now = session.used_at
        return SignedIn(
            user_id=session.user_id,
            access_token=self._tokens.sign(
                session.user_id, session=session.family_id, now=now, lifetime=ACCESS_LIFETIME
            ),
            expires_in_s=int(ACCESS_LIFETIME.total_seconds()),
            refresh_token=f"{session.family_id}.{held.lineage}.{held.secret}",
            refresh_expires_in_s=int((session.expires_at - now).total_seconds()),
        )


def _hash(secret: str) -> str:
    """SHA-256 is enough: the secret is 256 random bits, so it cannot be guessed."""
    return sha256(secret.encode()).hexdigest()


def _is_hash_of(stored: str, secret: str) -> bool:
    return hmac.compare_digest(stored, _hash(secret))
