"""The sweeper's list: unfinished documents by due time, over all shards of a sparse index."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from callbox.adapters.dynamodb.calls import fetch
from callbox.adapters.dynamodb.tables import WORK_SHARDS, ClosureItem, DepositItem, VerificationItem

M = TypeVar("M", ClosureItem, DepositItem, VerificationItem)


def due(model: type[M], now: datetime, *, limit: int) -> Sequence[M]:
    """Return at most `limit` due items, with keys only, oldest first (eventually consistent)."""
    found: list[M] = []
    for shard in WORK_SHARDS:
        found += fetch(model.work.query, shard, model.due_at <= now, limit=limit)
    return sorted(found, key=lambda item: item.due_at)[:limit]
