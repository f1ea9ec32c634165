"""The sweeper: what a crash, a lost message or a silent webhook left behind, taken up again each minute.

It works from the tables alone. Every step re-checks what it reads, so a stale index, two sweepers at once, or a
sweeper beside the regular worker are harmless. One document's failure does not keep the others waiting.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from callbox.domain.errors import CallboxError
from callbox.ports import Clock, Events, Moved
from callbox.services.deposits import DepositService
from callbox.services.fulfilment import FulfilmentService

BATCH = 100
"""Documents of a kind in one run. A backlog is worked off over the following minutes."""


@dataclass(frozen=True)
class Swept:
    deposits: int
    verifications: int
    failed: int


class Sweeper:
    def __init__(
        self, *, deposits: DepositService, fulfilment: FulfilmentService, clock: Clock, events: Events
    ) -> None:
        self._deposits = deposits
        self._fulfilment = fulfilment
        self._clock = clock
        self._events = events

    def run(self, *, deadline: datetime) -> Swept:
        """Take up what is due, until `deadline`; what is left over stays due."""
        deposits = verifications = failed = 0
        for user_id, verification_id in self._fulfilment.due(limit=BATCH):
            if self._clock.now() >= deadline:
                break
            verifications += 1
            failed += self._try(verification_id, partial(self._fulfilment.sweep, user_id, verification_id))
        for deposit_id in self._deposits.due(limit=BATCH):
            if self._clock.now() >= deadline:
                break
            deposits += 1
            failed += self._try(deposit_id, partial(self._deposits.sweep, deposit_id))
        if deposits or verifications:
            self._events.record("open_work_swept", deposits=deposits, verifications=verifications, failed=failed)
        return Swept(deposits, verifications, failed)

    def _try(self, document_id: str, sweep: Callable[[], None]) -> int:
        try:
            sweep()
        except Moved:
            pass  # somebody else took it up meanwhile
        except CallboxError as error:
            self._events.record("sweep_failed", document_id=document_id, code=error.code)
            return 1
        except Exception as error:  # noqa: BLE001 - a broken document must not keep the others from their refunds
            self._events.alarm("sweep_broken", document_id=document_id, kind=type(error).__name__)
            return 1
        return 0
