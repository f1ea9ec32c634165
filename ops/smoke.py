"""Try the main job on a deployed stage: sign up, top up, buy a number, receive its code. Prints what it saw.

    make smoke STAGE=try EMAIL=you@example.com
    python -m ops.smoke --stage try --email you@example.com

It works in test mode only: it refuses a stage whose Paystack key is a live one, and buys `test_delayed_success`, a
service of the supplier's own test mode, which costs nothing. On AWS a person opens the mail and the checkout; on the
local platform the command does. In the end it removes the service, freezes the account and audits the wallets.
"""

import argparse
import json
import re
import secrets
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import boto3
import requests
from botocore.exceptions import BotoCoreError, ClientError

from callbox.composition.aws import AwsPorts
from callbox.composition.services import Services
from callbox.config import config
from callbox.ports.catalogue import Service
from infra.refusals import one_line
from infra.target import Target, outputs
from ops.keys import current_secret
from ops.operating import Silent, add_stage, services_of

SERVICE, CODE = "test_delayed_success", "123456"
"""It gives each order its own id, a number at once, and this code after 30 s. Its price is $0.75.
https://www.textverified.com/docs/api"""
AMOUNT_MINOR = 500_000
OFFERED_WITHIN_S = 120
PATIENCE_S = 120
"""The code comes after 30 s; the poll chain looks at least every 20 s. A person needs some time for the checkout."""
PERSON_S = 600
REASON = "smoke test"
_ANSWER_S = 30
T = TypeVar("T")


class SmokeFailed(Exception):
    """The stage did not do what it should. The text says at which step and what it answered."""


@dataclass(frozen=True)
class Surroundings:
    """How the command reaches the site, and what it does in place of a person: only on the local platform."""

    url: str
    host: str = ""
    mailbox_url: str = ""

    @property
    def is_local(self) -> bool:
        return bool(self.mailbox_url)


class Customer:
    """One customer over HTTP, through CloudFront."""

    def __init__(self, surroundings: Surroundings, email: str) -> None:
        self._at = surroundings
        self.email = email
        self._token = ""

    def ask(self, method: str, path: str, status: int, body: object = None) -> Any:
        """Send one request and return the answer's JSON. Raises SmokeFailed for another status."""
        headers = {"Idempotency-Key": secrets.token_hex(8)} | ({"Host": self._at.host} if self._at.host else {})
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        answer = requests.request(method, f"{self._at.url}/api/v1{path}", json=body, headers=headers, timeout=_ANSWER_S)
        if answer.status_code != status:
            raise SmokeFailed(f"{method} {path} answered {answer.status_code}: {answer.text[:300]}")
        return answer.json() if answer.text else None

    def sign_up(self, token_of: Callable[[str], str]) -> None:
        password = secrets.token_urlsafe(16)
        self.ask("POST", "/users", 201, {"email": self.email, "password": password, "accepted_terms": "1"})
        self.ask("POST", "/email-verifications/confirm", 204, {"token": token_of(self.email)})
        session = self.ask("POST", "/sessions", 200, {"email": self.email, "password": password})
        self._token = session["access_token"]


def smoke(customer: Customer, at: Surroundings, services: Services, version: str) -> Iterator[str]:
    """Run the main job; yield what was seen. Raises SmokeFailed. Leaves the account frozen and no service behind."""
    health = customer.ask("GET", "/health", 200)
    if health.get("version") != version:
        raise SmokeFailed(f"GET /health names the version {health.get('version')}, the stack {version}")
    yield f"the site answers with version {version}"
    customer.sign_up(lambda email: _mailed_token(at, email))
    yield f"{customer.email} signed up, confirmed the address and signed in"
    try:
        deposit = customer.ask("POST", "/deposits", 201, {"amount_minor": AMOUNT_MINOR})["deposit"]
        _pay(at, deposit)
        _until("the payment", PERSON_S, lambda: _credited(customer, deposit["id"]))
        yield f"a payment of {AMOUNT_MINOR // 100} naira was credited"
        with _offered():
            yield from _buy(customer)
    finally:
        services.freezes.freeze(customer.email, author="smoke@callbox", reason=REASON)
    audited = services.audit.run(segments=1)
    if audited.differences:
        raise SmokeFailed(f"the audit found {len(audited.differences)} differences: python -m ops.audit")
    yield f"the account is frozen, and the audit of {audited.wallets} wallets found no difference"


def _price(customer: Customer) -> int | None:
    found = customer.ask("GET", f"/services?q={SERVICE}", 200)["services"]
    return next((int(one["price_minor"]) for one in found if one["name"] == SERVICE), None)


