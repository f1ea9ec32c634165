"""Devices that are told of news, at a push service of the tests."""

from typing import Any

from tests.functions.customers import Customer
from tests.simulator_processes import RunningSimulator

# A point on P-256, for tests in which nothing is pushed.
SOME_KEY = "BKWJOd1E2GIvpFz4JfmCbAF-58ozARZ5cIlSu5tDyCYeVlqMcpNlmmwDftwzom_0rFJvyOg8wmlI9qPL7IbgymU"
ENDPOINT = "https://fcm.googleapis.com/fcm/send/a-device"


class Device:
    """A browser that subscribed at the push service for our key."""

    def __init__(self, push_service: RunningSimulator, key: str) -> None:
        self._service = push_service
        made = push_service.control("POST", "/__control/subscriptions", {"application_server_key": key})
        self.id, self.endpoint = str(made["id"]), str(made["endpoint"])

    @property
    def pushes(self) -> list[Any]:
        """The pushes that were taken: with a valid token of our key for this origin."""
        return list(self._service.control("GET", f"/__control/subscriptions/{self.id}")["pushes"])

    def unsubscribe(self) -> None:
        self._service.control("POST", f"/__control/subscriptions/{self.id}/end")


def subscribe(customer: Customer, name: str, endpoint: str = ENDPOINT) -> int:
    return customer.send("PUT", f"/push-subscriptions/{name}", {"endpoint": endpoint}).status
