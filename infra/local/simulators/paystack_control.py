"""The Paystack simulator's control orders: what the customer, the bank or Paystack does with a transaction.

`pay` on a charged transaction sends its event again and changes nothing. Any other order that the transaction's state
forbids is answered with 409.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from aiohttp import web

from infra.local.simulators.control import CONTROL_PREFIX, OrderError, read_order
from infra.local.simulators.paystack_errors import PaystackError
from infra.local.simulators.paystack_events import PaystackEvents
from infra.local.simulators.paystack_records import transaction_record
from infra.local.simulators.paystack_refunds import Outcome, RefundBook
from infra.local.simulators.paystack_transactions import (
    Channel,
    Means,
    Sender,
    StateError,
    Transaction,
    TransactionBook,
    abandon,
    charge,
    decline,
    resolve,
    reverse,
)
from infra.local.simulators.webhooks import WebhookSender, checked_webhook_url

Minor = Annotated[int, msgspec.Meta(ge=0)]


class SenderOrder(msgspec.Struct, forbid_unknown_fields=True):
    """The account that a transfer comes from, as the bank tells it; null where it does not."""

    bank: str | None = "Access Bank"
    account: str | None = "XXXXXX0142"
    name: str | None = "ADA TESTER"


class TransactionOrder(msgspec.Struct, forbid_unknown_fields=True):
    """What happens to a transaction. `amount`, `currency` and `metadata` replace the requested ones.

    `resolve` ends a dispute and changes nothing else; `resolution` is Paystack's term for the outcome. `webhook` false
    drops the event, `times` repeats it, `delay_ms` delays it. `outcome` applies to refunds. `channel`, `card` (which
    card: any text, the same for the same card) and `sender` (who makes a transfer) say what `pay` pays with.
    """

    action: Literal["pay", "fail", "abandon", "refund", "dispute", "resolve", "reverse"]
    amount: Minor | None = None
    currency: str | None = None
    metadata: Any = msgspec.UNSET
    webhook: bool = True
    times: Annotated[int, msgspec.Meta(ge=1, le=100)] = 1
    delay_ms: Annotated[float, msgspec.Meta(ge=0, le=600_000)] = 0
    outcome: Outcome = "processed"
    resolution: str = "auto-accepted"
    channel: Channel = "card"
    card: Annotated[str, msgspec.Meta(min_length=1, max_length=64)] | None = None
    sender: SenderOrder | None = None


class WebhookOrder(msgspec.Struct, forbid_unknown_fields=True):
    """The new webhook URL; null sends no events."""

    url: str | None


class PaystackControl:
    """The routes under `/__control` that only this simulator has."""

    def __init__(
        self, book: TransactionBook, refunds: RefundBook, events: PaystackEvents, webhooks: WebhookSender
    ) -> None:
        self._book = book
        self._refunds = refunds
        self._events = events
        self._webhooks = webhooks

    def routes(self) -> list[web.RouteDef]:
        """Return the routes."""
        return [
            web.get(f"{CONTROL_PREFIX}/transactions", self._list),
            web.post(CONTROL_PREFIX + "/transactions/{reference}", self._act),
            web.post(f"{CONTROL_PREFIX}/webhook", self._set_webhook),
        ]

    async def _list(self, _request: web.Request) -> web.Response:
        return web.json_response(
            {"transactions": [self._describe(transaction) for transaction in self._book.newest_first()]}
        )

    async def _act(self, request: web.Request) -> web.Response:
        order = await read_order(request, TransactionOrder)
        transaction = self._book.with_reference(request.match_info["reference"])
        if transaction is None:
            raise OrderError(404, "no transaction has that reference")
        try:
            self._carry_out(order, transaction)
        except (StateError, PaystackError) as problem:
            raise OrderError(409, str(problem)) from problem
        return web.json_response({"transaction": self._describe(transaction)})

    async def _set_webhook(self, request: web.Request) -> web.Response:
        order = await read_order(request, WebhookOrder)
        try:
            self._webhooks.url = checked_webhook_url(order.url)
        except ValueError as problem:
            raise OrderError(400, str(problem)) from problem
        return web.json_response({"url": self._webhooks.url})

    def _carry_out(self, order: TransactionOrder, transaction: Transaction) -> None:
        match order.action:
            case "pay":
                self._pay(order, transaction)
            case "fail":
                decline(transaction)
            case "abandon":
                abandon(transaction)
            case "refund":
                self._refunds.open(transaction, order.amount, {}, order.outcome)
            case "dispute":
                self._events.dispute_created(transaction, self._book.dispute(transaction))
            case "resolve":
                self._events.dispute_resolved(transaction, resolve(transaction, order.resolution))
            case "reverse":
                reverse(transaction)
                if transaction.dispute is not None:
                    self._events.dispute_resolved(transaction, transaction.dispute)

    def _pay(self, order: TransactionOrder, transaction: Transaction) -> None:
        overrides = (order.amount, order.currency, order.metadata) != (None, None, msgspec.UNSET)
        if transaction.status != "success" or overrides:
            sender = Sender(**msgspec.structs.asdict(order.sender)) if order.sender else None
            means = Means(order.channel, order.card, sender)
            charge(transaction, amount_minor=order.amount, currency=order.currency, means=means)
            if order.metadata is not msgspec.UNSET:
                transaction.metadata = order.metadata
        if order.webhook:
            self._events.charge_succeeded(transaction, delay_s=order.delay_ms / 1000, times=order.times)

    def _describe(self, transaction: Transaction) -> dict[str, Any]:
        return {
            **transaction_record(transaction),
            "callback_url": transaction.callback_url,
            "access_code": transaction.access_code,
            "deliveries": self._events.deliveries(transaction),
        }
