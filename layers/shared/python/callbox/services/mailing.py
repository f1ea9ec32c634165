"""Send queued mails: look up the recipient, make the link, send the mail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain import email_changes, mails
from callbox.domain.account_log import Origin
from callbox.domain.closures import Closure, claim_of
from callbox.domain.devices import browser_name
from callbox.domain.errors import Refused, Unavailable
from callbox.domain.identity import User, UserId, email_key
from callbox.domain.second_factor import MAILED_EVERY, SecondFactor
from callbox.ports.mail import Mailer, MailRefused

if TYPE_CHECKING:
    from callbox.domain.email_changes import EmailChange
    from callbox.domain.mails import LinkKind, Mail, MailKind
    from callbox.ports.clock import Clock
    from callbox.ports.closures import Closures
    from callbox.ports.email_changes import EmailChanges
    from callbox.ports.ids import Ids
    from callbox.ports.log import Log
    from callbox.ports.mailed_tokens import MailedTokens
    from callbox.ports.sessions import Sessions
    from callbox.ports.users import Users
    from callbox.services.account_log import AccountLogService
    from callbox.services.mail_limits import MailLimits
    from callbox.services.second_factor import SecondFactorService
    from callbox.services.sessions import SessionService


class MailService:
    """`site_url` is the base of the links, without a slash at its end. `signature` ends each mail."""

    def __init__(
        self,
        *,
        users: Users,
        sessions: Sessions,
        session_service: SessionService,
        tokens: MailedTokens,
        email_changes: EmailChanges,
        mailer: Mailer,
        limits: MailLimits,
        second_factors: SecondFactorService,
        account_log: AccountLogService,
        closures: Closures,
        clock: Clock,
        ids: Ids,
        log: Log,
        site_url: str,
        signature: str,
    ) -> None:
        self._users = users
        self._sessions = sessions
        self._session_service = session_service
        self._tokens = tokens
        self._email_changes = email_changes
        self._mailer = mailer
        self._limits = limits
        self._second_factors = second_factors
        self._account_log = account_log
        self._closures = closures
        self._clock = clock
        self._ids = ids
        self._log = log
        self._site_url = site_url
        self._signature = signature

    def send(self, kind: MailKind, recipient: str) -> None:
        """Send one queued mail. Skips an unknown recipient, a mail that is no longer needed, and one above the limits.

        Mails to unknown recipients are not counted: else a stranger could use up a mailbox's mails without sending any.
        Raises Unavailable; the queue then delivers the message again.
        """
        user = self._recipient(kind, recipient)
        if user is None or user.is_closed or (kind == "confirm_email" and user.email_verified):
            self._log.record("mail_not_needed", kind=kind)
            return
        kind = self._carry_out(kind, user)
        lost = self._second_factors.waiting(user.user_id) if kind == "factor_lost" else None
        closure = self._closures.get(claim_of(user.user_id)) if kind == "account_closing" else None
        if (kind == "factor_lost" and lost is None) or (kind == "account_closing" and closure is None):
            self._log.record("mail_not_needed", kind=kind)
            return
        change = self._change_of(kind, user)
        if kind in mails.OF_EMAIL_CHANGE and change is None:
            self._log.record("mail_not_needed", kind=kind)
            return
        address = _address(kind, user, change)
        try:
            self._limits.count(kind, address)
        except Refused:
            self._log.record("mail_limited", kind=kind, user_id=user.user_id)
            return
        try:
            of_change = self._of_change(kind, user, change) if change else None
            written = of_change or self._written(kind, user, recipient, lost or closure)
            is_sent = self._deliver(kind, user, address, written)
        except Unavailable:
            self._limits.take_back(kind, address)
            raise
        if is_sent and kind == "sign_in_failures":
            self._account_log.note("sign_ins_refused", Origin(user.user_id, "system"))
        if change and kind in mails.TOLD_FORMER:
            self._copy_to_former(kind, user, recipient, written, change)

    def _copy_to_former(self, kind: MailKind, user: User, recipient: str, mail: Mail, change: EmailChange) -> None:
        """Send the copy of a notice to the former address. Its one link undoes the change of address as well."""
        link = self._link("email_changed", user, subject=kind)
        notice = self._notice(kind, recipient, link=link) if kind in mails.UNDOING else mail
        self._deliver(kind, user, change.former, mails.copied(notice, change, undo_link=link))

    def _deliver(self, kind: MailKind, user: User, address: str, mail: Mail) -> bool:
        """Send a mail and return whether it went out. Raises Unavailable."""
        try:
            self._mailer.send(address, mails.signed(mail, self._signature))
        except MailRefused as refused:
            if refused.is_of_address:  # its customer's own affair
                self._log.record("mail_refused", kind=kind, user_id=user.user_id)
            else:
                self._log.alarm("mail_rejected", kind=kind, user_id=user.user_id)
            return False
        self._log.record("mail_sent", kind=kind, user_id=user.user_id)
        return True

    def _change_of(self, kind: MailKind, user: User) -> EmailChange | None:
        """Return the change of address that a mail is about, or of which the former address still hears."""
        if kind not in mails.OF_EMAIL_CHANGE and kind not in mails.TOLD_FORMER:
            return None
        change, now = self._email_changes.get(user.user_id), self._clock.now()
        if change and kind in ("confirm_new_email", "email_change_asked"):
            return change if change.waits(user, now=now) else None
        return change if email_changes.former_address(change, now=now) else None

    def _of_change(self, kind: MailKind, user: User, change: EmailChange) -> Mail | None:
        match kind:
            case "confirm_new_email":
                owner = self._users.find_by_email(email_key(change.email))
                if owner is not None and owner.user_id != user.user_id:
                    return mails.email_in_use()
                return mails.confirm_new_email(change, link=self._link(kind, user, subject=change.change_id))
            case "email_change_asked":
                approve = self._link("approve_email_change", user, subject=change.change_id)
                return mails.email_change_asked(change, approve_link=approve, undo_link=self._link(kind, user))
            case "email_changed":
                return mails.email_changed(change, undo_link=self._link(kind, user))
            case _:
                return None

    def _link(self, kind: LinkKind, user: User, *, subject: str = "") -> str:
        return f"{self._site_url}/link#token={self._new_token(kind, user, subject=subject)}"

    def _carry_out(self, kind: MailKind, user: User) -> MailKind:
        """Do what an operator ruled, and return the mail that tells of it.

        Comes before that mail: after a failure the queue delivers both again.
        """
        if kind == "sessions_ended":
            self._session_service.end_all(user.user_id)
            self._account_log.note("all_sessions_ended", Origin(user.user_id, "operator"))
        if kind == "factor_ruled_lost":
            next_mail = self._clock.now() + MAILED_EVERY
            self._second_factors.begin_removal(user.user_id, is_ruled=True, mail_due_at=next_mail)
            self._account_log.note("factor_reported_lost", Origin(user.user_id, "operator"))
            return "factor_lost"
        return kind

    def _recipient(self, kind: MailKind, recipient: str) -> User | None:
        match kind:
            case "reset_password" | "sign_in_failures":
                return self._users.find_by_email(email_key(recipient))
            case "sign_in_link":
                asked = self._tokens.get(recipient)
                user = self._users.get(asked.user_id) if asked else None
                is_good = asked and user and mails.is_good(asked, user, now=self._clock.now())
                return user if is_good else None
            case "new_sign_in":
                session = self._sessions.get(recipient)
                return self._users.get(session.user_id) if session else None
            case _:
                return self._users.get(UserId(recipient))

    def _written(  # noqa: PLR0911 - one for each kind
        self, kind: MailKind, user: User, recipient: str, waits: SecondFactor | Closure | None
    ) -> Mail:
        """`waits` is what the mail tells of that will happen unless its link stops it."""
        if kind in mails.ASKING:
            return self._asking(kind, recipient, waits, link=self._link(kind, user))
        forgot = f"{self._site_url}/forgot-password"
        match kind:
            case "confirm_email":
                return mails.confirmation(f"{self._site_url}/verify-email#token={self._new_token(kind, user)}")
            case "reset_password":
                return mails.password_reset(f"{self._site_url}/reset-password#token={self._new_token(kind, user)}")
            case "set_password":
                return mails.set_password(f"{self._site_url}/reset-password#token={self._new_token(kind, user)}")
            case "sign_in_link":
                token = self._new_token(kind, user, bound_to=recipient)
                return mails.sign_in_link(f"{self._site_url}/sign-in/link#token={token}", reset_link=forgot)
            case "sign_in_failures":
                return mails.sign_in_failures(forgot)
            case "sessions_ended":
                return mails.sessions_ended(forgot)
            case "session_reused":
                return mails.session_reused(self._site_url)
            case "low_balance":
                return mails.low_balance(self._site_url)
            case _:
                raise ValueError(f"there is no mail {kind}")

    def _asking(self, kind: MailKind, recipient: str, waits: SecondFactor | Closure | None, *, link: str) -> Mail:
        if isinstance(waits, SecondFactor):
            return mails.factor_lost(waits, link=link)
        if waits is not None:
            return mails.account_closing(waits, link=link, reset_link=f"{self._site_url}/forgot-password")
        return self._notice(kind, recipient, link=link)

    def _notice(self, kind: MailKind, recipient: str, *, link: str) -> Mail:
        if kind != "new_sign_in":
            return mails.NOTICES[kind](link)
        session = self._sessions.get(recipient)
        browser, place = browser_name(session.device if session else ""), session.place if session else ""
        return mails.new_sign_in(browser, session.created_at if session else self._clock.now(), place=place, link=link)

    def _new_token(self, kind: LinkKind, user: User, *, bound_to: str = "", subject: str = "") -> str:
        """Store a new link's token and return it. A bound one works together with what it is bound to alone."""
        secret = self._ids.new_secret()
        stored = mails.bound(secret, bound_to) if bound_to else secret
        self._tokens.add(mails.mailed_token(kind, user, secret=stored, now=self._clock.now(), subject=subject))
        return secret


def _address(kind: MailKind, user: User, change: EmailChange | None) -> str:
    if change is None or kind not in mails.OF_EMAIL_CHANGE:
        return user.email
    return change.email if kind == "confirm_new_email" else change.former
