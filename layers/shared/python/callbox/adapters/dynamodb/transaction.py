"""A TransactWriteItems call with named parts, so that the caller knows which part failed."""

from collections.abc import Sequence

from pynamodb.exceptions import CancellationReason
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.models import Model
from pynamodb.transactions import TransactWrite

from callbox.adapters.dynamodb.calls import ConditionFailed, call, is_condition
from callbox.adapters.dynamodb.connection import shared_connection

MOST_PARTS = 100
"""DynamoDB's limit for one transaction."""

_ALL_OLD = "ALL_OLD"


class Declined(Exception):
    """Nothing was written. `failed` holds the parts whose conditions failed, with the stored items."""

    def __init__(self, failed: dict[str, CancellationReason]) -> None:
        super().__init__(", ".join(sorted(failed)))
        self.failed = failed


class Transaction:
    """Parts that are written all or not at all. Parts may share a name; the first failure of a name is reported."""

    def __init__(self) -> None:
        self._checks: list[tuple[str, type[Model], str, Condition]] = []
        self._deletes: list[tuple[str, Model, Condition]] = []
        self._puts: list[tuple[str, Model, Condition]] = []
        self._updates: list[tuple[str, Model, Sequence[Action], Condition]] = []

    def check(self, part: str, model: type[Model], hash_key: str, *, condition: Condition) -> None:
        """Write only if this condition holds for an item that stays as it is, or does not exist."""
        self._checks.append((part, model, hash_key, condition))

    def delete(self, part: str, item: Model, *, condition: Condition) -> None:
        self._deletes.append((part, item, condition))

    def put(self, part: str, item: Model, *, condition: Condition) -> None:
        self._puts.append((part, item, condition))

    def update(self, part: str, item: Model, actions: Sequence[Action], *, condition: Condition) -> None:
        self._updates.append((part, item, actions, condition))

    def commit(self) -> None:
        """Write all parts. Raises Declined, or Unavailable.

        Each attempt has its own token, which the SDK makes and reuses for its own retry. With a token made from a
        document's id, two different callers would both be told of success.
        """
        # DynamoDB answers in the order of the request, and PynamoDB sends the parts in this one
        parts: list[tuple[str, *tuple[object, ...]]] = [*self._checks, *self._deletes, *self._puts, *self._updates]
        names = [part for part, *_ in parts]
        if len(names) > MOST_PARTS:
            raise ValueError(f"a transaction has at most {MOST_PARTS} parts")
        try:
            call(self._write)
        except ConditionFailed as error:
            failed: dict[str, CancellationReason] = {}
            for name, reason in zip(names, error.reasons, strict=True):
                if reason is not None and is_condition(reason):
                    failed.setdefault(name, reason)
            raise Declined(failed) from error

    def _write(self) -> None:
        with TransactWrite(connection=shared_connection()) as transaction:
            for _, model, hash_key, condition in self._checks:
                transaction.condition_check(model, hash_key, condition=condition)
            for _, item, condition in self._deletes:
                transaction.delete(item, condition=condition)
            for _, item, condition in self._puts:
                transaction.save(item, condition=condition, return_values=_ALL_OLD)
            for _, item, actions, condition in self._updates:
                transaction.update(item, actions=list(actions), condition=condition, return_values=_ALL_OLD)
