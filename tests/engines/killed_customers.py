"""Customers of a platform whose workers are being killed: what is not answered they send again, with the same key."""

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
_SHARES = {"top_up": 3, "top_up_and_look": 2, "buy": 5, "cancel": 2, "retry": 2}


class KilledCustomer:
    """`acts` counts the acts by kind, `repeated` the requests that were sent again."""

    def __init__(self, stack: Mapping[str, str], seed: int) -> None:
        self._stack = stack
        self._random = Random(seed)
        self._customer = Customer(stack)
        self.acts = Counter[str]()
        self.repeated = 0

    def prepare(self) -> None:
        """Make the account and put money into it."""
        self._customer.fund()

    def live(self, stop: Event) -> None:
        """Act until told to stop."""
        while not stop.is_set():
            [act] = self._random.choices(list(_SHARES), list(_SHARES.values()))
            getattr(self, f"_{act}")()
            self.acts[act] += 1
            stop.wait(self._random.random() * _LONGEST_PAUSE_S)

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Return the answer; None when it is a refusal, or when none came however often it was asked for."""
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
        """Return all items of a list. Raises RuntimeError when a page does not come: half a list proves nothing."""
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
        """Get a new token, for it lives a quarter of an hour. Without an answer the next request tries again."""
        with suppress(AssertionError, requests.RequestException):
            self._customer.token = self._customer.new_session()[0]

    # --- what it does

    def _top_up(self) -> None:
        self._pay(webhook=True)

    def _top_up_and_look(self) -> None:
        deposit = self._pay(webhook=False)
        if deposit is not None:
            self.send("POST", f"/deposits/{deposit['id']}/verify")

    def _pay(self, *, webhook: bool) -> Any:
        answer = self.send("POST", "/deposits", {"amount_minor": _AMOUNT_MINOR})
        if answer is None or answer["deposit"]["authorization_url"] is None:
            return None
        reference = answer["deposit"]["authorization_url"].rpartition("/")[2]
        path = f"{self._stack['paystack_url']}/__control/transactions/{reference}"
        requests.post(path, json={"action": "pay", "webhook": webhook}, timeout=_TIMEOUT_S)
        return answer["deposit"]

    def _buy(self) -> None:
        self.send("POST", "/verifications", {"service": SERVICE, "max_price_minor": PRICE_MINOR})

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
