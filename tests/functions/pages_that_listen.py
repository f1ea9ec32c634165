"""Customers' pages that listen: what they send to join, and what their sockets then hear."""

import json
from typing import Any

from callbox.adapters.dynamodb.live_connections import DynamoLiveConnections
from callbox.domain.identity import UserId
from callbox.ports.live import LiveConnection
from tests.functions.customers import Customer, World
from tests.open_sockets import OpenSockets


class Page:
    """A page of a customer with an open socket."""

    def __init__(self, world: World, sockets: OpenSockets, connection_id: str) -> None:
        self._world = world
        self._sockets = sockets
        self.connection_id = connection_id
        sockets.open.add(connection_id)

    def join(self, token: str | None) -> None:
        self.send(json.dumps({"action": "join", "token": token}))

    def send(self, text: str) -> None:
        self._world.lambdas.receive("join_live", self.connection_id, text)

    @property
    def heard(self) -> list[Any]:
        return [json.loads(frame) for frame in self._sockets.frames_of(self.connection_id)]

    @property
    def is_closed(self) -> bool:
        return self.connection_id not in self._sockets.open


def connections_of(customer: Customer) -> list[LiveConnection]:
    return list(DynamoLiveConnections().list(UserId(customer.id), most=100))
