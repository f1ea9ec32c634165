"""What the API answers to requests that come around CloudFront: with the same headers, and a way to the log."""

from collections.abc import Mapping
from typing import Any

import boto3
import pytest
import requests

from callbox.http.endpoint import SECURITY_HEADERS
from tests.journeys.customers import eventually
from tests.journeys.test_logs import lines_since

LIMIT_S = 30


def asked(stack: Mapping[str, str], method: str, path: str, **options: Any) -> requests.Response:
    return requests.request(method, stack["api_url"] + path, timeout=LIMIT_S, **options)


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/v1/no-such-thing", 404),  # API Gateway's own
        ("PATCH", "/api/v1/wallet", 404),
        ("GET", "/api/v1/wallet", 401),  # the function's
        ("GET", "/api/v1/health", 200),
    ],
)
def test_every_answer_carries_the_security_headers(
    stack: Mapping[str, str], method: str, path: str, status: int
) -> None:
    answer = asked(stack, method, path)

    assert answer.status_code == status
    assert {name: answer.headers.get(name) for name in SECURITY_HEADERS} == SECURITY_HEADERS


def test_what_api_gateway_answers_by_itself_is_a_problem(stack: Mapping[str, str]) -> None:
    answer = asked(stack, "GET", "/api/v1/no-such-thing")

    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "not_found"


def test_the_id_in_an_error_leads_to_the_line_of_the_log_and_its_trace(stack: Mapping[str, str]) -> None:
    session = boto3.Session("local", "local", region_name="us-east-1")
    logs = session.client("logs", endpoint_url=stack["aws_endpoint_url"])
    answer = asked(stack, "POST", "/api/v1/sessions", json={"email": "nobody@example.com", "password": "x" * 20})
    request_id = answer.json()["request_id"]

    [line] = eventually(lambda: [one for one in lines_since(logs, 0) if request_id in one and "sign_in_refused" in one])

    assert '"trace_id": "1-' in line
