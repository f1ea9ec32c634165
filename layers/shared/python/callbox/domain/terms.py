"""The terms: which version is published, from when it holds, and who may still buy without having accepted it.

Their texts are pages (frontend/pages/terms.md; earlier versions are under terms/). A new version is published 30 days
before it holds. Until then it is offered; from then on an account that has not accepted it buys nothing, and everything
else goes on.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from callbox.domain.errors import FieldError, Invalid, Refused


@dataclass(frozen=True)
class Terms:
    """One published version. `changes` says in one sentence what is new."""

    version: str
    holds_from: datetime
    changes: str


@dataclass(frozen=True)
class Acceptance:
    version: str
    at: datetime


PUBLISHED: tuple[Terms, ...] = (
    Terms("1", datetime(2026, 1, 1, tzinfo=UTC), ""),
    Terms(
        "2",
        datetime(2027, 1, 1, tzinfo=UTC),
        "who we are, an age of 18, how unused money is sent back, complaints, and what we are liable for",
    ),
)
"""Oldest first. The page shows the last; frontend/pages/versions.json repeats it, and a test compares them."""


def newest(published: tuple[Terms, ...] = PUBLISHED) -> Terms:
    return published[-1]


def may_be_accepted(version: str, *, now: datetime, published: tuple[Terms, ...] = PUBLISHED) -> bool:
    """Return whether a sign-up may accept this version: the one that holds, or one that is published already."""
    return _place(version, published) >= _place(_holding(now, published).version, published)


def offered(accepted: str, published: tuple[Terms, ...] = PUBLISHED) -> Terms | None:
    """Return the newest version, unless the account has accepted it."""
    return newest(published) if _place(accepted, published) < len(published) - 1 else None


def must_be_the_newest(version: str, published: tuple[Terms, ...] = PUBLISHED) -> None:
    """Raise Invalid for an acceptance of any other version."""
    if version != newest(published).version:
        message = f"Accept version {newest(published).version} of the terms."
        raise Invalid(FieldError("version", "not_accepted", message))


def must_hold(accepted: str, *, now: datetime, published: tuple[Terms, ...] = PUBLISHED) -> None:
    """Raise Refused `terms_outdated` if the account has accepted only terms that no longer hold."""
    if not may_be_accepted(accepted, now=now, published=published):
        raise Refused(
            "terms_outdated",
            "Nothing was charged. The terms have changed: read and accept them first.",
            version=newest(published).version,
        )


def _holding(now: datetime, published: tuple[Terms, ...]) -> Terms:
    """Return the version that holds now: the last whose day has come."""
    return [one for one in published if one.holds_from <= now][-1]


def _place(version: str, published: tuple[Terms, ...]) -> int:
    """Return a version's place; -1 for one that was never published."""
    return next((place for place, one in enumerate(published) if one.version == version), -1)
