"""TextVerified's read-only API v2, authenticated by bearer token: account, catalogue, messages and sales.

As documented, 401, 404 and most 400 answers have no body. Enum values and query keys are case-insensitive (observed).
Not simulated, because Callbox only rents numbers for one code each: rentals, back orders, billing cycles, wake
requests, voice tokens and sending SMS.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web

from infra.local.simulators.control import CONTROL_PREFIX, Handler
from infra.local.simulators.textverified_account import Sms, SupplierAccount, SupplierError
from infra.local.simulators.textverified_area_codes import AREA_CODES
from infra.local.simulators.textverified_catalogue import ALL_SERVICES, STOCK_SHOWN_AT_MOST, Service
from infra.local.simulators.textverified_mocks import (
    MOCK_PRICE,
    MOCK_STOCK,
    SALE_PREFIX,
    find_mock,
    find_mock_of_sale,
    find_mock_with_number,
    is_mock_service,
)
from infra.local.simulators.textverified_records import (
    API,
    MOCK_HEADER,
    base_of,
    invalid,
    refused,
    sale_compact,
    sale_details,
    sms_record,
)
from infra.local.simulators.textverified_requests import (
    CAPABILITIES,
    NUMBER_TYPES,
    RESERVATION_TYPES,
    InvalidRequestError,
    VerificationInventoryCheck,
    VerificationPriceCheck,
    build_page,
    read_body,
    read_choice,
    read_query,
)

WEBHOOK_EVENTS = (
    "v2.sms.received",
    "v2.reservation.created",
    "v2.rental.backorder.fulfilled",
    "v2.rental.billingcycle.renewed",
    "v2.rental.billingcycle.expired",
)
MAX_TOKENS = 10_000


@dataclass(frozen=True)
class Credentials:
    """The credentials for a token, and its lifetime (899 seconds in the spec's example)."""

    api_key: str
    username: str
    token_life: timedelta


class Tokens:
    """The issued bearer tokens with their expiry."""

    def __init__(self, credentials: Credentials, clock: Callable[[], datetime]) -> None:
        self._credentials = credentials
        self._clock = clock
        self._ends_at: dict[str, datetime] = {}

    def routes(self) -> list[web.RouteDef]:
        """Return the one route that needs no token."""
        return [web.post(f"{API}/auth", self._create)]

    def accepts(self, request: web.Request) -> bool:
        """Return whether the request has a valid token."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        ends_at = self._ends_at.get(token)
        return scheme.lower() == "bearer" and ends_at is not None and self._clock() < ends_at

    async def _create(self, request: web.Request) -> web.Response:
        key, username = request.headers.get("X-API-KEY", ""), request.headers.get("X-API-USERNAME", "")
        right_key = hmac.compare_digest(key.encode(), self._credentials.api_key.encode())
        if not right_key or username.lower() != self._credentials.username.lower():
            return web.Response(status=401)
        now = self._clock()
        if len(self._ends_at) >= MAX_TOKENS:
            self._ends_at = {token: end for token, end in self._ends_at.items() if end > now}
        token, ends_at = f"eyJ{secrets.token_urlsafe(48)}", now + self._credentials.token_life
        self._ends_at[token] = ends_at
        life_s = self._credentials.token_life.total_seconds()
        return web.json_response({"token": token, "expiresIn": life_s, "expiresAt": ends_at.isoformat()})


class ReadingApi:
    """The read-only routes."""

    def __init__(self, account: SupplierAccount, username: str, page_size: int) -> None:
        self._account = account
        self._username = username
        self._page_size = page_size

    def routes(self) -> list[web.RouteDef]:
        """Return the routes, for an application that checks the token."""
        return [
            web.get(f"{API}/account/me", self._get_account),
            web.get(f"{API}/area-codes", self._list_area_codes),
            web.get(f"{API}/services", self._list_services),
            web.post(f"{API}/pricing/verifications", self._price),
            web.post(f"{API}/inventory/verifications", self._inventory),
            web.get(f"{API}/sms", self._list_sms),
            web.get(f"{API}/calls", self._list_calls),
            web.get(f"{API}/sales", self._list_sales),
            web.get(API + "/sales/{id}", self._get_sale),
            web.get(f"{API}/webhook-events", self._list_webhook_events),
        ]

    async def _get_account(self, _request: web.Request) -> web.Response:
        self._account.settle_expired()
        return web.json_response({"username": self._username, "currentBalance": float(self._account.balance)})

    async def _list_area_codes(self, _request: web.Request) -> web.Response:
        return web.json_response([{"areaCode": code, "state": state} for code, state in AREA_CODES.items()])

    async def _list_services(self, request: web.Request) -> web.Response:
        query = read_query(request)
        number_type = read_choice(query.get("numbertype"), NUMBER_TYPES, "numberType")
        reservation_type = read_choice(query.get("reservationtype"), RESERVATION_TYPES, "reservationType")
        capability = "sms" if number_type == "mobile" else "voice"
        listed: list[dict[str, str | None]] = [
            {"serviceName": service.name, "description": service.label, "capability": capability}
            for service in self._account.catalogue.listed(capability)
        ]
        if reservation_type != "verification" and capability == "sms":
            listed.append({"serviceName": ALL_SERVICES, "description": None, "capability": capability})
        return web.json_response(listed)

    async def _price(self, request: web.Request) -> web.Response:
        asked = await read_body(request, VerificationPriceCheck)
        if is_mock_service(asked.service_name):
            answer = {"serviceName": asked.service_name, "price": float(MOCK_PRICE)}
            return web.json_response(answer, headers=MOCK_HEADER)
        service = find_sold(self._account, asked.service_name, asked.capability, asked.number_type)
        price = service.price_with(area_code=asked.area_code, carrier=asked.carrier)
        return web.json_response({"serviceName": service.name, "price": float(price)})

    async def _inventory(self, request: web.Request) -> web.Response:
        asked = await read_body(request, VerificationInventoryCheck)
        if is_mock_service(asked.service_name):
            return web.json_response({"availableQuantity": MOCK_STOCK}, headers=MOCK_HEADER)
        service = find_sold(self._account, asked.service_name, asked.capability, asked.number_type)
        return web.json_response({"availableQuantity": min(service.available, STOCK_SHOWN_AT_MOST)})

    async def _list_sms(self, request: web.Request) -> web.Response:
        messages, headers = self._wanted_messages(request)
        page = build_page(request, messages, id_of=lambda sms: sms.id, show=sms_record, size=self._page_size)
        return web.json_response(page, headers=headers)

    def _wanted_messages(self, request: web.Request) -> tuple[list[Sms], dict[str, str]]:
        query = read_query(request)
        number = "".join(filter(str.isdigit, query.get("to", "")))[-10:]
        mock = self._mock_asked_for(query.get("reservationid", ""), number)
        if mock is not None:
            return mock, MOCK_HEADER
        messages = self._account.messages_newest_first()
        if "reservationtype" in query:
            kind = read_choice(query["reservationtype"], RESERVATION_TYPES, "reservationType")
            messages = messages if kind == "verification" else []
        if number:
            messages = [sms for sms in messages if sms.to == number]
        if query.get("reservationid"):
            messages = [sms for sms in messages if sms.reservation_id == query["reservationid"]]
        return messages, {}

    def _mock_asked_for(self, reservation_id: str, number: str) -> list[Sms] | None:
        now = self._account.clock()
        found = find_mock(reservation_id, now) or (find_mock_with_number(number, now) if number else None)
        return None if found is None else found.messages

    async def _list_calls(self, request: web.Request) -> web.Response:
        nothing: list[Sms] = []
        return web.json_response(
            build_page(request, nothing, id_of=lambda sms: sms.id, show=sms_record, size=self._page_size)
        )

    async def _list_sales(self, request: web.Request) -> web.Response:
        base = base_of(request)
        page = build_page(
            request,
            self._account.newest_first(),
            id_of=lambda verification: verification.sale_id,
            show=lambda verification: sale_compact(base, verification),
            size=self._page_size,
        )
        return web.json_response(page)

    async def _get_sale(self, request: web.Request) -> web.Response:
        sale_id = request.match_info["id"]
        if sale_id.startswith(SALE_PREFIX):
            mock = find_mock_of_sale(sale_id, self._account.clock())
            if mock is None:
                return web.Response(status=404)
            return web.json_response(sale_details(base_of(request), mock), headers=MOCK_HEADER)
        for verification in self._account.newest_first():
            if verification.sale_id == sale_id:
                return web.json_response(sale_details(base_of(request), verification))
        return web.Response(status=404)

    async def _list_webhook_events(self, _request: web.Request) -> web.Response:
        return web.json_response(list(WEBHOOK_EVENTS))


def find_sold(account: SupplierAccount, name: str, capability: str, number_type: str | None = None) -> Service:
    """Find a service with a capability on a number type, or raise: only mobile numbers receive texts."""
    capability = read_choice(capability, CAPABILITIES, "capability")
    service = account.catalogue.find(name)
    if service is None or capability not in service.capabilities:
        raise SupplierError(None, "The service does not exist or does not support these options.")
    if number_type is not None:
        kind = read_choice(number_type, NUMBER_TYPES, "numberType")
        if (kind == "mobile") != (capability == "sms"):
            raise SupplierError(None, "The service does not support these options.")
    return service


def answer_refusals(tokens: Tokens) -> Any:
    """Return the middleware that checks the token and turns errors into TextVerified's answers."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if not request.path.startswith(CONTROL_PREFIX):
            if request.path != f"{API}/auth" and not tokens.accepts(request):
                return web.Response(status=401)
            try:
                return await handler(request)
            except InvalidRequestError as problem:
                return invalid(str(problem))
            except SupplierError as problem:
                return refused(problem)
            except web.HTTPNotFound:
                return web.Response(status=404)
        return await handler(request)

    return middleware
