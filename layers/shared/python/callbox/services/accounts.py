"""Accounts: sign up, and sign in with a password. What becomes of a session is in `services.sessions`."""

from callbox.domain.errors import FieldError, Invalid, Refused
from callbox.domain.identity import (
    TERMS_VERSION,
    User,
    UserId,
    email_errors,
    email_key,
    password_errors,
)
from callbox.ports import Clock, EmailTaken, Events, Ids, Passwords, Users
from callbox.services.sessions import SessionService, SignedIn


class AccountService:
    def __init__(
        self,
        *,
        users: Users,
        sessions: SessionService,
        passwords: Passwords,
        clock: Clock,
        ids: Ids,
        events: Events,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._passwords = passwords
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
        return self._sessions.begin(user.user_id)
