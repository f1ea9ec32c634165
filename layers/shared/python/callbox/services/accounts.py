"""Accounts: sign up, sign in, keep a session alive, end it.

A session is a family of refresh tokens. Each use replaces the token; a token that was replaced and comes back was
copied by somebody, and ends the family. A refresh token is `<family id>.<secret>`; only the secret's hash is stored.
"""

import hmac
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256

from callbox.domain.errors import FieldError, Invalid, Refused
from callbox.domain.identity import (
    TERMS_VERSION,
    Session,
    User,
    UserId,
    email_errors,
    email_key,
    password_errors,
)
from callbox.ports import AccessTokens, Clock, EmailTaken, Events, Ids, Moved, Passwords, Sessions, Users

ACCESS_LIFETIME = timedelta(minutes=15)
SESSION_LIFETIME = timedelta(days=30)
"""How long a session lives without being used; each refresh starts it anew."""


@dataclass(frozen=True)
class SignedIn:
    """What a device keeps: the access token for the API, the refresh token for its next one."""

    access_token: str
    expires_in_s: int
    refresh_token: str
    refresh_expires_in_s: int


class AccountService:
    def __init__(
        self,
        *,
        users: Users,
        sessions: Sessions,
        passwords: Passwords,
        tokens: AccessTokens,
        clock: Clock,
        ids: Ids,
        events: Events,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._passwords = passwords
        self._tokens = tokens
        self._clock = clock
        self._ids = ids
        self._events = events

    def sign_up(self, *, email: str, password: str, accepted_terms: str) -> User:
        """Make an account. Raises Invalid with every wrong field, or Refused `email_taken`."""
        errors = [*email_errors(email), *password_errors(password, email=email)]
        if accepted_terms != TERMS_VERSION:
            errors.append(FieldError("accepted_terms", f"Accept version {TERMS_VERSION} of the terms."))
        if errors:
            raise Invalid(*errors)
        now = self._clock.now()
        user = User(
            user_id=UserId(self._ids.new_id(now)),
            email=email,
            password_hash=self._passwords.hash(password),
            accepted_terms=accepted_terms,
            created_at=now,
        )
        try:
            self._users.add(user)
        except EmailTaken:
            raise Refused("email_taken", "An account with this e-mail address exists. Sign in instead.") from None
        self._events.record("user_signed_up", user_id=user.user_id)
        return user

    def get(self, user_id: UserId) -> User:
        """Return an account. Raises Refused `unauthenticated` when it is gone."""
        user = self._users.get(user_id)
        if user is None:
            raise Refused("unauthenticated", "Sign in again.")
        return user

    def sign_in(self, *, email: str, password: str) -> SignedIn:
        """Begin a session. One answer and one duration for an unknown address and for a wrong password.

        A password hashed with older parameters is hashed anew.
        """
        # what cannot be an address is not looked up, and takes as long as what is unknown
        user = None if email_errors(email.strip()) else self._users.find_by_email(email_key(email))
        if not self._passwords.matches(password, user.password_hash if user else None) or user is None:
            self._events.record("sign_in_refused", user_id=user.user_id if user else None)
            raise Refused("invalid_credentials", "The e-mail address or the password is wrong.")
        if self._passwords.is_outdated(user.password_hash):
            self._users.set_password_hash(user.user_id, self._passwords.hash(password))
        now = self._clock.now()
        secret = self._ids.new_secret()
        session = Session(
            family_id=self._ids.new_id(now),
            user_id=user.user_id,
            token_hash=_hash(secret),
            created_at=now,
            expires_at=now + SESSION_LIFETIME,
        )
        self._sessions.add(session)
        self._events.record("session_started", user_id=user.user_id, session=session.family_id)
        return self._signed_in(session, secret)

    def refresh(self, refresh_token: str | None) -> SignedIn:
        """Replace a refresh token and return a new pair.

        Raises Refused: `unauthenticated` for a token that never was or has run out, `session_revoked` for a
        session that was ended, and for a token used before, which ends its session for whoever else holds it.
        """
        session, secret = self._session_of(refresh_token)
        now = self._clock.now()
        if session.revoked:
            raise _revoked()
        if now >= session.expires_at:
            raise Refused("unauthenticated", "Your session has run out. Sign in again.")
        if not hmac.compare_digest(session.token_hash, _hash(secret)):
            raise self._reuse(session)
        new_secret = self._ids.new_secret()
        rotated = replace(session, token_hash=_hash(new_secret), expires_at=now + SESSION_LIFETIME)
        try:
            self._sessions.rotate(session, rotated)
        except Moved:  # somebody used the same token between our read and our write
            raise self._reuse(session) from None
        return self._signed_in(rotated, new_secret)

    def sign_out(self, *, session: str) -> None:
        """End a session. Access tokens made from it run out within 15 minutes; a second call changes nothing."""
        self._sessions.revoke(session)
        self._events.record("session_ended", session=session)

    def session_of(self, refresh_token: str | None) -> str:
        """Return the id of the session that a refresh token, however old, belongs to."""
        session, _ = self._session_of(refresh_token)
        return session.family_id

    def _session_of(self, refresh_token: str | None) -> tuple[Session, str]:
        family_id, _, secret = (refresh_token or "").partition(".")
        session = self._sessions.get(family_id) if family_id and secret else None
        if session is None:
            raise Refused("unauthenticated", "Sign in to go on.")
        return session, secret

    def _reuse(self, session: Session) -> Refused:
        self._sessions.revoke(session.family_id)
        self._events.record("session_token_reused", user_id=session.user_id, session=session.family_id)
        return _revoked()

    def _signed_in(self, session: Session, secret: str) -> SignedIn:
        return SignedIn(
            access_token=self._tokens.sign(
                session.user_id, session=session.family_id, now=self._clock.now(), lifetime=ACCESS_LIFETIME
            ),
            expires_in_s=int(ACCESS_LIFETIME.total_seconds()),
            refresh_token=f"{session.family_id}.{secret}",
            refresh_expires_in_s=int(SESSION_LIFETIME.total_seconds()),
        )


def _hash(secret: str) -> str:
    """SHA-256 is enough here: the secret is 256 random bits, nothing that could be guessed."""
    return sha256(secret.encode()).hexdigest()


def _revoked() -> Refused:
    return Refused("session_revoked", "This session was ended. Sign in again.")
