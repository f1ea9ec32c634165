"""Faults of DynamoDB and the network, injected into the shared client through botocore's events."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import ReadTimeoutError
from botocore.httpsession import URLLib3Session

from callbox.adapters.dynamodb.connection import shared_connection


class _Body:
    """The raw body of an answer, as urllib3 would hand it over."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def stream(self, **_: Any) -> Iterator[bytes]:
        yield self._content


def error_answer(code: str, *, status: int = 400, reasons: list[str] | None = None) -> AWSResponse:
    body: dict[str, Any] = {"__type": f"com.amazonaws.dynamodb.v20120810#{code}", "message": code}
    if reasons is not None:
        body["CancellationReasons"] = [{"Code": reason} for reason in reasons]
    return answer_of(body, status=status)


def answer_of(body: dict[str, Any], *, status: int = 200) -> AWSResponse:
    headers = {"content-type": "application/x-amz-json-1.0"}
    return AWSResponse("http://dynamodb.invalid", status, headers, _Body(json.dumps(body).encode()))


def conflict(parts: int) -> AWSResponse:
    """The answer to a transaction whose last part is also in another transaction."""
    reasons = ["None"] * (parts - 1) + ["TransactionConflict"]
    return error_answer("TransactionCanceledException", reasons=reasons)


@contextmanager
def answers(operation: str, *faked: AWSResponse) -> Iterator[list[Any]]:
    """Answer the next requests of an operation with these, instead of DynamoDB. Yields all requests made meanwhile."""
    waiting = list(faked)

    def answer(request: Any) -> AWSResponse | None:
        return waiting.pop(0) if waiting else None

    with _before_send(operation, answer) as requests:
        yield requests


@contextmanager
def lost_replies(operation: str, *, times: int) -> Iterator[list[Any]]:
    """Let the next requests of an operation reach DynamoDB and take effect, but lose the answers."""
    numbers = count(1)
    network = URLLib3Session()

    def send_and_forget(request: Any) -> None:
        if next(numbers) <= times:
            assert network.send(request).status_code in (200, 400)
            raise ReadTimeoutError(endpoint_url=request.url)

    try:
        with _before_send(operation, send_and_forget) as requests:
            yield requests
    finally:
        network.close()


@contextmanager
def lost_requests(operation: str, *, times: int) -> Iterator[list[Any]]:
    """Lose the next requests of an operation on their way to DynamoDB."""
    numbers = count(1)

    def lose(request: Any) -> None:
        if next(numbers) <= times:
            raise ReadTimeoutError(endpoint_url=request.url)

    with _before_send(operation, lose) as requests:
        yield requests


@contextmanager
def _before_send(operation: str, handler: Any) -> Iterator[list[Any]]:
    requests: list[Any] = []

    def record_and_handle(request: Any, **_: Any) -> Any:
        requests.append(request)
        return handler(request)

    events = shared_connection().client.meta.events
    event = f"before-send.dynamodb.{operation}"
    events.register(event, record_and_handle)
    try:
        yield requests
    finally:
        events.unregister(event, record_and_handle)
