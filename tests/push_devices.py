"""Browsers that subscribed at a simulated push service, for tests that are told of news."""

from typing import Any

import requests

from tests.waiting import PATIENCE_S


class PushDevice:
    """A browser's address for our public key. The service takes a push only with a token of that key for its origin."""

    def __init__(self, service_url: str, key: str) -> None:
        self._control = f"{service_url}/__control"
        made = self._ask("POST", "subscriptions", {"application_server_key": key})
        self.id, self.endpoint = str(made["id"]), str(made["endpoint"])

    @property
    def pushes(self) -> list[Any]:
        """The pushes that were taken, oldest first."""
        return list(self._ask("GET", f"subscriptions/{self.id}")["pushes"])

    def unsubscribe(self) -> None:
        self._ask("POST", f"subscriptions/{self.id}/end")

    def requests(self) -> int:
        """Return how many pushes were sent to this address, also those that were refused."""
        found = self._ask("GET", "requests")["requests"]
        return sum(one["path"] == f"/push/{self.id}" for one in found)

    def _ask(self, method: str, path: str, order: Any = None) -> Any:
        answer = requests.request(method, f"{self._control}/{path}", json=order, timeout=PATIENCE_S)
        answer.raise_for_status()
        return answer.json()
