"""Mails that tell of a change that has happened. The change stands whether the queue answers or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain.errors import Unavailable

if TYPE_CHECKING:
    from callbox.domain.identity import UserId
    from callbox.domain.mails import MailKind
    from callbox.ports.log import Log
    from callbox.ports.mail import MailQueue


def send_notice(kind: MailKind, user_id: UserId, *, mail_queue: MailQueue, log: Log) -> None:
    """Queue a mail; if the queue does not answer, log that it was not."""
    try:
        mail_queue.send_mail(kind, user_id)
    except Unavailable:
        log.record("mail_not_queued", kind=kind, user_id=user_id)
