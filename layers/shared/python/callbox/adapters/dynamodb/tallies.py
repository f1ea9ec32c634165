"""The Tallies port. DynamoDB deletes a tally some time after it has no meaning any more."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from callbox.adapters.dynamodb.calls import ConditionFailed, call
from callbox.adapters.dynamodb.tables import TallyItem
from callbox.domain.attempts import Tally
from callbox.ports import Moved


class DynamoTallies:
    def get_many(self, keys: Sequence[str]) -> dict[str, Tally]:
        items = call(lambda: list(TallyItem.batch_get(list(keys), consistent_read=True)))
        return {item.tally_key: _tally(item) for item in items}

    def save(self, key: str, before: Tally | None, after: Tally, *, forgotten_at: datetime) -> None:
        item = TallyItem(
            tally_key=key,
            counted=after.count,
            since=after.since,
            blocks=after.blocks,
            blocked_until=after.blocked_until,
            version=after.version,
            expires_at=ceil(forgotten_at.timestamp()),
        )
        unchanged = TallyItem.version == before.version if before else TallyItem.tally_key.does_not_exist()
        try:
            call(lambda: item.save(condition=unchanged))
        except ConditionFailed as failed:
            # perhaps by an earlier attempt of this very call, whose reply was lost: then it is counted twice, which
            # is on the safe side
            raise Moved(f"tally {key} was counted by somebody else") from failed

    def forget(self, key: str) -> None:
        call(TallyItem(key).delete)


def _tally(item: TallyItem) -> Tally:
    return Tally(
        count=item.counted,
        since=item.since,
        blocks=item.blocks,
        blocked_until=item.blocked_until,
        version=item.version,
    )
