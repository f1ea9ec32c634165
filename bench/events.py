"""The events that AWS passes to a function: API Gateway proxy events, SQS batches, EventBridge schedules."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from infra.rows import Row

STAGE = "live"
USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def request(
    row: Row,
    *,
    path: Mapping[str, str] | None = None,
    body: object = None,
    raw: str | None = None,
    query: Mapping[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Return the event of one request to `row`; `body` is sent as JSON, `raw` unchanged."""
    full = row.path.format(**(path or {}))
    implied = {"Host": "api.example", "User-Agent": USER_AGENT, "Content-Type": "application/json"}
    return {
        "resource": row.path,
        "path": full,
        "httpMethod": row.method,
        **_both("headers", "multiValueHeaders", {**implied, **(headers or {})}),
        **_both("queryStringParameters", "multiValueQueryStringParameters", query),
        "pathParameters": dict(path) if path else None,
        "stageVariables": None,
        "requestContext": {
            "requestId": str(uuid4()),
            "resourcePath": row.path,
            "httpMethod": row.method,
            "path": f"/{STAGE}{full}",
            "stage": STAGE,
            "identity": {"sourceIp": "203.0.113.9", "userAgent": "bench"},
        },
        "body": json.dumps(body) if raw is None and body is not None else raw,
        "isBase64Encoded": False,
    }


def batch(queue: str, bodies: Sequence[str]) -> dict[str, Any]:
    """Return the event of a batch of SQS messages with these bodies."""
    return {
        "Records": [
            {
                "messageId": str(uuid4()),
                "receiptHandle": "none",
                "body": body,
                "attributes": {"ApproximateReceiveCount": "1"},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": f"arn:aws:sqs:us-east-1:123456789012:{queue}",
                "awsRegion": "us-east-1",
            }
            for body in bodies
        ]
    }


def tick(name: str) -> dict[str, Any]:
    return {
        "version": "0",
        "id": str(uuid4()),
        "detail-type": "Scheduled Event",
        "source": "aws.events",
        "account": "123456789012",
        "time": "2026-11-23T09:00:00Z",
        "region": "us-east-1",
        "resources": [f"arn:aws:events:us-east-1:123456789012:rule/{name}"],
        "detail": {},
    }


def join(token: str) -> dict[str, Any]:
    """Return the event of a socket's first frame."""
    return {
        "requestContext": {
            "requestId": str(uuid4()),
            "connectionId": uuid4().hex[:16],
            "routeKey": "join",
            "eventType": "MESSAGE",
            "stage": STAGE,
        },
        "body": json.dumps({"action": "join", "token": token}),
        "isBase64Encoded": False,
    }


def _both(single: str, multiple: str, values: Mapping[str, str] | None) -> dict[str, Any]:
    return {
        single: dict(values) if values else None,
        multiple: {name: [value] for name, value in values.items()} if values else None,
    }
