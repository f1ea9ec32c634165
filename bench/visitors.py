"""Simulated customers who make the whole journey on the running platform, with every request timed by route."""

import re
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import requests

from bench.journey import MAX_PRICE_MINOR, PASSWORD, SERVICE, SMS

REQUEST_TIMEOUT_S = 60.0
STEP_PATIENCE_S = 120.0
"""Maximum wait for a mail, a credit, a number or a code before the journey fails."""
MOST_TRIES = 5
"""Maximum number of retries of a rate-limited request, each at the time that the answer gives."""
DEPOSIT_MINOR = 1_000_000
_LINK = re.compile(r"/verify-email#token=([\w-]+)")
_MAILBOX_EVERY_S = 0.5


class BrokenOff(Exception):
    """A journey could not continue."""


@dataclass
class Notes:
    """The measurements by route and by step, shared by all visitors."""

    requests_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    throttled: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    steps_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    broken_off: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def request(self, route: str, seconds: float, *, error: str | None = None) -> None:
        with self.lock:
            self.requests_s[route].append(seconds)
            if error is not None:
                self.errors[route].append(error)

    def step(self, name: str, seconds: float) -> None:
        with self.lock:
            self.steps_s[name].append(seconds)


class Mailbox:
    """The platform's sent mails, read once for all visitors, because a read by each one would add load."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._read_at = 0.0
        self._tokens: dict[str, str] = {}

    def token(self, email: str) -> str | None:
        with self._lock:
            if email not in self._tokens and time.monotonic() - self._read_at > _MAILBOX_EVERY_S:
                by_account = requests.get(self._url, timeout=REQUEST_TIMEOUT_S).json()["messages"]
                mails = [mail for mails in by_account.values() for mail in mails]
                found = [(mail["To"][0], _LINK.search(mail["BodyText"])) for mail in mails]
                self._tokens = {to: link[1] for to, link in found if link}
                self._read_at = time.monotonic()
            return self._tokens.get(email)


class Visitor:
    """One customer and one journey."""

    def __init__(self, stack: Mapping[str, str], mailbox: Mailbox, notes: Notes) -> None:
        self._stack = stack
        self._mailbox = mailbox
        self._notes = notes
        self._api = requests.Session()
        self._email = f"visitor-{uuid4().hex[:12]}@example.com"

    def journey(self) -> None:
        """Sign up, confirm, top up at the checkout, rent, read the code, read the statement. Raises BrokenOff."""
        began = time.monotonic()
        self._join()
        self._top_up()
        self._rent()
        self._ask("GET /wallet")
        [_, top_up] = self._ask("GET /wallet/entries")["entries"]
        if top_up["amount_minor"] != DEPOSIT_MINOR:
            raise BrokenOff(f"the statement begins with {top_up}")
        self._notes.step("the whole journey", time.monotonic() - began)

    def _join(self) -> None:
        self._ask("POST /users", {"email": self._email, "password": PASSWORD, "accepted_terms": "1"})
        token = self._until("sign-up → mail", lambda: self._mailbox.token(self._email))
        self._ask("POST /email-verifications/confirm", {"token": token})
        session = self._ask("POST /sessions", {"email": self._email, "password": PASSWORD})
        self._api.headers["Authorization"] = f"Bearer {session['access_token']}"

    def _top_up(self) -> None:
        deposit = self._ask("POST /deposits", {"amount_minor": DEPOSIT_MINOR})["deposit"]
        page = requests.get(deposit["authorization_url"], timeout=REQUEST_TIMEOUT_S)
        requests.post(page.url, data={"choice": "pay"}, timeout=REQUEST_TIMEOUT_S, allow_redirects=False)

        def is_credited() -> bool:
            found = self._ask("GET /deposits/{deposit_id}", deposit_id=deposit["id"])["deposit"]
            return bool(found["status"] == "credited")

        self._until("paid → credited", is_credited)

    def _rent(self) -> None:
        self._ask("GET /services", query=f"?q={SERVICE}")
        wanted = {"service": SERVICE, "max_price_minor": MAX_PRICE_MINOR}
        bought = self._ask("POST /verifications", wanted)["verification"]
        self._watch("bought → number", bought, until="waiting")
        self._send_code(bought["id"])
        self._watch("code sent → shown", bought, until="received")

    def _watch(self, step: str, verification: Mapping[str, Any], *, until: str) -> None:
        """Poll like the page, at the interval of the last answer."""
        pause_s = (verification["next_poll_ms"] or 0) / 1000

        def has_come() -> bool:
            nonlocal pause_s
            time.sleep(pause_s)
            asked = self._ask("GET /verifications/{verification_id}", verification_id=verification["id"])
            found = asked["verification"]
            if found["state"] not in ("requesting", "waiting", until):
                raise BrokenOff(f"the verification is {found['state']}: {found['reason']}")
            pause_s = (found["next_poll_ms"] or 0) / 1000
            return bool(found["state"] == until)

        self._until(step, has_come, every_s=0)

    def _send_code(self, verification_id: str) -> None:
        orders = f"{self._stack['textverified_url']}/__control/verifications"
        found = requests.get(orders, timeout=REQUEST_TIMEOUT_S).json()["verifications"]
        order_id = next(order["id"] for order in found if order["idempotency_key"] == verification_id)
        requests.post(f"{orders}/{order_id}/sms", json=SMS, timeout=REQUEST_TIMEOUT_S).raise_for_status()

    def _until(self, step: str, probe: Callable[[], Any], *, every_s: float = 0.5) -> Any:
        began = time.monotonic()
        while not (found := probe()):
            if time.monotonic() - began > STEP_PATIENCE_S:
                raise BrokenOff(f"{step}: nothing within {STEP_PATIENCE_S:.0f} s")
            time.sleep(every_s)
        self._notes.step(step, time.monotonic() - began)
        return found

    def _ask(self, route: str, body: object = None, *, query: str = "", **path: str) -> Any:
        """Send one request; wait and retry while it is rate-limited."""
        method, _, template = route.partition(" ")
        url = f"{self._stack['api_url']}/api/v1{template.format(**path)}{query}"
        headers = {"Idempotency-Key": str(uuid4())} if body is not None else {}
        for _ in range(MOST_TRIES):
            began = time.monotonic()
            answer = self._api.request(method, url, json=body, headers=headers, timeout=REQUEST_TIMEOUT_S)
            seconds = time.monotonic() - began
            if answer.status_code != requests.codes.too_many_requests:
                break
            with self._notes.lock:
                self._notes.throttled[route] += 1
            time.sleep(float(answer.headers.get("Retry-After", 1)))
        error = None if answer.ok else f"{answer.status_code} {answer.text[:120]}"
        self._notes.request(route, seconds, error=error)
        if error is not None:
            raise BrokenOff(f"{route}: {error}")
        return answer.json() if answer.content else None
