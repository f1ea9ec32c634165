"""The PushSubscriptions port. DynamoDB deletes a subscription some time after its session must have ended."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from math import ceil

from pynamodb.expressions.update import Action

from callbox.adapters.dynamodb.calls import ConditionFailed, call, fetch
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import PushSubscriptionItem
from callbox.domain.identity import LONGEST_SESSION, UserId
from callbox.domain.push import MAX_SUBSCRIPTIONS, PushSubscription

_MOST_READ = 2 * MAX_SUBSCRIPTIONS
"""Devices that subscribe at once may exceed the limit by a few."""


class DynamoPushSubscriptions:
    def has_any(self, user_id: UserId) -> bool:
        return bool(fetch(PushSubscriptionItem.query, user_id, limit=1))

    def list(self, user_id: UserId) -> Sequence[PushSubscription]:
        items = fetch(PushSubscriptionItem.query, user_id, consistent_read=True, limit=_MOST_READ)
        return [document_of(PushSubscription, item) for item in items]

    def put(self, subscription: PushSubscription) -> None:
        ends_at = subscription.created_at + LONGEST_SESSION
        call(item_of(PushSubscriptionItem, subscription, ttl=ceil(ends_at.timestamp())).save)

    def told(self, subscription: PushSubscription, *, at: datetime) -> None:
        item = PushSubscriptionItem(subscription.user_id, subscription.subscription_id)
        actions: list[Action] = [PushSubscriptionItem.told_at.set(at)]
        with suppress(ConditionFailed):
            call(lambda: item.update(actions, condition=PushSubscriptionItem.endpoint == subscription.endpoint))

    def forget(self, subscription: PushSubscription) -> None:
        item = PushSubscriptionItem(subscription.user_id, subscription.subscription_id)
        with suppress(ConditionFailed):
            call(lambda: item.delete(condition=PushSubscriptionItem.endpoint == subscription.endpoint))

    def delete(self, user_id: UserId, subscription_id: str) -> None:
        call(PushSubscriptionItem(user_id, subscription_id).delete)
