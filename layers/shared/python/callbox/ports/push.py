"""Ports of Web Push: the devices' subscriptions, the queue of pushes, the browsers' push services."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from callbox.domain.identity import UserId
from callbox.domain.push import PushSubscription


class PushRefused(Exception):
    """A push service will not take this push, however often it is repeated. `status` is its HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(f"a push service answered {status}")
        self.status = status


class PushSubscriptions(Protocol):
    def has_any(self, user_id: UserId) -> bool:
        """Return whether the user has a subscription (eventually consistent)."""

    def list(self, user_id: UserId) -> Sequence[PushSubscription]:
        """Return all of the user's subscriptions, strongly consistent, unordered."""

    def put(self, subscription: PushSubscription) -> None:
        """Store a subscription, in place of the one with the same id."""

    def told(self, subscription: PushSubscription, *, at: datetime) -> None:
        """Store that the device was told then. Does nothing when it has another address by now, or none."""

    def forget(self, subscription: PushSubscription) -> None:
        """Delete a subscription. Does nothing when it has another address by now, or none."""

    def delete(self, user_id: UserId, subscription_id: str) -> None: ...


class PushQueue(Protocol):
    def send_push(self, user_id: UserId, *, happened_at: datetime) -> None:
        """Queue a push to all devices of a user that have not been told since."""


class PushService(Protocol):
    def push(self, endpoint: str) -> bool:
        """Have a browser's push service wake the device. Return False when the address is gone for good.

        Raises PushRefused, or Unavailable for a failure that may pass: it may have been pushed. Follows no redirect.
        """
