"""How often to look for codes: as the operator says, or as far as the supplier's webhook is proven.

The record is one item, read at most every half minute by a process and written seldom. Each process may therefore use
the older schedule for half a minute. Whatever cannot be read or written costs no code: then we look often.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from callbox.domain.errors import Unavailable
from callbox.domain.suppliers import SUPPLIER
from callbox.domain.webhook_trust import judged, with_event, with_text_found
from callbox.ports import Moved
from callbox.services.commits import settled

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from callbox.domain.polling import PollMode, PollSchedule
    from callbox.domain.webhook_trust import WebhookRecord
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.webhook_records import WebhookRecords

READ_AGAIN_AFTER = timedelta(seconds=30)


class WebhookTrust:
    def __init__(self, *, records: WebhookRecords, clock: Clock, log: Log, poll_mode: PollMode) -> None:
        self.poll_mode = poll_mode
        self._records = records
        self._clock = clock
        self._log = log
        self._read: tuple[datetime, WebhookRecord] | None = None

    def poll_schedule(self) -> PollSchedule:
        """Return how often to look now. With `auto` it is `webhook` while the webhook is proven, else `batch`."""
        if self.poll_mode != "auto":
            return self.poll_mode
        try:
            return "webhook" if self._record().is_proven else "batch"
        except (Unavailable, Moved):
            return "batch"

    def event_came(self, order_id: str, *, at: datetime) -> None:
        """Take note of an event about one of our orders. Never raises."""
        if self.poll_mode == "auto":
            self._change(lambda record: with_event(record, order_id, at=at))

    def text_was_found(self, order_id: str) -> None:
        """Take note that a look found a text of this order which no event has announced yet. Never raises."""
        if self.poll_schedule() == "webhook" and self.poll_mode == "auto":
            self._change(lambda record: with_text_found(record, order_id, now=self._clock.now()))

    def _record(self) -> WebhookRecord:
        now = self._clock.now()
        if self._read is not None and timedelta(0) <= now - self._read[0] < READ_AGAIN_AFTER:
            return self._read[1]
        return self._judged()

    def _judged(self) -> WebhookRecord:
        """Read the record and store what time has decided about it. Raises Moved or Unavailable."""
        self._read = None
        record = self._records.get(SUPPLIER)
        return self._save(record, judged(record, now=self._clock.now()))

    def _change(self, change: Callable[[WebhookRecord], WebhookRecord]) -> None:
        def changed() -> None:
            record = self._judged()
            self._save(record, change(record))

        with suppress(Unavailable):
            settled(changed)

    def _save(self, before: WebhookRecord, after: WebhookRecord) -> WebhookRecord:
        saved = before if after == before else self._records.save(before, after)
        self._read = (self._clock.now(), saved)
        if saved.is_proven and not before.is_proven:
            self._log.record("webhook_proven", supplier=saved.supplier)
        elif before.is_proven and saved.missed_at != before.missed_at:
            self._log.alarm("webhook_missed", supplier=saved.supplier, order_id=before.unannounced_order)
        elif before.is_proven and not saved.is_proven:
            self._log.record("webhook_quiet", supplier=saved.supplier)
        return saved
