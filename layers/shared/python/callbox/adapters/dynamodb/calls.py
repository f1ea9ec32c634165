"""Calls to DynamoDB: which to retry, and what the errors mean to a store.

A transient failure becomes `Unavailable`, for reads and for writes. After a lost reply, the write may still have
happened. `Unavailable` is safe even then: every write has a condition that its own result breaks, so a repeat changes
nothing, and the caller reads again first and sees the result.
"""

import random
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any, ParamSpec, TypeVar

from pynamodb.exceptions import CancellationReason, DoesNotExist, PynamoDBException, TransactWriteError
from pynamodb.models import Model

from callbox.adapters import aws
from callbox.adapters.dynamodb.connection import shared_connection
from callbox.domain.errors import Unavailable

T = TypeVar("T")
M = TypeVar("M", bound=Model)
P = ParamSpec("P")

MOST_ATTEMPTS = 5
_FIRST_PAUSE_S = 0.025
"""Doubled for each further attempt: all four pauses take at most 0.4 s in total."""

_CONDITION_FAILED = "ConditionalCheckFailed"
_PASSING_REASONS = frozenset({"None", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})


class ConditionFailed(Exception):
    """The write's condition failed. An earlier attempt of the same write may have caused that by succeeding.

    For a transaction, `reasons` has one element for each of its parts: None for the parts that did not fail.
    """

    def __init__(self, reasons: list[CancellationReason | None] | None = None) -> None:
        super().__init__("condition failed")
        self.reasons = reasons or []


def call(operation: Callable[[], T]) -> T:
    """Run one DynamoDB operation, up to five times while it fails transiently.

    Each of them includes the SDK's own second attempt. Raises ConditionFailed, or Unavailable.
    """
    for attempt in range(MOST_ATTEMPTS):
        try:
            return operation()
        except PynamoDBException as error:
            if isinstance(error.cause, aws.NO_ANSWER):
                # the SDK has tried twice and waited long: leave the rest of the time to the caller
                raise Unavailable("The database did not answer in time.") from error
            if _is_condition(error):
                reasons = error.cancellation_reasons if isinstance(error, TransactWriteError) else None
                raise ConditionFailed(reasons) from error
            if not _passes(error):
                raise
            if attempt + 1 == MOST_ATTEMPTS:
                raise Unavailable("The database is busy.") from error
        pause(attempt)
    raise AssertionError("the last attempt returns or raises")


def pause(attempt: int) -> None:
    """Sleep before the next attempt (`attempt` counts from 0), for a random time so that competing writers spread."""
    time.sleep(random.uniform(0, _FIRST_PAUSE_S * 2**attempt))  # noqa: S311 - jitter  # nosec B311


def find(model: type[M], hash_key: str, range_key: str | int | datetime | None = None) -> M | None:
    """Return one item, strongly consistent, or None."""
    try:
        return call(lambda: model.get(hash_key, range_key, consistent_read=True))
    except DoesNotExist:
        return None


def find_together(*places: tuple[type[Model], str]) -> list[Any]:
    """Return items of several tables, each named by its model and its only key, in one strongly consistent call.

    None stands for an item that does not exist. Each table may be named once.
    """
    models = {model.Meta.table_name: model for model, _ in places}
    wanted: Any = {
        model.Meta.table_name: {"Keys": [{model._hash_keyname: {"S": key}}], "ConsistentRead": True}
        for model, key in places
    }
    found: dict[str, Model] = {}
    for attempt in range(MOST_ATTEMPTS):
        answer = call(partial(shared_connection().dispatch, "BatchGetItem", {"RequestItems": wanted}))
        found |= {table: models[table].from_raw_data(items[0]) for table, items in answer["Responses"].items() if items}
        wanted = answer.get("UnprocessedKeys")
        if not wanted:
            return [found.get(model.Meta.table_name) for model, _ in places]
        pause(attempt)
    raise Unavailable("The database is busy.")


def fetch(query: Callable[P, Iterable[M]], *args: P.args, **kwargs: P.kwargs) -> list[M]:
    """Return all items of a query, which must have a limit. PynamoDB sends a query only on iteration."""
    return call(lambda: list(query(*args, **kwargs)))


def store_new(item: Model) -> bool:
    """Store an item under a key that must be free. Return False, with nothing written, when it is taken."""
    keys = item.get_attributes()
    hash_key = next(attribute for attribute in keys.values() if attribute.is_hash_key)
    try:
        call(lambda: item.save(condition=hash_key.does_not_exist()))
    except ConditionFailed:
        return False
    return True


def is_condition(reason: CancellationReason | None) -> bool:
    return reason is not None and reason.code == _CONDITION_FAILED


def _is_condition(error: PynamoDBException) -> bool:
    if isinstance(error, TransactWriteError):
        return any(is_condition(reason) for reason in error.cancellation_reasons)
    return error.cause_response_code == "ConditionalCheckFailedException"


def _passes(error: PynamoDBException) -> bool:
    if error.cause_response_code == "TransactionCanceledException" and isinstance(error, TransactWriteError):
        return all(reason is None or reason.code in _PASSING_REASONS for reason in error.cancellation_reasons)
    return aws.passes(error.cause)
