"""Tell when a timer did not do its work: it is off, or the supplier never answers the daily comparison of the books.

The hourly audit asks. Only the audit's own alarm asks for the audit.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from callbox.ports.clock import Clock
    from callbox.ports.closures import Closures
    from callbox.ports.log import Log
    from callbox.ports.supplier_balances import SupplierBalances

LONGEST = timedelta(hours=36)
"""One and a half of its days: a run may be late or fail once."""
CLOSED_WITHIN = timedelta(hours=24)
"""Many runs of the timer that closes accounts."""


class Overdue:
    def __init__(self, *, balances: SupplierBalances, closures: Closures, clock: Clock, log: Log) -> None:
        self._balances = balances
        self._closures = closures
        self._clock = clock
        self._log = log

    def check(self) -> None:
        """Raise the alarm `reconciliation_overdue` if the last reading is too old; before the first, there is none.

        Raise `closings_overdue` if an account waits too long to be closed.
        """
        if self._closures.due(self._clock.now() - CLOSED_WITHIN, limit=1):
            self._log.alarm("closings_overdue")
        last = self._balances.last()
        if last is not None and self._clock.now() - last.read_at > LONGEST:
            hours = int((self._clock.now() - last.read_at).total_seconds() // 3600)
            self._log.alarm("reconciliation_overdue", hours=hours)
