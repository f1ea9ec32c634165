"""The Tallies port. DynamoDB deletes a tally some time after it can be forgotten."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from callbox.adapters.dynamodb.calls import ConditionFailed, call
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import TallyItem
from callbox.domain.attempts import Tally
from callbox.ports import Moved


class DynamoTallies:
    def get_many(self, keys: Sequence[str]) -> dict[str, Tally]:
        items = call(lambda: list(TallyItem.batch_get(list(keys), consistent_read=True)))
        return {item.tally_key: document_of(Tally, item) for item in items}

    def save(self, key: str, before: Tally | None, after: Tally, *, forgotten_at: datetime) -> None:
        item = item_of(TallyItem, after, tally_key=key, ttl=ceil(forgotten_at.timestamp()))
        unchanged = TallyItem.version == before.version if before else TallyItem.tally_key.does_not_exist()
        try:
            call(lambda: item.save(condition=unchanged))
        except ConditionFailed as failed:
            # an earlier attempt of this call may have succeeded and lost its reply; then the attempt is counted twice,
            # which is safe
            raise Moved(f"tally {key} has changed") from failed

    def forget(self, key: str) -> None:
        call(TallyItem(key).delete)
