"""The public description of the API is complete and valid, and a wrong declaration is refused."""

import re
from functools import cache
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from callbox.http.endpoint import ENDPOINTS
from callbox.http.problems import PROBLEMS
from infra.openapi import document
from infra.openapi_page import page
from infra.rows import read_rows

ROUTES = {(row.method, row.path): row.name for row in read_rows().values() if row.kind == "api"}


@cache
def described() -> dict[str, Any]:
    return document("1")


def operations() -> dict[tuple[str, str], dict[str, Any]]:
    paths = described()["paths"]
    return {(method.upper(), path): item for path, methods in paths.items() for method, item in methods.items()}


def codes(operation: dict[str, Any]) -> set[str]:
    """Return every problem code that an operation's answers name."""
    schemas = [
        answer["content"]["application/problem+json"]["schema"]
        for status, answer in operation["responses"].items()
        if status >= "400"
    ]
    return {code for schema in schemas for code in schema["allOf"][1]["properties"]["code"]["enum"]}


def parameter(operation: dict[str, Any], name: str) -> dict[str, Any] | None:
    return next((one for one in operation["parameters"] if one["name"] == name), None)


def test_the_description_is_valid_openapi_3_1() -> None:
    assert described()["openapi"].startswith("3.1.")
    assert [error.message for error in OpenAPIV31SpecValidator(described()).iter_errors()] == []


def test_every_route_of_the_table_is_described_and_no_other() -> None:
    assert {key: item["operationId"] for key, item in operations().items()} == ROUTES
    assert all(item["summary"] for item in operations().values())


def test_every_problem_code_is_named_by_some_route_under_its_status() -> None:
    named = set().union(*map(codes, operations().values()))
    assert named == set(PROBLEMS)

    for item in operations().values():
        for status, answer in item["responses"].items():
            for code in codes({"responses": {status: answer}}):
                assert str(PROBLEMS[code][0]) == status


def test_each_route_names_the_refusals_that_it_declares() -> None:
    for item in operations().values():
        assert codes(item) >= set(ENDPOINTS[item["operationId"]].refuses)


def test_errors_raised_before_a_route_runs_are_described_on_every_route() -> None:
    for item in operations().values():
        assert codes(item) >= {
            "cross_site",
            "rate_limited",
            "body_too_large",
            "invalid_request",
            "internal_error",
            "unavailable",
        }


def test_a_key_is_required_exactly_where_a_missing_one_is_refused() -> None:
    demanding = {item["operationId"] for item in operations().values() if parameter(item, "Idempotency-Key")}

    assert demanding == {
        item["operationId"] for item in operations().values() if "idempotency_key_missing" in codes(item)
    }
    assert demanding >= {"create_deposit", "create_verification", "create_batch", "retry_verification"}


def test_routes_that_read_the_cookie_say_so_and_require_the_sites_own_header() -> None:
    for item in operations().values():
        with_cookie = {"__Secure-callbox_refresh": []} in item["security"]

        assert with_cookie == (parameter(item, "X-Requested-With") is not None)


def test_only_public_routes_and_webhooks_have_no_security_scheme() -> None:
    open_to_all = {key for key, item in operations().items() if not item["security"]}

    assert all(
        re.fullmatch(
            r"/api/v1/(users|sessions(/link)?|health|services|webhooks/.*|email-verifications.*|password-resets.*|links)",
            path,
        )
        for _, path in open_to_all
    )
    assert ("POST", "/api/v1/sessions") in open_to_all


def test_the_page_names_every_route_and_code_and_has_no_script() -> None:
    html = page(described())

    for (method, path), name in ROUTES.items():
        assert f'<section id="{name}">\n<h2><code>{method} {path}</code></h2>' in html
    assert all(f"<code>{code}</code>" in html for code in PROBLEMS)
    assert not re.search(r"<script|<style|style=|\son\w+=|https?://", html)


def test_text_of_the_description_is_never_markup_on_the_page() -> None:
    marked = described() | {"info": described()["info"] | {"description": "<img src=x>`<b>`"}}

    assert "&lt;img src=x&gt;<code>&lt;b&gt;</code>" in page(marked)


def test_a_code_outside_the_table_cannot_be_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ENDPOINTS["get_health"], "refuses", ("made_up",))

    with pytest.raises(ValueError, match="made_up"):
        document()
