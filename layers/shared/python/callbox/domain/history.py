"""Which of a customer's verifications a list shows: how they ended, for what, when, and with which label."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args

from callbox.domain.verifications import Verification

Outcome = Literal["received", "none", "open"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)

RECENT = timedelta(hours=24)
"""How long a verification that has ended still counts as recent."""


@dataclass(frozen=True)
class Wanted:
    """A filter. None and an empty text want all. `since` is the first moment of purchase, `until` the first beyond."""

    outcome: Outcome | None = None
    service: str = ""
    label: str = ""
    since: datetime | None = None
    until: datetime | None = None

    @property
    def reads_rows(self) -> bool:
        """Whether rows must be read to know: the store finds the time by itself."""
        return bool(self.outcome or self.service or self.label)

    def includes(self, verification: Verification) -> bool:
        """Tell whether the verification is wanted, its time aside. A label is found by any part of it."""
        return (
            self.outcome in (None, outcome_of(verification))
            and self.service in ("", verification.selection.service)
            and self.label.casefold() in (verification.reference or "").casefold()
        )


EVERYTHING = Wanted()


def outcome_of(verification: Verification) -> Outcome:
    """Return what the verification brought: `received` a code, `none` without one, or still `open`."""
    if verification.is_open:
        return "open"
    return "received" if verification.state == "received" and verification.reason is None else "none"


def is_recent(verification: Verification, *, now: datetime) -> bool:
    """Tell whether the verification is open, or ended within the last day."""
    return verification.closed_at is None or verification.closed_at > now - RECENT
