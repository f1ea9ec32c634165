"""How often to look for codes: as the operator says, or as far as the supplier's webhook is proven.

The record is one item, read at most every half minute by a process and written seldom. Each process may therefore use
the older schedule for half a minute. Whatever cannot be read or written costs no code: then we look often.

Events read it again after seconds: many events of one moment share a reading, and a loss in another process still meets
the events that speak against it.
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
EVENTS_READ_AGAIN_AFTER = timedelta(seconds=5)


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

    def event_came(self, order_id: str, *, at: datetime, is_first: bool = True) -> None:
        """Take note of an event about one of our orders, which was received then. Never raises.

        `is_first` says that it brought the first text of the order, which therefore no look has noted.
        """
        if self.poll_mode != "auto":
            return
        now = self._clock.now()

        def with_this(record: WebhookRecord) -> WebhookRecord:
            return with_event(record, order_id, at=at, now=now, is_first=is_first)

        known = self._known(for_at_most=EVENTS_READ_AGAIN_AFTER)
        if known is None or not known.is_proven or with_this(known) != known:
            self._change(with_this)

    def text_was_found(self, order_id: str) -> None:
        """Take note that a look found a text of this order which no event has announced yet. Never raises."""
        if self.poll_mode == "auto" and self.poll_schedule() == "webhook":
            self._change(lambda record: with_text_found(record, order_id, now=self._clock.now()))

    def _known(self, *, for_at_most: timedelta) -> WebhookRecord | None:
        """Return the record as this process read it, unless that is too long ago."""
        if self._read is None or not timedelta(0) <= self._clock.now() - self._read[0] < for_at_most:
            return None
        return self._read[1]

    def _record(self) -> WebhookRecord:
        """Return the record as it was read lately, or read it and store what time has decided about it.

        Raises Moved or Unavailable.
        """
        return self._known(for_at_most=READ_AGAIN_AFTER) or self._changed(
            lambda record: judged(record, now=self._clock.now())
        )

    def _change(self, change: Callable[[WebhookRecord], WebhookRecord]) -> None:
        with suppress(Unavailable):
            settled(lambda: self._changed(change))

    def _changed(self, change: Callable[[WebhookRecord], WebhookRecord]) -> WebhookRecord:
        self._read = None
        record = self._records.get(SUPPLIER)
        return self._save(record, change(record))

    def _save(self, before: WebhookRecord, after: WebhookRecord) -> WebhookRecord:
        saved = before if after == before else self._records.save(before, after)
        self._read = (self._clock.now(), saved)
        self._say(before, saved)
        return saved

    def _say(self, before: WebhookRecord, saved: WebhookRecord) -> None:
        """Log what operators should know of a change."""
        supplier = saved.supplier
        lost = [noted.order_id for noted in saved.noted if noted.what == "lost" and noted not in before.noted]
        for order_id in lost:
            self._log.record("webhook_event_lost", supplier=supplier, order_id=order_id)
        if saved.is_proven and not before.is_proven:
            self._log.record("webhook_proven", supplier=supplier)
        elif before.is_proven and not saved.is_proven and saved.missed_at != before.missed_at:
            self._log.alarm("webhook_missed", supplier=supplier, order_id=lost[-1])
        elif before.is_proven and not saved.is_proven:
            self._log.record("webhook_quiet", supplier=supplier)
        elif not saved.is_proven and before.unproven_since not in (None, saved.unproven_since):
            last = before.event_at.isoformat(timespec="seconds") if before.event_at else None
            self._log.record("webhook_unproven", supplier=supplier, last_event=last)
