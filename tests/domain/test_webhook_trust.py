"""The supplier's webhook is proven by events, and disproven by texts that no event announced."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbox.domain.webhook_trust import (
    ANNOUNCED_WITHIN,
    DOUBTED_FOR,
    LOST_ADDS,
    MOST_FOUND,
    MOST_PAST,
    NOTED_EVERY,
    PROOF_LASTS,
    SAID_EVERY,
    WebhookRecord,
    judged,
    with_event,
    with_text_found,
)

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
SECOND = timedelta(seconds=1)
UNKNOWN = WebhookRecord("textverified")
PROVEN = with_event(UNKNOWN, "first", at=NOW, now=NOW)
LATE = ANNOUNCED_WITHIN + MOMENT


def event(
    record: WebhookRecord, order_id: str, at: datetime, *, waits: timedelta = timedelta(0), is_first: bool = True
) -> WebhookRecord:
    """An event is received, and processed after it waited in our queue."""
    return with_event(record, order_id, at=at, now=at + waits, is_first=is_first)


def lost(record: WebhookRecord, order_id: str, *, found_at: datetime = NOW) -> WebhookRecord:
    return judged(with_text_found(record, order_id, now=found_at), now=found_at + LATE)


def disproven() -> WebhookRecord:
    return lost(lost(PROVEN, "one"), "two", found_at=NOW + LATE)


def test_a_webhook_that_was_never_heard_of_is_not_proven() -> None:
    assert not judged(UNKNOWN, now=NOW).is_proven


def test_one_event_proves_the_webhook_for_a_day() -> None:
    assert judged(PROVEN, now=NOW + PROOF_LASTS).is_proven
    assert not judged(PROVEN, now=NOW + PROOF_LASTS + MOMENT).is_proven


def test_events_are_noted_once_an_hour() -> None:
    assert event(PROVEN, "second", NOW + NOTED_EVERY - MOMENT) == PROVEN
    assert event(PROVEN, "second", NOW + NOTED_EVERY).event_at == NOW + NOTED_EVERY


def test_an_event_may_come_half_a_minute_after_a_look() -> None:
    found = with_text_found(PROVEN, "quick", now=NOW)
    at = NOW + ANNOUNCED_WITHIN

    assert event(judged(found, now=at), "quick", at) == PROVEN
    assert event(found, "quick", NOW + LATE).doubt == LOST_ADDS - 1, "lost, and one event"


# --- one lost event, and two


def test_one_lost_event_disproves_nothing() -> None:
    record = lost(PROVEN, "one")

    assert (record.is_proven, record.doubt) == (True, LOST_ADDS)


def test_the_second_lost_event_of_a_webhook_that_stopped_disproves_it() -> None:
    record = lost(lost(PROVEN, "one"), "two", found_at=NOW + PROOF_LASTS - LATE)

    assert (record.is_proven, record.missed_at) == (False, NOW + PROOF_LASTS - LATE)


def test_two_texts_that_were_found_at_once_disprove_a_webhook_that_stopped() -> None:
    found = with_text_found(with_text_found(PROVEN, "one", now=NOW), "two", now=NOW)

    assert judged(found, now=NOW + ANNOUNCED_WITHIN).is_proven
    assert not judged(found, now=NOW + LATE).is_proven


def test_texts_of_one_order_disprove_nothing() -> None:
    record = PROVEN
    for minute in range(0, 60, 2):
        record = lost(record, "one", found_at=NOW + timedelta(minutes=minute))

    assert (record.is_proven, record.doubt) == (True, LOST_ADDS)


def test_an_event_between_two_lost_ones_keeps_the_trust() -> None:
    record = event(lost(PROVEN, "one"), "between", NOW + LATE)

    assert lost(record, "two", found_at=NOW + LATE).is_proven


def outcome(pattern: str) -> Sequence[WebhookRecord]:
    """Let numbers get a code every minute: `e` by an event, `-` by a look, with the event lost."""
    record, seen = PROVEN, list[WebhookRecord]()
    for place, one in enumerate(pattern):
        at = NOW + place * timedelta(minutes=1)
        record = event(record, f"{place}", at) if one == "e" else lost(record, f"{place}", found_at=at)
        seen.append(record)
    return seen


@pytest.mark.parametrize("pattern", ["--", "e--", "e-e-e-", "ee-ee-ee-", "eeeee-" * 4])
def test_a_webhook_that_loses_many_events_is_disproven_soon(pattern: str) -> None:
    records = outcome(pattern)

    assert [record.is_proven for record in records] == [True] * (len(records) - 1) + [False]


@pytest.mark.parametrize("every", [20, 500])
def test_a_small_share_of_lost_events_never_disproves_at_any_volume(every: int) -> None:
    records = outcome(("e" * (every - 1) + "-") * (5_000 // every))

    assert all(record.is_proven for record in records)
    written = sum(one != other for one, other in zip(records[1:], records[:-1], strict=True))
    assert written <= 5_000 / every * (LOST_ADDS + 1) + 5_000 / 60, "each loss costs its own write and nine events'"


def test_when_disproven_no_event_is_proof_for_an_hour() -> None:
    record, found_at = disproven(), NOW + LATE

    assert event(record, "again", found_at + DOUBTED_FOR - MOMENT) == record
    back = event(record, "again", found_at + DOUBTED_FOR)
    assert (back.is_proven, back.doubt, back.noted) == (True, 0, ())


# --- the races of a look and an event


def test_an_event_that_is_processed_before_the_look_has_noted_its_text_announces_it() -> None:
    """The look stores the text and tells open pages; in that time the event finds the text read."""
    record = event(PROVEN, "raced", NOW, is_first=False)

    assert lost(record, "raced", found_at=NOW + 0.3 * SECOND) == record


def test_an_order_is_remembered_as_announced_for_half_a_minute() -> None:
    record = event(PROVEN, "raced", NOW, is_first=False)

    assert with_text_found(record, "raced", now=NOW + ANNOUNCED_WITHIN) == record
    assert lost(record, "raced", found_at=NOW + LATE).doubt == LOST_ADDS


def test_many_events_about_one_order_are_remembered_by_one_write() -> None:
    record = event(PROVEN, "flooded", NOW, is_first=False)

    assert event(record, "flooded", NOW + ANNOUNCED_WITHIN / 2, is_first=False) == record
    assert event(PROVEN, "flooded", NOW, is_first=True) == PROVEN


def test_a_flood_of_events_pushes_no_waiting_order_out() -> None:
    record = with_text_found(PROVEN, "waits", now=NOW)
    for number in range(100):
        record = event(record, f"flood-{number}", NOW, is_first=False)

    assert len(record.noted) <= MOST_FOUND + MOST_PAST + 1
    assert lost(record, "waits").doubt == LOST_ADDS


def test_an_event_that_waited_in_our_queue_was_not_lost() -> None:
    found = with_text_found(PROVEN, "queued", now=NOW)

    assert event(found, "queued", NOW + SECOND, waits=timedelta(minutes=5)) == PROVEN


def test_an_event_that_waited_takes_back_what_was_judged_meanwhile() -> None:
    record = disproven()

    again = event(record, "two", NOW + SECOND, waits=timedelta(minutes=5))
    assert (again.is_proven, again.missed_at, again.unproven_since) == (True, None, None)
    assert event(again, "one", NOW + SECOND, waits=timedelta(minutes=5)).doubt == 0


def test_an_event_that_came_too_late_takes_nothing_back() -> None:
    record = disproven()

    assert event(record, "two", NOW + LATE + LATE) == record


# --- a day without events


def test_what_looks_find_says_nothing_about_an_unproven_webhook() -> None:
    unknown = judged(UNKNOWN, now=NOW)

    assert with_text_found(unknown, "found", now=NOW) == unknown


def test_an_unproven_webhook_is_said_once_a_day() -> None:
    unknown = judged(UNKNOWN, now=NOW)

    assert judged(unknown, now=NOW + SAID_EVERY) == unknown
    assert judged(unknown, now=NOW + SAID_EVERY + MOMENT).unproven_since == NOW + SAID_EVERY + MOMENT


@given(st.lists(st.tuples(st.sampled_from(["event", "late", "text"]), st.sampled_from("abc"), st.integers(0, 7200))))
def test_no_webhook_is_proven_without_an_event_of_the_last_day(
    happenings: list[tuple[str, str, int]],
) -> None:
    record, now, last_event = UNKNOWN, NOW, None
    for kind, order_id, pause_s in happenings:
        now += timedelta(seconds=pause_s)
        record = judged(record, now=now)
        if kind == "text":
            record = with_text_found(record, order_id, now=now)
        else:
            record = with_event(record, order_id, at=now, now=now, is_first=kind == "event")
            last_event = now
        record = judged(record, now=now)
        assert not record.is_proven or (last_event is not None and now - last_event <= PROOF_LASTS)
        assert judged(record, now=now) == record
        assert len({noted.order_id for noted in record.noted}) == len(record.noted)


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.floats(0, 40), st.floats(0, 28), st.booleans()), max_size=40))
def test_no_order_whose_event_we_received_in_time_is_doubted_for_long(
    texts: list[tuple[str, float, float, bool]],
) -> None:
    """Looks and events of one text in any order, with the event up to half a minute in the queue."""
    record, now = PROVEN, NOW
    for order_id, pause_s, waits_s, is_look_first in texts:
        now += timedelta(seconds=pause_s)
        processed = now + timedelta(seconds=waits_s)
        if is_look_first:
            record = with_text_found(record, order_id, now=now)
            record = with_event(record, order_id, at=now + SECOND, now=processed + SECOND)
        else:
            record = with_event(record, order_id, at=now, now=processed, is_first=False)
            record = with_text_found(record, order_id, now=processed + SECOND)
        now = processed + SECOND
        assert (record.is_proven, record.doubt) == (True, 0)


def test_a_record_that_is_judged_twice_is_missed_once() -> None:
    record = disproven()

    assert judged(replace(record, version=2), now=NOW + timedelta(minutes=5)) == replace(record, version=2)
