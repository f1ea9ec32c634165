"""Calls Lambdas as AWS does: with API Gateway events, SQS batches and timers, in the environment of their row."""

import base64
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest

import app as deployed
from callbox.http.cookies import SIGNED_IN
from infra.rows import Row, read_rows
from tests.functions.answers import Answer, assert_form
from tests.functions.cloud import SITE_BUCKET, Cloud, Record
from tests.functions.described import assert_described
from tests.functions.log import Log
from tests.functions.permits import held_against

ROWS = read_rows()
API = "/api/v1"
NOWHERE = "http://127.0.0.1:9/live"
"""Where no socket is open, in tests without any."""
_DUE_AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@dataclass
class Context:
    """What Lambda tells a function about its invocation."""

    function_name: str
    left_ms: int
    aws_request_id: str = field(default_factory=lambda: str(uuid4()))

    def get_remaining_time_in_millis(self) -> int:
        return self.left_ms


class Lambdas:
    """Every function of the app, called only from outside."""

    def __init__(self, cloud: Cloud, log: Log) -> None:
        self._cloud = cloud
        self._log = log
        self.live_connections_url = NOWHERE

    def call(
        self,
        method: str,
        path: str,
        *,
        body: object = None,
        raw: bytes | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        in_base64: bool = False,
    ) -> Answer:
        """Send a request to `path` (without the prefix): `body` as JSON, or `raw` as it is.

        A body is declared as JSON unless `headers` give another Content-Type.
        """
        row, parameters = _route(method, API + path)
        if raw is None and body is not None:
            raw = json.dumps(body).encode()
        request_id = str(uuid4())
        event = {
            "resource": row.path,
            "path": API + path,
            "httpMethod": method,
            **_both("headers", "multiValueHeaders", {**_implied(raw), **(headers or {})}),
            **_both("queryStringParameters", "multiValueQueryStringParameters", query),
            "pathParameters": parameters or None,
            "stageVariables": None,
            "requestContext": {
                "requestId": request_id,
                "resourcePath": row.path,
                "httpMethod": method,
                "path": f"/live{API}{path}",
                "stage": "live",
                "identity": {"sourceIp": "203.0.113.9", "userAgent": "pytest"},
            },
            **_body(raw, in_base64=in_base64),
        }
        result = self._invoke(row, event)
        assert not result.get("isBase64Encoded")
        several = {name.lower(): tuple(values) for name, values in result["multiValueHeaders"].items()}
        given = {name.lower(): value for name, value in result["headers"].items()}
        given |= {name: ", ".join(values) for name, values in several.items()}
        answer = Answer(result["statusCode"], given, result["body"], request_id, several.get("set-cookie", ()))
        assert_form(answer)
        assert_described(row, raw=raw, headers=headers or {}, answer=answer)
        self._keep_out_of_the_log(answer)
        return answer

    def consume(self, name: str, records: Sequence[Record], *, left_s: int | None = None) -> list[str]:
        """Pass a batch to a consumer and return the ids of the messages that SQS must redeliver."""
        result = self._invoke(ROWS[name], {"Records": list(records)}, left_s=left_s)
        assert set(result) == {"batchItemFailures"}
        return [failure["itemIdentifier"] for failure in result["batchItemFailures"]]

    def work_off(self, queue: str) -> int:
        """Let the consumer of a queue process all due messages; return how many succeeded."""
        row = next(row for row in ROWS.values() if row.queue == queue)
        done = 0
        while records := self._cloud.take(queue):
            failed = self.consume(row.name, records)
            for record in records:
                if record["messageId"] not in failed:
                    self._cloud.delete(queue, record)
                    done += 1
        return done

    def tick(self, name: str, *, left_s: int | None = None, due_at: datetime = _DUE_AT) -> Any:
        """Let a timer fire, with its full timeout or with `left_s` seconds left."""
        event = {
            "id": str(uuid4()),
            "account": "123456789012",
            "region": "eu-west-1",
            "detail": {},
            "detail-type": "Scheduled Event",
            "source": "aws.events",
            "time": due_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "resources": [f"arn:aws:events:eu-west-1:123456789012:rule/{name}"],
            "version": "0",
        }
        return self._invoke(ROWS[name], event, left_s=left_s)

    def receive(self, name: str, connection_id: str, text: str) -> None:
        """Pass a socket's message to the function of its action. Nothing of what that returns reaches the socket."""
        context = {
            "routeKey": ROWS[name].action,
            "eventType": "MESSAGE",
            "connectionId": connection_id,
            "requestId": str(uuid4()),
            "stage": "live",
        }
        event = {"requestContext": context, "body": text, "isBase64Encoded": False}
        assert self._invoke(ROWS[name], event) == {"statusCode": 200}

    def _keep_out_of_the_log(self, answer: Answer) -> None:
        if answer.text:
            self._log.keep_out_answers(answer.json)
        for cookie in answer.cookies:
            if cookie.startswith(f"{SIGNED_IN}="):
                continue  # says no more than that a customer is signed in
            self._log.keep_out(cookie.partition("=")[2].partition(";")[0].rpartition(".")[2])

    def _invoke(self, row: Row, event: Mapping[str, Any], *, left_s: int | None = None) -> Any:
        left_ms = 1000 * (row.timeout_s if left_s is None else left_s)
        with self._environment_of(row), held_against(row):
            result = _handler(row)(event, Context(f"callbox-test-{row.name}", left_ms))
        return json.loads(json.dumps(result))

    @contextmanager
    def _environment_of(self, row: Row) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("AWS_LAMBDA_FUNCTION_NAME", f"callbox-test-{row.name}")
            for queue in row.sends:
                patch.setenv(f"{queue.upper()}_QUEUE_URL", self._cloud.queue_urls[queue])
            if row.live:
                patch.setenv("LIVE_CONNECTIONS_URL", self.live_connections_url)
            if row.site:
                patch.setenv("SITE_BUCKET", SITE_BUCKET)
            yield


def _handler(row: Row) -> Any:
    module, _, name = row.handler.partition(".")
    assert module == "app"
    return getattr(deployed, name)


def _route(method: str, path: str) -> tuple[Row, dict[str, str]]:
    """Choose as API Gateway does: a path without parameters comes before one with them."""
    for row in sorted(ROWS.values(), key=lambda row: "{" in row.path):
        pattern = re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", row.path)
        if row.method == method and (found := re.fullmatch(pattern, path)):
            return row, {name: unquote(value) for name, value in found.groupdict().items()}
    raise AssertionError(f"no row of infra/functions.yaml has the route {method} {path}")


def _both(single: str, multiple: str, values: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        single: dict(values) if values else None,
        multiple: {name: [value] for name, value in values.items()} if values else None,
    }


def _implied(raw: bytes | None) -> dict[str, str]:
    return {"Host": "api.example"} | ({"Content-Type": "application/json"} if raw is not None else {})


def _body(raw: bytes | None, *, in_base64: bool) -> dict[str, Any]:
    if raw is None:
        return {"body": None, "isBase64Encoded": False}
    if in_base64:
        return {"body": base64.b64encode(raw).decode(), "isBase64Encoded": True}
    return {"body": raw.decode(errors="replace"), "isBase64Encoded": False}
