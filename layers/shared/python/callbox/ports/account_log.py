"""Port of the account log."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from callbox.domain.account_log import AccountEntry
from callbox.domain.identity import UserId


class AccountLog(Protocol):
    def add(self, entry: AccountEntry) -> None: ...

    def page(self, user_id: UserId, *, since: datetime, before_id: str | None, limit: int) -> Sequence[AccountEntry]:
        """Return the entries before the one with this id and not before `since`, newest first."""
