"""The SecondFactors port. After a lost reply, a code that was accepted may be refused: the next one comes in 30 s."""

from callbox.adapters.dynamodb.calls import ConditionFailed, call, find
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import SecondFactorItem
from callbox.domain.identity import UserId
from callbox.domain.second_factor import SecondFactor
from callbox.ports import Moved


class DynamoSecondFactors:
    def get(self, user_id: UserId) -> SecondFactor | None:
        item = find(SecondFactorItem, user_id)
        return None if item is None else document_of(SecondFactor, item)

    def save(self, before: SecondFactor | None, after: SecondFactor) -> None:
        item = item_of(SecondFactorItem, after, version=before.version + 1 if before else 1)
        unchanged = SecondFactorItem.version == before.version if before else SecondFactorItem.user_id.does_not_exist()
        try:
            call(lambda: item.save(condition=unchanged))
        except ConditionFailed as failed:
            raise Moved(f"the second factor of {after.user_id} has changed") from failed

    def delete(self, user_id: UserId) -> None:
        call(SecondFactorItem(user_id).delete)
