"""Limits on what a customer may do at once, in an hour and in a day, by trust level.

A customer is `new` until age and settled payments make them `funded` (domain/standing.py). An operator can set any
level; `reviewed` comes only from an operator. Hours and days are clock hours and dates in UTC, so that customers can
tell when a limit ends.
The counts are stored in the wallet. Every purchase and refund writes the wallet anyway, on condition that it has not
changed, so the counts are exact however many functions run, and need no extra call.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, get_args

from callbox.domain.errors import Refused
from callbox.domain.money import naira

TrustLevel = Literal["new", "funded", "reviewed"]
LEVELS: tuple[TrustLevel, ...] = get_args(TrustLevel)


@dataclass(frozen=True)
class Limits:
    """The limits of one level. Money is in minor units."""

    open_verifications: int
    purchases_an_hour: int
    purchases_a_day: int
    same_service_a_day: int
    cancels_an_hour: int
    batch_size: int
    top_up_a_day_minor: int


LIMITS: Mapping[TrustLevel, Limits] = {
    # enough to try every feature once
    "new": Limits(3, 20, 50, 20, 20, 3, 5_000_000),
    # a tester's busy day
    "funded": Limits(10, 120, 500, 200, 60, 10, 500_000_000),
    # a team that has told us what it tests
    "reviewed": Limits(20, 600, 5_000, 2_000, 300, 10, 2_000_000_000),
}


def limits_with(changes: Mapping[Any, Any]) -> Mapping[TrustLevel, Limits]:
    """Return the limits with some replaced: `{"funded": {"open_verifications": 5}}`.

    Raises ValueError for an unknown level, an unknown limit or a value that is not a whole number above 0.
    """
    known = {field.name for field in fields(Limits)}
    changed = dict(LIMITS)
    for level, values in changes.items():
        if level not in LEVELS or not isinstance(values, Mapping) or not known.issuperset(values):
            raise ValueError(f"the levels are {', '.join(LEVELS)}; the limits are {', '.join(sorted(known))}")
        if not all(type(value) is int and value > 0 for value in values.values()):
            raise ValueError("a limit is a whole number above 0")
        changed[level] = replace(changed[level], **values)
    return changed


@dataclass(frozen=True)
class Usage:
    """What one customer did in the hour and on the day of the last purchase or cancellation.

    `hour` looks like `2026-11-23T09`, `day` like `2026-11-23`. `services` holds the day's purchases by service.
    `spent_minor` is the price of the day's purchases that were not refunded. `low_told`: the day's mail about a low
    balance was sent.
    """

    hour: str = ""
    purchases: int = 0
    cancels: int = 0
    day: str = ""
    services: tuple[tuple[str, int], ...] = ()
    spent_minor: int = 0
    low_told: bool = False

    def at(self, now: datetime) -> "Usage":
        """Return the counts that are still current."""
        moment = now.astimezone(UTC).isoformat()
        hour, day = moment[:13], moment[:10]
        current = self if self.day == day else replace(self, day=day, services=(), spent_minor=0, low_told=False)
        return current if current.hour == hour else replace(current, hour=hour, purchases=0, cancels=0)


NO_USAGE = Usage()


def must_be_within_purchases(limits: Limits, usage: Usage, service: str, quantity: int, *, now: datetime) -> None:
    """Raise Refused `rate_limited`, with `retry_after_s`, when a purchase exceeds the hour's or the day's limit."""
    current = usage.at(now)
    today = dict(current.services)
    beyond_day = {
        "purchases_a_day": sum(today.values()) + quantity > limits.purchases_a_day,
        "same_service_a_day": today.get(service, 0) + quantity > limits.same_service_a_day,
    }
    for name, is_beyond in beyond_day.items():
        if is_beyond:
            raise _limited(name, getattr(limits, name), seconds_left_of_day(now))
    if current.purchases + quantity > limits.purchases_an_hour:
        raise _limited("purchases_an_hour", limits.purchases_an_hour, _seconds_left_of_hour(now))


def must_be_within_cancels(limits: Limits, usage: Usage, *, now: datetime) -> None:
    """Raise Refused `rate_limited`, with `retry_after_s`, when a cancellation exceeds the hour's limit."""
    if usage.at(now).cancels >= limits.cancels_an_hour:
        raise _limited("cancels_an_hour", limits.cancels_an_hour, _seconds_left_of_hour(now))


def with_purchases(usage: Usage, service: str, quantity: int, *, spent_minor: int, now: datetime) -> Usage:
    """Count `quantity` numbers that cost `spent_minor` together."""
    current = usage.at(now)
    today = dict(current.services)
    today[service] = today.get(service, 0) + quantity
    return replace(
        current,
        purchases=current.purchases + quantity,
        services=tuple(sorted(today.items())),
        spent_minor=current.spent_minor + spent_minor,
    )


def with_refund(usage: Usage, minor: int, *, bought_at: datetime) -> Usage:
    """Count a refunded price no longer as spent, if it was on the day that is counted."""
    if usage.day != bought_at.astimezone(UTC).date().isoformat():
        return usage
    return replace(usage, spent_minor=usage.spent_minor - minor)


def with_cancel(usage: Usage, *, now: datetime) -> Usage:
    current = usage.at(now)
    return replace(current, cancels=current.cancels + 1)


def top_up_limited(limits: Limits, *, now: datetime) -> Refused:
    """Return the refusal of a top-up that exceeds the day's limit."""
    return _limited("top_up_a_day_minor", limits.top_up_a_day_minor, seconds_left_of_day(now))


def seconds_left_of_day(now: datetime) -> int:
    tomorrow = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return _seconds_until(tomorrow, now)


def _seconds_left_of_hour(now: datetime) -> int:
    next_hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return _seconds_until(next_hour, now)


def _seconds_until(moment: datetime, now: datetime) -> int:
    return max(1, -int((now - moment).total_seconds() // 1))


_ALLOWANCES = {
    "purchases_a_day": "numbers a day",
    "same_service_a_day": "numbers a day for the same service",
    "purchases_an_hour": "numbers an hour",
    "cancels_an_hour": "cancellations an hour; a number that gets no code is refunded automatically",
    "top_up_a_day_minor": "of top-ups a day",
}


def _limited(name: str, limit: int, retry_after_s: int) -> Refused:
    most = naira(limit) if name.endswith("_minor") else f"{limit:,}"
    return Refused(
        "rate_limited",
        f"Nothing was charged. Your limit is {most} {_ALLOWANCES[name]}. Try again later.",
        limit_name=name,
        limit=limit,
        retry_after_s=retry_after_s,
    )
