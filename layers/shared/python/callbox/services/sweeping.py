"""The sweeper: each minute, resume work that a crash, a lost message or a missing webhook left unfinished.

It works from the tables alone. Every step re-checks what it reads, so a stale index, two sweepers at once, or a sweeper
next to the regular worker do no harm. Failures do not block other documents: verifications and deposits take turns, and
a failing document waits longer each time.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING

from callbox.domain.errors import CallboxError, Unavailable, Uncertain
from callbox.domain.sweeping import is_alarming
from callbox.ports import Moved

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from callbox.domain.identity import DepositId, UserId, VerificationId
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.services.deposits import DepositService
    from callbox.services.factor_removals import FactorRemovals
    from callbox.services.fulfilment import FulfilmentService

BATCH = 100
"""Documents of each kind in one run. The following runs work off a backlog."""
SILENCES = 3
"""Unanswered verifications in a row after which this run stops asking the supplier: each costs seconds."""


@dataclass(frozen=True)
class Swept:
    deposits: int
    verifications: int
    failed: int


class Sweeper:
    def __init__(
        self,
        *,
        deposits: DepositService,
        fulfilment: FulfilmentService,
        factor_removals: FactorRemovals,
        clock: Clock,
        log: Log,
    ) -> None:
        self._deposits = deposits
        self._fulfilment = fulfilment
        self._factor_removals = factor_removals
        self._clock = clock
        self._log = log

    def run(self, *, deadline: datetime) -> Swept:
        """Work on due documents until `deadline`. The rest stays due."""
        deposits = verifications = failed = silences = 0
        due = zip_longest(self._fulfilment.due(limit=BATCH), self._deposits.due(limit=BATCH))
        for owned, deposit_id in due:
            if self._clock.now() >= deadline:
                break
            if owned is not None:
                verifications += 1
                error = self._sweep_verification(*owned, may_ask=silences < SILENCES)
                silences = silences + 1 if isinstance(error, Unavailable | Uncertain) else 0
                failed += error is not None
            if deposit_id is not None and self._clock.now() < deadline:
                deposits += 1
                failed += self._sweep_deposit(deposit_id) is not None
        if self._clock.now() < deadline:
            self._remind()
        if deposits or verifications:
            self._log.record("open_work_swept", deposits=deposits, verifications=verifications, failed=failed)
        return Swept(deposits, verifications, failed)

    def _remind(self) -> None:
        try:
            self._factor_removals.remind(limit=BATCH)
        except CallboxError as error:  # those that are due stay so
            self._log.record("sweep_failed", document_id="second_factors", code=error.code)

    def _sweep_verification(
        self, user_id: UserId, verification_id: VerificationId, *, may_ask: bool
    ) -> Exception | None:
        return self._try(
            verification_id,
            partial(self._fulfilment.sweep, user_id, verification_id, may_ask=may_ask),
            partial(self._fulfilment.postpone, user_id, verification_id),
        )

    def _sweep_deposit(self, deposit_id: DepositId) -> Exception | None:
        return self._try(
            deposit_id,
            partial(self._deposits.sweep, deposit_id),
            partial(self._deposits.postpone, deposit_id),
        )

    def _try(self, document_id: str, sweep: Callable[[], None], postpone: Callable[[], int]) -> Exception | None:
        """Return why a document could not be swept, or None if it was, or if another worker changed it meanwhile."""
        try:
            sweep()
        except Moved:
            return None
        except CallboxError as error:
            self._log.record("sweep_failed", document_id=document_id, code=error.code)
            self._postpone(document_id, postpone)
            return error
        except Exception as error:  # noqa: BLE001 - a broken document must not block the others' refunds
            self._log.alarm("sweep_broken", document_id=document_id, kind=type(error).__name__)
            self._postpone(document_id, postpone)
            return error
        return None

    def _postpone(self, document_id: str, postpone: Callable[[], int]) -> None:
        try:
            failures = postpone()
        except Moved:
            return
        except Exception as error:  # noqa: BLE001 - it stays due; the others must go on
            self._log.alarm("sweep_not_postponed", document_id=document_id, kind=type(error).__name__)
            return
        if is_alarming(failures):
            self._log.alarm("sweep_keeps_failing", document_id=document_id, failures=failures)
