"""POST /users"""

from typing import Any

import pytest

from callbox import config
from tests.functions import bodies
from tests.functions.answers import USER, Answer, assert_invalid, assert_problem, assert_shape
from tests.functions.customers import PASSWORD
from tests.functions.lambdas import Lambdas

GOOD = {"email": "Ada@Example.com", "password": PASSWORD, "accepted_terms": "1"}


def sign_up(lambdas: Lambdas, **changes: Any) -> Answer:
    return lambdas.call("POST", "/users", body={**GOOD, **changes})


def test_the_answer_has_the_account_without_the_password(lambdas: Lambdas) -> None:
    answer = sign_up(lambdas)

    assert answer.status == 201
    assert_shape(answer.json, {"user": dict})
    assert_shape(answer.json["user"], USER)
    assert answer.json["user"]["email"] == "Ada@Example.com"
    assert answer.json["user"]["email_verified"] is False


def test_a_registered_address_is_refused_in_any_case(lambdas: Lambdas) -> None:
    sign_up(lambdas)

    answer = sign_up(lambdas, email="aDA@example.COM", password="another good password")

    assert_problem(answer, 409, "email_taken")


def test_a_second_sign_up_with_the_same_address_keeps_the_first_password(lambdas: Lambdas) -> None:
    sign_up(lambdas)
    sign_up(lambdas, password="another good password")

    credentials = {"email": "ada@example.com", "password": "another good password"}
    answer = lambdas.call("POST", "/sessions", body=credentials)

    assert_problem(answer, 401, "invalid_credentials")


def test_work_is_asked_for_after_the_set_number_of_sign_ups(lambdas: Lambdas, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGN_UPS_PER_ADDRESS", "2")
    config.config.cache_clear()
    made = [sign_up(lambdas, email=f"n{number}@example.com").status for number in range(2)]

    answer = sign_up(lambdas, email="n2@example.com")

    assert made == [201, 201]
    assert (answer.status, answer.json["code"], answer.json["bits"]) == (428, "work_required", 14)


def test_all_invalid_fields_are_named_at_once(lambdas: Lambdas) -> None:
    answer = sign_up(lambdas, email="nobody", password="short", accepted_terms="0")

    assert_invalid(answer, "email", "password", "accepted_terms")


@pytest.mark.parametrize(
    ("password", "rule"),
    [
        ("seven77", "at least 8"),
        ("", "at least 8"),
        ("x" * 257, "at most 256"),
        ("Password123", "easy to guess"),
        ("abababababab", "easy to guess"),
        ("ada@example.com", "e-mail address"),
    ],
)
def test_a_weak_password_is_refused_with_the_rule_that_it_breaks(lambdas: Lambdas, password: str, rule: str) -> None:
    answer = sign_up(lambdas, password=password)

    assert_invalid(answer, "password")
    assert rule in answer.json["errors"][0]["message"]


@pytest.mark.parametrize(
    "password", ["пароль из слов", "correct\u0000horse battery", "🐎🔋📎🍀🐎🔋📎🍀", "x y z w " * 32]
)
def test_a_password_may_have_any_characters_and_signs_in(lambdas: Lambdas, password: str) -> None:
    assert sign_up(lambdas, password=password).status == 201

    answer = lambdas.call("POST", "/sessions", body={"email": "ada@example.com", "password": password})

    assert answer.status == 200


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "ada@",
        "@example.com",
        "ada@localhost",
        "ada@example.com\n",
        "ada@exam\u0000ple.com",
        "ada@example.com, eve@example.com",
        "Ada <ada@example.com>",
        "ада@example.com",
        "ada@" + "x" * 60 + ".y" * 100 + ".com",
    ],
)
def test_a_malformed_address_is_refused(lambdas: Lambdas, email: str) -> None:
    assert_invalid(sign_up(lambdas, email=email), "email")


@pytest.mark.parametrize("accepted", ["", "0", "3", "1 ", "true"])
def test_only_the_current_terms_can_be_accepted(lambdas: Lambdas, accepted: str) -> None:
    assert_invalid(sign_up(lambdas, accepted_terms=accepted), "accepted_terms")


@pytest.mark.parametrize("field", GOOD)
def test_a_field_of_another_type_is_refused(lambdas: Lambdas, field: str) -> None:
    values: tuple[object, ...] = (None, 1, 1.5, True, [], {})
    for value in values:
        assert_invalid(sign_up(lambdas, **{field: value}), field)


@pytest.mark.parametrize("field", GOOD)
def test_a_missing_field_is_named(lambdas: Lambdas, field: str) -> None:
    body = {name: value for name, value in GOOD.items() if name != field}

    assert_invalid(lambdas.call("POST", "/users", body=body), field)


def test_the_last_value_of_a_repeated_field_counts(lambdas: Lambdas) -> None:
    raw = b'{"email": "eve@example.com", "email": "ada@example.com", "password": "%b", "accepted_terms": "1"}'

    answer = lambdas.call("POST", "/users", raw=raw % PASSWORD.encode())

    assert (answer.status, answer.json["user"]["email"]) == (201, "ada@example.com")


@pytest.mark.parametrize("text", [rb"\ud800", rb"\udc00\ud800", rb"\u12"])
def test_a_lone_surrogate_is_refused(lambdas: Lambdas, text: bytes) -> None:
    raw = b'{"email": "ada@example.com", "password": "correct %b horse", "accepted_terms": "1"}' % text

    bodies.assert_malformed(lambdas.call("POST", "/users", raw=raw))
