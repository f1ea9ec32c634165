"""A simulator's control routes under `/__control`: faults, the request log, health and reset.

All simulators mount these routes and middlewares around a vendor's protocol. A request to the vendor passes the log,
then the faults, then the handler. Control orders bypass both, so a fault cannot lock out a test. Everything is in
memory and bounded. Nothing here depends on a vendor: the caller passes the function that resets its state.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from aiohttp import web

CONTROL_PREFIX = "/__control"
MAX_REQUESTS_KEPT = 10_000
MAX_BODY_KEPT = 20_000  # characters; longer bodies are cut in the log only, not for the handler
MAX_HOLD_S = 120.0  # longer than any client's timeout, but bounded, so that no connection stays open
MAX_FAULTS = 1_000
LOGGED_HEADERS = ("Authorization", "Content-Type", "Idempotency-Key", "User-Agent", "X-API-USERNAME")

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Order = TypeVar("Order")


class OrderError(Exception):
    """A control order cannot be executed. Nothing was changed."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


async def read_order(request: web.Request, shape: type[Order]) -> Order:
    """Decode an order strictly: unknown or mistyped fields are an error, so that typos are noticed."""
    try:
        return msgspec.json.decode(await request.read() or b"{}", type=shape)
    except (msgspec.ValidationError, msgspec.DecodeError) as problem:
        raise OrderError(400, str(problem)) from problem


class Fault(msgspec.Struct, forbid_unknown_fields=True):
    """A fault for the next `times` requests that match method and path.

    `timeout` does no work and never answers. `error_before` fails without doing the work; `error_after` does the work
    and then fails. `slow` waits and then answers normally. `drop_reply` does the work and closes the connection
    without an answer. `delay_ms` is before the work for `slow`, and between work and answer for the others.
    """

    mode: Literal["timeout", "error_before", "error_after", "slow", "drop_reply"]
    method: str = "*"
    path_prefix: str = "/"
    status: Annotated[int, msgspec.Meta(ge=200, le=599)] = 500
    delay_ms: Annotated[float, msgspec.Meta(ge=0, le=MAX_HOLD_S * 1000)] = 0
    times: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 1
    body: Any = None
    headers: dict[str, str] = {}

    def matches(self, request: web.Request) -> bool:
        """Return whether the fault applies to the request's method and path."""
        return self.method.upper() in ("*", request.method) and request.path.startswith(self.path_prefix)

    def failure(self) -> web.Response:
        """Build the error answer; empty without a `body`, because no vendor documents its 5xx bodies."""
        if self.body is None:
            return web.Response(status=self.status, headers=self.headers)
        return web.json_response(self.body, status=self.status, headers=self.headers)


@dataclass
class LoggedRequest:
    """One request to the vendor. `status` is None until an answer is sent."""

    at: str
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any
    fault: str | None = None
    status: int | None = None


@dataclass(frozen=True)
class HeldRequest:
    """A request that a fault keeps waiting. `client_port` identifies its connection, and so the waiting process."""

    method: str
    path: str
    mode: str
    client_port: int | None


LOG_ENTRY = web.RequestKey("log_entry", LoggedRequest)


