"""Port of the changes of e-mail addresses: one for each account, its last."""

from datetime import datetime
from typing import Protocol

from callbox.domain.email_changes import EmailChange
from callbox.domain.identity import User, UserId


class EmailChanges(Protocol):
    def get(self, user_id: UserId) -> EmailChange | None: ...

    def save(self, before: EmailChange | None, after: EmailChange) -> None:
        """Store a wish and what was opened of it. Raises Moved when the stored one is no longer `before`."""

    def carry_out(self, user: User, before: EmailChange, after: EmailChange, *, reserved_until: datetime) -> None:
        """Give the account its new address and end all its sessions, in one transaction.

        The account claims the new address, and keeps its former one until `reserved_until`. Raises EmailTaken when
        another account claims the new one, Moved when the account or the stored change is no longer as it was read.
        """

    def undo(self, user: User, before: EmailChange, after: EmailChange, *, password_hash: str) -> None:
        """Give the account its former address again, if it has another, and a useless password, in one transaction.

        Ends all sessions and counts a reset, whatever sessions and resets have done meanwhile. Gives up the other
        address. Raises Moved when the account's address or the stored change is no longer as it was read.
        """
