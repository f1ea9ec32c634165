"""Send generated requests to the running platform and check every answer against the published description.

Half of the requests follow the description, half break it in some place. Most of those that follow it get real ids, a
service that is for sale, a session, a signature; without these, all would end at the first check.
"""

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any

import hypothesis
import requests
import schemathesis
from hypothesis import HealthCheck, Phase
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import CHECKS
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import Failure, FailureGroup

from callbox.domain.terms import newest
from infra.openapi import document
from tests.contract.customers import PASSWORD, SERVICE, Customer
from tests.waiting import PATIENCE_S

EXAMPLES = 10
"""Of one route and one mode, before the next has its turn."""
_CHECKED = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
)
# A body as described may still break a rule outside the schema: a weak password, no money, a price that rose.
_ACCEPTABLE = ["2xx", "401", "402", "403", "404", "409", "422", "429"]
# A mailed link works once, a code half a minute; another code needs a first one; a closed account is of no use; only
# the platform and its simulator have the supplier's secret.
_NEEDS_A_SECRET = {
    "POST /api/v1/account-closure",
    "POST /api/v1/links",
    "POST /api/v1/password-resets/confirm",
    "POST /api/v1/second-factor/confirm",
    "POST /api/v1/second-factor/recovery-codes",
    "POST /api/v1/second-factor/remove",
    "POST /api/v1/sessions/link",
    "POST /api/v1/verifications/{verification_id}/listen",
    "POST /api/v1/webhooks/textverified",
}
_CANCEL = "/api/v1/verifications/{verification_id}/cancel"
_IN_STATE = {_CANCEL: "cancellable", "/api/v1/verifications/{verification_id}/retry": "refunded"}
"""Routes that accept an order in one state only, and how the customer calls it."""
_GUESSING = ("/api/v1/second-factor", "/api/v1/email-changes", "/api/v1/account-closure")
_WITH_COOKIE = {"/api/v1/sessions/refresh", "/api/v1/sessions/current"}
_REAL = 0.7
"""The share of described requests that are given something real."""


@dataclass
class Tally:
    """What was sent and answered. `failures` says what broke and how to send the request again."""

    requests: int = 0
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    took_s: float = 0.0

    def note(self, operation: str, status: int, failures: list[str]) -> None:
        self.requests += 1
        self.statuses[operation, status] += 1
        self.failures += failures

    def never_taken(self) -> list[str]:
        """Return the routes that accepted no request: nothing behind their first check was tested."""
        operations = {operation for operation, _ in self.statuses} - _NEEDS_A_SECRET
        return sorted(operations - {operation for operation, status in self.statuses if 200 <= status < 300})

    def summary(self) -> str:
        by_status = Counter[int]()
        for (_, status), times in self.statuses.items():
            by_status[status] += times
        shown = ", ".join(f"{status}: {times}" for status, times in sorted(by_status.items()))
        return f"{self.requests} requests in {self.took_s:.0f} s, {len(self.failures)} outside the contract ({shown})"


def send_generated(stack: Mapping[str, str], *, at_least: int, seed: int) -> Tally:
    """Send at least this many requests. The same seed generates the same requests."""
    customer, tally, began = Customer(stack), Tally(), time.monotonic()
    customer.prepare()
    operations = [found.ok() for found in _described().get_all_operations()]
    turns = [(operation, mode) for operation in operations for mode in GenerationMode]
    for round_ in count():
        customer.token = customer.new_session()[0]  # a token is valid for 15 minutes
        guessed = Customer(stack)
        guessed.begin()
        guessed.confirm()
        sender = _Sender(stack["api_url"], customer, guessed, tally)
        Random(seed + round_).shuffle(turns)
        # Not in threads: Hypothesis parses sources, and Python 3.11 counts the recursion of all threads together.
        for operation, mode in turns:
            sender.turn(operation, mode, seed + round_, enough=at_least if round_ else None)
        if tally.requests >= at_least:
            break
        assert tally.requests, "no request could be generated"
    tally.took_s = time.monotonic() - began
    return tally


def _described() -> Any:
    """Return the description without its security: we choose the caller, not the generator."""
    described = document()
    for methods in described["paths"].values():
        for operation in methods.values():
            operation["security"] = []
    checks = {"positive_data_acceptance": {"expected-statuses": _ACCEPTABLE}}
    config = SchemathesisConfig.from_dict({"checks": checks})
    return schemathesis.openapi.from_dict(described, config=config)


