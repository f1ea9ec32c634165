"""Ports of mail: its queue, and the service that sends it.

Mail is sent from a queue, so a request neither waits for it nor fails with it, and the response time does not reveal
whether an account exists."""

from typing import Protocol

from callbox.domain.mails import Mail, MailKind


class MailQueue(Protocol):
    def send_mail(self, kind: MailKind, recipient: str) -> None:
        """Queue a mail. `recipient` is a user id, or for `reset_password` the typed address.

        Delivery is at least once: a mail may be sent twice, each time with a working link. Raises Unavailable.
        """


class MailRefused(Exception):
    """The mail service rejects this mail permanently. Do not retry."""


class Mailer(Protocol):
    def send(self, address: str, mail: Mail) -> None:
        """Send a mail. Raises MailRefused, or Unavailable when a retry may succeed."""
