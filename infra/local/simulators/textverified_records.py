"""TextVerified's JSON: links, verifications, messages, sales, errors and webhooks.

Links start with the client's base address, because the official client sends its token only to hrefs that begin with
its own base_url. Links contain `?ReservationId=` with capitals, as observed. This module only turns state into JSON.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from aiohttp import web

from infra.local.simulators.textverified_account import Sms, SupplierAccount, SupplierError, Verification
from infra.local.simulators.webhooks import SignedBody

API = "/api/pub/v2"
MOCK_HEADER = {"X-Phoneblur-Mock": "true"}
NO_LINK = {"method": None, "href": None}

Casing = Literal["camel", "pascal"]


def base_of(request: web.Request) -> str:
    """Return scheme and host of the client's request."""
    return f"{request.scheme}://{request.host}"


def link(base: str, path: str, method: str = "GET") -> dict[str, str]:
    """Return a link object."""
    return {"method": method, "href": f"{base}{API}{path}"}


def created(base: str, verification_id: str, headers: Mapping[str, str] | None = None) -> web.Response:
    """Answer 201 with the link in the body and in Location; existing clients follow either."""
    target = link(base, f"/verifications/{verification_id}")
    return web.json_response(target, status=201, headers={"Location": target["href"], **(headers or {})})


def verification_details(base: str, verification: Verification, account: SupplierAccount) -> dict[str, Any]:
    """Return a verification with the actions that it allows."""
    path = f"/verifications/{verification.id}"
    can_give_up = account.can_give_up(verification)
    return {
        **_common(base, verification),
        "endsAt": verification.ends_at.isoformat(),
        "sale": link(base, f"/sales/{verification.sale_id}"),
        "cancel": {"canCancel": can_give_up, "link": link(base, f"{path}/cancel", "POST")},
        "report": {"canReport": can_give_up, "link": link(base, f"{path}/report", "POST")},
        "reuse": {
            "reusableUntil": _time(verification.reusable_until),
            "link": link(base, f"{path}/reuse", "POST"),
        },
        "reactivate": {
            "canReactivate": account.can_reactivate(verification),
            "link": link(base, f"{path}/reactivate", "POST"),
        },
    }


def verification_compact(base: str, verification: Verification) -> dict[str, Any]:
    """Return a verification as a list item."""
    return {**_common(base, verification), "link": link(base, f"/verifications/{verification.id}")}


def sms_record(sms: Sms) -> dict[str, Any]:
    """Return a message; it does not contain its reservation (documented)."""
    return {
        "id": sms.id,
        "from": sms.sender,
        "to": sms.to,
        "createdAt": sms.created_at.isoformat(),
        "smsContent": sms.content,
        "parsedCode": sms.parsed_code,
        "encrypted": False,
    }


def sale_compact(base: str, verification: Verification) -> dict[str, Any]:
    """Return the sale of a verification as a list item."""
    return {
        "createdAt": verification.created_at.isoformat(),
        "id": verification.sale_id,
        "link": link(base, f"/sales/{verification.sale_id}"),
        "state": "succeeded",
        "totalCost": float(verification.price),
        "updatedAt": _time(verification.changed_at or verification.created_at),
    }


def sale_details(base: str, verification: Verification) -> dict[str, Any]:
    """Return the sale of a verification."""
    return {
        "id": verification.sale_id,
        "createdAt": verification.created_at.isoformat(),
        "updatedAt": _time(verification.changed_at or verification.created_at),
        "state": "succeeded",
        "total": float(verification.price),
        "reservations": [
            {
                "id": verification.id,
                "reservationType": "verification",
                "serviceName": verification.service.name,
                "link": link(base, f"/verifications/{verification.id}"),
            }
        ],
        "backOrderReservations": [],
    }


def refused(problem: SupplierError, status: int = 400) -> web.Response:
    """Answer with the documented Error body; both of its members may be null."""
    return web.json_response({"errorCode": problem.code, "errorDescription": str(problem)}, status=status)


def invalid(message: str) -> web.Response:
    """Answer 400 like ASP.NET for a request that it cannot bind (unclear upstream: without errorCode)."""
    problem = {
        "type": "https://tools.ietf.org/html/rfc9110#section-15.5.1",
        "title": "One or more validation errors occurred.",
        "status": 400,
        "errors": {"request": [message]},
    }
    return web.json_response(problem, status=400, content_type="application/problem+json")


def sms_event(sms: Sms, attempt: int, *, secret: str, casing: Casing) -> SignedBody:
    """Build and sign one delivery attempt of `v2.sms.received`.

    The spec uses camelCase, third parties read PascalCase: unclear upstream, so both are available. The signature is
    the Base64 of the HMAC-SHA512 of the raw bytes (documented). Its key is the secret including `whsec_` (unclear
    upstream).
    """
    envelope: dict[str, Any] = {
        "id": f"evt_{sms.id}",
        "event": "v2.sms.received",
        "attempt": attempt,
        "occurredAt": sms.created_at.isoformat(),
        "idempotencyKey": f"v2.sms.received:{sms.id}",
        "data": {
            **{name: value for name, value in sms_record(sms).items() if name != "id"},
            "reservationId": sms.reservation_id,
        },
    }
    if casing == "pascal":
        envelope = _pascal(envelope)
    content = json.dumps(envelope, separators=(",", ":"), ensure_ascii=False).encode()
    digest = hmac.new(secret.encode(), content, hashlib.sha512).digest()
    signature = base64.b64encode(digest).decode()
    return SignedBody(content, {"X-Webhook-Signature": f"HMAC-SHA512={signature}"})


def _common(base: str, verification: Verification) -> dict[str, Any]:
    return {
        "id": verification.id,
        "serviceName": verification.service.name,
        "state": verification.state,
        "number": verification.number,
        "totalCost": float(verification.price),
        "createdAt": verification.created_at.isoformat(),
        "sms": link(base, f"/sms?ReservationId={verification.id}"),
        "calls": link(base, f"/calls?ReservationId={verification.id}"),
    }


def _pascal(value: Any) -> Any:
    if isinstance(value, dict):
        return {name[0].upper() + name[1:]: _pascal(member) for name, member in value.items()}
    return value


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
