"""Checks each accepted request, and every answer, against the public description of the API."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from infra.openapi import document
from infra.rows import Row
from tests.functions.answers import SECURITY_HEADERS, Answer

# An answer also has the headers that its description names.
_COMMON_HEADERS = {*SECURITY_HEADERS, "content-type"}


def assert_described(row: Row, *, raw: bytes | None, headers: Mapping[str, str], answer: Answer) -> None:
    """Fail for an answer that is not described, and for a request that we accepted against the description."""
    operation = _operation(row.path, row.method)
    described = operation["responses"].get(str(answer.status))
    assert described is not None, f"{row.name} may not answer {answer.status}: {answer.text}"
    known = {name.lower() for name in described.get("headers", {})}
    assert answer.headers.keys() <= known | _COMMON_HEADERS, f"{row.name} does not describe all of {answer.headers}"
    if "content" in described:
        [(media_type, content)] = described["content"].items()
        assert answer.headers["content-type"] == media_type
        _assert_fits(content["schema"], answer.json, f"what {row.name} answers")
    if answer.status < 300:
        _assert_takes(operation, row, raw, headers)


def _assert_takes(operation: Mapping[str, Any], row: Row, raw: bytes | None, headers: Mapping[str, str]) -> None:
    given = {name.lower() for name in headers}
    for parameter in operation["parameters"]:
        if parameter["in"] == "header" and parameter["required"]:
            assert parameter["name"].lower() in given, f"{row.name} took a request without {parameter['name']}"
    if "requestBody" in operation:
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        if schema:  # a webhook with a signed body need not be JSON
            _assert_fits(schema, json.loads(raw or b""), f"what {row.name} took")


@cache
def _document() -> Mapping[str, Any]:
    return document()


def _operation(path: str, method: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = _document()["paths"][path][method.lower()]
    return found


def _assert_fits(schema: Mapping[str, Any], value: Any, what: str) -> None:
    errors = [error.message for error in _validator(json.dumps(schema)).iter_errors(value)]
    assert not errors, f"{what} is not as described: {errors}"


@cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator({**json.loads(schema), "components": _document()["components"]})
