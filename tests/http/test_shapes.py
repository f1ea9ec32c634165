"""Times and polling intervals, written as the contract requires."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from callbox.http.shapes import DepositShape, VerificationShape, retry_after, timestamp
from tests.builders import NOW, a_deposit, a_message, a_verification


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), "2026-11-23T09:00:00.000Z"),
        (datetime(2026, 11, 23, 9, 0, 0, 123_999, tzinfo=UTC), "2026-11-23T09:00:00.123Z"),
        (datetime(2026, 11, 23, 9, 0, tzinfo=timezone(timedelta(hours=1))), "2026-11-23T08:00:00.000Z"),
    ],
)
def test_a_time_is_in_utc_with_milliseconds(moment: datetime, text: str) -> None:
    assert timestamp(moment) == text


def test_a_deposit_shows_the_paid_reference() -> None:
    deposit = a_deposit("D", attempt=2, paid_reference="D-1", status="credited")

    assert DepositShape.of(deposit).reference == "D-1"


def test_the_first_code_is_the_verifications_code() -> None:
    messages = [a_message("1", code=None), a_message("2", code="111111"), a_message("3", code="222222")]
    verification = a_verification(state="received", message_count=3)

    shape = VerificationShape.of(verification, messages, now=NOW)

    assert (shape.code, [message.code for message in shape.messages]) == ("111111", [None, "111111", "222222"])


@pytest.mark.parametrize("state", ["received", "cancelled", "expired", "failed"])
def test_a_finished_verification_has_no_next_poll(state: str) -> None:
    shape = VerificationShape.of(a_verification(state=state), (), now=NOW)

    assert shape.next_poll_ms is None
    assert retry_after([shape]) == {}


def test_the_earliest_of_several_next_polls_is_returned() -> None:
    waiting = a_verification(state="waiting", waiting_since=NOW, ends_at=NOW + timedelta(minutes=15))
    shapes = [VerificationShape.of(one, (), now=NOW) for one in (waiting, a_verification(), waiting)]

    assert [shape.next_poll_ms for shape in shapes] == [4_000, 1_000, 4_000]
    assert retry_after(shapes) == {"Retry-After": "1"}
    assert retry_after([]) == {}
