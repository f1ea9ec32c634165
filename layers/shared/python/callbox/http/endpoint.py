"""`endpoint` makes a function a route: one place for errors, headers, logs and answers.

The function takes a `Request` and returns an `Answer`; whatever it raises becomes problem+json. What the decorator and
the annotations say of a route is also its public description: infra/openapi.py reads ENDPOINTS.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, TypeVar

import msgspec
from chalice import Blueprint, Response

from callbox import telemetry
from callbox.domain.errors import CallboxError, Refused
from callbox.http.problems import PROBLEMS, internal_error, problem
from callbox.http.requests import MAX_BODY_BYTES, Request

PREFIX = "/api/v1"
Method = Literal["GET", "POST", "PUT", "DELETE"]

SECURITY_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""The same as CloudFront's for /api/* (infra/site.yaml): whoever reaches the API by another way gets them too."""

Shape = TypeVar("Shape", bound=msgspec.Struct | None)


@dataclass(frozen=True)
class Answer(Generic[Shape]):
    """What a route answers: a shape (or nothing), further headers. The status is the route's."""

    body: Shape
    headers: Mapping[str, str] = field(default_factory=dict)


View = Callable[[Request], Answer[Any]]


@dataclass(frozen=True)
class Endpoint:
    """A route as it declares itself. `refuses` holds the codes of its own rules, not those of every route."""

    method: Method
    path: str
    status: int
    refuses: tuple[str, ...]
    view: View
    max_body_bytes: int = MAX_BODY_BYTES


ENDPOINTS: dict[str, Endpoint] = {}
"""Every route by the name of its function."""


def endpoint(
    routes: Blueprint,
    method: Method,
    path: str,
    *,
    status: int = 200,
    refuses: tuple[str, ...] = (),
    max_body_bytes: int = MAX_BODY_BYTES,
) -> Callable[[View], View]:
    """Register the decorated function as `method` on `path` (without the prefix), under its own name.

    It answers `status` unless it raises. A body of more than `max_body_bytes` does not reach it.
    """

    def register(view: View) -> View:
        name = view.__name__
        declared = ENDPOINTS[name] = Endpoint(method, PREFIX + path, status, refuses, view, max_body_bytes)

        def run(**parameters: str) -> Response:
            return _respond(declared, _request(name, routes.current_request, parameters))

        run.__name__ = name
        run.__doc__ = view.__doc__
        # no content type is refused: a body that is not JSON says so itself
        routes.route(PREFIX + path, methods=[method], name=name, content_types=[])(run)
        return view

    return register


def created(body: Shape, *, replayed: bool) -> Answer[Shape]:
    """Answer the first use of an idempotency key and its repetitions alike, but for the header."""
    return Answer(body, {"Idempotent-Replay": "true"} if replayed else {})


def _request(name: str, raw: Any, parameters: Mapping[str, str]) -> Request:
    return Request(
        name=name,
        raw_body=raw.raw_body or b"",
        headers=raw.headers,
        query=dict(raw.query_params.items()) if raw.query_params else {},
        path=parameters,
        request_id=raw.context.get("requestId", "-"),
    )


def _respond(declared: Endpoint, request: Request) -> Response:
    telemetry.begin(request.request_id)
    try:
        request.must_have_come_through_the_site()
        if len(request.raw_body) > declared.max_body_bytes:
            raise Refused(  # noqa: TRY301
                "body_too_large", f"A body may have {declared.max_body_bytes} bytes at the most."
            )
        answer = declared.view(request)
        body = msgspec.json.encode(answer.body).decode() if answer.body is not None else ""
    except CallboxError as error:
        if error.code not in PROBLEMS:
            telemetry.crash(error)
        status, headers, body = problem(error, request_id=request.request_id)
    except Exception as error:  # noqa: BLE001 - the last line: an unknown failure answers 500 and tells nothing
        telemetry.crash(error)
        status, headers, body = internal_error(request_id=request.request_id)
    else:
        status, headers = declared.status, {"Content-Type": "application/json", **answer.headers}
    return Response(body=body, status_code=status, headers={**SECURITY_HEADERS, **headers})
