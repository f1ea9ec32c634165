"""Limits that customers set themselves: what they spend a day, and the balance below which they get a mail.

They are stored in the wallet, which every purchase writes on condition that it has not changed. So a lower limit holds
for the next purchase, and the check costs no read. Days are dates in UTC, as for the other limits (domain/trust.py).
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from callbox.domain.errors import Refused
from callbox.domain.money import Money, naira
from callbox.domain.trust import Usage

OwnLimitName = Literal["low_balance_minor", "spend_a_day_minor"]
RAISED_AFTER = timedelta(hours=24)
"""How long a higher limit waits: the limit is for a bad evening, and against a thief who holds a stolen session."""


@dataclass(frozen=True)
class OwnLimits:
    """Both in minor units; None is no limit. At `later_at`, `later_minor` takes the place of `spend_a_day_minor`."""

    low_balance_minor: int | None = None
    spend_a_day_minor: int | None = None
    later_minor: int | None = None
    later_at: datetime | None = None

    def at(self, now: datetime) -> "OwnLimits":
        """Return the limits as they hold now."""
        if self.later_at is None or now < self.later_at:
            return self
        return replace(self, spend_a_day_minor=self.later_minor, later_minor=None, later_at=None)


NO_OWN_LIMITS = OwnLimits()


def is_raise(own: OwnLimits, minor: int | None, *, now: datetime) -> bool:
    """Return whether `minor` a day is more than holds now."""
    holds = own.at(now).spend_a_day_minor
    return holds is not None and (minor is None or minor > holds)


def with_spend_a_day(own: OwnLimits, minor: int | None, *, now: datetime) -> OwnLimits:
    """Return the limits with another sum a day: a lower one at once, a higher one after a day.

    Both take the place of a raise that still waits, so that the limit of now, sent again, calls it off.
    """
    current = own.at(now)
    if is_raise(own, minor, now=now):
        if current.later_at is not None and current.later_minor == minor:
            return current  # the same wish again
        return replace(current, later_minor=minor, later_at=now + RAISED_AFTER)
    return replace(current, spend_a_day_minor=minor, later_minor=None, later_at=None)


def must_be_within_spending(own: OwnLimits, usage: Usage, total: Money, *, now: datetime) -> None:
    """Raise Refused `spending_limit_reached` when a purchase exceeds what the customer allows for the day."""
    limit = own.at(now).spend_a_day_minor
    if limit is None or usage.at(now).spent_minor + total.minor <= limit:
        return
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    raise Refused(
        "spending_limit_reached",
        f"Nothing was charged. You allow yourself {naira(limit)} a day. Change it in Settings; more holds after a day.",
        limit_minor=limit,
        resets_at=(today + timedelta(days=1)).isoformat().replace("+00:00", "Z"),
    )


def falls_low(own: OwnLimits, *, before: Money, after: Money) -> bool:
    """Return whether the balance falls below the customer's mark with this purchase."""
    mark = own.low_balance_minor
    return mark is not None and after.minor < mark <= before.minor
