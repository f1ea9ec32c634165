"""Port of the devices that have signed in to an account before."""

from collections.abc import Sequence
from typing import Protocol

from callbox.domain.devices import Device
from callbox.domain.identity import UserId


class Devices(Protocol):
    def list(self, user_id: UserId) -> Sequence[Device]:
        """Return the user's newest devices, at most 20, strongly consistent, also those that have ended."""

    def put(self, device: Device) -> None:
        """Store a device, in place of the one with the same id."""

    def forget(self, user_id: UserId, device_id: str) -> None:
        """Delete a device. Does nothing when there is none."""
