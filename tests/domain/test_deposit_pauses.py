"""How often an unpaid deposit is checked at Paystack: often in the first hour, then less and less, then no more."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbox.domain.deposits import PAYMENT_WINDOW, Deposit, DepositStatus, ask_again, pause_after
from callbox.domain.identity import DepositId, UserId
from callbox.domain.money import Money

CREATED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
FRESH = Deposit(
    deposit_id=DepositId("01JDEPOSIT"),
    user_id=UserId("ada"),
    amount=Money(500_000, "NGN"),
    status="pending",
    created_at=CREATED,
    due_at=CREATED + pause_after(timedelta(0)),
)


def questions() -> list[timedelta]:
    """Return the ages at which a deposit that is never paid is checked; the last check ends it."""
    deposit, ages = FRESH, list[timedelta]()
    while deposit.due_at is not None:
        assert len(ages) < 1000, "the checks never end"
        now = deposit.due_at
        ages.append(now - CREATED)
        deposit = ask_again(deposit, now=now)
    assert (deposit.status, deposit.reason, deposit.settled_at) == ("failed", "not_paid", now)
    return ages


def test_the_first_check_is_after_a_minute_and_the_last_when_the_window_ends() -> None:
    ages = questions()

    assert ages[0] == timedelta(minutes=1)
    assert ages[-2] < PAYMENT_WINDOW <= ages[-1] <= PAYMENT_WINDOW + timedelta(hours=6)


def test_pauses_only_grow_and_28_of_78_checks_are_in_the_first_hour() -> None:
    ages = questions()
    pauses = [later - earlier for earlier, later in pairwise(ages)]

    assert pauses == sorted(pauses)
    assert len(ages) == 78
    assert sum(age <= timedelta(hours=1) for age in ages) == 28
    assert timedelta(hours=97.4) <= ages[-1] < timedelta(hours=97.5)


@given(st.timedeltas(timedelta(0), timedelta(days=30)))
def test_a_pause_is_a_tenth_of_the_age_between_a_minute_and_six_hours(age: timedelta) -> None:
    pause = pause_after(age)

    assert timedelta(minutes=1) <= pause <= timedelta(hours=6)
    if timedelta(minutes=10) <= age <= timedelta(hours=60):
        assert abs(pause - age / 10) < timedelta(microseconds=2)


@pytest.mark.parametrize(
    ("after", "status"),
    [(PAYMENT_WINDOW - timedelta(microseconds=1), "pending"), (PAYMENT_WINDOW, "failed")],
)
def test_an_unpaid_deposit_fails_at_the_end_of_its_window_and_not_before(after: timedelta, status: str) -> None:
    asked = ask_again(FRESH, now=CREATED + after)

    assert asked.status == status
    assert (asked.due_at is None) == (status == "failed")


@pytest.mark.parametrize("status", ["credited", "failed", "mismatched"])
def test_a_deposit_that_has_ended_is_not_checked(status: DepositStatus) -> None:
    ended = replace(FRESH, status=status)

    assert ask_again(ended, now=CREATED + timedelta(days=5)) == replace(ended, due_at=None)


def test_the_window_is_longer_than_paystack_repeats_its_webhooks() -> None:
    assert timedelta(hours=72) < PAYMENT_WINDOW
