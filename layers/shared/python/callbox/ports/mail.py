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
    """The mail service rejects this mail permanently. Do not retry.

    `is_of_address`: the address is at fault, not our text or our account.
    """

    def __init__(self, *, is_of_address: bool) -> None:
        super().__init__("the address cannot be mailed to" if is_of_address else "our mail is rejected")
        self.is_of_address = is_of_address


class Mailer(Protocol):
    def send(self, address: str, mail: Mail) -> None:
        """Send a mail. Raises MailRefused, or Unavailable when a retry may succeed."""
