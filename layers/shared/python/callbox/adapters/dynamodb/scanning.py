"""A whole table, read in parts: each page is one call, repeated on its own when it fails."""

from collections.abc import Iterator
from functools import partial
from typing import Any, TypeVar

from pynamodb.models import Model

from callbox.adapters.dynamodb.calls import call

M = TypeVar("M", bound=Model)

PAGE = 250
"""Items of one call: far below its limit of a megabyte, so that a page is a short wait."""


def scan(model: type[M], *, segment: int, segments: int, page: int = PAGE) -> Iterator[M]:
    """Yield all items of one of `segments` parts of a table, strongly consistent, in no order.

    The parts together are the table. What is written meanwhile may be missed or shown, as it then is.
    """
    begin: Any = None
    while True:
        items, begin = call(partial(_page, model, segment, segments, page, begin))
        yield from items
        if begin is None:
            return


def _page(model: type[M], segment: int, segments: int, limit: int, begin: Any) -> tuple[list[M], Any]:
    found = model.scan(
        segment=segment,
        total_segments=segments,
        limit=limit,
        last_evaluated_key=begin,
        consistent_read=True,
    )
    return list(found), found.last_evaluated_key
