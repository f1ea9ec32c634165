"""POST /sessions"""

import re
from typing import Any

import pytest
from argon2 import PasswordHasher

from callbox.adapters.dynamodb.users import DynamoUsers
from callbox.domain.identity import UserId
from tests.functions import bodies
from tests.functions.answers import SESSION, Answer, assert_invalid, assert_problem, assert_shape
from tests.functions.cloud import SECRETS_PREFIX, Cloud
from tests.functions.customers import PASSWORD, Customer, World, forget_caches
from tests.functions.lambdas import Lambdas


def sign_in(lambdas: Lambdas, **credentials: Any) -> Answer:
    return lambdas.call("POST", "/sessions", body=credentials)


def test_the_right_password_starts_a_session(lambdas: Lambdas, ada: Customer) -> None:
    answer = sign_in(lambdas, email=ada.email, password=PASSWORD)

    assert answer.status == 200
    assert_shape(answer.json, SESSION)
    assert answer.json["expires_in"] == 15 * 60
    ada.token = answer.json["access_token"]
    assert ada.get("/me").json["user"]["id"] == ada.id


@pytest.mark.parametrize(
    ("name", "value", "days"),
    [
        ("__Secure-callbox_refresh", r"[0-9A-Z]{26}\.[\w-]{43}\.[\w-]{43}", 30),
        ("__Secure-callbox_device", r"[0-9A-Z]{26}\.[\w-]{43}", 400),
    ],
)
def test_scripts_other_sites_and_other_paths_cannot_reach_the_cookies(
    ada: Customer, name: str, value: str, days: int
) -> None:
    [cookie] = [one for one in ada.sign_in().cookies if one.startswith(name)]

    pair, *attributes = cookie.split("; ")
    assert re.fullmatch(f"{name}={value}", pair)
    assert set(attributes) == {
        "HttpOnly",
        "Secure",
        "SameSite=Strict",
        "Path=/api/v1/sessions",
        f"Max-Age={days * 24 * 3600}",
    }


def test_the_body_does_not_contain_the_refresh_token(ada: Customer) -> None:
    answer = ada.sign_in()

    assert ada.refresh_token not in answer.text
    assert ada.refresh_token.rpartition(".")[2] not in answer.text


@pytest.mark.parametrize("change", [str.upper, str.title, lambda email: f" {email} "])
def test_an_address_may_be_typed_in_any_case(lambdas: Lambdas, ada: Customer, change: Any) -> None:
    assert sign_in(lambdas, email=change(ada.email), password=PASSWORD).status == 200


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(lambdas: Lambdas, ada: Customer) -> None:
    wrong = sign_in(lambdas, email=ada.email, password="not the password")
    unknown = sign_in(lambdas, email="stranger@example.com", password="not the password")

    assert_problem(wrong, 401, "invalid_credentials")
    assert {**wrong.json, "request_id": ""} == {**unknown.json, "request_id": ""}
    assert "set-cookie" not in wrong.headers


@pytest.mark.parametrize("password", ["", " " + PASSWORD, PASSWORD.upper(), PASSWORD + "\u0000", "x" * 16_000])
def test_only_the_exact_password_signs_in(lambdas: Lambdas, ada: Customer, password: str) -> None:
    assert_problem(sign_in(lambdas, email=ada.email, password=password), 401, "invalid_credentials")


def test_each_session_has_its_own_tokens(ada: Customer) -> None:
    first = ada.refresh_token

    ada.sign_in()

    assert ada.refresh_token.partition(".")[0] != first.partition(".")[0]
    assert ada.refresh(first).status == 200


def test_five_failures_in_a_minute_block_the_account_and_say_for_how_long(lambdas: Lambdas, ada: Customer) -> None:
    for _ in range(5):
        assert_problem(sign_in(lambdas, email=ada.email, password="wrong"), 401, "invalid_credentials")

    answer = sign_in(lambdas, email=ada.email.upper(), password=PASSWORD)

    wait_s = answer.json["retry_after_s"]
    assert_problem(answer, 429, "rate_limited", retry_after_s=wait_s)
    assert answer.headers["retry-after"] == str(wait_s)
    assert 50 <= wait_s <= 60


