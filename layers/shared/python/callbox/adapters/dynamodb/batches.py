"""The Batches port: numbers bought together. The books write a batch in the transaction that pays for it."""

from callbox.adapters.dynamodb.calls import find
from callbox.adapters.dynamodb.mapping import document_of
from callbox.adapters.dynamodb.tables import BatchItem
from callbox.domain.identity import UserId
from callbox.domain.verifications import Batch


class DynamoBatches:
    def get(self, user_id: UserId, batch_id: str) -> Batch | None:
        item = find(BatchItem, user_id, batch_id)
        return None if item is None else document_of(Batch, item)
