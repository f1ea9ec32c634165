"""When we poll the supplier and the page polls us: often at first, since most codes come soon; once at the end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbox.domain.identity import UserId, VerificationId
from callbox.domain.money import Money
from callbox.domain.polling import LONGEST_DELAY_S, MOST_POLLS, PollSchedule, is_look_due, next_poll_ms, poll_delay_s
from callbox.domain.verifications import (
    LONGEST_OPEN,
    MAX_TEXTS,
    REQUEST_WINDOW,
    SETTLING_TIME,
    Selection,
    Verification,
    VerificationState,
    received,
    requested,
    texts_until,
    with_number,
)

START = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
WINDOW_S = 15 * 60
REQUESTED = requested(
    user_id=UserId("ada"),
    verification_id=VerificationId("verification"),
    selection=Selection("whatsapp", "US", "sms"),
    price=Money(45_000, "NGN"),
    max_cost_usd=Decimal("0.25"),
    now=START,
)


def waiting(window_s: float = WINDOW_S) -> Verification:
    ends_at = START + timedelta(seconds=window_s)
    return with_number(REQUESTED, order_id="order-1", number="+12025550100", ends_at=ends_at, now=START)


def polls(verification: Verification, mode: PollSchedule = "single") -> list[int]:
    """Return the seconds of waiting at which the supplier is polled, up to the first poll at or after the end."""
    asked, now = list[int](), START
    assert verification.ends_at is not None
    while now < verification.ends_at:
        now += timedelta(seconds=poll_delay_s(verification, now=now, mode=mode))
        asked.append(int((now - START).total_seconds()))
    return asked


def test_the_pauses_between_polls_grow_with_the_wait() -> None:
    assert polls(waiting())[:-1] == [
        *(4, 6, 8, 10, 12, 14, 16),
        *(19, 22, 25, 28, 31, 34, 37, 40, 43, 46),
        *(51, 56, 61, 66, 71, 76, 81, 86, 91),
        *(101, 111, 121, 131, 141, 151),
        *(181, 211, 241, 271, 301),
        *(391, 481, 571, 661, 751, 841),
    ]


def test_a_quarter_of_an_hour_costs_forty_four_polls_the_last_at_the_end() -> None:
    asked = polls(waiting())

    assert len(asked) == 44
    assert asked[-1] == WINDOW_S


@pytest.mark.parametrize(
    ("until_s", "before_s", "after_s"), [(16, 2, 3), (45, 3, 5), (90, 5, 10), (150, 10, 30), (300, 30, 90)]
)
def test_each_step_ends_at_its_limit(until_s: int, before_s: int, after_s: int) -> None:
    end = START + timedelta(seconds=until_s)

    assert poll_delay_s(waiting(), now=end - timedelta(microseconds=1)) == before_s
    assert poll_delay_s(waiting(), now=end) == after_s


@given(st.floats(0.001, 50 * 60), st.floats(0, 1))
def test_every_poll_is_at_least_a_second_away_and_none_skips_the_end(window_s: float, part: float) -> None:
    verification = waiting(window_s)
    left_s = window_s * (1 - part)
    delay_s = poll_delay_s(verification, now=START + timedelta(seconds=window_s * part))

    assert 1 <= delay_s <= 90
    assert delay_s < left_s + 1 or left_s < 0.001


@pytest.mark.parametrize("late_s", [0, 1, 60, 600])
def test_an_unsettled_order_is_polled_four_times_a_minute_after_its_end(late_s: int) -> None:
    assert poll_delay_s(waiting(), now=START + timedelta(seconds=WINDOW_S + late_s)) == 15


def test_a_number_that_is_not_assigned_yet_is_polled_every_second() -> None:
    assert poll_delay_s(REQUESTED, now=START) == 1
    assert next_poll_ms(REQUESTED, now=START + timedelta(seconds=90)) == 1000


def test_a_slightly_late_first_poll_does_not_delay_the_next_one() -> None:
    assert poll_delay_s(waiting(), now=START + timedelta(seconds=1.4)) == 3
    assert poll_delay_s(waiting(), now=START + timedelta(seconds=3.9)) == 1


def test_the_page_polls_us_in_the_same_steps() -> None:
    verification = waiting()

    for asked in (0, 4, 16, 46, 91, 151, 301):
        now = START + timedelta(seconds=asked)
        assert next_poll_ms(verification, now=now) == poll_delay_s(verification, now=now) * 1000


@pytest.mark.parametrize("state", ["cancelled", "expired", "failed"])
def test_the_page_stops_polling_when_nothing_more_will_happen(state: VerificationState) -> None:
    assert next_poll_ms(replace(waiting(), state=state), now=START + timedelta(seconds=5)) is None


def listening(code_s: float = 10, asked_s: float | None = None) -> Verification:
    """Return a verification whose code came after so many seconds; the customer may have asked for another one."""
    found = received(waiting(), now=START + timedelta(seconds=code_s))
    return found if asked_s is None else replace(found, listened_at=START + timedelta(seconds=asked_s))


@pytest.mark.parametrize(
    ("mode", "looks"),
    [
        ("single", [15, 30, 60, 120, 120 + LONGEST_DELAY_S, WINDOW_S - 10]),
        ("batch", [15, 30, 60, 120, 120 + LONGEST_DELAY_S, WINDOW_S - 10]),
        ("webhook", [LONGEST_DELAY_S, WINDOW_S - 10]),
    ],
)
def test_after_the_code_we_look_at_some_moments_then_at_the_longest_pause_and_at_the_end(
    mode: PollSchedule, looks: list[int]
) -> None:
    found, now = list[int](), START + timedelta(seconds=10)
    while now < START + timedelta(seconds=WINDOW_S):
        now += timedelta(seconds=poll_delay_s(listening(), now=now, mode=mode))
        found.append(int((now - START).total_seconds()) - 10)

    assert found == looks


def test_asked_for_another_code_we_look_as_often_as_for_a_new_number_for_three_minutes() -> None:
    asked = replace(waiting(), waiting_since=START + timedelta(seconds=200))

    for seconds in (0, 4, 30, 100, 179):
        now = START + timedelta(seconds=200 + seconds)
        assert poll_delay_s(listening(asked_s=200), now=now) == poll_delay_s(asked, now=now)
    after = START + timedelta(seconds=380)
    assert poll_delay_s(listening(asked_s=200), now=after) == LONGEST_DELAY_S


def test_a_poll_that_arrives_before_the_first_look_asks_nothing_unless_the_customer_asked() -> None:
    early, due = START + timedelta(seconds=24), START + timedelta(seconds=25)

    assert not is_look_due(listening(), now=early)
    assert is_look_due(listening(), now=due)
    assert is_look_due(listening(asked_s=20), now=early)
    assert not is_look_due(waiting(), now=due)


def test_a_page_that_waits_for_another_code_asks_every_five_seconds_until_the_end() -> None:
    end = START + timedelta(seconds=WINDOW_S)

    assert next_poll_ms(listening(), now=START + timedelta(seconds=10)) == 5_000
    assert next_poll_ms(listening(asked_s=30), now=START + timedelta(seconds=35)) == 2_000
    assert next_poll_ms(listening(), now=end - timedelta(seconds=1)) == 1_000
    assert next_poll_ms(listening(), now=end) is None


def test_no_more_texts_are_expected_after_the_end_the_twentieth_or_from_a_supplier_that_stops_at_the_code() -> None:
    now = START + timedelta(seconds=20)

    assert texts_until(listening(), now=now) == texts_until(waiting(), now=now) == listening().ends_at
    assert texts_until(REQUESTED, now=now) is None
    assert texts_until(listening(), now=START + timedelta(seconds=WINDOW_S)) is None
    assert texts_until(replace(listening(), texts_read=tuple(map(str, range(MAX_TEXTS)))), now=now) is None
    assert texts_until(replace(listening(), supplier="another"), now=now) is None


def test_an_hour_of_asking_again_keeps_each_chain_within_its_bound() -> None:
    polls, now = 0, START + timedelta(seconds=10)
    chain = replace(listening(asked_s=10), ends_at=START + LONGEST_OPEN - SETTLING_TIME)
    while now < START + LONGEST_OPEN - SETTLING_TIME:
        now += timedelta(seconds=poll_delay_s(chain, now=now))
        polls += 1

    assert polls < MOST_POLLS / 4


def test_batched_polls_are_as_frequent_as_single_ones() -> None:
    assert polls(waiting(), "batch") == polls(waiting())


def test_with_a_webhook_a_verification_needs_five_polls_the_last_at_the_end() -> None:
    assert polls(waiting(), "webhook") == [20, 60, 180, 420, WINDOW_S]


def test_with_a_webhook_no_pause_exceeds_the_longest_delay() -> None:
    assert poll_delay_s(waiting(50 * 60), now=START + timedelta(seconds=421), mode="webhook") == LONGEST_DELAY_S


def test_no_chain_is_longer_than_the_most_polls_and_few_come_near() -> None:
    longest = waiting((LONGEST_OPEN - SETTLING_TIME).total_seconds())
    before_the_number = int(REQUEST_WINDOW.total_seconds())  # one each second
    after_the_end = int(SETTLING_TIME.total_seconds()) // 15

    assert before_the_number + len(polls(longest)) + after_the_end == MOST_POLLS
    assert len(polls(waiting())) + after_the_end < MOST_POLLS / 4
