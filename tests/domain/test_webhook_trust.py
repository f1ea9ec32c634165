"""The supplier's webhook is proven by events, and disproven by a text that no event announced."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from callbox.domain.webhook_trust import (
    ANNOUNCED_WITHIN,
    DOUBTED_FOR,
    NOTED_EVERY,
    PROOF_LASTS,
    WebhookRecord,
    judged,
    with_event,
    with_text_found,
)

NOW = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
UNKNOWN = WebhookRecord("textverified")
PROVEN = with_event(UNKNOWN, "first", at=NOW)
MOMENT = timedelta(microseconds=1)


def missed(record: WebhookRecord = PROVEN, *, found_at: datetime = NOW) -> WebhookRecord:
    return judged(with_text_found(record, "lost", now=found_at), now=found_at + ANNOUNCED_WITHIN + MOMENT)


def test_a_webhook_that_was_never_heard_of_is_not_proven() -> None:
    assert not judged(UNKNOWN, now=NOW).is_proven


def test_one_event_proves_the_webhook_for_a_day() -> None:
    assert judged(PROVEN, now=NOW + PROOF_LASTS).is_proven
    assert not judged(PROVEN, now=NOW + PROOF_LASTS + MOMENT).is_proven


def test_events_are_noted_once_an_hour() -> None:
    assert with_event(PROVEN, "second", at=NOW + NOTED_EVERY - MOMENT) == PROVEN
    assert with_event(PROVEN, "second", at=NOW + NOTED_EVERY).event_at == NOW + NOTED_EVERY


def test_an_event_may_come_half_a_minute_after_a_look() -> None:
    found = with_text_found(PROVEN, "quick", now=NOW)
    at = NOW + ANNOUNCED_WITHIN

    assert with_event(judged(found, now=at), "quick", at=at) == PROVEN


def test_a_text_that_no_event_announces_disproves_the_webhook() -> None:
    record = missed()

    assert (record.is_proven, record.missed_at, record.unannounced_order) == (False, NOW, None)


def test_an_event_about_another_order_announces_nothing() -> None:
    found = with_event(with_text_found(PROVEN, "lost", now=NOW), "other", at=NOW)

    assert not judged(found, now=NOW + ANNOUNCED_WITHIN + MOMENT).is_proven


def test_the_first_of_several_found_texts_waits_for_its_event() -> None:
    found = with_text_found(PROVEN, "lost", now=NOW)

    assert with_text_found(found, "later", now=NOW + timedelta(seconds=20)) == found


def test_after_a_missed_event_the_webhook_is_doubted_for_an_hour() -> None:
    record = missed()

    assert with_event(record, "again", at=NOW + DOUBTED_FOR - MOMENT) == record
    back = with_event(record, "again", at=NOW + DOUBTED_FOR)
    assert judged(back, now=NOW + DOUBTED_FOR).is_proven


def test_what_looks_find_says_nothing_about_an_unproven_webhook() -> None:
    assert with_text_found(UNKNOWN, "found", now=NOW) == UNKNOWN


@given(st.lists(st.tuples(st.sampled_from(["event", "text"]), st.sampled_from("abc"), st.integers(0, 7200))))
def test_no_webhook_is_proven_without_an_event_of_the_last_day(
    happenings: list[tuple[str, str, int]],
) -> None:
    record, now, last_event = UNKNOWN, NOW, None
    for kind, order_id, pause_s in happenings:
        now += timedelta(seconds=pause_s)
        record = judged(record, now=now)
        if kind == "event":
            record, last_event = with_event(record, order_id, at=now), now
        else:
            record = with_text_found(record, order_id, now=now)
        record = judged(record, now=now)
        assert not record.is_proven or (last_event is not None and now - last_event <= PROOF_LASTS)
        assert judged(record, now=now) == record


def test_a_record_that_is_judged_twice_is_missed_once() -> None:
    record = missed()

    assert judged(replace(record, version=2), now=NOW + timedelta(minutes=5)).missed_at == record.missed_at
