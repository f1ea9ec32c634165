"""Parse requests to Paystack: bodies, amounts, references, dates and paging.

Bodies may be JSON or form-encoded (documented); optional fields may be null. Raises `PaystackError` for invalid input.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

from aiohttp import web

from infra.local.simulators.paystack_errors import (
    invalid_amount,
    invalid_email,
    invalid_params,
    missing_email,
    unsupported_currency,
)
from infra.local.simulators.paystack_transactions import (
    DEFAULT_CURRENCY,
    MINIMUM_MINOR,
    REFERENCE_CHARACTERS,
    Initialisation,
)

DEFAULT_PER_PAGE = 50
MAX_PER_PAGE = 100  # unclear upstream; irrelevant to a client that pages by `meta`
MAX_REFERENCE_LENGTH = 255  # unclear upstream; keeps references short enough for a path
DIGITS = re.compile(r"[0-9]{1,18}")  # what fits 64 bits
EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")

REFUSED_ENDINGS = (".invalid", ".local", ".localhost", ".test")  # observed for all but .localhost

Item = TypeVar("Item")


async def read_fields(request: web.Request) -> dict[str, Any]:
    """Return the body's fields from JSON or a form."""
    if request.content_type == "application/x-www-form-urlencoded":
        return dict(await request.post())
    try:
        fields = json.loads(await request.text() or "{}")
    except ValueError:
        raise invalid_params("The body is not valid JSON") from None
    if not isinstance(fields, dict):
        raise invalid_params("The body must be an object")
    return fields


def read_initialisation(fields: dict[str, Any]) -> Initialisation:
    """Validate the fields in the order of Paystack's own checks."""
    email = fields.get("email")
    if not email:
        raise missing_email()
    if not isinstance(email, str) or not EMAIL.fullmatch(email) or email.lower().endswith(REFUSED_ENDINGS):
        raise invalid_email()
    currency = fields.get("currency") or DEFAULT_CURRENCY
    if currency not in MINIMUM_MINOR:
        raise unsupported_currency()
    amount_minor = read_amount(fields.get("amount"))
    if amount_minor < MINIMUM_MINOR[currency]:
        raise invalid_amount()
    return Initialisation(
        email=email,
        amount_minor=amount_minor,
        currency=currency,
        reference=_reference(fields.get("reference")),
        callback_url=_web_address(fields.get("callback_url")),
        metadata=_metadata(fields.get("metadata")),
    )


def read_amount(value: Any) -> int:
    """Parse a positive integer, also from a numeric string (both in official samples)."""
    if isinstance(value, str) and DIGITS.fullmatch(value):
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or value <= 0:
        raise invalid_amount()
    return value


def take_page(request: web.Request, items: Sequence[Item]) -> tuple[list[Item], dict[str, int]]:
    """Return the requested page of the items and its `meta`."""
    per_page = min(_positive(request, "perPage", "per_page", default=DEFAULT_PER_PAGE), MAX_PER_PAGE)
    page = _positive(request, "page", default=1)
    skipped = (page - 1) * per_page
    meta = {
        "total": len(items),
        "skipped": skipped,
        "perPage": per_page,
        "page": page,
        "pageCount": -(-len(items) // per_page),
    }
    return list(items[skipped : skipped + per_page]), meta


def read_date(request: web.Request, name: str, default: datetime) -> datetime:
    """Parse `from` or `to`: a date or a time, in UTC if it has no offset."""
    text = request.query.get(name)
    if not text:
        return default
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise invalid_params(f"{name} is not a date") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _reference(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or len(value) > MAX_REFERENCE_LENGTH or set(value) - REFERENCE_CHARACTERS:
        raise invalid_params("Invalid transaction reference")
    return value


def _web_address(value: Any) -> str | None:
    if value is None or value == "":
        return None
    if not isinstance(value, str) or urlsplit(value).scheme not in ("http", "https"):
        raise invalid_params("Invalid callback url")
    return value


def _metadata(value: Any) -> Any:
    """Keep metadata as sent, but parse a stringified object, which official samples send."""
    if not isinstance(value, str):
        return value
    try:
        decoded = json.loads(value)
    except ValueError:
        return value
    return decoded if isinstance(decoded, dict) else value


def _positive(request: web.Request, *names: str, default: int) -> int:
    for name in names:
        text = request.query.get(name)
        if text is not None:
            if not DIGITS.fullmatch(text) or int(text) < 1:
                raise invalid_params(f"{name} must be a positive number")
            return int(text)
    return default
