"""`endpoint` makes a function a route: one place for errors, headers, logs and answers.

The function takes a `Request` and returns an `Answer`; whatever it raises becomes problem+json.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import msgspec
from chalice import Blueprint, Response

from callbox import telemetry
from callbox.domain.errors import CallboxError, Refused
from callbox.http.problems import internal_error, problem
from callbox.http.requests import MAX_BODY_BYTES, Request

PREFIX = "/api/v1"
Method = Literal["GET", "POST", "PUT", "DELETE"]

SECURITY_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True)
class Answer:
    """What a route answers: a shape (or nothing), a status, further headers."""

    body: msgspec.Struct | None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


View = Callable[[Request], Answer]


def endpoint(routes: Blueprint, method: Method, path: str) -> Callable[[View], View]:
    """Register the decorated function as `method` on `path` (without the prefix), under its own name."""

    def register(view: View) -> View:
        name = view.__name__

        def run(**parameters: str) -> Response:
            return _respond(view, _request(name, routes.current_request, parameters))

        run.__name__ = name
        run.__doc__ = view.__doc__
        # no content type is refused: a body that is not JSON says so itself
        routes.route(PREFIX + path, methods=[method], name=name, content_types=[])(run)
        return view

    return register


def created(body: msgspec.Struct, *, status: int, replayed: bool) -> Answer:
    """Answer the first use of an idempotency key and its repetitions alike, but for the header."""
    return Answer(body, status, {"Idempotent-Replay": "true"} if replayed else {})


def _request(name: str, raw: Any, parameters: Mapping[str, str]) -> Request:
    return Request(
        name=name,
        raw_body=raw.raw_body or b"",
        headers=raw.headers,
        query=dict(raw.query_params.items()) if raw.query_params else {},
        path=parameters,
        request_id=raw.context.get("requestId", "-"),
    )


def _respond(view: View, request: Request) -> Response:
    telemetry.begin(request.request_id)
    try:
        if len(request.raw_body) > MAX_BODY_BYTES:
            raise Refused("body_too_large", f"A body may have {MAX_BODY_BYTES} bytes at the most.")  # noqa: TRY301
        answer = view(request)
        body = msgspec.json.encode(answer.body).decode() if answer.body is not None else ""
    except CallboxError as error:
        status, headers, body = problem(error, request_id=request.request_id)
    except Exception as error:  # noqa: BLE001 - the last line: an unknown failure answers 500 and tells nothing
        telemetry.crash(error)
        status, headers, body = internal_error(request_id=request.request_id)
    else:
        status, headers = answer.status, {"Content-Type": "application/json", **answer.headers}
    return Response(body=body, status_code=status, headers={**SECURITY_HEADERS, **headers})
