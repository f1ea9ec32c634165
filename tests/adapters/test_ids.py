"""Ids sort by time, cannot be guessed, and fit every place that stores an id."""

import random
import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbox.adapters.clock import SystemClock
from callbox.adapters.ids import RandomIds
from callbox.domain.deposits import deposit_id_of

NOW = datetime(2026, 3, 4, 5, 6, 7, 89_000, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
moments = st.timedeltas(timedelta(days=1), timedelta(days=365 * 8000)).map(
    lambda age: datetime(1970, 1, 1, tzinfo=UTC) + age
)


def test_an_id_has_26_unambiguous_characters() -> None:
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{26}", RandomIds().new_id(NOW))


def test_an_id_can_be_part_of_a_payment_reference() -> None:
    new_id = RandomIds().new_id(NOW)

    assert deposit_id_of(f"{new_id}-1") == new_id


@given(moments, moments)
def test_ids_sort_by_the_millisecond_of_their_creation(first: datetime, second: datetime) -> None:
    earlier, later = sorted((first, second))
    if later - earlier < MILLISECOND:
        later = earlier + MILLISECOND

    assert RandomIds().new_id(earlier) < RandomIds().new_id(later)


@given(moments)
def test_the_first_id_of_a_time_separates_earlier_ids_from_later_ones(at: datetime) -> None:
    first_id = RandomIds().first_id(at)

    assert first_id < RandomIds().new_id(at)
    assert first_id > RandomIds().new_id(at - MILLISECOND)


def test_ids_of_one_millisecond_differ_in_every_random_character() -> None:
    made = [RandomIds().new_id(NOW) for _ in range(1000)]

    assert len(set(made)) == 1000
    assert {new_id[:10] for new_id in made} == {RandomIds().first_id(NOW)}
    # each of the sixteen random characters takes nearly all of its 32 values
    assert all(len({new_id[place] for new_id in made}) > 25 for place in range(10, 26))


@given(st.integers(0, 7 * 10**15))
def test_an_id_tells_when_it_was_made_to_the_millisecond(microseconds: int) -> None:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    told = RandomIds().made_at(RandomIds().new_id(at))

    assert told is not None
    assert timedelta(0) <= at - told < MILLISECOND


@pytest.mark.parametrize("other", ["", "user-ada", "0" * 25, "0" * 27, "I" * 26, "é" * 26, "Z" * 26])
def test_a_text_that_is_no_id_tells_no_time(other: str) -> None:
    assert RandomIds().made_at(other) is None


def test_a_secret_has_256_bits_and_fits_into_a_url_and_a_cookie() -> None:
    made = {RandomIds().new_secret() for _ in range(100)}

    assert len(made) == 100
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", secret) for secret in made)


def test_the_clock_returns_the_machines_time_in_utc() -> None:
    before = datetime.now(UTC)
    told = SystemClock().now()

    assert before <= told <= datetime.now(UTC)
    assert told.utcoffset() == timedelta(0)


def test_secrets_come_from_a_generator_that_cannot_be_seeded() -> None:
    made = set()
    for _ in range(2):
        random.seed(1)
        made.add(RandomIds().new_secret())

    assert len(made) == 2
