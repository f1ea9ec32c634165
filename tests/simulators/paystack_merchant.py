"""A merchant's plain HTTP calls to the simulated Paystack, and the test's calls to its control API."""

from __future__ import annotations

from typing import Any

import requests

from tests.simulator_processes import RunningPaystack
from tests.waiting import PATIENCE_S


class PaystackMerchant:
    """A merchant's plain HTTP calls to Paystack."""

    def __init__(self, paystack: RunningPaystack) -> None:
        self.paystack = paystack
        self._headers = {"Authorization": f"Bearer {paystack.secret_key}"}

    def get(self, path: str, **query: Any) -> requests.Response:
        return requests.get(self.paystack.url + path, params=query, headers=self._headers, timeout=PATIENCE_S)

    def post(self, path: str, body: Any) -> requests.Response:
        return requests.post(self.paystack.url + path, json=body, headers=self._headers, timeout=PATIENCE_S)

    def initialize(self, reference: str = "DEP-1", **fields: Any) -> Any:
        """Open a transaction of ₦5,000 and return its data."""
        body = {"email": "ada@example.com", "amount": 500000, "reference": reference, **fields}
        answer = self.post("/transaction/initialize", body)
        assert answer.status_code == 200, answer.text
        return answer.json()["data"]

    def verify(self, reference: str = "DEP-1") -> Any:
        """Return what Paystack says about a transaction."""
        return self.get(f"/transaction/verify/{reference}").json()["data"]

    def order(self, action: str, reference: str = "DEP-1", **details: Any) -> Any:
        """Tell the simulator what happens to a transaction."""
        path = f"/__control/transactions/{reference}"
        return self.paystack.control("POST", path, {"action": action, **details})["transaction"]

    def deliveries(self, reference: str = "DEP-1") -> Any:
        """List the attempts to deliver events about a transaction."""
        everything = self.paystack.control("GET", "/__control/transactions")["transactions"]
        return next(one["deliveries"] for one in everything if one["reference"] == reference)
