"""The Devices port. DynamoDB deletes a device some time after it expires. Ids begin with their time, so they sort."""

from collections.abc import Sequence
from math import ceil

from callbox.adapters.dynamodb.calls import call, fetch
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import DeviceItem
from callbox.domain.devices import Device
from callbox.domain.identity import UserId

_MOST_LISTED = 20


class DynamoDevices:
    def list(self, user_id: UserId) -> Sequence[Device]:
        items = fetch(DeviceItem.query, user_id, consistent_read=True, scan_index_forward=False, limit=_MOST_LISTED)
        return [document_of(Device, item) for item in items]

    def put(self, device: Device) -> None:
        call(item_of(DeviceItem, device, ttl=ceil(device.expires_at.timestamp())).save)

    def forget(self, user_id: UserId, device_id: str) -> None:
        call(DeviceItem(user_id, device_id).delete)
