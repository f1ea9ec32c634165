"""Customers' idempotency keys, kept for ever. Each is written in one transaction with its document."""

from pynamodb.exceptions import CancellationReason

from callbox.adapters.dynamodb.calls import find
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import RequestKeyItem
from callbox.adapters.dynamodb.transaction import Transaction
from callbox.domain.identity import UserId
from callbox.ports.request_keys import KeyTaken, RequestKey


class DynamoRequestKeys:
    def find(self, user_id: UserId, key: str) -> RequestKey | None:
        item = find(RequestKeyItem, user_id, key)
        return None if item is None else document_of(RequestKey, item)


def claim(transaction: Transaction, part: str, key: RequestKey) -> None:
    """Add the key to a transaction, which then fails if the user has used the key before."""
    transaction.put(part, item_of(RequestKeyItem, key), condition=RequestKeyItem.user_id.does_not_exist())


def key_taken(reason: CancellationReason, key: RequestKey) -> KeyTaken:
    """Return the error for a taken key, built from the stored item."""
    if reason.raw_item is not None:
        return KeyTaken(document_of(RequestKey, RequestKeyItem.from_raw_data(reason.raw_item)))
    stored = DynamoRequestKeys().find(key.user_id, key.key)
    if stored is None:
        raise RuntimeError("an idempotency key was taken and is now gone, but nothing may delete it")
    return KeyTaken(stored)
