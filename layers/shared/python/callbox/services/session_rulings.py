"""An operator's ruling that all sessions of an account end."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callbox.domain.identity import UserId
    from callbox.ports.mail import MailQueue


class SessionRulings:
    def __init__(self, *, mail_queue: MailQueue) -> None:
        self._mail_queue = mail_queue

    def end_all(self, user_id: UserId) -> None:
        """Have all sessions of the user ended and all devices forgotten, and the user told by mail. Raises Unavailable.

        The consumer of the mails ends them, so that operators need no right to accounts and keys.
        """
        self._mail_queue.send_mail("sessions_ended", user_id)
