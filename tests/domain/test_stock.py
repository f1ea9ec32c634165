"""What customers are told of a service's stock, and for how long."""

from datetime import datetime, timedelta

import pytest

from callbox.domain.stock import MANY_FROM, REFUSED_FOR, TOLD_FOR, StockNow, stock_now
from tests.builders import NOW

SECOND = timedelta(seconds=1)


def told(available: int | None, *, counted: datetime | None = NOW, refused: datetime | None = None) -> StockNow:
    return stock_now(available=available, counted_at=counted, refused_at=refused, now=NOW)


@pytest.mark.parametrize(
    ("available", "level"),
    [(9_000, "many"), (MANY_FROM, "many"), (MANY_FROM - 1, "few"), (1, "few"), (0, "none"), (-1, "none")],
)
def test_a_recent_count_is_told_as_a_level(available: int, level: str) -> None:
    assert told(available) == StockNow(level, NOW)  # type: ignore[arg-type]


def test_an_old_count_says_nothing() -> None:
    assert told(80, counted=NOW - TOLD_FOR) == StockNow("many", NOW - TOLD_FOR)
    assert told(80, counted=NOW - TOLD_FOR - SECOND) == StockNow(None, None)
    assert told(None, counted=None) == StockNow(None, None)


def test_a_refused_order_means_none_for_ten_minutes_whatever_was_counted() -> None:
    for available in (None, 0, 80):
        assert told(available, refused=NOW - REFUSED_FOR + SECOND).level == "none"
    assert told(80, refused=NOW - REFUSED_FOR).level == "many"
    assert told(None, refused=NOW - REFUSED_FOR).level is None
