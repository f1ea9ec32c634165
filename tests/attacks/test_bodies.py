"""What a body must not do on any route: set fields that are not the customer's, carry absurd numbers, be too large,
hide a URL.

The defence: bodies are decoded into closed msgspec shapes with bounds (http/requests.py, functions/api), at most 16
KB, and no shape has a field for an amount that we compute, or for a URL that we would call.
"""

import json
import re
from typing import Any

import pytest

from infra.rows import Row
from tests.attacks.targets import BODIES, OPERATIONS, ROUTES, WITH_COOKIE, path_of, takes_json
from tests.functions.answers import Answer, assert_problem
from tests.functions.bodies import assert_refuses_bad_bodies
from tests.functions.customers import SAME_SITE, Customer, World, new_key
from tests.functions.lambdas import ROWS, Lambdas

WITH_BODY = [row.name for row in ROUTES if takes_json(row)]
# Fields that an attacker would like to set: the account, the money, the outcome, a URL for us to call.
NOT_THEIRS: dict[str, Any] = {
    "id": "0" * 26,
    "user_id": "0" * 26,
    "is_admin": True,
    "email_verified": True,
    "balance_minor": 10**9,
    "price_minor": 1,
    "amount": 10**9,
    "currency": "USD",
    "status": "credited",
    "state": "received",
    "refunded": False,
    "order_id": "mine-1",
    "metadata": {"amount_minor": 10**9, "cart_id": 7},
    "callback_url": "https://evil.example/",
    "next": "//evil.example",
    "__proto__": {"is_admin": True},
}
WRONG_NUMBERS = (
    b"-1", b"0", b"1.5", b"1e3", b'"500000"', b"true", b"null", b"[1]", b"1e400", b"-0.0",
    b"9223372036854775808", b"1" + b"0" * 400, b"NaN", b"Infinity",
)  # fmt: skip


def send(lambdas: Lambdas, customer: Customer, name: str, *, body: Any = None, raw: bytes | None = None) -> Answer:
    row = ROWS[name]
    headers = {"Authorization": f"Bearer {customer.token}", "Idempotency-Key": new_key()}
    return lambdas.call(row.method, path_of(row), body=body, raw=raw, headers=headers)


def test_every_route_that_takes_json_is_attacked() -> None:
    assert sorted(WITH_BODY) == sorted(BODIES)


@pytest.mark.parametrize("name", WITH_BODY)
def test_fields_that_a_customer_must_not_set_are_refused(world: World, name: str) -> None:
    ada = world.funded_customer()
    before = ada.balance()

    for field, value in NOT_THEIRS.items():
        answer = send(world.lambdas, ada, name, body={**BODIES[name], field: value})
        refused = {"field": field, "code": "unknown_field", "message": "There is no such field."}
        assert_problem(answer, 422, "invalid_request", errors=[refused])

    assert ada.balance() == before
    assert ada.get("/verifications").json["verifications"] == []


@pytest.mark.parametrize("name", WITH_BODY)
def test_a_body_that_is_no_object_too_deep_or_too_large_is_refused(lambdas: Lambdas, ada: Customer, name: str) -> None:
    assert_refuses_bad_bodies(lambda raw: send(lambdas, ada, name, raw=raw))


@pytest.mark.parametrize("row", [row for row in ROUTES if not takes_json(row)], ids=lambda row: row.name)
def test_routes_without_a_body_also_refuse_one_that_is_too_large(lambdas: Lambdas, ada: Customer, row: Row) -> None:
    headers = {**(SAME_SITE if row.name in WITH_COOKIE else {}), "Authorization": f"Bearer {ada.token}"}

    answer = lambdas.call(row.method, path_of(row), raw=b" " * 10_000_000, headers=headers)

    assert_problem(answer, 413, "body_too_large")


NUMBERS = [
    (name, field)
    for name in WITH_BODY
    for field, value in BODIES.get(name, {}).items()
    if isinstance(value, int) and not isinstance(value, bool)
]


@pytest.mark.parametrize(("name", "field"), NUMBERS)
def test_an_amount_price_or_quantity_is_a_whole_number_within_its_bounds(world: World, name: str, field: str) -> None:
    ada = world.funded_customer()
    before = ada.balance()

    for number in WRONG_NUMBERS:
        if number == b"null" and name == "change_me":  # it takes the customer's own limit away
            continue
        raw = (
            json.dumps({**BODIES[name], field: 0})
            .encode()
            .replace(f'"{field}": 0'.encode(), f'"{field}": '.encode() + number)
        )
        answer = send(world.lambdas, ada, name, raw=raw)
        assert answer.status in (400, 422), f"{number!r}: {answer}"
        assert answer.json["code"] in ("malformed_json", "invalid_request")

    assert ada.balance() == before
    assert ada.get("/verifications").json["verifications"] == []


def test_a_lower_price_is_never_charged(world: World) -> None:
    ada = world.funded_customer()
    for name in ("create_verification", "create_batch"):
        for offered in (1, 134_999):
            answer = send(world.lambdas, ada, name, body={**BODIES[name], "max_price_minor": offered})
            assert_problem(answer, 409, "price_changed", price_minor=135_000, currency="NGN")

    assert ada.balance() == 500_000


def test_no_route_accepts_a_url_to_call_or_to_redirect_to() -> None:
    """The address of a push service alone has its own defence: tests/domain/test_push.py."""
    names = set()
    for operation in OPERATIONS.values():
        names |= {parameter["name"] for parameter in operation["parameters"]}
    for name in WITH_BODY:
        names |= set(BODIES[name])

    assert [name for name in names if re.search("url|uri|host|endpoint|redirect|next|callback|return", name, re.I)] == [
        "endpoint"
    ]


def test_checkout_returns_to_our_own_site_whatever_the_headers_claim(world: World, ada: Customer) -> None:
    headers = {
        "Authorization": f"Bearer {ada.token}",
        "Idempotency-Key": new_key(),
        "Host": "evil.example",
        "X-Forwarded-Host": "evil.example",
        "Referer": "https://evil.example/",
    }
    answer = world.lambdas.call("POST", "/deposits", body={"amount_minor": 500_000}, headers=headers)

    assert answer.status == 201
    assert "evil.example" not in answer.text
    told = json.dumps(world.paystack.control("GET", "/__control/transactions"))
    assert "https://callbox.example/" in told
    assert "evil.example" not in told
