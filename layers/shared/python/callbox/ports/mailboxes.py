"""Port of the places that mailboxes have for new accounts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from callbox.domain.identity import UserId
from callbox.domain.mailboxes import MailboxPlace


class Mailboxes(Protocol):
    def places(self, mailbox: str) -> Sequence[MailboxPlace]:
        """Return the places of a mailbox that were ever taken and not yet deleted, strongly consistent."""

    def take(self, before: MailboxPlace | None, after: MailboxPlace) -> None:
        """Store who takes a place. Raises Moved when it is no longer as `before` says; None says that it is new."""

    def reviewed_account(self, mailbox: str) -> UserId | None:
        """Return the reviewed account that lifts the mailbox's limit, strongly consistent; None if there is none."""

    def lift(self, mailbox: str, user_id: UserId, *, now: datetime) -> None:
        """Store that a reviewed account lifts the mailbox's limit, in place of another one."""

    def unlift(self, mailbox: str, user_id: UserId, *, now: datetime) -> None:
        """Let the limit count again. Does nothing unless this account lifts it."""

    def release(self, place: MailboxPlace) -> None:
        """Free a place. Does nothing when another account has taken it."""
