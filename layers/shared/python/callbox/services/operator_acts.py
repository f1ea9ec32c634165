"""The operator log: log acts that change nothing in our tables, and read all acts."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from callbox.domain.errors import Invalid
from callbox.domain.operators import OperatorAct, act_errors

if TYPE_CHECKING:
    from collections.abc import Iterator

    from callbox.ports.clock import Clock
    from callbox.ports.ids import Ids
    from callbox.ports.operator_log import OperatorLog


class OperatorActs:
    def __init__(self, *, operator_log: OperatorLog, clock: Clock, ids: Ids) -> None:
        self._operator_log = operator_log
        self._clock = clock
        self._ids = ids

    def note(self, act: str, subject: str, *, author: str, reason: str) -> None:
        """Log an act before it is done. Raises Invalid without an author or a reason."""
        if errors := act_errors(author, reason):
            raise Invalid(*errors)
        now = self._clock.now()
        self._operator_log.add(OperatorAct(self._ids.new_id(now), now, author, act, subject, {"reason": reason}))

    def between(self, since: date, until: date) -> Iterator[OperatorAct]:
        """Yield the acts of these days in UTC, oldest first."""
        for days in range((until - since).days + 1):
            yield from self._operator_log.day((since + timedelta(days=days)).isoformat())
