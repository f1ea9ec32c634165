"""A customer of the running platform with money and one of everything, so that generated requests meet something."""

import hashlib
import hmac
import json
import re
import secrets
import time
from collections import deque
from collections.abc import Mapping
from typing import Any

import requests

from tests.waiting import PATIENCE_S, wait_for

PASSWORD = "seven green parrots"  # not a secret: each run makes its own accounts
SERVICE = "discord"
PRICE_MINOR = 1_000_000
DEPOSIT_MINOR = 50_000_000
EVERY_S = 0.3
LIMITED_TRIES = 12
"""Guessed passwords may close the door for five minutes, for all that come from here."""
_LINK = re.compile(r"/verify-email#token=([\w-]+)")


class Customer:
    """Signs in, pays and buys, and collects the ids in the API's answers."""

    def __init__(self, stack: Mapping[str, str]) -> None:
        self._stack = stack
        self.site_url = stack["site_url"]
        self.email = f"ada.{secrets.token_hex(6)}@example.com"
        self.token = ""
        self.email_token = ""
        # the newest few: older verifications have ended, and every request for them gets the same answer
        self.known: dict[str, deque[str]] = {}
        self.http = requests.Session()

    @property
    def push_endpoint(self) -> str:
        """An address at the platform's push service, which knows no such subscription."""
        return f"{self._stack['push_service']}/push/generated"

    def prepare(self) -> None:
        """Make the account, credit a deposit, and make one of everything that has an id."""
        self.fund()
        wanted = {"service": SERVICE, "max_price_minor": PRICE_MINOR}
        self._cancel(self._ask("POST", "/verifications", wanted)["verification"])
        self._ask("POST", "/verification-batches", {**wanted, "quantity": 2})
        self._ask("PUT", "/templates/first", {"name": "First", "service": SERVICE})

    def fund(self) -> None:
        """Make the account, confirm its address and credit deposits."""
        self.begin()
        self.confirm()
        for _ in range(3):
            deposit = self._ask("POST", "/deposits", {"amount_minor": DEPOSIT_MINOR})["deposit"]
            path = f"{self._stack['paystack_url']}/__control/transactions/{deposit['reference']}"
            requests.post(path, json={"action": "pay", "webhook": False}, timeout=PATIENCE_S).raise_for_status()
            self._ask("POST", f"/deposits/{deposit['id']}/verify")

    def begin(self) -> None:
        """Make the account and sign in."""
        self._ask("POST", "/users", {"email": self.email, "password": PASSWORD, "accepted_terms": "1"})
        self.token = self.new_session()[0]

    def confirm(self) -> None:
        """Confirm the account's address."""
        self.email_token = self._mailed_token()
        self._ask("POST", "/email-verifications/confirm", {"token": self.email_token})

    def new_session(self) -> tuple[str, str]:
        """Sign in again; return the access token and the cookie."""
        answer = self._send("POST", "/sessions", {"email": self.email, "password": PASSWORD})
        return answer.json()["access_token"], answer.headers["Set-Cookie"].partition(";")[0]

    def new_cookie(self) -> str | None:
        """Sign in again and return the cookie, or None while sign-in is blocked after too many wrong passwords."""
        body = {"email": self.email, "password": PASSWORD}
        answer = self.http.post(f"{self._stack['api_url']}/api/v1/sessions", json=body, timeout=PATIENCE_S)
        return answer.headers["Set-Cookie"].partition(";")[0] if answer.ok else None

    def learn(self, body: Any) -> None:
        """Collect the ids in an answer by kind: deposit, verification, refunded verification, batch, template."""
        for name, value in body.items() if isinstance(body, dict) else []:
            for one in value if isinstance(value, list) else [value]:
                if isinstance(one, dict) and "id" in one:
                    kind = "refunded" if one.get("refunded") else name.removesuffix("s")
                    self.known.setdefault(kind, deque(maxlen=10)).append(one["id"])
                self.learn(one)

    def order_cancellable(self) -> None:
        """Order a number that can be cancelled now, unless too many are open."""
        body = {"service": SERVICE, "max_price_minor": PRICE_MINOR}
        headers = {"Idempotency-Key": secrets.token_hex(8), "Authorization": f"Bearer {self.token}"}
        url = f"{self._stack['api_url']}/api/v1/verifications"
        answer = self.http.post(url, json=body, headers=headers, timeout=PATIENCE_S)
        if answer.ok:
            verification = answer.json()["verification"]
            self._wait_until_cancellable(verification)
            self.known["cancellable"] = deque([verification["id"]])

    def signature(self, body: bytes) -> dict[str, str]:
        """Return the header with which Paystack signs a body."""
        key = self._stack["paystack_secret_key"].encode()
        return {"x-paystack-signature": hmac.new(key, body, hashlib.sha512).hexdigest()}

    def _cancel(self, verification: Mapping[str, Any]) -> None:
        """Cancel as soon as there is a number: a refunded verification can be retried."""
        self._wait_until_cancellable(verification)
        self._ask("POST", f"/verifications/{verification['id']}/cancel")

    def _wait_until_cancellable(self, verification: Mapping[str, Any]) -> None:
        def cancellable() -> bool:
            found = self._ask("GET", f"/verifications/{verification['id']}")["verification"]
            assert found["cancellable"] or found["state"] == "requesting", (
                f"closed before it could be cancelled: {found}"
            )
            return bool(found["cancellable"])

        wait_for(cancellable, every_s=EVERY_S)

    def _mailed_token(self) -> str:
        """Wait for the mail of the sign-up and return the token of its link."""

        def token() -> str | None:
            by_account = requests.get(self._stack["mailbox_url"], timeout=PATIENCE_S).json()["messages"]
            texts = [mail["BodyText"] for mails in by_account.values() for mail in mails if mail["To"] == [self.email]]
            found = _LINK.search("\n".join(texts))
            return found and found[1]

        return wait_for(token, every_s=EVERY_S)

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._send(method, path, body)
        shape = answer.json() if answer.content else None
        self.learn(shape)
        return shape

    def _send(self, method: str, path: str, body: Any) -> requests.Response:
        headers = {"Idempotency-Key": secrets.token_hex(8), "Content-Type": "application/json"}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        url = f"{self._stack['api_url']}/api/v1{path}"
        data = None if body is None else json.dumps(body)
        for _ in range(LIMITED_TRIES):
            answer = self.http.request(method, url, headers=headers, data=data, timeout=PATIENCE_S)
            if answer.status_code != 429:
                break
            time.sleep(min(30, int(answer.headers.get("Retry-After", 1))))  # as it says itself
        assert answer.ok, f"{method} {path} answered {answer.status_code}: {answer.text}"
        return answer
