"""What the API may answer: the shapes of the contract, and the checks that every answer must pass."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SECURITY_HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=()",
    "referrer-policy": "no-referrer",
    "strict-transport-security": "max-age=63072000; includeSubDomains",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}

ID = re.compile(r"[0-9A-HJKMNP-TV-Z]{26}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
TEXT = re.compile(r".+", re.DOTALL)
NOTHING = type(None)

USER = {"id": ID, "email": TEXT, "email_verified": bool, "created_at": TIME}
SESSION = {"access_token": TEXT, "token_type": "Bearer", "expires_in": int}
WALLET = {"balance_minor": int, "held_minor": int, "currency": "NGN", "revision": int}
WALLET_NOW = {"balance_minor": int, "held_minor": int, "revision": int}
ENTRY = {
    "id": TEXT,
    "kind": re.compile("deposit|purchase|refund|adjustment"),
    "amount_minor": int,
    "balance_after_minor": int,
    "currency": "NGN",
    "created_at": TIME,
    "deposit_id": (ID, NOTHING),
    "verification_id": (ID, NOTHING),
}
DEPOSIT = {
    "id": ID,
    "reference": re.compile(r"[0-9A-Z]{26}-\d+"),
    "status": re.compile("pending|credited|failed|mismatched|cancelled"),
    "progress": (re.compile("not_paid|under_way|declined"), NOTHING),
    "amount_minor": int,
    "returned_minor": int,
    "currency": "NGN",
    "channel": (TEXT, NOTHING),
    "authorization_url": (re.compile(r"http://127\.0\.0\.1:\d+/.+"), NOTHING),
    "created_at": TIME,
    "credited_at": (TIME, NOTHING),
}
SERVICE = {
    "name": TEXT,
    "label": TEXT,
    "country": "US",
    "capability": "sms",
    "price_minor": int,
    "currency": "NGN",
    "prices": dict,
    "stock": (re.compile("many|few|none"), NOTHING),
    "stock_at": (TIME, NOTHING),
    "aliases": list,
    "kind": (TEXT, NOTHING),
}
MESSAGE = {"sender": (TEXT, NOTHING), "text": TEXT, "code": (TEXT, NOTHING), "received_at": TIME}
VERIFICATION = {
    "id": ID,
    "service": TEXT,
    "country": "US",
    "capability": "sms",
    "area_codes": list,
    "carriers": list,
    "state": re.compile("requesting|waiting|received|cancelled|expired|failed"),
    "number": (re.compile(r"\+1\d{10}"), NOTHING),
    "code": (TEXT, NOTHING),
    "codes": list,
    "listening_until": (TIME, NOTHING),
    "messages": list,
    "price_minor": int,
    "currency": "NGN",
    "refunded": bool,
    "created_at": TIME,
    "ends_at": (TIME, NOTHING),
    "cancellable": bool,
    "attempt": int,
    "retry_of": (ID, NOTHING),
    "batch_id": (ID, NOTHING),
    "next_poll_ms": (int, NOTHING),
    "reason": (TEXT, NOTHING),
    "reference": (TEXT, NOTHING),
    "revision": int,
}
BATCH = {"id": ID, "quantity": int, "counts": dict, "verifications": list}
STATES = ("requesting", "waiting", "received", "cancelled", "expired", "failed")
TEMPLATE = {
    "id": TEXT,
    "name": TEXT,
    "service": TEXT,
    "country": "US",
    "capability": "sms",
    "area_codes": list,
    "carriers": list,
    "max_price_minor": (int, NOTHING),
    "updated_at": TIME,
}

_PROBLEM = {"type": TEXT, "title": TEXT, "status": int, "detail": TEXT, "code": TEXT, "request_id": TEXT}


@dataclass(frozen=True)
class Answer:
    """An HTTP answer as API Gateway returns it; header names in lower case, several values joined with commas."""

    status: int
    headers: Mapping[str, str]
    text: str
    request_id: str
    cookies: tuple[str, ...] = ()

    @property
    def json(self) -> Any:
        return json.loads(self.text)


def assert_shape(value: Any, shape: Mapping[str, Any]) -> None:
    """Check an object: exactly these fields, each of one of these types, patterns or values."""
    assert isinstance(value, dict), f"not an object: {value!r}"
    assert set(value) == set(shape), f"different fields: {sorted(set(value) ^ set(shape))}"
    for name, expected in shape.items():
        choices = expected if isinstance(expected, tuple) else (expected,)
        assert any(_fits(value[name], choice) for choice in choices), f"{name} is {value[name]!r}"


def assert_problem(answer: Answer, status: int, code: str, **facts: Any) -> None:
    """Check an error against RFC 9457 and the contract: these facts beside the common fields, and no others."""
    assert (answer.status, answer.headers["content-type"]) == (status, "application/problem+json"), answer
    problem = answer.json
    assert_shape(problem, {**_PROBLEM, **dict.fromkeys(facts, object)})
    assert problem["code"] == code, problem
    assert problem["status"] == status
    assert problem["request_id"] == answer.request_id
    assert {name: problem[name] for name in facts} == facts


def assert_invalid(answer: Answer, *fields: str) -> None:
    """Expect 422 `invalid_request` that names exactly these fields, each with a sentence."""
    assert_problem(answer, 422, "invalid_request", errors=answer.json.get("errors"))
    assert [error["field"] for error in answer.json["errors"]] == list(fields)
    for error in answer.json["errors"]:
        assert_sentence(error["message"])


def assert_sentence(message: str) -> None:
    """Expect words that a customer can read, without technical terms."""
    assert re.fullmatch(r"[A-Z][^`^$\\\[\]{}|]*[.?]", message), message
    assert not re.search(r"\b(int|str|bool|array|regex|enum|Expected|Invalid)\b", message), message


def assert_form(answer: Answer) -> None:
    """Check what every answer must have, success or error."""
    missing = SECURITY_HEADERS.items() - answer.headers.items()
    assert not missing, f"lacks {sorted(missing)}"
    if answer.status >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json["request_id"] == answer.request_id
        assert answer.json["status"] == answer.status
    else:
        assert answer.headers["content-type"] == "application/json"
        assert (answer.text == "") == (answer.status == 204)


def _fits(value: Any, expected: Any) -> bool:
    if isinstance(expected, re.Pattern):
        return isinstance(value, str) and bool(expected.fullmatch(value))
    if expected is object:
        return True
    if isinstance(expected, type):
        return type(value) is expected
    return type(value) is type(expected) and bool(value == expected)
