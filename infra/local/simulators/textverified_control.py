"""The TextVerified simulator's control orders: messages, expiry, account and prices.

A verification in any state can receive a message, because real messages can be late. A reset restores autopilot,
casing, account and prices; it keeps the webhook URL.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from aiohttp import web

from infra.local.simulators.control import CONTROL_PREFIX, OrderError, read_order
from infra.local.simulators.textverified_account import SupplierAccount, SupplierError, Verification
from infra.local.simulators.textverified_arrivals import Arrivals
from infra.local.simulators.textverified_messages import Text
from infra.local.simulators.textverified_records import Casing, sms_record
from infra.local.simulators.textverified_verifications import VerificationApi
from infra.local.simulators.webhooks import WebhookSender, checked_webhook_url

UNSET = msgspec.UNSET
Credits = Annotated[float, msgspec.Meta(ge=0)]
Count = Annotated[int, msgspec.Meta(ge=0)]


class SmsOrder(msgspec.Struct, forbid_unknown_fields=True):
    """A message for one number, in any state of its verification; `times` repeats only its event."""

    sender: str | None = msgspec.field(name="from")
    content: str | None
    parsed_code: str | None = msgspec.field(name="parsedCode", default=None)
    webhook: bool = True
    times: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1


class AutopilotOrder(msgspec.Struct, forbid_unknown_fields=True):
    """Changes to the autopilot. Absent fields keep their values."""

    code_after_s: Annotated[float, msgspec.Meta(ge=0)] | msgspec.UnsetType | None = UNSET
    never_ratio: Annotated[float, msgspec.Meta(ge=0, le=1)] | msgspec.UnsetType = UNSET


class WebhookOrder(msgspec.Struct, forbid_unknown_fields=True):
    """The webhook URL and the casing of event keys. Absent fields keep their values."""

    url: str | msgspec.UnsetType | None = UNSET
    casing: Casing | msgspec.UnsetType = UNSET


class AccountOrder(msgspec.Struct, forbid_unknown_fields=True):
    """The account's credits, its maximum number of pending verifications, and the area codes without a free number."""

    balance: Credits | None = None
    max_pending: Count | None = None
    empty_area_codes: list[str] | None = None


class ServiceOrder(msgspec.Struct, forbid_unknown_fields=True):
    """A service's price and stock."""

    price: Credits | None = None
    available: Count | None = None


class TextVerifiedControl:
    """The routes under `/__control` that only this simulator has."""

    def __init__(
        self,
        account: SupplierAccount,
        verifications: VerificationApi,
        arrivals: Arrivals,
        webhooks: WebhookSender,
    ) -> None:
        self._account = account
        self._verifications = verifications
        self._arrivals = arrivals
        self._webhooks = webhooks

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.get(f"{CONTROL_PREFIX}/verifications", self._list),
            web.post(CONTROL_PREFIX + "/verifications/{id}/sms", self._send_sms),
            web.post(CONTROL_PREFIX + "/verifications/{id}/expire", self._expire),
            web.post(f"{CONTROL_PREFIX}/autopilot", self._set_autopilot),
            web.post(f"{CONTROL_PREFIX}/webhook", self._set_webhook),
            web.post(f"{CONTROL_PREFIX}/account", self._set_account),
            web.post(CONTROL_PREFIX + "/services/{name}", self._set_service),
        ]

    async def _list(self, _request: web.Request) -> web.Response:
        described = [self._describe(verification) for verification in self._account.newest_first()]
        return web.json_response({"verifications": described})

    async def _send_sms(self, request: web.Request) -> web.Response:
        order = await read_order(request, SmsOrder)
        text = Text(order.sender, order.content, order.parsed_code)
        sms = self._arrivals.arrive(self._known(request), text, webhook=order.webhook, times=order.times)
        return web.json_response({"sms": sms_record(sms)}, status=201)

    async def _expire(self, request: web.Request) -> web.Response:
        verification = self._known(request)
        try:
            self._account.expire(verification)
        except SupplierError as problem:
            raise OrderError(409, str(problem)) from problem
        return web.json_response({"verification": self._describe(verification)})

    async def _set_autopilot(self, request: web.Request) -> web.Response:
        order = await read_order(request, AutopilotOrder)
        settings = self._arrivals.autopilot
        if order.code_after_s is not UNSET:
            settings = replace(settings, code_after_s=order.code_after_s)
        if order.never_ratio is not UNSET:
            settings = replace(settings, never_ratio=order.never_ratio)
        self._arrivals.autopilot = settings
        return web.json_response({"code_after_s": settings.code_after_s, "never_ratio": settings.never_ratio})

    async def _set_webhook(self, request: web.Request) -> web.Response:
        order = await read_order(request, WebhookOrder)
        if order.url is not UNSET:
            try:
                self._webhooks.url = checked_webhook_url(order.url)
            except ValueError as problem:
                raise OrderError(400, str(problem)) from problem
        if order.casing is not UNSET:
            self._arrivals.casing = order.casing
        return web.json_response({"url": self._webhooks.url, "casing": self._arrivals.casing})

    async def _set_account(self, request: web.Request) -> web.Response:
        order = await read_order(request, AccountOrder)
        if order.balance is not None:
            self._account.balance = Decimal(str(order.balance))
        if order.max_pending is not None:
            self._account.max_pending = order.max_pending
        if order.empty_area_codes is not None:
            self._account.empty_area_codes = frozenset(order.empty_area_codes)
        balance, max_pending = float(self._account.balance), self._account.max_pending
        return web.json_response({"balance": balance, "max_pending": max_pending})

    async def _set_service(self, request: web.Request) -> web.Response:
        order = await read_order(request, ServiceOrder)
        price = None if order.price is None else Decimal(str(order.price))
        try:
            service = self._account.catalogue.change(request.match_info["name"], price=price, available=order.available)
        except KeyError as problem:
            raise OrderError(404, "no such service is sold") from problem
        answer = {"name": service.name, "price": float(service.price), "available": service.available}
        return web.json_response(answer)

    def _known(self, request: web.Request) -> Verification:
        verification = self._account.find(request.match_info["id"])
        if verification is None:
            raise OrderError(404, "no verification has that id")
        return verification

    def _describe(self, verification: Verification) -> dict[str, Any]:
        return {
            "id": verification.id,
            "service": verification.service.name,
            "state": verification.state,
            "number": verification.number,
            "price": float(verification.price),
            "created_at": verification.created_at.isoformat(),
            "ends_at": verification.ends_at.isoformat(),
            "idempotency_key": verification.idempotency_key,
            "orders": self._verifications.orders(verification.id),
            "messages": [sms_record(sms) for sms in verification.messages],
            "deliveries": self._webhooks.deliveries(verification.id),
        }
