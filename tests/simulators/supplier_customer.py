"""A customer's plain HTTP calls to the simulated TextVerified, and the test's calls to its control API."""

from __future__ import annotations

from typing import Any

import requests

from tests.simulator_processes import RunningTextVerified
from tests.waiting import PATIENCE_S

API = "/api/pub/v2"


class SupplierCustomer:
    """A customer's plain HTTP calls to TextVerified."""

    def __init__(self, supplier: RunningTextVerified) -> None:
        self.supplier = supplier
        credentials = {"X-API-KEY": supplier.api_key, "X-API-USERNAME": supplier.username}
        answer = requests.post(f"{supplier.url}{API}/auth", headers=credentials, timeout=PATIENCE_S)
        self.authorization = {"Authorization": f"Bearer {answer.json()['token']}"}

    def request(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> requests.Response:
        """Call a path under the API's prefix, or follow a whole link."""
        url = path if path.startswith("http") else f"{self.supplier.url}{API}{path}"
        headers = {**self.authorization, **(headers or {})}
        return requests.request(method, url, json=body, headers=headers, timeout=PATIENCE_S)

    def get(self, path: str) -> Any:
        """Return the JSON of a GET that works."""
        answer = self.request("GET", path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def rent(self, service: str = "discord", key: str | None = None, **fields: Any) -> requests.Response:
        """Ask for a number."""
        headers = {} if key is None else {"Idempotency-Key": key}
        body = {"serviceName": service, "capability": "sms", **fields}
        return self.request("POST", "/verifications", body, headers)

    def rented(self, service: str = "discord", **fields: Any) -> Any:
        """Rent a number and return its details."""
        answer = self.rent(service, **fields)
        assert answer.status_code == 201, answer.text
        return self.get(answer.headers["Location"])

    def receive_sms(self, verification_id: str, content: str = "Your code is 482913", **order: Any) -> Any:
        """Let a message arrive."""
        path = f"/__control/verifications/{verification_id}/sms"
        return self.supplier.control("POST", path, {"from": "28849", "content": content, **order})["sms"]

    def balance(self) -> float:
        return float(self.get("/account/me")["currentBalance"])
