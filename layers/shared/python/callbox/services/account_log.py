"""The account log: write a line after each act on an account, and read the lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain.account_log import KEPT, AccountEntry
from callbox.domain.errors import Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callbox.domain.account_log import AccountAct, Origin
    from callbox.domain.identity import UserId
    from callbox.ports.account_log import AccountLog
    from callbox.ports.clock import Clock
    from callbox.ports.ids import Ids
    from callbox.ports.log import Log


class AccountLogService:
    def __init__(self, *, entries: AccountLog, clock: Clock, ids: Ids, log: Log) -> None:
        self._entries = entries
        self._clock = clock
        self._ids = ids
        self._log = log

    def note(
        self, what: AccountAct, origin: Origin, *, subject_id: str | None = None, changed: Sequence[str] = ()
    ) -> None:
        """Write a line. The act has happened: if the line cannot be written, the act stands and we log that it lacks.

        Security mails go out by themselves, so the owner hears of an act whose line is missing.
        """
        now = self._clock.now()
        entry = AccountEntry(
            user_id=origin.user_id,
            entry_id=self._ids.new_id(now),
            at=now,
            what=what,
            by=origin.by,
            by_id=origin.by_id,
            address=origin.address,
            subject_id=subject_id,
            changed=tuple(changed),
        )
        try:
            self._entries.add(entry)
        except Unavailable:
            self._log.record("account_entry_lost", what=what, user_id=origin.user_id)

    def page(self, user_id: UserId, *, before_id: str | None, limit: int) -> Sequence[AccountEntry]:
        """Return lines of the last 400 days, newest first (eventually consistent)."""
        since = self._clock.now() - KEPT
        return self._entries.page(user_id, since=since, before_id=before_id, limit=limit)
