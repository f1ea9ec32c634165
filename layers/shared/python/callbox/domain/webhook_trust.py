"""Whether the supplier's webhook is proven, so that we may look for codes seldom (`POLL_MODE=auto`).

It is proven by an event about one of our orders within the last day. It is disproven by a text that a look found and
that no event announced within half a minute: an event usually takes a second, and a look may come just before it. After
that, an event counts as proof again when an hour has passed, so that a webhook that loses every second event is not
relied on in between.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

PROOF_LASTS = timedelta(days=1)
ANNOUNCED_WITHIN = timedelta(seconds=30)
"""How long after a look found a text its event may come."""
DOUBTED_FOR = timedelta(hours=1)
"""How long after a missed event no event is proof."""
NOTED_EVERY = timedelta(hours=1)
"""Events are noted at most this often: the record is written seldom."""


@dataclass(frozen=True)
class WebhookRecord:
    """What we know about the webhook of a supplier.

    `event_at` is the last event that was noted. `unannounced_order` is an order of which a look found a text at
    `unannounced_at`, before any event. `missed_at` is when the last text was found whose event never came. `version`
    counts the writes.
    """

    supplier: str
    is_proven: bool = False
    event_at: datetime | None = None
    unannounced_order: str | None = None
    unannounced_at: datetime | None = None
    missed_at: datetime | None = None
    version: int = 0


def judged(record: WebhookRecord, *, now: datetime) -> WebhookRecord:
    """Return the record as it stands now: an event has not come in time, or none came for a day."""
    if record.unannounced_at is not None and now - record.unannounced_at > ANNOUNCED_WITHIN:
        missed = replace(record, is_proven=False, missed_at=record.unannounced_at)
        return _announced(missed)
    if record.is_proven and (record.event_at is None or now - record.event_at > PROOF_LASTS):
        return _announced(replace(record, is_proven=False))
    return record


def with_event(record: WebhookRecord, order_id: str, *, at: datetime) -> WebhookRecord:
    """Return the record after an event about one of our orders. Most events change nothing."""
    if record.unannounced_order == order_id:
        record = _announced(record)
    if record.missed_at is not None and at - record.missed_at < DOUBTED_FOR:
        return record
    if record.is_proven and record.event_at is not None and at - record.event_at < NOTED_EVERY:
        return record
    return replace(record, is_proven=True, event_at=at)


def with_text_found(record: WebhookRecord, order_id: str, *, now: datetime) -> WebhookRecord:
    """Return the record after a look found a text. While one order waits for its event, others are not noted."""
    if not record.is_proven or record.unannounced_order is not None:
        return record
    return replace(record, unannounced_order=order_id, unannounced_at=now)


def _announced(record: WebhookRecord) -> WebhookRecord:
    return replace(record, unannounced_order=None, unannounced_at=None)
