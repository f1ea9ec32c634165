"""Ports of mail: the queue it waits in, and the service that sends it.

Mail is sent behind a queue: a request neither waits for it nor fails with it, and the time of an answer does not reveal
whether an account exists."""

from typing import Protocol

from callbox.domain.mails import Mail, MailKind


class MailQueue(Protocol):
    def send_mail(self, kind: MailKind, recipient: str) -> None:
        """Queue a mail to an account: by its user's id, or for `reset_password` by the address that was typed.

        At least once: a mail may be sent twice, each with a link that works. Raises Unavailable.
        """


class MailRefused(Exception):
    """The mail will never be taken as it is: sending it again is of no use."""


class Mailer(Protocol):
    def send(self, address: str, mail: Mail) -> None:
        """Hand a mail over. Raises MailRefused, or Unavailable when it may be tried again."""
