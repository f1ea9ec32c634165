"""A local stage started with another value than the default for every setting that may be changed."""

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

import boto3
import requests

from infra.local.place import Credentials, Place, Ports
from infra.rows import ROOT
from tests.simulator_processes import (
    RunningPaystack,
    RunningSimulator,
    RunningTextVerified,
    running_paystack,
    running_push_service,
    running_textverified,
)
from tests.waiting import wait_for

CHOSEN = {
    "MAIL_FROM": "hello@elsewhere.example",
    "OPERATOR_NAME": "Chosen Numbers Limited",
    "OPERATOR_NUMBER": "BN 7654321",
    "OPERATOR_ADDRESS": "3 Chosen Street, Ibadan",
    "SUPPORT_EMAIL": "support@elsewhere.example",
    "ABUSE_EMAIL": "abuse@elsewhere.example",
    "PRIVACY_EMAIL": "privacy@elsewhere.example",
    "SECURITY_EMAIL": "security@elsewhere.example",
    "GOVERNING_LAW": "Ghana",
    "SUPPORT_WHATSAPP": "+233200000000",
    "SUPPORT_HOURS": "Saturdays, 8:00 to 12:00",
    "NDPC_NUMBER": "NDPC/1234",
    "VERSION": "2026.11-chosen",
    "LIVE": "off",
    "PAYSTACK_CHECKOUT_URL": "https://pay.elsewhere.example",
    "DEPOSIT_MIN_MINOR": "300000",
    "DEPOSIT_MAX_MINOR": "900000",
    "REQUIRE_VERIFIED_EMAIL": "false",
    "FUNDED_FROM_MINOR": "700000",
    "FUNDED_AFTER_HOURS": "1",
    "CARDS_SETTLE_AFTER_HOURS": "2",
    "TRUST_LIMITS": '{"new": {"open_verifications": 7}}',
    "PAYMENT_QUESTIONS_PER_ACCOUNT": "2",
    "NUMBER_LANES": "1",
    "CATALOGUE_REQUESTS_PER_S": "20",
    "POLL_MODE": "webhook",
    "SIGN_IN_FAILURES_PER_ACCOUNT": "2",
    "SIGN_IN_FAILURES_PER_ADDRESS": "3",
    "SIGN_UPS_PER_ADDRESS": "4",
    "RESET_MAILS_PER_ADDRESS": "2",
    "ACCOUNTS_PER_MAILBOX": "2",
    "MAILS_PER_MAILBOX": "1",
    "REQUIRE_ORIGIN": "true",
}
"""Beside the addresses of the simulators, which are free ones."""
PASSWORD = "seven green parrots"
ENDED_WITHIN_S = 300
PATIENCE_S = 60


def environment(**settings: str) -> dict[str, str]:
    """Return this process's environment without AWS's variables, with these settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "CALLBOX_"))}
    return {**kept, **settings}


@dataclass(frozen=True)
class ChosenStage:
    """The running stage, with the services that PAYSTACK_URL, TEXTVERIFIED_URL and PUSH_HOSTS name."""

    stack: Mapping[str, str]
    credentials: Credentials
    paystack: RunningPaystack
    supplier: RunningTextVerified
    push_service: RunningSimulator
    _addresses: Iterator[int] = field(default_factory=lambda: count(1))

    def new_address(self) -> str:
        """Return a network address that no other test uses."""
        return f"198.51.100.{next(self._addresses)}"

    def call(self, method: str, path: str, body: object = None, *, address: str | None, **headers: str) -> Any:
        """Send a request as CloudFront passes it on from a viewer's address; with None, around CloudFront."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if address is not None:
            sent |= {"X-Callbox-Origin": self.credentials.origin_secret, "X-Callbox-Viewer-Address": address}
        url = f"{self.stack['api_url']}/api/v1{path}"
        return requests.request(method, url, json=body, headers=sent, timeout=PATIENCE_S)

    def client(self, service: str) -> Any:
        return boto3.client(
            service, endpoint_url=self.stack["aws_endpoint_url"], region_name="us-east-1",
            aws_access_key_id="local", aws_secret_access_key="local",
        )  # fmt: skip

    def sign_up(self, address: str) -> tuple[str, Any]:
        """Make an account; return its e-mail address and the answer."""
        email = f"ada.{secrets.token_hex(6)}@example.com"
        account = {"email": email, "password": PASSWORD, "accepted_terms": "1"}
        return email, self.call("POST", "/users", account, address=address)

    def sign_in(self, email: str, password: str, address: str) -> Any:
        return self.call("POST", "/sessions", {"email": email, "password": password}, address=address)

    def new_customer(self) -> "ChosenCustomer":
        """Sign up and in, without confirming the address."""
        address = self.new_address()
        email, answer = self.sign_up(address)
        assert answer.status_code == 201, answer.text
        session = self.sign_in(email, PASSWORD, address)
        assert session.status_code == 200, session.text
        return ChosenCustomer(self, email, address, session.json()["access_token"])

    def funded_customer(self) -> "ChosenCustomer":
        """Pay the largest top-up into a new customer's wallet."""
        customer = self.new_customer()
        deposit = customer.opened_deposit()
        self.pay(deposit)
        assert customer.post(f"/deposits/{deposit['id']}/verify").json()["deposit"]["status"] == "credited"
        return customer

    def pay(self, deposit: Any) -> None:
        """Pay without a webhook."""
        order = {"action": "pay", "webhook": False}
        self.paystack.control("POST", f"/__control/transactions/{deposit['reference']}", order)

    def asked_of_the_supplier(self, method: str, prefix: str) -> list[Any]:
        """Return the supplier's log of requests to paths that begin so, oldest first."""
        log = self.supplier.control("GET", "/__control/requests")["requests"]
        return [one for one in log if one["method"] == method and one["path"].startswith(prefix)]

    def environment_of(self, function: str) -> dict[str, str]:
        found = self.client("lambda").get_function_configuration(FunctionName=f"callbox-local-{function}")
        variables: dict[str, str] = found["Environment"]["Variables"]
        return variables

    def mails_to(self, email: str) -> list[Any]:
        by_account = requests.get(self.stack["mailbox_url"], timeout=PATIENCE_S).json()["messages"]
        return [mail for mails in by_account.values() for mail in mails if mail["To"] == [email]]


