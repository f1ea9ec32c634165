"""The shared session keeps every botocore hook that our services need and leaves out the others."""

import json
from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.handlers import BUILTIN_HANDLERS

from callbox.adapters import aws
from tests.adapters.conftest import REGION


def sent(service: str, operation: str, **parameters: Any) -> AWSPreparedRequest:
    """Return the request that one call would have sent."""
    requests: list[AWSPreparedRequest] = []

    def answer(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        requests.append(request)
        return AWSResponse(request.url, 200, {"x-amzn-requestid": "one"}, Raw())

    client = aws.client(service, region=REGION)
    client.meta.events.register("before-send", answer)
    getattr(client, operation)(**parameters)
    [request] = requests
    return request


class Raw:
    """An empty JSON object, as a connection gives it."""

    def stream(self, **_: Any) -> list[bytes]:
        return [b"{}"]


PUT = {"Put": {"TableName": "t", "Item": {"k": {"S": "v"}}}}


def test_each_transaction_has_its_own_token_that_makes_the_sdks_retries_idempotent() -> None:
    tokens = [
        json.loads(sent("dynamodb", "transact_write_items", TransactItems=[PUT]).body)["ClientRequestToken"]
        for _ in range(2)
    ]

    assert len(set(tokens)) == 2
    assert all(len(token) == 36 for token in tokens)


@pytest.mark.parametrize(
    ("service", "operation", "parameters"),
    [
        ("dynamodb", "get_item", {"TableName": "t", "Key": {"k": {"S": "v"}}}),
        ("sqs", "send_message", {"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/1/q", "MessageBody": "b"}),
        ("ssm", "get_parameter", {"Name": "s"}),
    ],
)
def test_calls_are_signed_and_state_their_attempt_number(service: str, operation: str, parameters: Any) -> None:
    headers = sent(service, operation, **parameters).headers

    assert b"AWS4-HMAC-SHA256" in bytes(headers["Authorization"])
    assert headers["amz-sdk-invocation-id"]
    assert "attempt=1" in str(headers["amz-sdk-request"])


def test_every_hook_that_may_concern_our_services_is_kept() -> None:
    ours = {"dynamodb", "sqs", "ssm", "sesv2"}
    placed = [spec for spec in BUILTIN_HANDLERS if len(spec) > 2]

    assert [spec[0] for spec in placed if not spec[0].split(".")[1:2] or spec[0].split(".")[1] in ours] == []