def test_no_header_of_a_client_bypasses_the_limit(lambdas: Lambdas) -> None:
    def guess(number: int) -> Answer:
        forged = f"198.51.100.{number}"
        headers = dict.fromkeys(("X-Forwarded-For", "X-Real-IP", "X-Callbox-Viewer-Address", "Forwarded"), forged)
        body = {"email": f"stranger{number}@example.com", "password": "wrong"}
        return lambdas.call("POST", "/sessions", body=body, headers=headers)

    assert {guess(number).status for number in range(20)} == {401}
    assert guess(21).status == 428


def test_a_password_hashed_with_older_parameters_is_rehashed(lambdas: Lambdas, ada: Customer) -> None:
    users = DynamoUsers()
    old = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)
    before = users.get(UserId(ada.id))
    assert before is not None
    users.renew_password_hash(before, old)

    assert sign_in(lambdas, email=ada.email, password=PASSWORD).status == 200

    stored = users.get(UserId(ada.id))
    assert stored is not None
    assert stored.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert sign_in(lambdas, email=ada.email, password=PASSWORD).status == 200


def test_a_missing_signing_key_answers_500_without_details(world: World, ada: Customer, cloud: Cloud) -> None:
    cloud.secrets.delete_parameter(Name=f"{SECRETS_PREFIX}jwt_signing_key")
    forget_caches()
    world.log.may_crash = True

    answer = sign_in(world.lambdas, email=ada.email, password=PASSWORD)

    assert_problem(answer, 500, "internal_error")
    assert "secret" not in answer.text.lower()
    [crash] = world.log.events("crashed")
    assert (crash["kind"].partition(" ")[0], crash["request_id"]) == ("UnusableSecretError", answer.request_id)


@pytest.mark.parametrize("field", ["email", "password"])
def test_a_field_of_another_type_is_refused(lambdas: Lambdas, field: str) -> None:
    for value in (None, 17, True, ["a"], {"a": 1}):
        credentials = {"email": "ada@example.com", "password": PASSWORD, field: value}
        assert_invalid(sign_in(lambdas, **credentials), field)


def test_a_missing_password_is_named(lambdas: Lambdas) -> None:
    assert_invalid(sign_in(lambdas, email="ada@example.com"), "password")


def test_a_lone_surrogate_is_refused(lambdas: Lambdas) -> None:
    raw = rb'{"email": "\ud800@example.com", "password": "x"}'

    bodies.assert_malformed(lambdas.call("POST", "/sessions", raw=raw))


@pytest.mark.parametrize("email", ["stranger@example.com", "\u0000", "💥@example.com"])
def test_a_malformed_address_gets_the_answer_of_an_unknown_one(lambdas: Lambdas, email: str) -> None:
    assert_problem(sign_in(lambdas, email=email, password="x"), 401, "invalid_credentials")


def test_the_session_that_the_browser_had_before_ends(lambdas: Lambdas, ada: Customer, bob: Customer) -> None:
    phone = ada.refresh_token
    ada.sign_in()
    cookie = {"Cookie": f"__Secure-callbox_refresh={ada.refresh_token}"}

    refused = lambdas.call("POST", "/sessions", body={"email": bob.email, "password": "wrong"}, headers=cookie)
    assert (refused.status, ada.refresh().status) == (401, 200)
    answer = lambdas.call("POST", "/sessions", body={"email": bob.email, "password": PASSWORD}, headers=cookie)

    assert answer.status == 200
    assert_problem(ada.refresh(), 401, "session_revoked")
    assert ada.refresh(phone).status == 200, "another browser's goes on"
