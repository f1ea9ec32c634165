"""Limits by trust level: what counts, until when, and what the refusal says."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from callbox.domain.errors import Refused
from callbox.domain.trust import (
    LIMITS,
    NO_USAGE,
    Limits,
    Usage,
    must_be_within_cancels,
    must_be_within_purchases,
    with_cancel,
    with_purchases,
)

NOON = datetime(2026, 11, 23, 12, 30, tzinfo=UTC)
FEW = Limits(3, 4, 6, 5, 2, 2, 1_000)


def bought(*amounts: int, service: str = "discord", at: datetime = NOON, since: Usage = NO_USAGE) -> Usage:
    for amount in amounts:
        since = with_purchases(since, service, amount, spent_minor=0, now=at)
    return since


def refusal(usage: Usage, service: str = "discord", quantity: int = 1, at: datetime = NOON) -> Refused:
    with pytest.raises(Refused) as refused:
        must_be_within_purchases(FEW, usage, service, quantity, now=at)
    assert refused.value.code == "rate_limited"
    return refused.value


def test_the_levels_have_the_documented_limits() -> None:
    assert [LIMITS[level].open_verifications for level in ("new", "funded", "reviewed")] == [3, 10, 20]
    for limits in LIMITS.values():
        assert limits.purchases_an_hour <= limits.purchases_a_day
        assert limits.batch_size <= limits.open_verifications


def test_the_limit_itself_is_allowed_and_one_more_is_not() -> None:
    must_be_within_purchases(FEW, bought(3), "discord", 1, now=NOON)

    facts = refusal(bought(3), quantity=2).facts
    assert (facts["limit_name"], facts["limit"], facts["retry_after_s"]) == ("purchases_an_hour", 4, 1_800)


def test_the_hour_ends_on_the_hour_and_the_day_continues() -> None:
    next_hour = NOON + timedelta(minutes=30)

    must_be_within_purchases(FEW, bought(4), "tinder", 1, now=next_hour)
    assert refusal(bought(4), quantity=2, at=next_hour).facts["limit_name"] == "same_service_a_day"
    later = bought(2, service="tinder", at=next_hour, since=bought(4))
    assert refusal(later, "tinder", at=next_hour).facts["limit_name"] == "purchases_a_day"
    assert refusal(later, "tinder", at=next_hour).facts["retry_after_s"] == 11 * 3_600


def test_a_day_ends_at_midnight_utc_in_any_time_zone() -> None:
    lagos = timezone(timedelta(hours=1))
    before = datetime(2026, 11, 24, 0, 59, 59, 500_000, tzinfo=lagos)

    usage = bought(5, at=before - timedelta(hours=3))
    assert refusal(usage, at=before).facts["retry_after_s"] == 1
    must_be_within_purchases(FEW, usage, "discord", 1, now=before + timedelta(seconds=1))


def test_purchases_of_other_services_do_not_count_for_a_service() -> None:
    usage = bought(3, service="tinder")

    must_be_within_purchases(FEW, usage, "discord", 1, now=NOON)
    assert dict(bought(1, since=usage).services) == {"tinder": 3, "discord": 1}


def test_cancels_are_counted_by_the_hour() -> None:
    usage = with_cancel(with_cancel(NO_USAGE, now=NOON), now=NOON)

    with pytest.raises(Refused) as refused:
        must_be_within_cancels(FEW, usage, now=NOON)
    assert (refused.value.facts["limit_name"], refused.value.facts["retry_after_s"]) == ("cancels_an_hour", 1_800)
    must_be_within_cancels(FEW, usage, now=NOON + timedelta(minutes=30))
    must_be_within_cancels(FEW, with_cancel(NO_USAGE, now=NOON), now=NOON)
