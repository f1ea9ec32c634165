"""`endpoint` declares a route: its caller, body, limits and refusals. All routes share errors, headers and logs here.

The handler takes a `Request`, checked against the declaration, and the `Services`. It returns an `Answer`; its
exceptions become problem+json. The declaration is also the route's public description (infra/openapi.py), its throttle
and its trigger (infra/rows.py), and it names the use cases that its Lambda builds at start (app.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any, Generic, Literal, Protocol, TypeVar

import msgspec
from chalice import Chalice, Response

from callbox import telemetry
from callbox.declared import Offered
from callbox.domain.errors import CallboxError, Refused
from callbox.domain.identity import Claims, Session, User
from callbox.http.problems import PROBLEMS, internal_error, problem
from callbox.http.query import Parameter
from callbox.http.requests import MAX_BODY_BYTES, Request

PREFIX = "/api/v1"
Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]

SECURITY_HEADERS: Mapping[str, str] = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), clipboard-write=()",
    "Referrer-Policy": "no-referrer",
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""The same as CloudFront's for /api/* (infra/site.yaml), for requests that reach the API another way."""


@dataclass(frozen=True)
class Caller:
    """Who may call a route, and how they authenticate.

    `open`: anyone. `customer`: an access token; with `lives`, its session must not have ended. `cookie`: our own page
    in a browser that has the refresh cookie; with `takes_token`, a valid access token, if there is one, names the
    session. `webhook`: a supplier that signs the body in the header `signature`.
    """

    kind: Literal["open", "customer", "cookie", "webhook"]
    signature: str = ""
    takes_token: bool = False
    lives: bool = False

    @property
    def needs_tokens(self) -> bool:
        """Whether access tokens are verified."""
        return self.kind == "customer" or self.takes_token


OPEN = Caller("open")
CUSTOMER = Caller("customer")
LIVE_CUSTOMER = Caller("customer", lives=True)
"""For what moves money or changes the account: a token of an ended session is refused at once, for one read more. Where
a token alone is enough (CUSTOMER), it works until it expires."""
COOKIE = Caller("cookie")
COOKIE_OR_TOKEN = Caller("cookie", takes_token=True)


def webhook(header: str) -> Caller:
    """Return the caller of a webhook that signs its body in this header. The use case checks the signature."""
    return Caller("webhook", signature=header)


Shape = TypeVar("Shape", bound=msgspec.Struct | None)


@dataclass(frozen=True)
class Answer(Generic[Shape]):
    """A route's answer: a shape (or nothing), additional headers, cookies. The route declares the status.

    Each cookie becomes a `Set-Cookie` header of its own; http/cookies.py writes them.
    """

    body: Shape
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: tuple[str, ...] = ()


class RefusedWithCookies(Refused):
    """A refusal whose answer also sets cookies."""

    def __init__(self, refused: Refused, *cookies: str) -> None:
        super().__init__(refused.code, refused.detail, **refused.facts)
        self.cookies = cookies


class Settings(Protocol):
    @property
    def site_url(self) -> str: ...


class LiveSessions(Protocol):
    def must_live(self, claims: Claims) -> tuple[User, Session]: ...


class Services(Protocol):
    """What `endpoint` itself needs from `composition.services.Services`."""

    @property
    def settings(self) -> Settings: ...

    @property
    def live_sessions(self) -> LiveSessions: ...

    def claims(self, token: str) -> Claims: ...


Handler = Callable[[Request[Any], Any], Answer[Any]]
H = TypeVar("H", bound=Handler)


