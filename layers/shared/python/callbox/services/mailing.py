"""Send queued mails: look up the recipient, make the link, send the mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from callbox.domain import mails
from callbox.domain.identity import User, UserId, email_key
from callbox.ports.mail import Mailer, MailRefused

if TYPE_CHECKING:
    from callbox.domain.mails import Mail, MailKind
    from callbox.ports.clock import Clock
    from callbox.ports.ids import Ids
    from callbox.ports.log import Log
    from callbox.ports.mailed_tokens import MailedTokens
    from callbox.ports.users import Users


class MailService:
    """`site_url` is the base of the links, without a slash at its end."""

    def __init__(
        self,
        *,
        users: Users,
        tokens: MailedTokens,
        mailer: Mailer,
        clock: Clock,
        ids: Ids,
        log: Log,
        site_url: str,
    ) -> None:
        self._users = users
        self._tokens = tokens
        self._mailer = mailer
        self._clock = clock
        self._ids = ids
        self._log = log
        self._site_url = site_url

    def send(self, kind: MailKind, recipient: str) -> None:
        """Send one queued mail. Skips an unknown recipient, and a mail that is no longer needed.

        Raises Unavailable; the queue then delivers the message again.
        """
        user = self._recipient(kind, recipient)
        if user is None or (kind == "confirm_email" and user.email_verified):
            self._log.record("mail_not_needed", kind=kind)
            return
        try:
            self._mailer.send(user.email, self._written(kind, user))
        except MailRefused:
            self._log.record("mail_refused", kind=kind, user_id=user.user_id)
        else:
            self._log.record("mail_sent", kind=kind, user_id=user.user_id)

    def _recipient(self, kind: MailKind, recipient: str) -> User | None:
        if kind == "reset_password":
            return self._users.find_by_email(email_key(recipient))
        return self._users.get(UserId(recipient))

    def _written(self, kind: MailKind, user: User) -> Mail:
        match kind:
            case "confirm_email":
                return mails.confirmation(f"{self._site_url}/verify-email?token={self._new_token(kind, user)}")
            case "reset_password":
                return mails.password_reset(f"{self._site_url}/reset-password?token={self._new_token(kind, user)}")
            case "session_reused":
                return mails.session_reused(self._site_url)
            case _:
                assert_never(kind)

    def _new_token(self, kind: MailKind, user: User) -> str:
        secret = self._ids.new_secret()
        self._tokens.add(mails.mailed_token(kind, user, secret=secret, now=self._clock.now()))
        return secret
