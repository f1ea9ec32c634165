"""The Batches port: what was bought together. Written by the books, in the transaction that pays for it."""

from callbox.adapters.dynamodb.calls import find
from callbox.adapters.dynamodb.tables import BatchItem
from callbox.domain.identity import UserId, VerificationId
from callbox.domain.verifications import Batch


class DynamoBatches:
    def get(self, user_id: UserId, batch_id: str) -> Batch | None:
        item = find(BatchItem, user_id, batch_id)
        if item is None:
            return None
        ids = tuple(VerificationId(one) for one in item.verification_ids)
        return Batch(UserId(item.user_id), item.batch_id, ids, item.created_at)


def batch_item(batch: Batch) -> BatchItem:
    return BatchItem(
        user_id=batch.user_id,
        batch_id=batch.batch_id,
        verification_ids=list(batch.verification_ids),
        created_at=batch.created_at,
    )
