"""Read a whole table in parts. Each page is one call, which is retried separately."""

from collections.abc import Iterator
from functools import partial
from typing import Any, TypeVar

from pynamodb.models import Model

from callbox.adapters.dynamodb.calls import call

M = TypeVar("M", bound=Model)

PAGE = 250
"""Items per call: far below the limit of a megabyte, so that a page takes little time."""


def scan(model: type[M], *, segment: int, segments: int, page: int = PAGE) -> Iterator[M]:
    """Yield all items in one of `segments` parts of a table, strongly consistent, unordered.

    The parts together are the whole table. Items written during the scan may be missing, or appear in their new state.
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
