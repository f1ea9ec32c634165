"""Calling DynamoDB: what is tried again, and what its answers mean to a store.

A failure that passes becomes `Unavailable`, for reads and writes alike. After a lost reply the write may have
happened all the same. That is safe to call "unavailable" because every write here is conditional on what it
leaves: repeating it changes nothing a second time, and the caller, who reads again first, sees what it did.
"""

import random
import time
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import ParamSpec, TypeVar

from pynamodb.exceptions import CancellationReason, DoesNotExist, PynamoDBException, TransactWriteError
from pynamodb.models import Model

from callbox.adapters import aws
from callbox.domain.errors import Unavailable

T = TypeVar("T")
M = TypeVar("M", bound=Model)
P = ParamSpec("P")

MOST_ATTEMPTS = 5
_FIRST_PAUSE_S = 0.025
"""Doubled for each further attempt: all four pauses together last at most 0.4 s."""

_CONDITION_FAILED = "ConditionalCheckFailed"
_PASSING_REASONS = frozenset({"None", "TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"})


class ConditionFailed(Exception):
    """The item is not as the write demanded, or it is because an earlier attempt of this write got through.

    For a transaction, `reasons` has one element for each of its parts: None for those that were in order.
    """

    def __init__(self, reasons: list[CancellationReason | None] | None = None) -> None:
        super().__init__("condition failed")
        self.reasons = reasons or []


def call(operation: Callable[[], T]) -> T:
    """Run one operation on DynamoDB, up to five times while it fails for reasons that pass.

    The SDK's own second attempt is inside each of them. Raises ConditionFailed, or Unavailable.
    """
    for attempt in range(MOST_ATTEMPTS):
        try:
            return operation()
        except PynamoDBException as error:
            if isinstance(error.cause, aws.NO_ANSWER):
                # the SDK has tried twice and waited long; the rest of the caller's time is the caller's
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
    """Sleep before the attempt after this one (counted from 0), for a random time so that rivals part."""
    time.sleep(random.uniform(0, _FIRST_PAUSE_S * 2**attempt))


def find(model: type[M], hash_key: str, range_key: str | int | datetime | None = None) -> M | None:
    """Return one item, strongly consistent; None when there is none."""
    try:
        return call(lambda: model.get(hash_key, range_key, consistent_read=True))
    except DoesNotExist:
        return None


def fetch(query: Callable[P, Iterable[M]], *args: P.args, **kwargs: P.kwargs) -> list[M]:
    """Return all items of a query, which must have a limit. PynamoDB sends it only when it is iterated over."""
    return call(lambda: list(query(*args, **kwargs)))


def store_new(item: Model) -> bool:
    """Store an item under a key that must be free. False when it is not: then nothing was written."""
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
