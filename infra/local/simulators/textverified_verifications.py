"""TextVerified's verifications: rent a number once per Idempotency-Key, and cancel, report or repeat a rental.

A repeated key gets the same 201 after completion, and 409 `IdempotencyConflict` while the first request runs (both
documented). A request that a fault delays counts as running, so a second creation conflicts with it. A request that
failed before any work leaves the key free. Unclear upstream: another body with a used key; here it gets the first
purchase.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any

from aiohttp import web

from infra.local.simulators.control import Handler
from infra.local.simulators.textverified_account import (
    CANCELED,
    REACTIVATED,
    REPORTED,
    REUSED,
    Purchase,
    SupplierAccount,
    SupplierError,
    Verification,
)
from infra.local.simulators.textverified_api import find_sold
from infra.local.simulators.textverified_arrivals import Arrivals
from infra.local.simulators.textverified_mocks import act_on_mock, create_mock, find_mock, is_mock_service
from infra.local.simulators.textverified_records import (
    API,
    MOCK_HEADER,
    base_of,
    created,
    refused,
    verification_compact,
    verification_details,
)
from infra.local.simulators.textverified_requests import (
    CARRIERS,
    NewVerification,
    build_page,
    read_body,
    read_choice,
    read_idempotency_key,
)

COLLECTION = f"{API}/verifications"


class VerificationApi:
    """The routes under `/verifications`."""

    def __init__(self, account: SupplierAccount, arrivals: Arrivals, page_size: int) -> None:
        self._account = account
        self._arrivals = arrivals
        self._page_size = page_size
        self._orders: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)

    def routes(self) -> list[web.RouteDef]:
        """Return the routes, for an application that checks the token."""
        return [
            web.post(COLLECTION, self._create),
            web.get(COLLECTION, self._list),
            web.get(COLLECTION + "/{id}", self._get),
            web.post(COLLECTION + "/{id}/cancel", self._cancel),
            web.post(COLLECTION + "/{id}/report", self._report),
            web.post(COLLECTION + "/{id}/reuse", self._reuse),
            web.post(COLLECTION + "/{id}/reactivate", self._reactivate),
        ]

    def orders(self, verification_id: str) -> list[dict[str, Any]]:
        """List the actions on one verification with their answers, oldest first."""
        return self._orders.get(verification_id, [])

    def forget(self) -> None:
        """Delete the record of actions."""
        self._orders.clear()

    async def _create(self, request: web.Request) -> web.Response:
        key = read_idempotency_key(request)
        asked = await read_body(request, NewVerification)
        max_price = None if asked.max_price is None else Decimal(str(asked.max_price))
        if is_mock_service(asked.service_name):
            mock_id = create_mock(asked.service_name, max_price, self._account.clock())
            return created(base_of(request), mock_id, MOCK_HEADER)
        verification = None if key is None else self._account.bought_with(key)
        if verification is None:
            verification = self._account.rent(self._purchase(asked, max_price, key))
            self._arrivals.expect_code(verification)
        self._note(verification.id, "create", 201)
        return created(base_of(request), verification.id)

    def _purchase(self, asked: NewVerification, max_price: Decimal | None, key: str | None) -> Purchase:
        service = find_sold(self._account, asked.service_name, asked.capability)
        carriers = [
            read_choice(carrier, CARRIERS, "carrierSelectOption") for carrier in asked.carrier_select_option or []
        ]
        area_codes = asked.area_code_select_option or []
        price = service.price_with(area_code=bool(area_codes), carrier=bool(carriers))
        if max_price is not None and price > max_price:
            raise SupplierError("PricingFailure", "The price is above maxPrice.")
        return Purchase(service, asked.capability.lower(), price, area_codes, key)

    async def _list(self, request: web.Request) -> web.Response:
        base = base_of(request)
        page = build_page(
            request,
            self._account.newest_first(),
            id_of=lambda verification: verification.id,
            show=lambda verification: verification_compact(base, verification),
            size=self._page_size,
        )
        return web.json_response(page)

    async def _get(self, request: web.Request) -> web.Response:
        mock = find_mock(request.match_info["id"], self._account.clock())
        if mock is not None:
            details = verification_details(base_of(request), mock, self._account)
            return web.json_response(details, headers=MOCK_HEADER)
        verification = self._account.find(request.match_info["id"])
        if verification is None:
            return web.Response(status=404)
        return web.json_response(verification_details(base_of(request), verification, self._account))

    async def _cancel(self, request: web.Request) -> web.Response:
        return self._give_up(request, "cancel", CANCELED)

    async def _report(self, request: web.Request) -> web.Response:
        return self._give_up(request, "report", REPORTED)

    async def _reuse(self, request: web.Request) -> web.Response:
        return self._rent_again(request, "reuse", REUSED)

    async def _reactivate(self, request: web.Request) -> web.Response:
        return self._rent_again(request, "reactivate", REACTIVATED)

    def _give_up(self, request: web.Request, action: str, state: str) -> web.Response:
        """Answer 200 or 400, both with an empty body (documented)."""
        verification_id = request.match_info["id"]
        try:
            if find_mock(verification_id, self._account.clock()) is not None:
                act_on_mock(verification_id, action)
                return web.Response(status=200, headers=MOCK_HEADER)
            self._account.give_up(self._known(verification_id), state=state)
        except SupplierError:
            self._note(verification_id, action, 400)
            return web.Response(status=400)
        self._note(verification_id, action, 200)
        return web.Response(status=200)

    def _rent_again(self, request: web.Request, action: str, state: str) -> web.Response:
        """Answer 201 with the link of the new verification, or 400 with an Error."""
        verification_id, base = request.match_info["id"], base_of(request)
        try:
            if find_mock(verification_id, self._account.clock()) is not None:
                return created(base, str(act_on_mock(verification_id, action)), MOCK_HEADER)
            again = self._account.rent_again(self._known(verification_id), state=state)
        except SupplierError as problem:
            self._note(verification_id, action, 400)
            return refused(problem)
        self._note(verification_id, action, 201)
        self._arrivals.expect_code(again)
        return created(base, again.id)

    def _known(self, verification_id: str) -> Verification:
        verification = self._account.find(verification_id)
        if verification is None:
            raise SupplierError(None, "There is no such verification.")
        return verification

    def _note(self, verification_id: str, order: str, answered: int) -> None:
        at: datetime = self._account.clock()
        entry = {"order": order, "at": at.isoformat(), "answered": answered}
        self._orders[verification_id].append(entry)


def refuse_running_keys() -> Any:
    """Return the middleware that answers 409 while a creation with the same key is running."""
    running: set[str] = set()

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        key = request.headers.get("Idempotency-Key", "").strip()
        if not key or (request.method, request.path) != ("POST", COLLECTION):
            return await handler(request)
        if key in running:
            return refused(SupplierError("IdempotencyConflict", "A purchase with this key is still running."), 409)
        running.add(key)
        try:
            return await handler(request)
        finally:
            running.discard(key)

    return middleware
