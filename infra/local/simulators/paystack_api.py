"""Paystack's transaction API: initialise, verify, fetch and list, authenticated by the secret key.

Verify has no side effects and answers 200 with `abandoned` before payment (observed). Not simulated, because Callbox
does not use them: cursor paging (`use_cursor`), charging saved cards, plans, splits and subaccounts.
"""

from __future__ import annotations

import hmac
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from infra.local.simulators.control import CONTROL_PREFIX, Handler
from infra.local.simulators.paystack_errors import (
    PaystackError,
    duplicate_reference,
    entity_not_found,
    invalid_key,
    reference_not_found,
    transaction_not_found,
)
from infra.local.simulators.paystack_records import transaction_record
from infra.local.simulators.paystack_requests import (
    DIGITS,
    read_date,
    read_fields,
    read_initialisation,
    take_page,
)
from infra.local.simulators.paystack_transactions import Transaction, TransactionBook

CHECKOUT_PREFIX = "/checkout/"  # the pages that a customer's browser opens; they need no key
BEGINNING = datetime.min.replace(tzinfo=UTC)
END = datetime.max.replace(tzinfo=UTC)


class TransactionApi:
    """The routes under `/transaction`."""

    def __init__(self, book: TransactionBook) -> None:
        self._book = book

    def routes(self) -> list[web.RouteDef]:
        """Return the routes, for an application that checks the key."""
        routes = {
            ("POST", "/transaction/initialize"): self._initialize,
            ("GET", "/transaction/verify/{reference}"): self._verify,
            ("GET", "/transaction/{id}"): self._fetch,
            ("GET", "/transaction"): self._list,
        }
        # public clients end some paths with a slash, and Paystack takes both
        both = [(method, path, handle) for (method, path), handle in routes.items()]
        return [web.route(method, path + end, handle) for method, path, handle in both for end in ("", "/")]

    async def _initialize(self, request: web.Request) -> web.Response:
        asked = read_initialisation(await read_fields(request))
        if asked.reference is not None and self._book.with_reference(asked.reference) is not None:
            raise duplicate_reference()
        transaction = self._book.open(asked)
        data = {
            "authorization_url": f"{request.url.origin()}{CHECKOUT_PREFIX}{transaction.access_code}",
            "access_code": transaction.access_code,
            "reference": transaction.reference,
        }
        return succeeded("Authorization URL created", data)

    async def _verify(self, request: web.Request) -> web.Response:
        transaction = self._book.with_reference(request.match_info["reference"])
        if transaction is None:
            raise reference_not_found()
        return succeeded("Verification successful", transaction_record(transaction))

    async def _fetch(self, request: web.Request) -> web.Response:
        text = request.match_info["id"]
        transaction = self._book.with_id(int(text)) if DIGITS.fullmatch(text) else None
        if transaction is None:
            raise transaction_not_found()
        return succeeded("Transaction retrieved", transaction_record(transaction))

    async def _list(self, request: web.Request) -> web.Response:
        since, until = read_date(request, "from", BEGINNING), read_date(request, "to", END)
        wanted = [
            transaction
            for transaction in self._book.newest_first()
            if since <= transaction.created_at <= until and matches_query(transaction, request)
        ]
        page, meta = take_page(request, wanted)
        volume = sum(transaction.amount_minor for transaction in wanted if transaction.status == "success")
        records = [transaction_record(transaction) for transaction in page]
        return succeeded("Transactions retrieved", records, meta={**meta, "total_volume": volume})


def matches_query(transaction: Transaction, request: web.Request) -> bool:
    """Apply the equality filters; an absent or empty filter matches everything."""
    filters = {
        "status": transaction.status,
        "customer": str(transaction.customer.id),
        "customer_code": transaction.customer.code,
        "amount": str(transaction.amount_minor),
        "channel": "card",
    }
    return all(request.query.get(name) in (None, "", value) for name, value in filters.items())


def succeeded(message: str, data: Any, **extra: Any) -> web.Response:
    """Build the envelope of a successful call; the outcome is in `data.status`."""
    return web.json_response({"status": True, "message": message, "data": data, **extra})


def answer_rejections(secret_key: str) -> Any:
    """Return the middleware that checks the key and answers errors and unknown routes like Paystack."""

    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.path.startswith((CONTROL_PREFIX, CHECKOUT_PREFIX)):
            return await handler(request)
        try:
            if not key_matches(request, secret_key):
                raise invalid_key()
            return await handler(request)
        except PaystackError as refusal:
            return refusal.response()
        except web.HTTPNotFound:
            return entity_not_found().response()

    return middleware


def key_matches(request: web.Request, secret_key: str) -> bool:
    """Return whether the request has the secret key as its bearer token."""
    given = request.headers.get("Authorization", "")
    return hmac.compare_digest(given.encode(), f"Bearer {secret_key}".encode())
