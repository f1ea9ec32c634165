"""Idempotency keys of customers, kept for ever. Each is written in one transaction with its document."""

from pynamodb.exceptions import CancellationReason

from callbox.adapters.dynamodb.calls import find
from callbox.adapters.dynamodb.tables import RequestKeyItem
from callbox.adapters.dynamodb.transaction import Transaction
from callbox.domain.identity import UserId
from callbox.ports.request_keys import KeyTaken, RequestKey


class DynamoRequestKeys:
    def find(self, user_id: UserId, key: str) -> RequestKey | None:
        item = find(RequestKeyItem, user_id, key)
        return None if item is None else _key_of(item)


def claim(transaction: Transaction, part: str, key: RequestKey) -> None:
    """Add the key as a part of a transaction, which then fails when the user has used it before."""
    item = RequestKeyItem(
        user_id=key.user_id,
        idempotency_key=key.key,
        request_hash=key.request_hash,
        document_id=key.document_id,
    )
    transaction.put(part, item, condition=RequestKeyItem.user_id.does_not_exist())


def key_taken(reason: CancellationReason, key: RequestKey) -> KeyTaken:
    """Return the error for a key that was in use, from the item that stood in its way."""
    if reason.raw_item is not None:
        return KeyTaken(_key_of(RequestKeyItem.from_raw_data(reason.raw_item)))
    stored = DynamoRequestKeys().find(key.user_id, key.key)
    if stored is None:
        raise RuntimeError("an idempotency key was taken and is gone: nothing may delete it")
    return KeyTaken(stored)


def _key_of(item: RequestKeyItem) -> RequestKey:
    return RequestKey(UserId(item.user_id), item.idempotency_key, item.request_hash, item.document_id)
