"""The errors of API Gateway itself have the form of all other errors."""

import json
from typing import Any

import pytest

from callbox.http.endpoint import SECURITY_HEADERS
from callbox.http.problems import PROBLEMS
from tests.infra.stage import Stage


def responses(stage: Stage) -> dict[str, Any]:
    body = stage.properties("RestAPI")["DefinitionBody"]
    found: dict[str, Any] = body["x-amazon-apigateway-gateway-responses"]
    return found


def test_every_answer_is_a_problem_with_a_code_and_the_request_id(stage: Stage) -> None:
    for kind, response in responses(stage).items():
        problem = json.loads(response["responseTemplates"]["application/json"])

        assert {"type", "title", "status", "detail", "code", "request_id"} <= set(problem), kind
        assert problem["request_id"] == "$context.requestId", kind
        assert str(problem["status"]) == response["statusCode"], kind
        assert response["responseParameters"]["gatewayresponse.header.Content-Type"] == "'application/problem+json'"


def test_every_answer_carries_the_security_headers_of_the_functions(stage: Stage) -> None:
    for kind, response in responses(stage).items():
        for name, value in SECURITY_HEADERS.items():
            assert response["responseParameters"][f"gatewayresponse.header.{name}"] == f"'{value}'", kind


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("MISSING_AUTHENTICATION_TOKEN", "not_found"),
        ("RESOURCE_NOT_FOUND", "not_found"),
        ("REQUEST_TOO_LARGE", "body_too_large"),
        ("THROTTLED", "rate_limited"),
        ("INTEGRATION_FAILURE", "unavailable"),
        ("API_CONFIGURATION_ERROR", "unavailable"),
        ("DEFAULT_4XX", "invalid_request"),
        ("DEFAULT_5XX", "internal_error"),
    ],
)
def test_each_refusal_has_its_code(stage: Stage, kind: str, code: str) -> None:
    assert json.loads(responses(stage)[kind]["responseTemplates"]["application/json"])["code"] == code


def test_code_status_and_title_agree_with_the_functions_own_table(stage: Stage) -> None:
    for response in responses(stage).values():
        problem = json.loads(response["responseTemplates"]["application/json"])

        assert (problem["status"], problem["title"]) == PROBLEMS[problem["code"]]
        assert problem["type"] == f"/problems/{problem['code']}"


def test_a_throttled_request_says_when_to_retry(stage: Stage) -> None:
    throttled = responses(stage)["THROTTLED"]

    assert throttled["responseParameters"]["gatewayresponse.header.Retry-After"] == "'1'"
    assert json.loads(throttled["responseTemplates"]["application/json"])["retry_after_s"] == 1


@pytest.mark.parametrize("kind", ["INTEGRATION_FAILURE", "API_CONFIGURATION_ERROR"])
def test_a_route_that_a_restore_has_stopped_says_when_to_try_again(stage: Stage, kind: str) -> None:
    stopped = responses(stage)[kind]

    assert (stopped["statusCode"], json.loads(stopped["responseTemplates"]["application/json"])["retry_after_s"]) == (
        "503",
        60,
    )


def test_the_access_log_holds_no_personal_data(stage: Stage) -> None:
    line = stage.properties("RestAPI")["AccessLogSetting"]["Format"]

    assert json.loads(line)["route"] == "$context.httpMethod $context.resourcePath"
    assert "identity" not in line
    assert "$context.path" not in line
    assert "authorizer" not in line
