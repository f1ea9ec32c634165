"""Known devices of an account: recognized by their cookie, remembered at each sign-in, forgotten when they end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from callbox.domain.devices import Device, DeviceToken, hash_of, read_token
from callbox.domain.identity import NOBODY

if TYPE_CHECKING:
    from callbox.domain.identity import User, UserId
    from callbox.ports.clock import Clock
    from callbox.ports.devices import Devices
    from callbox.ports.ids import Ids
MOST_ROUNDS = 10
"""How many pages of devices are forgotten at once: 200 devices, far more than anybody has."""


@dataclass(frozen=True)
class Recognized:
    """The device that a request came from, if it is known, and whether the account has signed in anywhere before."""

    device: Device | None
    token: DeviceToken | None
    has_others: bool


class DeviceService:
    def __init__(self, *, devices: Devices, clock: Clock, ids: Ids) -> None:
        self._devices = devices
        self._clock = clock
        self._ids = ids

    def recognize(self, user: User | None, cookie: str | None) -> Recognized:
        """Find the device that the cookie names. One read, also without a cookie or an account."""
        token, found = read_token(cookie), self._devices.list(user.user_id if user else NOBODY)
        now = self._clock.now()
        for one in found:
            if user and token and one.device_id == token.device_id:
                is_known = one.is_known(user, now=now) and one.has(token.secret)
                return Recognized(one if is_known else None, token if is_known else None, has_others=True)
        return Recognized(None, None, has_others=bool(found))

    def remember(self, user: User, recognized: Recognized | None = None) -> DeviceToken:
        """Make the browser of a full sign-in a known device and return its token, for the cookie.

        A device that was recognized keeps its token. Any other gets a new one: its browser may have been given the old
        one by somebody else.
        """
        now = self._clock.now()
        if recognized and recognized.device and recognized.token:
            self._devices.put(replace(recognized.device, resets=user.resets, used_at=now))
            return recognized.token
        token = DeviceToken(self._ids.new_id(now), self._ids.new_secret())
        self._devices.put(
            Device(user.user_id, token.device_id, hash_of(token.secret), user.resets, made_at=now, used_at=now)
        )
        return token

    def known(self, user: User) -> frozenset[str]:
        """Return the ids of the account's known devices."""
        now = self._clock.now()
        return frozenset(one.device_id for one in self._devices.list(user.user_id) if one.is_known(user, now=now))

    def forget(self, user_id: UserId, device_id: str) -> None:
        """Treat a device as unknown from now on. A second call changes nothing."""
        self._devices.forget(user_id, device_id)

    def forget_all(self, user_id: UserId) -> None:
        """Treat all devices of a user as unknown from now on."""
        for _ in range(MOST_ROUNDS):
            found = self._devices.list(user_id)
            for one in found:
                self._devices.forget(user_id, one.device_id)
            if not found:
                return
