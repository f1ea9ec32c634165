"""Accounts: sign up, sign in with a password, confirm the address, set a new password.

`services.sessions` keeps and ends sessions. `services.mailing` writes the mails, behind their queue.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain import mails
from callbox.domain.attempts import AttemptRules, Counted
from callbox.domain.errors import FieldError, Invalid, Refused, Unavailable
from callbox.domain.identity import (
    TERMS_VERSION,
    User,
    UserId,
    email_errors,
    email_key,
    password_errors,
)
from callbox.ports import Moved
from callbox.ports.users import EmailTaken, Users

if TYPE_CHECKING:
    from callbox.domain.mails import MailKind
    from callbox.ports.clock import Clock
    from callbox.ports.ids import Ids
    from callbox.ports.log import Log
    from callbox.ports.mail import MailQueue
    from callbox.ports.mailed_tokens import MailedTokens
    from callbox.ports.passwords import Passwords
    from callbox.services.attempt_limiter import AttemptLimiter
    from callbox.services.second_factor import AsksSecondFactor
    from callbox.services.sessions import SessionService, SignedIn


class AccountService:
    def __init__(
        self,
        *,
        users: Users,
        sessions: SessionService,
        passwords: Passwords,
        mail_queue: MailQueue,
        mailed_tokens: MailedTokens,
        limiter: AttemptLimiter,
        second_factors: AsksSecondFactor,
        rules: AttemptRules,
        clock: Clock,
        ids: Ids,
        log: Log,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._passwords = passwords
        self._mail_queue = mail_queue
        self._mailed_tokens = mailed_tokens
        self._limiter = limiter
        self._second_factors = second_factors
        self._rules = rules
        self._clock = clock
        self._ids = ids
        self._log = log

    def sign_up(self, *, email: str, password: str, accepted_terms: str, network: str) -> User:
        """Create an account and mail the link that confirms its address.

        If the mail queue does not answer, the account is still created, and the user can request the mail again.
        Raises Invalid with every wrong field, or Refused: `email_taken`, `rate_limited`.
        """
        errors = [*email_errors(email), *self._password_errors(password, email)]
        if accepted_terms != TERMS_VERSION:
            message = f"Accept version {TERMS_VERSION} of the terms."
            errors.append(FieldError("accepted_terms", "not_accepted", message))
        if errors:
            raise Invalid(*errors)
        self._limiter.count(Counted(self._rules.sign_ups_per_address, network))
        now = self._clock.now()
        user = User(
            user_id=UserId(self._ids.new_id(now)),
            email=email,
            password_hash=self._passwords.hash(password),
            accepted_terms=accepted_terms,
            accepted_terms_at=now,
            created_at=now,
        )
        try:
            self._users.add(user)
        except EmailTaken:
            raise Refused("email_taken", "An account with this e-mail address exists. Sign in instead.") from None
        self._log.record("user_signed_up", user_id=user.user_id, terms=accepted_terms)
        try:
            self._mail_queue.send_mail("confirm_email", user.user_id)
        except Unavailable:
            self._log.record("mail_not_queued", kind="confirm_email", user_id=user.user_id)
        return user

    def get(self, user_id: UserId) -> User:
        """Return an account. Raises Refused `unauthenticated` when it does not exist."""
        user = self._users.get(user_id)
        if user is None:
            raise Refused("unauthenticated", "Sign in again.")
        return user

    def sign_in(
        self, *, email: str, password: str, network: str, code: str | None = None, device: str = ""
    ) -> SignedIn:
        """Begin a session. An unknown address and a wrong password get the same answer in the same time.

        Rehashes a password that was hashed with older parameters. Raises what `prove` raises.
        """
        # an invalid address is not looked up, but takes as long as an unknown one
        found = None if email_errors(email.strip()) else self._users.find_by_email(email_key(email))
        user = self._authenticated(found, email=email, password=password, code=code, network=network)
        if self._passwords.is_outdated(user.password_hash):
            self._renew_hash(user, password)
        return self._sessions.begin(user, device=device)

    def prove(self, user_id: UserId, *, password: str, code: str | None, network: str) -> User:
        """Check again that the signed-in user owns the account, and return it.

        Raises Refused: `invalid_credentials`, `second_factor_required`, `invalid_code`, or `rate_limited` after too
        many failures for the account or from the network.
        """
        user = self.get(user_id)
        return self._authenticated(user, email=user.email, password=password, code=code, network=network)

    def _authenticated(self, user: User | None, *, email: str, password: str, code: str | None, network: str) -> User:
        account = Counted(self._rules.failures_per_account, email_key(email))
        tries = (account, Counted(self._rules.failures_per_address, network))
        self._limiter.must_be_free(*tries)
        if not self._passwords.matches(password, user.password_hash if user else None) or user is None:
            self._log.record("sign_in_refused", user_id=user.user_id if user else None)
            self._limiter.count(*tries)
            raise Refused("invalid_credentials", "The e-mail address or the password is wrong.")
        # check again: guesses that ran in parallel past the limit must learn nothing, not even a correct one
        self._limiter.must_be_free(*tries)
        try:
            self._second_factors.check(user, code)
        except Refused as refused:
            if refused.code == "invalid_code":
                self._limiter.count(*tries)
            raise
        if code:
            self._limiter.must_be_free(*tries)
        self._limiter.forget(account)
        return user

    def ask_email_verification(self, user_id: UserId) -> None:
        """Mail a new confirmation link, unless the address is already confirmed.

        Raises Unavailable, or Refused `rate_limited`: the limit is the one for password-reset links.
        """
        if not self.get(user_id).email_verified:
            self._limiter.count(Counted(self._rules.reset_mails_per_address, user_id))
            self._mail_queue.send_mail("confirm_email", user_id)

    def confirm_email(self, token: str) -> None:
        """Mark the address as verified. Opening the link again changes nothing. Raises Refused `invalid_token`."""
        user = self._token_owner(token, "confirm_email")
        if not user.email_verified:
            self._users.verify_email(user.user_id)
            self._log.record("email_verified", user_id=user.user_id)

    def ask_password_reset(self, email: str, *, network: str) -> None:
        """Queue a password-reset mail. The queue's consumer looks up the account, so timing does not reveal it.

        Raises Unavailable, or Refused `rate_limited`.
        """
        self._limiter.count(Counted(self._rules.reset_mails_per_address, network))
        if not email_errors(email.strip()):
            self._mail_queue.send_mail("reset_password", email.strip())

    def reset_password(self, token: str, password: str) -> None:
        """Set a new password and end all sessions. This link and all earlier ones stop working.

        Raises Refused `invalid_token`, or Invalid for the password; the link then still works.
        """
        user = self._token_owner(token, "reset_password")
        if errors := self._password_errors(password, user.email):
            raise Invalid(*errors)
        try:
            self._users.replace_password(user, self._passwords.hash(password))
        except Moved:
            raise _invalid_token() from None
        self._log.record("password_reset", user_id=user.user_id)

    def _token_owner(self, token: str, kind: MailKind) -> User:
        """Return the user to whom a link was mailed. Raises Refused `invalid_token` unless it is valid for `kind`."""
        found = self._mailed_tokens.get(mails.token_hash(token))
        user = self._users.get(found.user_id) if found else None
        if found is None or user is None or not mails.is_good(found, kind, user, now=self._clock.now()):
            raise _invalid_token()
        return user

    def _password_errors(self, password: str, email: str) -> list[FieldError]:
        return password_errors(password, email=email, is_common=self._passwords.is_common(password))

    def _renew_hash(self, user: User, password: str) -> None:
        try:
            self._users.renew_password_hash(user, self._passwords.hash(password))
        except Moved:
            # the password was changed or its hash renewed meanwhile; the new session still has the epoch that it read
            self._log.record("password_hash_not_renewed", user_id=user.user_id)


def _invalid_token() -> Refused:
    return Refused("invalid_token", "This link no longer works. Request a new one.")
