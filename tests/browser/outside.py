"""The simulated Paystack and supplier, controlled by tests."""

from collections.abc import Sequence
from typing import Any

import requests

from tests.waiting import PATIENCE_S

OK = 200


class Paystack:
    """The simulated Paystack."""

    def __init__(self, url: str) -> None:
        self._url = url

    def pay(self, reference: str, *, webhook: bool = False, times: int = 1) -> None:
        """Pay without the checkout page. The webhook is lost by default; otherwise it is sent `times` times."""
        self._order(reference, {"action": "pay", "webhook": webhook, "times": times})

    def thanks(self, reference: str) -> int:
        """Return how many webhooks about a payment were answered with 200."""
        found = [one for one in self._transactions() if one["reference"] == reference]
        return sum(delivery["status"] == OK for one in found for delivery in one["deliveries"])

    def opened(self) -> int:
        """Return how many payments were ever opened."""
        return len(self._transactions())

    def _transactions(self) -> list[dict[str, Any]]:
        answer = requests.get(f"{self._url}/__control/transactions", timeout=PATIENCE_S)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["transactions"]
        return found

    def fail(self, reference: str) -> None:
        self._order(reference, {"action": "fail", "webhook": False})

    def _order(self, reference: str, order: dict[str, Any]) -> None:
        path = f"{self._url}/__control/transactions/{reference}"
        requests.post(path, json=order, timeout=PATIENCE_S).raise_for_status()

    def slow_down(self, path_prefix: str, *, delay_ms: int, times: int) -> None:
        fault = {"method": "GET", "path_prefix": path_prefix, "mode": "slow", "delay_ms": delay_ms, "times": times}
        requests.post(f"{self._url}/__control/faults", json=fault, timeout=PATIENCE_S).raise_for_status()


class Supplier:
    """The simulated TextVerified."""

    def __init__(self, url: str) -> None:
        self._url = url

    def send_nothing_by_itself(self) -> None:
        self._autopilot(code_after_s=None)

    def send_codes_by_itself(self, *, after_s: float = 6) -> None:
        self._autopilot(code_after_s=after_s)

    def send(self, number: str, text: str, *, code: str | None = None) -> None:
        """Send an SMS to a number as the page shows it, with or without +1."""
        sms = {"from": "28849", "content": text, "parsedCode": code}
        self._post(f"verifications/{self._id_of(number)}/sms", sms)

    def flood(self, numbers: Sequence[str], texts: Sequence[str]) -> None:
        """Send every text to every number, each announced by an event."""
        ids = [self._id_of(number) for number in numbers]
        for text in texts:
            for order_id in ids:
                self._post(f"verifications/{order_id}/sms", {"from": "28849", "content": text})

    def expire(self, number: str) -> None:
        self._post(f"verifications/{self._id_of(number)}/expire", None)

    def stock(self, service: str, available: int) -> None:
        """Set how many numbers are left for a service."""
        self._post(f"services/{service}", {"available": available})

    def empty_area_codes(self, *codes: str) -> None:
        """Leave no number in these area codes, and some in all others."""
        self._post("account", {"empty_area_codes": list(codes)})

    def ordered(self) -> int:
        """Return how many numbers were ever ordered."""
        return len(self._verifications())

    def _id_of(self, number: str) -> str:
        digits = number.replace(" ", "").removeprefix("+1")
        return next(str(each["id"]) for each in self._verifications() if each["number"] == digits)

    def _verifications(self) -> list[dict[str, Any]]:
        answer = requests.get(f"{self._url}/__control/verifications", timeout=PATIENCE_S)
        answer.raise_for_status()
        found: list[dict[str, Any]] = answer.json()["verifications"]
        return found

    def _autopilot(self, **settings: float | None) -> None:
        self._post("autopilot", settings)

    def _post(self, path: str, body: Any) -> None:
        requests.post(f"{self._url}/__control/{path}", json=body, timeout=PATIENCE_S).raise_for_status()
