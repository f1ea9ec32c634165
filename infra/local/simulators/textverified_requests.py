"""Parse requests to TextVerified: bodies, enums, case-insensitive query keys, and paging.

Bodies are JSON with several content types (documented); absent and null optional fields mean the same. Raises
`InvalidRequestError`, which is answered like ASP.NET's binding errors.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import msgspec
from aiohttp import web

from infra.local.simulators.textverified_records import NO_LINK

CAPABILITIES = ("sms", "voice", "smsAndVoiceCombo")
CARRIERS = ("vz", "tmo", "att")
NUMBER_TYPES = ("mobile", "voip", "landline")
RESERVATION_TYPES = ("renewable", "nonrenewable", "verification")
DURATIONS = ("oneDay", "threeDay", "sevenDay", "fourteenDay", "thirtyDay", "ninetyDay", "oneYear")
MAX_KEY_LENGTH = 256  # documented, after trimming

Body = TypeVar("Body")
Item = TypeVar("Item")


class InvalidRequestError(Exception):
    """The request is malformed."""


class NewVerification(msgspec.Struct, rename="camel"):
    """The body that rents a number."""

    service_name: str
    capability: str
    area_code_select_option: list[str] | None = None
    carrier_select_option: list[str] | None = None
    service_not_listed_name: str | None = None
    max_price: float | None = None


class VerificationPriceCheck(msgspec.Struct, rename="camel"):
    """The body of a price request; every field is required (documented)."""

    service_name: str
    area_code: bool
    carrier: bool
    number_type: str
    capability: str


class VerificationInventoryCheck(msgspec.Struct, rename="camel"):
    """The body of a stock request."""

    service_name: str
    number_type: str
    capability: str


async def read_body(request: web.Request, shape: type[Body]) -> Body:
    """Decode a JSON body; unknown fields are ignored, as in ASP.NET."""
    content_type = request.content_type
    if content_type not in ("application/json", "text/json") and not content_type.endswith("+json"):
        raise web.HTTPUnsupportedMediaType
    try:
        return msgspec.json.decode(await request.read(), type=shape)
    except (msgspec.ValidationError, msgspec.DecodeError) as problem:
        raise InvalidRequestError(str(problem)) from problem


def read_choice(value: str | None, allowed: Sequence[str], name: str) -> str:
    """Parse an enum value, case-insensitive (observed)."""
    for choice in allowed:
        if value is not None and value.lower() == choice.lower():
            return choice
    raise InvalidRequestError(f"{name} must be one of {', '.join(allowed)}")


def read_query(request: web.Request) -> dict[str, str]:
    """Return the query with lowercase keys: the vendor's own links use both cases."""
    return {name.lower(): value for name, value in request.query.items()}


def read_idempotency_key(request: web.Request) -> str | None:
    """Return the trimmed key, or None when the header is absent."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return None
    key = key.strip()
    if not 1 <= len(key) <= MAX_KEY_LENGTH:
        raise InvalidRequestError(f"Idempotency-Key must have 1 to {MAX_KEY_LENGTH} characters")
    return key


def build_page(
    request: web.Request,
    items: Sequence[Item],
    *,
    id_of: Callable[[Item], str],
    show: Callable[[Item], Any],
    size: int,
) -> dict[str, Any]:
    """Return a page of newest-first items with links to the next and previous one.

    Pages start at an item's id, not at an offset, so new items do not shift them. The names of the two query keys are
    invented: clients are documented to follow the links.
    """
    query = read_query(request)
    start = 0
    if "pagetoken" in query:
        ids = [id_of(item) for item in items]
        if query["pagetoken"] not in ids:
            raise InvalidRequestError("pageToken is unknown")
        at = ids.index(query["pagetoken"])
        start = at + 1 if query.get("pagedirection", "forward") == "forward" else max(0, at - size)
    page = items[start : start + size]
    has_next, has_previous = start + size < len(items), start > 0
    return {
        "data": [show(item) for item in page],
        "hasNext": has_next,
        "hasPrevious": has_previous,
        "count": len(items),
        "links": {
            "current": {"method": "GET", "href": str(request.url)},
            "previous": _neighbour(request, "reverse", id_of(page[0])) if has_previous and page else NO_LINK,
            "next": _neighbour(request, "forward", id_of(page[-1])) if has_next else NO_LINK,
        },
    }


def _neighbour(request: web.Request, direction: str, token: str) -> dict[str, str]:
    kept = {name: value for name, value in request.query.items() if name.lower() not in ("pagetoken", "pagedirection")}
    url = request.url.with_query({**kept, "pageDirection": direction, "pageToken": token})
    return {"method": "GET", "href": str(url)}
