"""Whether the supplier's webhook is proven, so that we may look for codes seldom (`POLL_MODE=auto`).

It is proven by an event about one of our orders within the last day. It is disproven by lost events. A look that finds
a text notes the order, and an event that we receive within half a minute takes the note away; without one the event was
lost. Each order that loses one adds `LOST_ADDS` to the doubt, each event takes 1 from it, and at `DISPROVEN_AT` we look
often again. So a webhook that stops is disproven by the second lost event, and one that loses more than a tenth sooner
or later, while single losses among many events change nothing. After that no event is proof for an hour.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

PROOF_LASTS = timedelta(days=1)
ANNOUNCED_WITHIN = timedelta(seconds=30)
"""How long after a look found a text its event may come. It usually takes a second."""
DOUBTED_FOR = timedelta(hours=1)
"""How long after the webhook was disproven no event is proof."""
NOTED_EVERY = timedelta(hours=1)
"""Events are noted at most this often: the record is written seldom."""
SAID_EVERY = timedelta(days=1)
"""How often operators hear that we look often because no event comes."""
LOST_ADDS = 9
DISPROVEN_AT = 2 * LOST_ADDS
MOST_FOUND = 2
"""Orders that wait for their events at once: two that lose them are enough."""
MOST_PAST = 16
"""Other orders that are noted beside those."""
_KEPT_FOR = {"lost": DOUBTED_FOR, "announced": ANNOUNCED_WITHIN}


@dataclass(frozen=True)
class Noted:
    """What happened to an order.

    found       a look found a text at this time, before any event
    lost        the event about the text that was found at this time did not come
    announced   an event came whose text had been read, at this time; the look that read it may note it a moment later
    """

    order_id: str
    what: Literal["found", "lost", "announced"]
    at: datetime


@dataclass(frozen=True)
class WebhookRecord:
    """What we know about the webhook of a supplier.

    `event_at` is the last event that was noted. `noted` has at most one entry for each order, the newest last.
    `missed_at` is when the text was found whose lost event disproved the webhook. `unproven_since` is when trust ended,
    or when operators last heard of it. `version` counts the writes.
    """

    supplier: str
    is_proven: bool = False
    event_at: datetime | None = None
    noted: tuple[Noted, ...] = ()
    doubt: int = 0
    missed_at: datetime | None = None
    unproven_since: datetime | None = None
    version: int = 0


def judged(record: WebhookRecord, *, now: datetime) -> WebhookRecord:
    """Return the record as it stands now: events have not come in time, or none came for a day."""
    for noted in record.noted:
        if record.is_proven and noted.what == "found" and now - noted.at > ANNOUNCED_WITHIN:
            record = _with_loss(record, noted, now=now)
    if record.is_proven and (record.event_at is None or now - record.event_at > PROOF_LASTS):
        return replace(record, is_proven=False, noted=(), doubt=0, unproven_since=now)
    if not record.is_proven and (record.unproven_since is None or now - record.unproven_since > SAID_EVERY):
        return replace(record, unproven_since=now)
    return record


def with_event(
    record: WebhookRecord, order_id: str, *, at: datetime, now: datetime, is_first: bool = True
) -> WebhookRecord:
    """Return the record after an event about one of our orders, which was received then. Most events change nothing.

    The event announces its order before others are judged: it may have waited in our queue. `is_first` says that
    the event brought the first text of the order. If it did not, a look may have read the text and be about to note it.
    """
    record = judged(_announced(record, order_id, at=at), now=now)
    if now - at > PROOF_LASTS:
        return record
    if not record.is_proven:
        is_doubted = record.missed_at is not None and at - record.missed_at < DOUBTED_FOR
        return record if is_doubted else WebhookRecord(record.supplier, True, event_at=at, version=record.version)
    record = replace(record, doubt=max(0, record.doubt - 1))
    if record.event_at is None or at - record.event_at >= NOTED_EVERY:
        record = replace(record, event_at=at)
    before = _of(record, order_id)
    is_remembered = before is not None and (before.what != "announced" or now - before.at <= ANNOUNCED_WITHIN / 2)
    return record if is_first or is_remembered else _with(record, Noted(order_id, "announced", now), now=now)


def with_text_found(record: WebhookRecord, order_id: str, *, now: datetime) -> WebhookRecord:
    """Return the record after a look found a text. One order is noted once, and few at a time."""
    record = judged(record, now=now)
    before = _of(record, order_id)
    is_noted = before is not None and (before.what != "announced" or now - before.at <= ANNOUNCED_WITHIN)
    waiting = sum(noted.what == "found" for noted in record.noted)
    if not record.is_proven or is_noted or waiting >= MOST_FOUND:
        return record
    return _with(record, Noted(order_id, "found", now), now=now)


def _with_loss(record: WebhookRecord, found: Noted, *, now: datetime) -> WebhookRecord:
    record = _with(record, replace(found, what="lost"), now=now)
    record = replace(record, doubt=record.doubt + LOST_ADDS)
    if record.doubt < DISPROVEN_AT:
        return record
    lost = tuple(noted for noted in record.noted if noted.what == "lost")
    return replace(record, is_proven=False, noted=lost, missed_at=found.at, unproven_since=now)


def _announced(record: WebhookRecord, order_id: str, *, at: datetime) -> WebhookRecord:
    """Return the record without the order if its event was received in time, as if it had not been noted."""
    noted = _of(record, order_id)
    if noted is None or noted.what == "announced" or at - noted.at > ANNOUNCED_WITHIN:
        return record
    record = _without(record, order_id)
    if noted.what == "found":
        return record
    record = replace(record, doubt=max(0, record.doubt - LOST_ADDS))
    if record.is_proven or record.doubt >= DISPROVEN_AT:
        return record
    return replace(record, is_proven=True, missed_at=None, unproven_since=None)


def _of(record: WebhookRecord, order_id: str) -> Noted | None:
    return next((noted for noted in record.noted if noted.order_id == order_id), None)


def _without(record: WebhookRecord, order_id: str) -> WebhookRecord:
    return replace(record, noted=tuple(noted for noted in record.noted if noted.order_id != order_id))


def _with(record: WebhookRecord, added: Noted, *, now: datetime) -> WebhookRecord:
    """Return the record with this entry. Old ones go, and the oldest if there are too many; never one that waits."""
    others = _without(record, added.order_id).noted
    waiting = [noted for noted in others if noted.what == "found"]
    past = [noted for noted in others if noted.what != "found" and now - noted.at <= _KEPT_FOR[noted.what]]
    return replace(record, noted=(*past[-MOST_PAST:], *waiting, added))
