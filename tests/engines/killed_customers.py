"""Customers of a platform whose workers are being killed: they repeat an unanswered request with the same key."""

import os
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from random import Random
from threading import Event
from typing import Any

import requests

from tests.contract.customers import PRICE_MINOR, SERVICE, Customer

_TIMEOUT_S = 60
_TRIES = 5
_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 3.0
_AMOUNT_MINOR = 1_000_000
_PART_MINOR = 150_000
_BATCH = 2
_SHARES = {
    "pay_and_leave": 4,
    "pay_and_look": 2,
    "have_refunded": 3,
    "buy": 4,
    "buy_batch": 2,
    "cancel": 3,
    "cancel_batch": 1,
    "retry": 3,
}


class KilledCustomer:
    """`acts` counts the acts by kind, `repeated` the requests that were sent again."""

    def __init__(self, stack: Mapping[str, str], seed: int) -> None:
        self._stack = stack
        self._random = Random(seed)
        self._customer = Customer(stack)
        self._paid: list[str] = []
        self._batches: list[str] = []
        self.acts = Counter[str]()
        self.repeated = 0

    def prepare(self) -> None:
        """Create the account and put money into it."""
        self._customer.fund()

    def live(self, stop: Event) -> None:
        """Act until told to stop."""
        while not stop.is_set():
            [act] = self._random.choices(list(_SHARES), list(_SHARES.values()))
            getattr(self, f"_{act}")()
            self.acts[act] += 1
            stop.wait(self._random.random() * _LONGEST_PAUSE_S)

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Return the answer; None for a refusal, or when no attempt got an answer."""
        key = os.urandom(8).hex()
        for attempt in range(_TRIES):
            self.repeated += attempt > 0
            headers = {"Idempotency-Key": key, "Authorization": f"Bearer {self._customer.token}"}
            url = f"{self._stack['api_url']}/api/v1{path}"
            try:
                answer = requests.request(method, url, headers=headers, json=body, timeout=_TIMEOUT_S)
            except requests.RequestException:
                continue
            if answer.ok:
                return answer.json()
            if answer.status_code == 401:
                self._sign_in()
            elif answer.status_code < 500:
                return None
            time.sleep(_PAUSE_S)
        return None

    def pages(self, path: str, name: str) -> list[Any]:
        """Return all items of a list. Raises RuntimeError without an answer: an incomplete list proves nothing."""
        found: list[Any] = []
        cursor = ""
        while True:
            page = self.send("GET", f"{path}?limit=100{cursor}")
            if page is None:
                raise RuntimeError(f"{path} does not answer")
            found += page[name]
            if not page["next_cursor"]:
                return found
            cursor = f"&cursor={page['next_cursor']}"

    def _sign_in(self) -> None:
        """Get a new token, as it expires after 15 minutes. Without an answer the next request tries again."""
        with suppress(AssertionError, requests.RequestException):
            self._customer.token = self._customer.new_session()[0]

    # --- acts

    def _pay_and_leave(self) -> None:
        """Pay and never return from the checkout: only Paystack's webhook announces it."""
        self._pay(webhook=True)

    def _pay_and_look(self) -> None:
        """Pay, and return from the checkout; its webhook is lost."""
        deposit = self._pay(webhook=False)
        if deposit is not None:
            self.send("POST", f"/deposits/{deposit['id']}/verify")

    def _pay(self, *, webhook: bool) -> Any:
        answer = self.send("POST", "/deposits", {"amount_minor": _AMOUNT_MINOR})
        if answer is None or answer["deposit"]["authorization_url"] is None:
            return None
        reference = answer["deposit"]["reference"]
        self._at_paystack(reference, {"action": "pay", "webhook": webhook}).raise_for_status()
        self._paid.append(reference)
        return answer["deposit"]

    def _have_refunded(self) -> None:
        """Have the merchant refund a payment at Paystack: a part, or all that is left."""
        if self._paid:
            amount = self._random.choice((_PART_MINOR, None))
            answer = self._at_paystack(self._random.choice(self._paid), {"action": "refund", "amount": amount})
            if answer.status_code != 409:  # nothing is left of it
                answer.raise_for_status()

    def _at_paystack(self, reference: str, order: Mapping[str, Any]) -> requests.Response:
        path = f"{self._stack['paystack_url']}/__control/transactions/{reference}"
        return requests.post(path, json=order, timeout=_TIMEOUT_S)

    def _buy(self) -> None:
        self.send("POST", "/verifications", {"service": SERVICE, "max_price_minor": PRICE_MINOR})

    def _buy_batch(self) -> None:
        wanted = {"service": SERVICE, "max_price_minor": PRICE_MINOR, "quantity": _BATCH}
        answer = self.send("POST", "/verification-batches", wanted)
        if answer is not None:
            self._batches.append(answer["batch"]["id"])

    def _cancel_batch(self) -> None:
        if self._batches:
            self.send("POST", f"/verification-batches/{self._random.choice(self._batches)}/cancel")

    def _cancel(self) -> None:
        opened = self.send("GET", "/verifications?state=open")
        wanted = [one["id"] for one in opened["verifications"] if one["cancellable"]] if opened else []
        if wanted:
            self.send("POST", f"/verifications/{self._random.choice(wanted)}/cancel")

    def _retry(self) -> None:
        page = self.send("GET", "/verifications?limit=20")
        refunded = [one["id"] for one in page["verifications"] if one["refunded"]] if page else []
        if refunded:
            self.send("POST", f"/verifications/{self._random.choice(refunded)}/retry")