class Control:
    """The armed faults, the logged requests, and the routes and middlewares for them."""

    def __init__(self, reset: Callable[[], None]) -> None:
        self._empty_vendor = reset
        self._faults: list[Fault] = []
        self._requests: deque[LoggedRequest] = deque(maxlen=MAX_REQUESTS_KEPT)
        self._held: list[HeldRequest] = []

    def middlewares(self) -> list[Any]:
        """Return the middlewares, outermost first; the faults are last."""
        return [answer_refused_orders, self._log_request, self._apply_fault]

    def routes(self) -> list[web.RouteDef]:
        """Return the control routes that all simulators have."""
        return [
            web.get(f"{CONTROL_PREFIX}/health", self._get_health),
            web.get(f"{CONTROL_PREFIX}/requests", self._list_requests),
            web.get(f"{CONTROL_PREFIX}/faults", self._list_faults),
            web.get(f"{CONTROL_PREFIX}/held", self._list_held),
            web.post(f"{CONTROL_PREFIX}/faults", self._arm_fault),
            web.post(f"{CONTROL_PREFIX}/reset", self._reset),
        ]

    async def _get_health(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _list_requests(self, _request: web.Request) -> web.Response:
        return web.json_response({"requests": [asdict(entry) for entry in self._requests]})

    async def _list_faults(self, _request: web.Request) -> web.Response:
        return web.json_response({"faults": msgspec.to_builtins(self._faults)})

    async def _list_held(self, _request: web.Request) -> web.Response:
        return web.json_response({"held": [asdict(one) for one in self._held]})

    async def _arm_fault(self, request: web.Request) -> web.Response:
        fault = await read_order(request, Fault)
        if len(self._faults) >= MAX_FAULTS:
            raise OrderError(409, f"{MAX_FAULTS} faults are armed already")
        self._faults.append(fault)
        return web.json_response({"fault": msgspec.to_builtins(fault)}, status=201)

    async def _reset(self, _request: web.Request) -> web.Response:
        self._faults.clear()
        self._requests.clear()
        self._empty_vendor()
        return web.json_response({"status": "reset"})

    @web.middleware
    async def _log_request(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith(CONTROL_PREFIX):
            return await handler(request)
        entry = await describe(request)
        self._requests.append(entry)
        request[LOG_ENTRY] = entry
        try:
            response = await handler(request)
        except web.HTTPException as answer:
            entry.status = answer.status
            raise
        if not connection_gone(request):
            entry.status = response.status
        return response

    @web.middleware
    async def _apply_fault(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        fault = None if request.path.startswith(CONTROL_PREFIX) else self._take_fault(request)
        if fault is None:
            return await handler(request)
        request[LOG_ENTRY].fault = fault.mode
        held = HeldRequest(request.method, request.path, fault.mode, client_port(request))
        self._held.append(held)
        try:
            return await misbehave(fault, request, handler)
        finally:
            self._held.remove(held)

    def _take_fault(self, request: web.Request) -> Fault | None:
        for fault in self._faults:
            if fault.matches(request):
                fault.times -= 1
                if fault.times == 0:
                    self._faults.remove(fault)
                return fault
        return None


async def misbehave(fault: Fault, request: web.Request, handler: Handler) -> web.StreamResponse:
    """Apply the fault to the request."""
    delay_s = fault.delay_ms / 1000
    if fault.mode == "timeout":
        await hold_until_gone(request, MAX_HOLD_S)
        return close_unanswered(request)
    if fault.mode == "slow":
        await asyncio.sleep(delay_s)
        return await handler(request)
    if fault.mode != "error_before":
        await work(request, handler)
    if fault.mode == "drop_reply":
        await hold_until_gone(request, delay_s)
        return close_unanswered(request)
    await asyncio.sleep(delay_s)
    return fault.failure()


async def work(request: web.Request, handler: Handler) -> None:
    """Let the vendor do the work and discard its answer, also errors and redirects."""
    try:
        await handler(request)
    except web.HTTPException:
        return


async def hold_until_gone(request: web.Request, limit_s: float) -> None:
    """Keep the client waiting until it gives up, at most `limit_s`."""
    loop = asyncio.get_running_loop()
    ends = loop.time() + limit_s
    while loop.time() < ends and not connection_gone(request):
        await asyncio.sleep(min(0.05, limit_s))


def client_port(request: web.Request) -> int | None:
    """Return the client's port; None when it has disconnected."""
    client = request.transport.get_extra_info("peername") if request.transport else None
    return client[1] if client else None


def connection_gone(request: web.Request) -> bool:
    """Return whether the client has disconnected."""
    return request.transport is None or request.transport.is_closing()


def close_unanswered(request: web.Request) -> web.Response:
    """Close the connection. The server requires a response object, but never writes it."""
    if request.transport is not None:
        request.transport.close()
    return web.Response(status=500)


async def describe(request: web.Request) -> LoggedRequest:
    """Build the log entry of a request with its relevant headers and its body, parsed if it is JSON."""
    text = (await request.text())[:MAX_BODY_KEPT]
    try:
        body: Any = json.loads(text) if text else None
    except ValueError:
        body = text
    return LoggedRequest(
        at=datetime.now(UTC).isoformat(),
        method=request.method,
        path=request.path,
        query=dict(request.query),
        headers={name: request.headers[name] for name in LOGGED_HEADERS if name in request.headers},
        body=body,
    )


@web.middleware
async def answer_refused_orders(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a refused order with `{"error": reason}`."""
    try:
        return await handler(request)
    except OrderError as refusal:
        return web.json_response({"error": str(refusal)}, status=refusal.status)
