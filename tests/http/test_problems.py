"""Errors as HTTP answers."""

import json
import re

import pytest

from callbox.domain.errors import FieldError, Invalid, Refused, Unavailable, Uncertain, not_found
from callbox.http.problems import PROBLEMS, internal_error, problem

FIELDS = {"type", "title", "status", "detail", "code", "request_id"}


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_code_has_one_status_and_one_title(code: str) -> None:
    status, headers, body = problem(Refused(code, "What is wrong."), request_id="r-1")

    assert (status, headers) == (PROBLEMS[code][0], {"Content-Type": "application/problem+json"})
    assert json.loads(body) == {
        "type": f"/problems/{code}",
        "title": PROBLEMS[code][1],
        "status": status,
        "detail": "What is wrong.",
        "code": code,
        "request_id": "r-1",
    }


def test_codes_are_identifiers_and_statuses_are_errors() -> None:
    assert all(re.fullmatch(r"[a-z]+(_[a-z]+)*", code) for code in PROBLEMS)
    assert all(400 <= status < 600 and title for status, title in PROBLEMS.values())


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("malformed_json", 400),
        ("idempotency_key_missing", 400),
        ("unauthenticated", 401),
        ("invalid_credentials", 401),
        ("session_revoked", 401),
        ("invalid_signature", 401),
        ("insufficient_funds", 402),
        ("cross_site", 403),
        ("service_denied", 403),
        ("not_found", 404),
        ("email_taken", 409),
        ("price_changed", 409),
        ("not_cancellable", 409),
        ("body_too_large", 413),
        ("invalid_request", 422),
        ("idempotency_key_reused", 422),
        ("too_many_open", 429),
        ("rate_limited", 429),
        ("internal_error", 500),
    ],
)
def test_the_contracts_codes_keep_their_statuses(code: str, status: int) -> None:
    assert PROBLEMS[code][0] == status


def test_facts_are_beside_the_common_fields() -> None:
    error = Refused("price_changed", "It has risen.", price_minor=171_000, currency="NGN")

    body = json.loads(problem(error, request_id="r-1")[2])

    assert body.keys() == FIELDS | {"price_minor", "currency"}
    assert (body["price_minor"], body["currency"]) == (171_000, "NGN")


def test_an_invalid_request_names_each_field() -> None:
    error = Invalid(
        FieldError("email", "not_an_email", "No address."),
        FieldError("password", "too_short", "Too short.", least=8),
        FieldError("amount_minor", "out_of_range", "Too much.", least=0, most=9),
    )

    status, _, text = problem(error, request_id="r-1")

    body = json.loads(text)
    assert status == 422
    assert body["errors"] == [
        {"field": "email", "code": "not_an_email", "message": "No address."},
        {"field": "password", "code": "too_short", "message": "Too short.", "least": 8},
        {"field": "amount_minor", "code": "out_of_range", "message": "Too much.", "least": 0, "most": 9},
    ]
    assert body["detail"] == "email: No address.; password: Too short.; amount_minor: Too much."


@pytest.mark.parametrize(
    ("error", "seconds"),
    [(Unavailable("Busy.", retry_after_s=60), "60"), (Unavailable("Busy."), "2"), (Uncertain("Unclear."), "5")],
)
def test_a_temporary_error_says_when_to_retry(error: Unavailable | Uncertain, seconds: str) -> None:
    status, headers, body = problem(error, request_id="r-1")

    assert (status, headers["Retry-After"]) == (503, seconds)
    assert json.loads(body)["retry_after_s"] == int(seconds)


def test_a_permanent_error_has_no_retry_time() -> None:
    assert "Retry-After" not in problem(not_found("deposit"), request_id="r-1")[1]


def test_a_code_outside_the_table_answers_500_without_details() -> None:
    answer = problem(Refused("no_such_code", "A detail that is not written for customers."), request_id="r-1")

    assert answer == internal_error(request_id="r-1")


def test_an_unknown_failure_reveals_only_the_request_id() -> None:
    status, headers, text = internal_error(request_id="r-1")

    body = json.loads(text)
    assert (status, headers["Content-Type"]) == (500, "application/problem+json")
    assert body.keys() == FIELDS
    assert (body["code"], body["request_id"]) == ("internal_error", "r-1")


def test_a_detail_in_any_script_is_valid_json() -> None:
    _, _, text = problem(Refused("not_found", 'Есть "кавычки" 🐎 \u0000'), request_id="r-1")

    assert json.loads(text)["detail"] == 'Есть "кавычки" 🐎 \u0000'
