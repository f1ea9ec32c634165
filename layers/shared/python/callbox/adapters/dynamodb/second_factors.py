"""The SecondFactors port. After a lost reply, a code that was accepted may be refused: the next one comes in 30 s."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from pynamodb.expressions.update import Action

from callbox.adapters.dynamodb.calls import ConditionFailed, call, fetch, find
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import WORK_SHARDS, SecondFactorItem
from callbox.domain.identity import UserId
from callbox.domain.second_factor import SecondFactor
from callbox.ports import Moved

_SHARD = WORK_SHARDS[0]
"""One is enough: few customers lose a factor at the same time."""


class DynamoSecondFactors:
    def get(self, user_id: UserId) -> SecondFactor | None:
        item = find(SecondFactorItem, user_id)
        return None if item is None else document_of(SecondFactor, item)

    def save(self, before: SecondFactor | None, after: SecondFactor) -> None:
        version, shard = before.version + 1 if before else 1, _SHARD if after.mail_due_at else None
        item = item_of(SecondFactorItem, after, version=version, work_shard=shard)
        unchanged = SecondFactorItem.version == before.version if before else SecondFactorItem.user_id.does_not_exist()
        try:
            call(lambda: item.save(condition=unchanged))
        except ConditionFailed as failed:
            raise Moved(f"the second factor of {after.user_id} has changed") from failed

    def delete(self, user_id: UserId) -> None:
        call(SecondFactorItem(user_id).delete)

    def mails_due(self, now: datetime, *, limit: int) -> Sequence[tuple[UserId, datetime]]:
        due = SecondFactorItem.mail_due_at <= now
        found = fetch(SecondFactorItem.work.query, _SHARD, due, limit=limit)
        return [(UserId(item.user_id), item.mail_due_at) for item in found]

    def put_off_mail(self, user_id: UserId, *, due_at: datetime, next_at: datetime) -> None:
        is_due = SecondFactorItem.mail_due_at == due_at
        later: list[Action] = [SecondFactorItem.mail_due_at.set(next_at)]
        never: list[Action] = [SecondFactorItem.mail_due_at.remove(), SecondFactorItem.work_shard.remove()]
        item = SecondFactorItem(user_id)
        try:
            call(lambda: item.update(later, condition=is_due & (SecondFactorItem.removed_at > next_at)))
        except ConditionFailed:
            with suppress(ConditionFailed):  # stopped, or mailed by another run
                call(lambda: item.update(never, condition=is_due))
