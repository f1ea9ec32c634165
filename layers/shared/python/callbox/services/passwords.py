"""New passwords: changed in place by a session, set by a mailed link, or made useless by the owner of the address.

A mailed link depends on the number of resets alone, and is carried out whatever sessions do meanwhile: whoever has
stolen a session, or the password, cannot keep the owner of the address from setting a new one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from callbox.domain import mails
from callbox.domain.account_log import Origin
from callbox.domain.attempts import WRONG_CODES_PER_LINK, AttemptRules, Counted
from callbox.domain.errors import Invalid, Refused
from callbox.domain.identity import password_errors
from callbox.ports import Moved
from callbox.services.live_sessions import revoked
from callbox.services.mailed_links import MailedLinks, invalid_token
from callbox.services.notices import send_notice

if TYPE_CHECKING:
    from callbox.domain.errors import FieldError
    from callbox.domain.identity import Session, User
    from callbox.ports.clock import Clock
    from callbox.ports.ids import Ids
    from callbox.ports.log import Log
    from callbox.ports.mail import MailQueue
    from callbox.ports.passwords import Passwords
    from callbox.ports.users import Users
    from callbox.services.account_log import AccountLogService
    from callbox.services.attempt_limiter import AttemptLimiter
    from callbox.services.factor_removals import FactorRemovals
    from callbox.services.proofs import Proofs
    from callbox.services.second_factor import SecondFactorService
    from callbox.services.sessions import SessionService, SignedIn


class PasswordService:
    def __init__(
        self,
        *,
        users: Users,
        sessions: SessionService,
        passwords: Passwords,
        second_factors: SecondFactorService,
        factor_removals: FactorRemovals,
        account_log: AccountLogService,
        proofs: Proofs,
        links: MailedLinks,
        limiter: AttemptLimiter,
        rules: AttemptRules,
        mail_queue: MailQueue,
        clock: Clock,
        ids: Ids,
        log: Log,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._passwords = passwords
        self._second_factors = second_factors
        self._factor_removals = factor_removals
        self._account_log = account_log
        self._proofs = proofs
        self._links = links
        self._limiter = limiter
        self._rules = rules
        self._mail_queue = mail_queue
        self._clock = clock
        self._ids = ids
        self._log = log

    def change(
        self,
        user: User,
        session: Session,
        *,
        password: str,
        new_password: str,
        code: str | None,
        device: str,
        place: str = "",
    ) -> SignedIn:
        """Change the password. All sessions end, and a new one begins for this device.

        Mails a notice with a link that undoes it. Raises what `Proofs.prove` raises, Invalid for the new password, or
        Refused `session_revoked` when the password or the sessions changed at this moment.
        """
        if errors := self._errors(new_password, user, field="new_password"):
            raise Invalid(*errors)
        self._proofs.prove(user, session, password=password, code=code)
        password_hash = self._passwords.hash(new_password)
        try:
            self._users.change_password(user, password_hash)
        except Moved:
            raise revoked() from None
        self._log.record("password_changed", user_id=user.user_id)
        send_notice("password_changed", user.user_id, mail_queue=self._mail_queue, log=self._log)
        changed = replace(user, password_hash=password_hash, session_epoch=user.session_epoch + 1)
        return self._sessions.begin(changed, device=device, place=place)

    def reset(
        self,
        token: str,
        password: str,
        *,
        code: str | None = None,
        factor_lost: bool = False,
        device: str = "",
        place: str = "",
    ) -> SignedIn:
        """Set a new password by a mailed link, end all sessions and begin one. This link and earlier ones stop working.

        A second factor younger than 7 days is removed; an older one asks for a code. With `factor_lost`, the older one
        is removed in 72 hours instead, and no password is set. Clears the account's failed sign-ins. Raises Refused
        `invalid_token`, `second_factor_required`, `invalid_code`, `rate_limited` or `factor_waits` with `removed_at`,
        or Invalid for the password; the link then still works, until its fifth wrong code.
        """
        user = self._links.owner(token, *mails.SETS_PASSWORD)
        if errors := self._errors(password, user):
            raise Invalid(*errors)
        if self._second_factors.survives_a_reset(user.user_id):
            of_link = Counted(WRONG_CODES_PER_LINK, mails.token_hash(token))
            self._must_not_be_void(of_link)
            if factor_lost:
                self._begin_removal(user)
            self._check_code(user, code, of_link)
        return self._sessions.begin(self._set(user, password), device=device, place=place)

    def void(self, token: str, *, removes_factor: bool) -> None:
        """Undo a change by a mailed link: make the password useless, end all sessions, and mail a link for a new one.

        With `removes_factor`, also remove the second factor. Raises Refused `invalid_token`.
        """
        _, user = self._links.read(token)
        if removes_factor:
            self._second_factors.clear(user.user_id, young_only=False)
        self._set(user, self._ids.new_secret())
        send_notice("set_password", user.user_id, mail_queue=self._mail_queue, log=self._log)

    def _begin_removal(self, user: User) -> None:
        """Begin the removal of a lost factor, unless one waits. Raises Refused `factor_waits`."""
        now = self._clock.now()
        factor = self._second_factors.begin_removal(user.user_id, is_ruled=False, mail_due_at=now)
        if factor is None or factor.removed_at is None:
            return  # it was removed at this moment
        if factor.lost_at == now:
            self._account_log.note("factor_reported_lost", Origin(user.user_id, "link"))
        self._factor_removals.announce(factor)
        raise Refused(
            "factor_waits",
            "Two-step sign-in will be turned off at this time, unless that is stopped. Then set a new password.",
            removed_at=factor.removed_at.isoformat(),
            stopped_by="link" if factor.is_ruled else "code",
        )

    def _must_not_be_void(self, of_link: Counted) -> None:
        try:
            self._limiter.must_be_free(of_link)
        except Refused:
            raise invalid_token() from None

    def _check_code(self, user: User, code: str | None, of_link: Counted) -> None:
        try:
            self._second_factors.check(user, code)
        except Refused as refused:
            if refused.code == "invalid_code":
                self._limiter.count(of_link)
            raise

    def _set(self, user: User, password: str) -> User:
        """Store the password and return the account with it. Raises Refused `invalid_token` after another reset."""
        try:
            self._users.reset_password(user, self._passwords.hash(password))
        except Moved:  # another reset came first, and made this link useless
            raise invalid_token() from None
        # after the write that ends all sessions: none of them can confirm another factor from here on
        self._second_factors.clear(user.user_id, young_only=True)
        self._limiter.forget(Counted(self._rules.failures_per_account, user.email_key))
        self._log.record("password_reset", user_id=user.user_id)
        stored = self._users.get(user.user_id)
        if stored is None:
            raise invalid_token()
        return stored

    def _errors(self, password: str, user: User, *, field: str = "password") -> list[FieldError]:
        is_common = self._passwords.is_common(password)
        return password_errors(password, email=user.email, is_common=is_common, field=field)
