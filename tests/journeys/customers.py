"""Customers of the running platform who do everything over HTTP, by the site's address and through its CloudFront."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests

from tests.functions.answers import Answer
from tests.waiting import PATIENCE_S, wait_for

PASSWORD = "seven green parrots"  # not a secret: each test makes its own accounts
SERVICE = "discord"
EVERY_S = 0.3


class Site:
    """The API as clients on the internet reach it."""

    def __init__(self, stack: Mapping[str, str]) -> None:
        # Only browsers resolve *.localhost, so the host goes into its header and the connection to the cloud's port.
        self._url = f"{stack['aws_endpoint_url']}/api/v1"
        self._host = urlsplit(stack["site_url"]).netloc
        self._mailbox_url = stack["mailbox_url"]

    def call(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        raw: bytes | None = None,
        token: str | None = None,
        key: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send a request: `body` as JSON, or `raw` as it is."""
        sent = {"Host": self._host, "Content-Type": "application/json", **(headers or {})}
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        if key is not None:
            sent["Idempotency-Key"] = key
        given: dict[str, Any] = {"data": raw} if raw is not None else {"json": body} if body is not None else {}
        answer = requests.request(
            method, self._url + path, headers=sent, timeout=PATIENCE_S, allow_redirects=False, **given
        )
        lower = {name.lower(): value for name, value in answer.headers.items()}
        is_problem = lower.get("content-type") == "application/problem+json"
        return Answer(answer.status_code, lower, answer.text, answer.json()["request_id"] if is_problem else "")

    def new_customer(self, *, amount_minor: int = 0) -> "Customer":
        """Sign up, open the link of the mail, sign in, and pay this much into the wallet."""
        email = f"ada.{secrets.token_hex(6)}@example.com"
        account = {"email": email, "password": PASSWORD, "accepted_terms": "1"}
        done(self.call("POST", "/users", account), 201)
        self._confirm(email)
        session = done(self.call("POST", "/sessions", {"email": email, "password": PASSWORD}), 200)
        customer = Customer(self, email, session["access_token"])
        if amount_minor:
            customer.top_up(amount_minor)
        return customer

    def _confirm(self, email: str) -> None:
        tokens = eventually(lambda: self.mailed_tokens(email))
        done(self.call("POST", "/email-verifications/confirm", {"token": tokens[-1]}), 204)

    def mailed_tokens(self, email: str) -> list[str]:
        """Return the tokens of all links mailed to an address, oldest first."""
        by_account = requests.get(self._mailbox_url, timeout=PATIENCE_S).json()["messages"]
        texts = [mail["BodyText"] for mails in by_account.values() for mail in mails if mail["To"] == [email]]
        return [token for text in texts for token in re.findall(r"#token=([\w-]+)", text)]


@dataclass(frozen=True)
class Customer:
    """A customer with a confirmed account, signed in."""

    site: Site
    email: str
    token: str

    def get(self, path: str) -> Any:
        return done(self.site.call("GET", path, token=self.token), 200)

    def post(self, path: str, body: object = None, *, raw: bytes | None = None, key: str | None = None) -> Answer:
        return self.site.call("POST", path, body, raw=raw, token=self.token, key=key)

    def open_deposit(self, amount_minor: int) -> Any:
        return done(self.post("/deposits", {"amount_minor": amount_minor}, key=new_key()), 201)["deposit"]

    def top_up(self, amount_minor: int) -> Any:
        """Pay at the checkout page and wait for the webhook, without asking for verification of the payment."""
        deposit = self.open_deposit(amount_minor)
        pay_at_checkout(deposit)
        return self.wait_for_deposit(deposit, "credited")

    def wait_for_deposit(self, deposit: Any, status: str) -> Any:
        def look() -> Any:
            found = self.get(f"/deposits/{deposit['id']}")["deposit"]
            return found if found["status"] == status else None

        return eventually(look)

    def price_minor(self, service: str = SERVICE) -> int:
        [found] = [one for one in self.get(f"/services?q={service}")["services"] if one["name"] == service]
        return int(found["price_minor"])

    def buy(self, *, key: str | None = None, **changes: object) -> Answer:
        body = {"service": SERVICE, "max_price_minor": self.price_minor(), **changes}
        return self.post("/verifications", body, key=key or new_key())

    def rent(self) -> Any:
        """Buy a number and wait until it arrives."""
        return self.wait_for(done(self.buy(), 202)["verification"], "waiting")

    def wait_for(self, verification: Any, state: str) -> Any:
        def look() -> Any:
            found = self.get(f"/verifications/{verification['id']}")["verification"]
            assert found["state"] in (state, "requesting", "waiting"), found
            return found if found["state"] == state else None

        return eventually(look)

    def wallet(self) -> tuple[int, int]:
        """Return (what can be spent, what is held for open verifications)."""
        wallet = self.get("/wallet")
        return wallet["balance_minor"], wallet["held_minor"]

    def entries(self) -> list[Any]:
        """Return the whole statement, oldest first, read in pages of two."""
        found: list[Any] = []
        cursor = ""
        while cursor is not None:
            page = self.get(f"/wallet/entries?limit=2&cursor={cursor}")
            found += page["entries"]
            cursor = page["next_cursor"]
        return found[::-1]

    def movements(self) -> list[tuple[str, int]]:
        """Return kind and amount of each entry, oldest first."""
        return [(entry["kind"], entry["amount_minor"]) for entry in self.entries()]


def assert_adds_up(customer: Customer, *, held_minor: int = 0) -> None:
    """Check the statement: no gaps, every balance is the sum so far, the last one is the wallet's."""
    entries, balance = customer.entries(), 0
    assert [entry["id"] for entry in entries] == [str(n) for n in range(1, len(entries) + 1)]
    for entry in entries:
        balance += entry["amount_minor"]
        assert entry["balance_after_minor"] == balance >= 0, entry
    assert customer.wallet() == (balance, held_minor)


def pay_at_checkout(deposit: Any) -> None:
    """Open Paystack's page and press its button, which sends the browser back with the reference."""
    page = requests.get(deposit["authorization_url"], timeout=PATIENCE_S)
    assert deposit["reference"] in page.text
    paid = requests.post(page.url, data={"choice": "pay"}, timeout=PATIENCE_S, allow_redirects=False)
    assert paid.status_code == 303
    assert f"reference={deposit['reference']}" in paid.headers["Location"]


def done(answer: Answer, status: int) -> Any:
    """Return the body of an answer, which must have this status."""
    assert answer.status == status, answer
    return answer.json if answer.text else None


def eventually(probe: Any) -> Any:
    return wait_for(probe, every_s=EVERY_S)


def new_key() -> str:
    return secrets.token_hex(8)
