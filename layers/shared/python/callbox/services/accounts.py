"""Accounts: sign up, sign in with a password, confirm the address, ask for the mails that do more.

`services.sessions` keeps and ends sessions, `services.passwords` sets new passwords, and `services.mailing` writes the
mails, behind their queue.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from callbox.domain import terms
from callbox.domain.attempts import AttemptRules
from callbox.domain.errors import FieldError, Invalid, Refused, Unavailable
from callbox.domain.identity import (
    User,
    UserId,
    email_errors,
    email_key,
    new_email_errors,
    password_errors,
)
from callbox.ports import Moved
from callbox.ports.users import EmailTaken, Users
from callbox.services.sign_in_links import LinkMailed
from callbox.services.sign_in_tries import wrong_codes

if TYPE_CHECKING:
    from callbox.ports.clock import Clock
    from callbox.ports.ids import Ids
    from callbox.ports.log import Log
    from callbox.ports.mail import MailQueue
    from callbox.ports.passwords import Passwords
    from callbox.services.attempt_limiter import AttemptLimiter
    from callbox.services.devices import DeviceService, Recognized
    from callbox.services.mail_limits import MailLimits
    from callbox.services.mailbox_accounts import MailboxAccounts
    from callbox.services.mailed_links import MailedLinks
    from callbox.services.network_brakes import NetworkBrakes
    from callbox.services.second_factor import AsksSecondFactor
    from callbox.services.sessions import SessionService, SignedIn
    from callbox.services.sign_in_links import SignInLinks
    from callbox.services.sign_in_tries import SignInTries


class AccountService:
    def __init__(
        self,
        *,
        users: Users,
        sessions: SessionService,
        passwords: Passwords,
        mail_queue: MailQueue,
        links: MailedLinks,
        limiter: AttemptLimiter,
        brakes: NetworkBrakes,
        tries: SignInTries,
        sign_in_links: SignInLinks,
        devices: DeviceService,
        mail_limits: MailLimits,
        mailbox_accounts: MailboxAccounts,
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
        self._links = links
        self._limiter = limiter
        self._brakes = brakes
        self._tries = tries
        self._sign_in_links = sign_in_links
        self._devices = devices
        self._mail_limits = mail_limits
        self._mailbox_accounts = mailbox_accounts
        self._second_factors = second_factors
        self._rules = rules
        self._clock = clock
        self._ids = ids
        self._log = log

    def sign_up(self, *, email: str, password: str, accepted_terms: str, network: str, work: str | None = None) -> User:
        """Create an account and mail the link that confirms its address.

        If the mail queue does not answer, the account is still created, and the user can request the mail again.
        Raises Invalid with every wrong field, or Refused: `email_taken`, `too_many_accounts`, `work_required`,
        `work_wrong`, `rate_limited`. What was invalid asks for no work, but counts for it.
        """
        errors = [*new_email_errors(email), *self._password_errors(password, email)]
        if not terms.may_be_accepted(accepted_terms, now=self._clock.now()):
            message = f"Accept version {terms.newest().version} of the terms."
            errors.append(FieldError("accepted_terms", "not_accepted", message))
        if errors:
            self._brakes.count(network, self._rules.sign_ups_tried)
            raise Invalid(*errors)
        tried, made = self._rules.sign_ups_tried, self._rules.sign_ups_made
        self._brakes.must_pass("sign_up", network, tried, made, proof=work)
        self._brakes.count(network, tried)
        now = self._clock.now()
        user = User(
            user_id=UserId(self._ids.new_id(now)),
            email=email,
            password_hash=self._passwords.hash(password),
            accepted_terms=accepted_terms,
            accepted_terms_at=now,
            created_at=now,
        )
        self._add(user, network)
        self._log.record("user_signed_up", user_id=user.user_id, terms=accepted_terms)
        try:
            self._mail_queue.send_mail("confirm_email", user.user_id)
        except Unavailable:
            self._log.record("mail_not_queued", kind="confirm_email", user_id=user.user_id)
        return user

    def _add(self, user: User, network: str) -> None:
        """Store a new account within the limits of its mailbox and network. A refused one takes no place."""
        try:
            place = self._mailbox_accounts.take(user.email, user.user_id)
        except Refused:
            if self._users.find_by_email(user.email_key):
                raise _email_taken() from None
            raise
        try:
            self._users.add(user)
        except EmailTaken:
            self._mailbox_accounts.release(place)
            raise _email_taken() from None
        with suppress(Refused):  # the account is made; the next one is refused
            self._brakes.count(network, self._rules.sign_ups_made)

    def get(self, user_id: UserId) -> User:
        """Return an account. Raises Refused `unauthenticated` when it does not exist."""
        user = self._users.get(user_id)
        if user is None:
            raise Refused("unauthenticated", "Sign in again.")
        return user

    def sign_in(
        self,
        *,
        email: str,
        password: str,
        network: str,
        code: str | None = None,
        device: str = "",
        place: str = "",
        device_token: str | None = None,
        previous: str | None = None,
        work: str | None = None,
    ) -> SignedIn:
        """Begin a session. An unknown address and a wrong password get the same answer in the same time.

        Rehashes a password that was hashed with older parameters. The browser becomes a known device of the account,
        and the session of its `previous` refresh token ends.
        Raises Refused: `invalid_credentials`, `second_factor_required`, `invalid_code`; `work_required` or `work_wrong`
        from a network that tried often; LinkMailed (`rate_limited`) after too many failures: the link signs in, if the
        password was right.
        """
        # an invalid address is not looked up, but takes as long as an unknown one
        found = None if email_errors(email.strip()) else self._users.find_by_email(email_key(email))
        tried = self._tries.begin(found, email=email, network=network, device_token=device_token, proof=work)
        is_right = self._passwords.matches(password, found.password_hash if found else None)
        owner = found if is_right else None
        if owner:
            # guesses that ran in parallel past the limit must learn nothing, not even a correct one
            tried.look_again()
        if tried.closed:
            self._log.record("sign_in_closed", user_id=found.user_id if found else None)
            raise LinkMailed(tried.closed, self._sign_in_links.ask(owner))
        if owner is None:
            self._log.record("sign_in_refused", user_id=found.user_id if found else None)
            tried.failed()
            raise Refused("invalid_credentials", "The e-mail address or the password is wrong.")
        try:
            self._second_factors.check(owner, code, tries=wrong_codes(owner, tried.recognized.device))
        except Refused as refused:
            if refused.code == "invalid_code":
                tried.failed()
            raise
        tried.succeeded()
        if self._passwords.is_outdated(owner.password_hash):
            self._renew_hash(owner, password)
        return self._begin(owner, tried.recognized, device=device, place=place, previous=previous)

    def sign_in_by_link(
        self,
        token: str,
        *,
        browser: str | None,
        code: str | None,
        device: str = "",
        place: str = "",
        device_token: str | None = None,
        previous: str | None = None,
    ) -> SignedIn:
        """Begin a session with a mailed link, in the browser that asked for it. Its `previous` session ends.

        Raises Refused: `invalid_token`, also for another browser; `second_factor_required`, `invalid_code`.
        """
        owner = self._sign_in_links.owner(token, browser)
        recognized = self._devices.recognize(owner, device_token)
        self._second_factors.check(owner, code, tries=wrong_codes(owner, recognized.device))
        return self._begin(owner, recognized, device=device, place=place, previous=previous)

    def _begin(self, user: User, recognized: Recognized, *, device: str, place: str, previous: str | None) -> SignedIn:
        """Begin a session on a device that becomes known. Tells the owner of a new one, but not of the first."""
        self._sessions.end_previous(previous)
        session = self._sessions.begin(user, device=device, place=place, recognized=recognized)
        if recognized.has_others and not recognized.device:
            try:
                self._mail_queue.send_mail("new_sign_in", session.family_id)
            except Unavailable:
                self._log.record("mail_not_queued", kind="new_sign_in", user_id=user.user_id)
        return session

    def ask_email_verification(self, user_id: UserId) -> None:
        """Mail a new confirmation link, unless the address is already confirmed.

        Raises Unavailable, or Refused `rate_limited` when the mailbox got as many as it may.
        """
        user = self.get(user_id)
        if not user.email_verified:
            self._mail_limits.must_be_free("confirm_email", user.email)
            self._mail_queue.send_mail("confirm_email", user_id)

    def confirm_email(self, token: str) -> UserId:
        """Mark the address as verified and return whose it is. Opening the link again changes nothing.

        Raises Refused `invalid_token`.
        """
        user = self._links.owner(token, "confirm_email")
        if not user.email_verified:
            self._users.verify_email(user.user_id)
            self._log.record("email_verified", user_id=user.user_id)
        return user.user_id

    def ask_password_reset(self, email: str, *, network: str, work: str | None = None) -> None:
        """Queue a password-reset mail. The queue's consumer looks up the account, so timing does not reveal it.

        Raises Unavailable, or Refused: `work_required`, `work_wrong`, `rate_limited`.
        """
        brakes = self._rules.reset_mails_per_network
        self._brakes.must_pass("reset_mail", network, brakes, proof=work)
        self._brakes.count(network, brakes)
        if not email_errors(email.strip()):
            self._mail_queue.send_mail("reset_password", email.strip())

    def _password_errors(self, password: str, email: str) -> list[FieldError]:
        return password_errors(password, email=email, is_common=self._passwords.is_common(password))

    def _renew_hash(self, user: User, password: str) -> None:
        try:
            self._users.renew_password_hash(user, self._passwords.hash(password))
        except Moved:
            # the password was changed or its hash renewed meanwhile; the new session still has the epoch that it read
            self._log.record("password_hash_not_renewed", user_id=user.user_id)


def _email_taken() -> Refused:
    return Refused("email_taken", "An account with this e-mail address exists. Sign in instead.")