@dataclass(frozen=True)
class ChosenCustomer:
    stage: ChosenStage
    email: str
    address: str
    token: str

    def get(self, path: str) -> Any:
        answer = self.stage.call("GET", path, address=self.address, Authorization=f"Bearer {self.token}")
        assert answer.status_code == 200, answer.text
        return answer.json()

    def post(self, path: str, body: object = None) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Idempotency_Key": secrets.token_hex(8)}
        return self.stage.call("POST", path, body, address=self.address, **headers)

    def subscribe(self, endpoint: str) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
        return self.stage.call(
            "PUT", "/push-subscriptions/phone", {"endpoint": endpoint}, address=self.address, **headers
        )

    def open_deposit(self, amount_minor: int) -> Any:
        return self.post("/deposits", {"amount_minor": amount_minor})

    def opened_deposit(self) -> Any:
        answer = self.open_deposit(int(CHOSEN["DEPOSIT_MAX_MINOR"]))
        assert answer.status_code == 201, answer.text
        return answer.json()["deposit"]

    def bought(self, path: str, **changes: object) -> Any:
        """Order numbers for Discord at today's price."""
        [offer] = [one for one in self.get("/services?q=discord")["services"] if one["name"] == "discord"]
        answer = self.post(path, {"service": "discord", "max_price_minor": offer["price_minor"], **changes})
        assert answer.status_code == 202, answer.text
        return answer.json()


def eventually(probe: Any) -> Any:
    return wait_for(probe, every_s=0.2)


@contextmanager
def chosen_stage() -> Iterator[ChosenStage]:
    """Start `infra.local.run` with the chosen settings in its environment, and end it."""
    with tempfile.TemporaryDirectory(prefix="callbox-settings-") as folder:
        place = Place(Path(folder), Ports(0, 0, 0, 0))
        mine = place.credentials()  # kept there: the run takes over what it finds
        with (
            running_paystack(mine.paystack_secret_key) as paystack,
            running_textverified(
                mine.textverified_api_key, mine.textverified_username, mine.textverified_webhook_secret, code_after=-1
            ) as supplier,
            running_push_service() as push_service,
        ):
            places = {"PAYSTACK_URL": paystack.url, "TEXTVERIFIED_URL": supplier.url, "PUSH_HOSTS": push_service.url}
            with _running(place, environment(**CHOSEN, **places)):
                yield ChosenStage(json.loads(place.stack_file.read_text()), mine, paystack, supplier, push_service)


@contextmanager
def _running(place: Place, env: Mapping[str, str]) -> Iterator[None]:
    log = place.state / "run.log"
    command = [sys.executable, "-m", "infra.local.run", "--port-base", "0", "--state-dir", str(place.state)]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=output, stderr=subprocess.STDOUT)

    def started() -> bool:
        assert process.poll() is None, log.read_text()
        return place.stack_file.exists() and "ready" in log.read_text()

    try:
        wait_for(started, every_s=0.1)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(ENDED_WITHIN_S)