@dataclass
class Endpoint:
    """Declares a route: it decorates the handler and takes its name. `path` begins after the prefix.

    `asks_work`: it may ask for proof of work, which comes in the header WORK_HEADER (domain/work.py). `refuses` holds
    the codes of the route's own rules; other codes follow from the declaration. `headers` are those
    that an answer may carry besides the common ones. `uses` names the properties of `Services` that its Lambda builds
    at start. `throttle` is (requests per second, burst) for all callers together.
    """

    method: Method
    path: str
    _: KW_ONLY
    caller: Caller
    status: int = 200
    body: type[msgspec.Struct] | None = None
    idempotent: bool = False
    asks_work: bool = False
    query: tuple[Parameter[Any], ...] = ()
    headers: tuple[str, ...] = ()
    refuses: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    throttle: tuple[int, int]
    max_body_bytes: int = MAX_BODY_BYTES
    name: str = field(init=False)
    handler: Handler = field(init=False)

    @property
    def is_guarded(self) -> bool:
        """Whether it refuses bodies that are not JSON, and browsers on other sites: all but reads and webhooks."""
        return self.method != "GET" and self.caller.kind != "webhook"

    def __call__(self, handler: H) -> H:
        self.name, self.handler = handler.__name__, handler
        ENDPOINTS[self.name] = self
        return handler


endpoint = Endpoint
ENDPOINTS: dict[str, Endpoint] = {}
"""Every imported route, by the name of its function."""


def created(body: Shape, *, replayed: bool) -> Answer[Shape]:
    """Answer the first use of an idempotency key and its replays with the same body. Only a header differs."""
    return Answer(body, {"Idempotent-Replay": "true"} if replayed else {})


def serve(app: Chalice, declared: Endpoint, services: Callable[[], Services]) -> None:
    """Add the declared route to the app."""

    def run(**path: str) -> Response:
        return _respond(declared, _request(declared, app.current_request, path), services)

    run.__name__ = declared.name
    run.__doc__ = declared.handler.__doc__
    # Chalice accepts any content type: `must_be_json` refuses in the form of our problems
    app.route(PREFIX + declared.path, methods=[declared.method], name=declared.name, content_types=[])(run)


def _request(declared: Endpoint, raw: Any, path: Mapping[str, str]) -> Request[Any]:
    return Request(
        name=declared.name,
        raw_body=raw.raw_body or b"",
        headers=raw.headers,
        query=dict(raw.query_params.items()) if raw.query_params else {},
        path=path,
        request_id=raw.context.get("requestId", "-"),
        parameters=declared.query,
    )


def _respond(declared: Endpoint, request: Request[Any], services: Callable[[], Services]) -> Response:
    telemetry.begin(request.request_id)
    cookies: tuple[str, ...] = ()
    try:
        request.must_have_come_through_the_site()
        if len(request.raw_body) > declared.max_body_bytes:
            raise Refused(  # noqa: TRY301
                "body_too_large", f"Send at most {declared.max_body_bytes:,} bytes."
            )
        offered = services()
        _check(declared, request, offered)
        answer = declared.handler(request, Offered(offered, uses=declared.uses, function=declared.name))
        body = msgspec.json.encode(answer.body).decode() if answer.body is not None else ""
    except CallboxError as error:
        if error.code in PROBLEMS:
            telemetry.JsonLog().record("request_refused", code=error.code, user_id=request.identified)
        else:
            telemetry.crash(error)
        status, headers, body = problem(error, request_id=request.request_id)
        cookies = error.cookies if isinstance(error, RefusedWithCookies) else ()
    except Exception as error:  # noqa: BLE001 - last resort: an unknown failure answers 500 without details
        telemetry.crash(error)
        status, headers, body = internal_error(request_id=request.request_id)
    else:
        status, headers = declared.status, {"Content-Type": "application/json", **answer.headers}
        cookies = answer.cookies
    # Chalice passes a list on as a header with several values: `multiValueHeaders` of the Lambda's answer
    several = {"Set-Cookie": list(cookies)} if cookies else {}
    return Response(body=body, status_code=status, headers={**SECURITY_HEADERS, **headers, **several})


def _check(declared: Endpoint, request: Request[Any], services: Services) -> None:
    """Read and check everything that the declaration requires, so that no handler can forget it."""
    if declared.is_guarded:
        request.must_not_be_cross_site(services.settings.site_url)
        request.must_be_json()
    if declared.caller.kind == "customer":
        claims = services.claims(request.bearer())
        request.identify(claims, live=services.live_sessions.must_live(claims) if declared.caller.lives else None)
    elif declared.caller.kind == "cookie":
        request.must_be_our_script()
    body = None
    if declared.body is not None:
        body = request.read_body(declared.body)
    if declared.idempotent:
        request.read_idempotency_key(body)
