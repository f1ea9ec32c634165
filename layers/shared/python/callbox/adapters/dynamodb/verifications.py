"""The Verifications port: purchases, and their changes that move no money."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from pynamodb.expressions.condition import Condition

from callbox.adapters.dynamodb.calls import MOST_ATTEMPTS, ConditionFailed, call, fetch, find, pause
from callbox.adapters.dynamodb.connection import shared_connection
from callbox.adapters.dynamodb.documents import verification_item
from callbox.adapters.dynamodb.mapping import changes, document_of
from callbox.adapters.dynamodb.tables import VerificationItem
from callbox.adapters.dynamodb.work_index import due
from callbox.domain.errors import Unavailable
from callbox.domain.identity import UserId, VerificationId
from callbox.domain.verifications import Verification
from callbox.ports import Moved

MOST_AT_ONCE = 100
"""DynamoDB's limit for one BatchGetItem."""


class DynamoVerifications:
    def get(self, user_id: UserId, verification_id: VerificationId) -> Verification | None:
        item = find(VerificationItem, user_id, verification_id)
        return None if item is None else document_of(Verification, item)

    def get_many(self, user_id: UserId, ids: Sequence[VerificationId]) -> Sequence[Verification]:
        found = self.get_each([(user_id, one) for one in ids])
        return sorted(found, key=lambda one: one.verification_id, reverse=True)

    def get_each(self, owned: Sequence[tuple[UserId, VerificationId]]) -> Sequence[Verification]:
        wanted = [{"user_id": user_id, "verification_id": one} for user_id, one in sorted(set(owned))]
        if len(wanted) > MOST_AT_ONCE:
            raise ValueError(f"at most {MOST_AT_ONCE} verifications can be read at once")
        return [document_of(Verification, item) for item in _read(wanted)] if wanted else []

    def save(self, before: Verification, after: Verification) -> Verification:
        if after.is_refunded and not before.is_refunded:
            raise ValueError("a verification ends refunded in the books, together with the wallet")
        old = verification_item(before, version=before.version)
        new = verification_item(after, version=before.version + 1)
        try:
            call(lambda: old.update(changes(old, new), condition=VerificationItem.version == before.version))
        except ConditionFailed as failed:
            raise Moved(f"verification {before.verification_id} is not at version {before.version}") from failed
        return replace(after, version=before.version + 1)

    def page(
        self, user_id: UserId, *, before_id: str | None, since_id: str | None = None, limit: int
    ) -> Sequence[Verification]:
        # a key condition allows two bounds only with BETWEEN, which includes both
        most = limit + 2 if before_id is not None and since_id is not None else limit
        items = fetch(
            VerificationItem.query,
            user_id,
            _between(since_id, before_id),
            consistent_read=True,
            scan_index_forward=False,
            limit=most,
        )
        inside = [item for item in items if item.verification_id not in (before_id, since_id)]
        return [document_of(Verification, item) for item in inside[:limit]]

    def find_by_order_id(self, order_id: str) -> tuple[UserId, VerificationId] | None:
        items = fetch(VerificationItem.by_order_id.query, order_id, limit=1)
        return _owner(items[0]) if items else None

    def due(self, now: datetime, *, limit: int) -> Sequence[tuple[UserId, VerificationId]]:
        return [_owner(item) for item in due(VerificationItem, now, limit=limit)]


def _read(keys: list[Any]) -> list[VerificationItem]:
    """Read items by their keys, strongly consistent. Requests again the items that a busy DynamoDB leaves out."""
    table = VerificationItem.Meta.table_name
    found: list[VerificationItem] = []
    for attempt in range(MOST_ATTEMPTS):
        answer = call(partial(shared_connection().batch_get_item, table, keys, consistent_read=True))
        found += [VerificationItem.from_raw_data(item) for item in answer["Responses"].get(table, [])]
        keys = answer.get("UnprocessedKeys", {}).get(table, {}).get("Keys", [])
        if not keys:
            return found
        pause(attempt)
    raise Unavailable("The database is busy.")


def _between(since_id: str | None, before_id: str | None) -> Condition | None:
    if since_id is not None and before_id is not None:
        return VerificationItem.verification_id.between(since_id, before_id)
    if since_id is not None:
        return VerificationItem.verification_id > since_id
    return None if before_id is None else VerificationItem.verification_id < before_id


def _owner(item: VerificationItem) -> tuple[UserId, VerificationId]:
    return UserId(item.user_id), VerificationId(item.verification_id)
