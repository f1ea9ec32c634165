"""The Challenges port. DynamoDB deletes a challenge some time after it expires."""

from math import ceil

from callbox.adapters.dynamodb.calls import ConditionFailed, call, find
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import ChallengeItem
from callbox.domain.work import Challenge


class DynamoChallenges:
    def add(self, challenge: Challenge) -> None:
        call(item_of(ChallengeItem, challenge, ttl=ceil(challenge.expires_at.timestamp())).save)

    def get(self, challenge: str) -> Challenge | None:
        item = find(ChallengeItem, challenge)
        return None if item is None else document_of(Challenge, item)

    def use(self, challenge: str) -> bool:
        item = ChallengeItem(challenge)
        try:
            call(lambda: item.delete(condition=ChallengeItem.challenge.exists()))
        except ConditionFailed:
            return False
        return True
