"""Web Push in memory: the devices' subscriptions, the queue, and a push service."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from callbox.domain.errors import Unavailable
from callbox.domain.identity import UserId
from callbox.domain.push import PushSubscription
from tests.fake_stores import Store


class FakePushSubscriptions(Store):
    def has_any(self, user_id: UserId) -> bool:
        return bool(self.list(user_id))

    def list(self, user_id: UserId) -> Sequence[PushSubscription]:
        with self._lock:
            return [one for (owner, _), one in self._tables.push_subscriptions.items() if owner == user_id]

    def put(self, subscription: PushSubscription) -> None:
        with self._lock:
            self._tables.push_subscriptions[subscription.user_id, subscription.subscription_id] = subscription

    def told(self, subscription: PushSubscription, *, at: datetime) -> None:
        with self._lock:
            if stored := self._same(subscription):
                self._tables.push_subscriptions[stored.user_id, stored.subscription_id] = replace(stored, told_at=at)

    def forget(self, subscription: PushSubscription) -> None:
        with self._lock:
            if self._same(subscription):
                del self._tables.push_subscriptions[subscription.user_id, subscription.subscription_id]

    def delete(self, user_id: UserId, subscription_id: str) -> None:
        with self._lock:
            self._tables.push_subscriptions.pop((user_id, subscription_id), None)

    def _same(self, subscription: PushSubscription) -> PushSubscription | None:
        stored = self._tables.push_subscriptions.get((subscription.user_id, subscription.subscription_id))
        return stored if stored and stored.endpoint == subscription.endpoint else None


@dataclass
class FakePushQueue:
    """Keeps what was queued: whom, and when it happened."""

    asked: list[tuple[UserId, datetime]] = field(default_factory=list)
    fails: bool = False

    def send_push(self, user_id: UserId, *, happened_at: datetime) -> None:
        if self.fails:
            raise Unavailable("The queue is not answering.")
        self.asked.append((user_id, happened_at))


@dataclass
class FakePushService:
    """Takes pushes, except to endpoints that are gone or that fail."""

    pushed: list[str] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    failing: set[str] = field(default_factory=set)

    def push(self, endpoint: str) -> bool:
        if endpoint in self.failing:
            raise Unavailable("A push service answered 503.")
        if endpoint in self.gone:
            return False
        self.pushed.append(endpoint)
        return True
