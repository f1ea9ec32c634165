"""A local push service of a browser's maker: RFC 8030 without delivery to a browser, and VAPID (RFC 8292) checked.

    python -m infra.local.simulators.push_service --port 0

A subscription is made by a control order, as a browser makes one, for one public key. A push is taken only with a
token that this key signed for this origin. It knows nothing about Callbox. State is in memory.

    POST /__control/subscriptions            {"application_server_key": …} → its endpoint
    GET  /__control/subscriptions/{id}       the pushes that were taken
    POST /__control/subscriptions/{id}/end   the browser unsubscribed: from now on 410
    POST /__control/faults                   answers such as 429 or 503, and timeouts (control.py)
"""

from __future__ import annotations

import argparse
import time
from base64 import urlsafe_b64decode
from binascii import Error as NotBase64
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from secrets import token_urlsafe

import jwt
import msgspec
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePublicKey

from infra.local.simulators.control import CONTROL_PREFIX, Control, OrderError, read_order
from infra.local.simulators.serving import loopback_host, serve

LONGEST_TOKEN_S = 24 * 60 * 60
_LEEWAY_S = 60
_URGENCIES = ("very-low", "low", "normal", "high")


class SubscriptionOrder(msgspec.Struct, forbid_unknown_fields=True):
    """What a page passes to `PushManager.subscribe`."""

    application_server_key: str


@dataclass(frozen=True)
class Push:
    """A push that was taken, with the claims of its token."""

    at: str
    ttl: int
    urgency: str
    topic: str | None
    body_bytes: int
    aud: str
    sub: str


@dataclass
class Subscription:
    """One browser's address. `key` is the only one whose pushes it takes."""

    key: str
    has_ended: bool = False
    pushes: list[Push] = field(default_factory=list)


class PushRefusal(Exception):
    """A push is not taken."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(reason)
        self.status = status


class PushServiceApi:
    """The one route of a push service, and the orders that stand for a browser."""

    def __init__(self) -> None:
        self._subscriptions: dict[str, Subscription] = {}

    def routes(self) -> list[web.RouteDef]:
        one = CONTROL_PREFIX + "/subscriptions/{id}"
        return [
            web.post(f"{CONTROL_PREFIX}/subscriptions", self._subscribe),
            web.get(one, self._show),
            web.post(f"{one}/end", self._end),
            web.post("/push/{id}", self._push),
        ]

    def forget(self) -> None:
        self._subscriptions.clear()

    async def _subscribe(self, request: web.Request) -> web.Response:
        order = await read_order(request, SubscriptionOrder)
        try:
            _public_key(order.application_server_key)
        except ValueError as problem:
            raise OrderError(400, "application_server_key is no P-256 point in base64url") from problem
        name = token_urlsafe(24)
        self._subscriptions[name] = Subscription(order.application_server_key)
        return web.json_response({"id": name, "endpoint": f"{request.url.origin()}/push/{name}"}, status=201)

    async def _show(self, request: web.Request) -> web.Response:
        known = self._known(request)
        return web.json_response({"ended": known.has_ended, "pushes": [asdict(one) for one in known.pushes]})

    async def _end(self, request: web.Request) -> web.Response:
        self._known(request).has_ended = True
        return web.json_response({"ended": True})

    async def _push(self, request: web.Request) -> web.Response:
        try:
            known, push = await self._checked(request)
        except PushRefusal as refusal:
            return web.json_response({"reason": str(refusal)}, status=refusal.status)
        known.pushes.append(push)
        return web.Response(status=201, headers={"Location": f"/messages/{token_urlsafe(8)}", "TTL": str(push.ttl)})

    async def _checked(self, request: web.Request) -> tuple[Subscription, Push]:
        known = self._subscriptions.get(request.match_info["id"])
        if known is None:
            raise PushRefusal(404, "no such subscription")
        if known.has_ended:
            raise PushRefusal(410, "the browser has unsubscribed")
        claims = _claims(request.headers.get("Authorization", ""), known.key, audience=str(request.url.origin()))
        body = await request.read()
        ttl, urgency = request.headers.get("TTL", ""), request.headers.get("Urgency", "normal")
        if not ttl.isdigit() or urgency not in _URGENCIES:
            raise PushRefusal(400, "TTL is missing, or Urgency is unknown")
        if body and request.headers.get("Content-Encoding") != "aes128gcm":
            raise PushRefusal(415, "a payload must be encrypted")
        push = Push(
            at=datetime.now(UTC).isoformat(),
            ttl=int(ttl),
            urgency=urgency,
            topic=request.headers.get("Topic"),
            body_bytes=len(body),
            aud=claims["aud"],
            sub=claims["sub"],
        )
        return known, push

    def _known(self, request: web.Request) -> Subscription:
        known = self._subscriptions.get(request.match_info["id"])
        if known is None:
            raise OrderError(404, "no subscription has that id")
        return known


def _claims(authorization: str, key: str, *, audience: str) -> dict[str, str]:
    """Return the claims of the token in a header, which the key must have signed. Raises PushRefusal."""
    scheme, _, parameters = authorization.partition(" ")
    given = dict(part.strip().partition("=")[::2] for part in parameters.split(","))
    if scheme.lower() != "vapid" or not given.get("t"):
        raise PushRefusal(401, "no VAPID token")
    if given.get("k") != key:
        raise PushRefusal(403, "another key than the subscription's")
    try:
        claims: dict[str, str] = jwt.decode(
            given["t"],
            _public_key(key),
            algorithms=["ES256"],
            audience=audience,
            leeway=_LEEWAY_S,
            options={"require": ["aud", "exp", "sub"]},
        )
    except jwt.InvalidTokenError as problem:
        raise PushRefusal(403, f"the token does not hold: {problem}") from problem
    if float(claims["exp"]) > time.time() + LONGEST_TOKEN_S:
        raise PushRefusal(403, "exp is more than 24 hours away")
    if not claims["sub"].startswith(("mailto:", "https:")):
        raise PushRefusal(403, "sub is no mailto: or https: address")
    return claims


def _public_key(text: str) -> EllipticCurvePublicKey:
    """Return the key of an uncompressed point in base64url. Raises ValueError."""
    try:
        point = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except NotBase64 as problem:
        raise ValueError("not base64url") from problem
    return EllipticCurvePublicKey.from_encoded_point(SECP256R1(), point)


def build() -> web.Application:
    """Build the simulator; the caller serves it."""
    api = PushServiceApi()
    control = Control(api.forget)
    application = web.Application(middlewares=control.middlewares())
    application.add_routes(control.routes())
    application.add_routes(api.routes())
    return application


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="A local push service.")
    parser.add_argument("--host", type=loopback_host, default="127.0.0.1", help="a loopback address")
    parser.add_argument("--port", type=int, required=True, help="0: take a free port and print it")
    options = parser.parse_args()
    serve(build(), host=options.host, port=options.port)


if __name__ == "__main__":
    main()