def _buy(customer: Customer) -> Iterator[str]:
    before = customer.ask("GET", "/wallet", 200)["balance_minor"]
    # a function that has just listed the services shows a new one within a minute
    price = _until("the offer of the test service", OFFERED_WITHIN_S, lambda: _price(customer))
    started = time.monotonic()
    bought = customer.ask("POST", "/verifications", 202, {"service": SERVICE, "max_price_minor": price})
    received = _until("the code", PATIENCE_S, lambda: _received(customer, bought["verification"]["id"]))
    took_s = time.monotonic() - started
    yield f"the number {received['number']} got the code {received['code']} after {took_s:.0f} s"
    wallet = customer.ask("GET", "/wallet", 200)
    if received["code"] != CODE or (wallet["balance_minor"], wallet["held_minor"]) != (before - price, 0):
        raise SmokeFailed(f"the code is {received['code']}, the wallet {wallet}; wanted {CODE} and {before - price}")
    yield f"the wallet paid ₦{price // 100:,}.{price % 100:02}, once"


@contextmanager
def _offered() -> Iterator[None]:
    """Offer the supplier's test service meanwhile: its list of services does not have it."""
    test = Service("US", SERVICE, "sms", "Test", Decimal("0.75"), datetime.now(UTC))
    catalogue = AwsPorts(log=Silent()).catalogue
    catalogue.put([test])
    try:
        yield
    finally:
        catalogue.remove([test])


def _credited(customer: Customer, deposit_id: str) -> bool:
    status: str = customer.ask("GET", f"/deposits/{deposit_id}", 200)["deposit"]["status"]
    return status == "credited"


def _received(customer: Customer, verification_id: str) -> Any:
    found = customer.ask("GET", f"/verifications/{verification_id}", 200)["verification"]
    if found["state"] not in ("requesting", "waiting", "received"):
        raise SmokeFailed(f"the verification ended as {found['state']}")
    return found if found["state"] == "received" else None


def _until(what: str, within_s: float, probe: Callable[[], T | None]) -> T:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if found := probe():
            return found
        time.sleep(1)
    raise SmokeFailed(f"{what} did not come within {within_s:.0f} s")


def _mailed_token(at: Surroundings, email: str) -> str:
    """Return the token of the confirmation link; on AWS a person pastes the link."""
    if not at.is_local:
        return _token_in(input(f"  paste the link of the mail to {email}: "))

    def look() -> str:
        by_account = requests.get(at.mailbox_url, timeout=_ANSWER_S).json()["messages"]
        mails = [mail["BodyText"] for mails in by_account.values() for mail in mails if mail["To"] == [email]]
        return _token_in(mails[-1]) if mails else ""

    return _until("the mail", PATIENCE_S, look)


def _token_in(text: str) -> str:
    found = re.search(r"token=([\w-]+)", text)
    if not found:
        raise SmokeFailed("there is no confirmation link in that")
    return found.group(1)


def _pay(at: Surroundings, deposit: Mapping[str, str]) -> None:
    """Pay at the checkout; on AWS a person does, with a test card of Paystack's."""
    if at.is_local:
        requests.post(deposit["authorization_url"], data={"choice": "pay"}, timeout=_ANSWER_S, allow_redirects=False)
    else:
        print(f"  pay with the card that succeeds in Paystack's test mode: {deposit['authorization_url']}", flush=True)


def _surroundings(options: argparse.Namespace) -> Surroundings:
    if options.stage != "local":
        return Surroundings(outputs(Target(boto3.Session(), options.stage))["SiteUrl"])
    stack = json.loads((Path(options.state_dir) / "stack.json").read_text())
    # Only browsers resolve *.localhost, so the host goes into its header.
    return Surroundings(stack["aws_endpoint_url"], urlsplit(stack["site_url"]).netloc, stack["mailbox_url"])


def _run(options: argparse.Namespace) -> None:
    services = services_of(options)
    key = (current_secret(boto3.Session(), options.stage, "paystack") or {}).get("secret_key", "")
    if not key.startswith("sk_test_"):
        raise SmokeFailed("the stage's Paystack key is no test key, so a payment would be real: use a test stage")
    at = _surroundings(options)
    if not at.is_local and not options.email:
        raise SmokeFailed("give an address whose mail you can read: EMAIL=you@example.com")
    email = options.email or f"smoke.{secrets.token_hex(6)}@example.com"
    # config() reads the environment that services_of took from the stage's own function.
    for seen in smoke(Customer(at, email), at, services, config().version):
        print(f"  {seen}", flush=True)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Try the main job on a deployed stage, in test mode.")
    parser.add_argument("--email", help="an address whose mail you can read; not needed on the local platform")
    add_stage(parser)
    options = parser.parse_args(arguments)
    try:
        _run(options)
    except SmokeFailed as failed:
        print(f"failed: {failed}", file=sys.stderr)
        return 1
    except (ClientError, BotoCoreError) as error:
        print(f"failed: {one_line(error)}", file=sys.stderr)
        return 1
    except requests.RequestException as error:
        print(f"failed: the site does not answer ({type(error).__name__})", file=sys.stderr)
        return 1
    print(f"the main job works on {options.stage}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
