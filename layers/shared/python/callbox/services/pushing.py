"""Push news to a customer's devices whose pages are closed: ask for it after a commit, and carry it out.

A push is lost without harm: the page shows the same when it opens. A device that has signed out is told nothing: the
session of each subscription is read before its push, so that no way of ending a session can forget it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from callbox.domain.errors import Unavailable
from callbox.ports.push import PushRefused

if TYPE_CHECKING:
    from datetime import datetime

    from callbox.domain.identity import UserId
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.push import PushQueue, PushService, PushSubscriptions
    from callbox.services.push_subscriptions import PushSubscriptionService

SLOWEST_PUSH = timedelta(seconds=10)
"""No push begins later than this before the end of the invocation: its timeouts, and the writes after it."""


class PushNews:
    """Asks for a push after news was stored."""

    def __init__(self, *, subscriptions: PushSubscriptions, queue: PushQueue, clock: Clock, log: Log) -> None:
        self._subscriptions = subscriptions
        self._queue = queue
        self._clock = clock
        self._log = log

    def tell(self, user_id: UserId) -> None:
        """Queue a push if the customer has a device to tell. Never raises: what was stored stays stored."""
        happened_at = self._clock.now()
        try:
            if self._subscriptions.has_any(user_id):
                self._queue.send_push(user_id, happened_at=happened_at)
        except Exception as failed:  # noqa: BLE001 - the change is stored: nothing may undo or repeat it
            self._log.record("push_not_queued", user_id=user_id, kind=type(failed).__name__)


class Pusher:
    """Carries a push out."""

    def __init__(
        self,
        *,
        subscriptions: PushSubscriptions,
        devices: PushSubscriptionService,
        service: PushService,
        clock: Clock,
        log: Log,
    ) -> None:
        self._subscriptions = subscriptions
        self._devices = devices
        self._service = service
        self._clock = clock
        self._log = log

    def send(self, user_id: UserId, *, happened_at: datetime, deadline: datetime) -> None:
        """Push to each device that was not told since. A repeat reaches only those that failed before.

        Raises Unavailable when one or more failed, after all others were told.
        """
        failure: Unavailable | None = None
        told = gone = 0
        for one in self._subscriptions.list(user_id):
            if one.told_at >= happened_at:
                continue
            now = self._clock.now()
            if now > deadline - SLOWEST_PUSH:
                failure = Unavailable("No time is left for the other devices.")
                break
            try:
                if self._devices.is_current(one) and self._service.push(one.endpoint):
                    self._subscriptions.told(one, at=now)
                    told += 1
                    continue
            except PushRefused as refused:
                # kept: a fault of ours is refused for every device. Not repeated: a device may be at fault for good.
                self._log.record("push_refused", user_id=user_id, status=refused.status)
                continue
            except Unavailable as error:
                failure = error
                continue
            self._subscriptions.forget(one)
            gone += 1
        if told or gone:
            self._log.record("pushed", user_id=user_id, devices=told, forgotten=gone)
        if failure:
            raise failure