@dataclass(frozen=True)
class _Sender:
    """Sends in the customer's name, and records the answers."""

    api_url: str
    customer: Customer
    guessed: Customer
    """Whose password is guessed at: it locks that account, and no other's requests."""
    tally: Tally

    def turn(self, operation: Any, mode: GenerationMode, seed: int, *, enough: int | None) -> None:
        """Send a few requests of one route and mode; none when there are already `enough` in total."""
        if enough is not None and self.tally.requests >= enough:
            return
        if operation.path == _CANCEL and mode is GenerationMode.POSITIVE:
            self.customer.order_cancellable()

        @hypothesis.seed(seed)
        @hypothesis.settings(
            max_examples=EXAMPLES,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @hypothesis.given(operation.as_strategy(mode), st.integers(0, 2**32))
        def one(case: Any, chance: int) -> None:
            self.send(case, Random(chance), mode)

        try:
            one()
        except Unsatisfiable:  # a route without parameters cannot be called wrongly
            return
        except Exception as broken:  # noqa: BLE001 - a lost connection or a bug of ours is counted, not hidden
            self.tally.note(operation.label, 0, [f"{operation.label}, {mode.value}: {broken!r}"])

    def send(self, case: Any, random: Random, mode: GenerationMode) -> None:
        if mode is GenerationMode.POSITIVE:
            _make_real(case, random, self.customer)
        prepared = requests.Request(**case.as_transport_kwargs(base_url=self.api_url)).prepare()
        prepared.headers.update(_who(case, random, self.customer, self.guessed))
        if "x-paystack-signature" in prepared.headers and random.random() < _REAL:
            body = prepared.body or b""
            prepared.headers.update(self.customer.signature(body.encode() if isinstance(body, str) else body))
        response = self.customer.http.send(prepared, timeout=PATIENCE_S)
        failures: list[str] = []
        try:
            case.validate_response(response, checks=[CHECKS.get_one(name) for name in _CHECKED])
        except (Failure, FailureGroup) as failure:
            failures.append(f"{case.operation.label}, {mode.value}: {failure}\n{case.as_curl_command()}")
        if response.ok and response.content:
            self.customer.learn(response.json())
        if response.ok and case.operation.path == "/api/v1/me/password":
            self.customer.token = response.json()["access_token"]
        if response.ok and case.method == "DELETE" and case.operation.path.startswith("/api/v1/sessions"):
            # it may have ended the session of our token, which at once may end no other
            self.customer.token = self.customer.new_session()[0]
        self.tally.note(case.operation.label, response.status_code, failures)


def _make_real(case: Any, random: Random, customer: Customer) -> None:
    for name in case.path_parameters or {}:
        kind = _IN_STATE.get(case.operation.path, name.removesuffix("_id"))
        known = customer.known.get(kind)
        if known and random.random() < _REAL:
            case.path_parameters[name] = random.choice([*known])
    whole = {
        "/api/v1/sessions": {"email": customer.email, "password": PASSWORD},
        "/api/v1/second-factor": {"password": PASSWORD},
        "/api/v1/me/password": {"password": PASSWORD, "new_password": PASSWORD},
        "/api/v1/email-changes": {"email": f"new.{customer.email}", "proof": {"password": PASSWORD}},
        "/api/v1/email-verifications/confirm": {"token": customer.email_token},
        # a sum a day would end the purchases of all later requests
        "/api/v1/me": {"low_balance_minor": 100_000},
        # closed, the account would buy nothing in all later requests
        "/api/v1/account-closure": {"proof": {"password": ""}},
        "/api/v1/terms-acceptances": {"version": newest().version},
        "/api/v1/push-subscriptions/{subscription_id}": {"endpoint": customer.push_endpoint},
    }.get(case.operation.path)
    if whole and case.method != "GET":  # always: wrong passwords would soon block sign-in
        case.body = whole
    elif isinstance(case.body, dict):
        for name, make in _REAL_FIELDS.items():
            if name in case.body and random.random() < _REAL:
                case.body[name] = make(random)


_REAL_FIELDS: Mapping[str, Callable[[Random], Any]] = {
    "service": lambda _: SERVICE,
    "max_price_minor": lambda random: random.randint(1_000_000, 2_000_000),
    "quantity": lambda random: random.randint(2, 3),
    "amount_minor": lambda random: random.randint(50_000, 500_000),
    "email": lambda random: f"generated.{random.getrandbits(64):x}@example.com",
    "password": lambda random: f"seven parrots {random.getrandbits(32):x}",
    "accepted_terms": lambda _: "1",
}


def _is_proved(body: Any) -> bool:
    proof = body.get("proof", body) if isinstance(body, dict) else None
    return proof == {"password": PASSWORD}


def _who(case: Any, random: Random, customer: Customer, guessed: Customer) -> dict[str, str]:
    """Return the headers that identify the caller. Routes that may end a session get a session of their own."""
    if case.operation.path not in _WITH_COOKIE:
        is_guess = case.operation.path.startswith(_GUESSING) and not _is_proved(case.body)
        token = guessed.token if is_guess else customer.token
        return {"Authorization": f"Bearer {token}"} if random.random() < 0.95 else {}
    cookie = customer.new_cookie() if random.random() < _REAL else None
    return {"Cookie": cookie, "Origin": customer.site_url} if cookie else {}
