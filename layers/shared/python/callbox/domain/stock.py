"""How many numbers of a service the supplier has: what customers are told of it, and for how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Stock = Literal["many", "few", "none"]

MANY_FROM = 50
"""So many numbers outlast the hour between two counts; of fewer, some customers get none."""
TOLD_FOR = timedelta(hours=2)
"""An older count says nothing about now: two runs of the timer have failed."""
REFUSED_FOR = timedelta(minutes=10)
"""How long a refused order means that there are no numbers."""


@dataclass(frozen=True)
class StockNow:
    """What customers are told: a level, and when it was seen. Both None: nothing is known."""

    level: Stock | None = None
    seen_at: datetime | None = None


def stock_now(
    *, available: int | None, counted_at: datetime | None, refused_at: datetime | None, now: datetime
) -> StockNow:
    """Return what is known of a service's numbers now, from the last count and the last refused order."""
    if refused_at is not None and now - refused_at < REFUSED_FOR:
        return StockNow("none", refused_at)
    if available is None or counted_at is None or now - counted_at > TOLD_FOR:
        return StockNow()
    if available <= 0:
        return StockNow("none", counted_at)
    return StockNow("many" if available >= MANY_FROM else "few", counted_at)
