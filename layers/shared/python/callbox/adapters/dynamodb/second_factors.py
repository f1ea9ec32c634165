"""The SecondFactors port. A lost reply may refuse a code that was taken: the next code is half a minute away."""

from callbox.adapters.dynamodb.calls import ConditionFailed, call, find
from callbox.adapters.dynamodb.tables import SecondFactorItem
from callbox.domain.identity import UserId
from callbox.domain.second_factor import SecondFactor
from callbox.ports import Moved


class DynamoSecondFactors:
    def get(self, user_id: UserId) -> SecondFactor | None:
        item = find(SecondFactorItem, user_id)
        if item is None:
            return None
        return SecondFactor(
            user_id=UserId(item.user_id),
            secret=bytes(item.secret),
            is_on=item.is_on,
            last_step=item.last_step,
            recovery_hashes=tuple(item.recovery_hashes),
            version=item.version,
        )

    def save(self, before: SecondFactor | None, after: SecondFactor) -> None:
        item = SecondFactorItem(
            user_id=after.user_id,
            secret=after.secret,
            is_on=after.is_on,
            last_step=after.last_step,
            recovery_hashes=list(after.recovery_hashes),
            version=before.version + 1 if before else 1,
        )
        unchanged = SecondFactorItem.version == before.version if before else SecondFactorItem.user_id.does_not_exist()
        try:
            call(lambda: item.save(condition=unchanged))
        except ConditionFailed as failed:
            raise Moved(f"the second factor of {after.user_id} has changed") from failed

    def delete(self, user_id: UserId) -> None:
        call(SecondFactorItem(user_id).delete)
