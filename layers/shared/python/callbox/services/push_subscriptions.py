"""A device's wish to be told when its page is closed: take it, drop it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain.errors import Refused
from callbox.domain.push import MAX_SUBSCRIPTIONS, PushSubscription, is_allowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callbox.domain.identity import UserId
    from callbox.ports.clock import Clock
    from callbox.ports.push import PushSubscriptions
    from callbox.ports.sessions import Sessions


class PushSubscriptionService:
    """`hosts` are the origins that a push may go to, `key` the public key that addresses are made for."""

    def __init__(
        self, *, subscriptions: PushSubscriptions, sessions: Sessions, clock: Clock, hosts: Sequence[str], key: str
    ) -> None:
        self._subscriptions = subscriptions
        self._sessions = sessions
        self._clock = clock
        self._hosts = hosts
        self._key = key

    def subscribe(self, user_id: UserId, session_id: str, *, subscription_id: str, endpoint: str) -> None:
        """Store the address of a device, in place of the one with the same id.

        Raises Refused: `endpoint_refused` for an address of no known push service, `too_many_subscriptions` when ten
        other devices are signed in and have one.
        """
        if not is_allowed(endpoint, self._hosts):
            raise Refused("endpoint_refused", "This is no address of a push service that we know.")
        others = [one for one in self._subscriptions.list(user_id) if one.subscription_id != subscription_id]
        if len(others) >= MAX_SUBSCRIPTIONS and not self._drop_ended(others):
            raise Refused("too_many_subscriptions", f"You are told on {MAX_SUBSCRIPTIONS} devices. Turn one off first.")
        now = self._clock.now()
        self._subscriptions.put(
            PushSubscription(user_id, subscription_id, endpoint, self._key, session_id, created_at=now, told_at=now)
        )

    def unsubscribe(self, user_id: UserId, subscription_id: str) -> None:
        """Drop a device's address. A second call changes nothing."""
        self._subscriptions.delete(user_id, subscription_id)

    def is_current(self, subscription: PushSubscription) -> bool:
        """Return whether a push may still go there: the session that gave it lives, and key and host are ours."""
        if subscription.key != self._key or not is_allowed(subscription.endpoint, self._hosts):
            return False
        session, user = self._sessions.with_account(subscription.session_id, subscription.user_id)
        return session is not None and user is not None and session.is_live(user, now=self._clock.now())

    def _drop_ended(self, subscriptions: Sequence[PushSubscription]) -> int:
        ended = [one for one in subscriptions if not self.is_current(one)]
        for one in ended:
            self._subscriptions.forget(one)
        return len(ended)
