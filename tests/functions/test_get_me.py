"""GET /me, and which tokens are accepted: the same check guards every other route."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from callbox import config
from callbox.adapters.dynamodb.tables import UserItem
from tests.functions.answers import USER, Answer, assert_problem, assert_shape
from tests.functions.conftest import KID
from tests.functions.customers import Customer, forget_caches
from tests.functions.lambdas import ROWS, Lambdas

OPEN_ROUTES = {
    "sign_up",
    "sign_in",
    "refresh_session",
    "sign_out",
    "confirm_email",
    "ask_password_reset",
    "reset_password",
    "receive_paystack_event",
    "receive_textverified_event",
    "follow_link",
    "sign_in_by_link",
    "get_health",
    "list_services",
}
GUARDED_ROUTES = [row for name, row in ROWS.items() if row.kind == "api" and name not in OPEN_ROUTES]
NOW_S = int(datetime.now(UTC).timestamp())

Forge = Callable[[dict[str, Any]], str]
"""Makes a token out of the claims of a good one."""


NOTHING_USED = {
    "open_verifications": 0,
    "purchases_an_hour": 0,
    "purchases_a_day": 0,
    "same_service_a_day": 0,
    "same_service": None,
    "cancels_an_hour": 0,
    "top_up_a_day_minor": 0,
    "spend_a_day_minor": 0,
}


def ask(lambdas: Lambdas, authorization: str | None) -> Answer:
    return lambdas.call("GET", "/me", headers={"Authorization": authorization} if authorization is not None else {})


def test_a_customer_sees_the_account_and_its_limits(ada: Customer) -> None:
    answer = ada.get("/me")

    assert answer.status == 200
    parts = {"user": dict, "limits": dict, "usage": dict, "next_level": dict, "purchases": dict, "checkout_url": str}
    parts |= {"live_url": str, "push_public_key": str}
    assert_shape(
        answer.json,
        {
            **parts,
            "terms": dict,
            "lost_factor": None,
            "email_change": None,
            "refunds_blocked_until": None,
            "closing": None,
        },
    )
    assert_shape(answer.json["user"], USER)
    assert (answer.json["user"]["id"], answer.json["user"]["email"]) == (ada.id, ada.email)
    assert_shape(
        answer.json["limits"],
        {
            "trust_level": "new",
            "open_verifications": 3,
            "purchases_an_hour": 20,
            "purchases_a_day": 50,
            "same_service_a_day": 20,
            "cancels_an_hour": 20,
            "batch_size": 3,
            "top_up_a_day_minor": 5_000_000,
            "deposit_min_minor": 100_000,
            "deposit_max_minor": 5_000_000,
            "low_balance_minor": None,
            "spend_a_day_minor": None,
            "spend_a_day_later": None,
            "currency": "NGN",
        },
    )
    assert answer.json["usage"] == NOTHING_USED
    assert_shape(
        answer.json["next_level"],
        {
            "trust_level": "funded",
            "missing_minor": 500_000,
            "maturing_minor": 0,
            "currency": "NGN",
            "not_before": None,
            "open_verifications": 10,
            "top_up_a_day_minor": 500_000_000,
        },
    )
    assert answer.json["purchases"] == {"paused": None, "withheld_texts": 0, "withheld_texts_pause_at": 3}


def test_what_is_missing_for_more_names_the_sum_and_the_time(
    lambdas: Lambdas, ada: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FUNDED_AFTER_HOURS", "24")
    monkeypatch.setenv("FUNDED_FROM_MINOR", "180000")
    config.config.cache_clear()
    forget_caches()

    answer = ada.get("/me").json
    assert answer["next_level"]["missing_minor"] == 180_000
    waits = datetime.fromisoformat(answer["next_level"]["not_before"])
    opened = datetime.fromisoformat(answer["user"]["created_at"])
    assert abs(waits - opened - timedelta(hours=24)) < timedelta(seconds=1)


def test_the_limits_are_those_of_the_environment(
    lambdas: Lambdas, ada: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRUST_LIMITS", '{"new": {"open_verifications": 7}}')
    monkeypatch.setenv("DEPOSIT_MIN_MINOR", "10000")
    config.config.cache_clear()
    forget_caches()

    limits = ada.get("/me").json["limits"]

    assert (limits["open_verifications"], limits["deposit_min_minor"]) == (7, 10_000)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_may_be_written_in_any_case(lambdas: Lambdas, ada: Customer, scheme: str) -> None:
    assert ask(lambdas, f"{scheme} {ada.token}").status == 200


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Bearer é", "Bearer " + "[" * 9_000]
)
def test_a_request_without_a_token_is_refused(lambdas: Lambdas, authorization: str | None) -> None:
    assert_problem(ask(lambdas, authorization), 401, "unauthenticated")


@pytest.mark.parametrize("scheme", ["", "Token ", "Bearer Bearer "])
def test_a_valid_token_under_another_scheme_is_refused(lambdas: Lambdas, ada: Customer, scheme: str) -> None:
    assert_problem(ask(lambdas, f"{scheme}{ada.token}"), 401, "unauthenticated")


def test_a_refresh_token_is_not_an_access_token(lambdas: Lambdas, ada: Customer) -> None:
    assert_problem(ask(lambdas, f"Bearer {ada.refresh_token}"), 401, "unauthenticated")


def test_a_token_of_a_missing_account_is_refused(ada: Customer) -> None:
    UserItem(ada.id).delete()

    assert_problem(ada.get("/me"), 401, "unauthenticated")


def by_our_key(**changes: Any) -> Callable[[str, str], Forge]:
    def prepare(private_key: str, _: str) -> Forge:
        def forge(claims: dict[str, Any]) -> str:
            changed = {name: value for name, value in (claims | changes).items() if value is not None}
            return jwt.encode(changed, private_key, algorithm="EdDSA", headers={"kid": KID})

        return forge

    return prepare


def by_another_key(_: str, __: str) -> Forge:
    private_key = Ed25519PrivateKey.generate()
    return lambda claims: jwt.encode(claims, private_key, algorithm="EdDSA", headers={"kid": KID})


def with_another_kid(private_key: str, _: str) -> Forge:
    return lambda claims: jwt.encode(claims, private_key, algorithm="EdDSA", headers={"kid": "key-2"})


def without_a_signature(_: str, __: str) -> Forge:
    return lambda claims: jwt.encode(claims, "", algorithm="none", headers={"kid": KID})


def with_the_public_key_as_a_shared_secret(_: str, public_key: str) -> Forge:
    def forge(claims: dict[str, Any]) -> str:
        parts = [{"alg": "HS256", "typ": "JWT", "kid": KID}, claims]
        signed = b".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
        signature = base64.urlsafe_b64encode(hmac.digest(public_key.encode(), signed, hashlib.sha256)).rstrip(b"=")
        return (signed + b"." + signature).decode()

    return forge


@pytest.mark.parametrize(
    "prepare",
    [
        by_another_key,
        with_another_kid,
        without_a_signature,
        with_the_public_key_as_a_shared_secret,
        by_our_key(exp=NOW_S - 1),
        by_our_key(exp=None),
        by_our_key(exp="never"),
        by_our_key(iat=NOW_S + 3_600),
        by_our_key(aud="another-api"),
        by_our_key(iss="somebody"),
        by_our_key(sub=None),
        by_our_key(sid=None),
    ],
)
def test_a_forged_or_expired_token_is_refused(
    lambdas: Lambdas, ada: Customer, key_pair: tuple[str, str], prepare: Callable[[str, str], Forge]
) -> None:
    assert ada.token is not None
    claims = jwt.decode(ada.token, options={"verify_signature": False})

    token = prepare(*key_pair)(claims)

    assert_problem(ask(lambdas, f"Bearer {token}"), 401, "unauthenticated")


def test_the_same_claims_with_our_own_signature_are_accepted(
    lambdas: Lambdas, ada: Customer, key_pair: tuple[str, str]
) -> None:
    # otherwise the test above would prove nothing
    assert ada.token is not None
    claims = jwt.decode(ada.token, options={"verify_signature": False})

    assert ask(lambdas, f"Bearer {by_our_key()(*key_pair)(claims)}").status == 200


def test_every_route_that_is_not_public_requires_a_token(lambdas: Lambdas) -> None:
    for row in GUARDED_ROUTES:
        path = row.path.removeprefix("/api/v1").replace("{", "").replace("}", "")

        missing = lambdas.call(row.method, path, body={})
        forged = lambdas.call(row.method, path, body={}, headers={"Authorization": "Bearer a.b.c"})

        assert_problem(missing, 401, "unauthenticated")
        assert_problem(forged, 401, "unauthenticated")
