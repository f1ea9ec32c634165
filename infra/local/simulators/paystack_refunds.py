"""Paystack's refunds: create, list and fetch. A refund is processed a moment later, with its events.

A transaction can have several partial refunds up to the charged amount (documented). Unclear upstream: the answer to
refunding more, and whether a fully refunded transaction becomes `reversed`. There is no idempotency key: a repeated
request is a second refund. `retry_with_customer_details` is not simulated; a control order chooses a refund's outcome.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any, Literal

from aiohttp import web

from infra.local.simulators.paystack_api import BEGINNING, END, succeeded
from infra.local.simulators.paystack_errors import (
    PaystackError,
    entity_not_found,
    invalid_amount,
    invalid_params,
    transaction_not_found,
)
from infra.local.simulators.paystack_events import PaystackEvents
from infra.local.simulators.paystack_records import INTEGRATION_ID, timestamp
from infra.local.simulators.paystack_requests import DIGITS, read_amount, read_date, read_fields, take_page
from infra.local.simulators.paystack_transactions import Transaction, TransactionBook, reverse
from infra.local.simulators.webhooks import Background

FIRST_REFUND_ID = 3_018_284
EXPECTED_WITHIN = timedelta(days=7)

Outcome = Literal["processed", "failed", "needs-attention"]


@dataclass
class Refund:
    """One refund of a transaction, full or partial."""

    id: int
    transaction: Transaction
    amount_minor: int
    customer_note: str
    merchant_note: str
    created_at: datetime
    updated_at: datetime
    status: Literal["pending"] | Outcome = "pending"


@dataclass
class RefundBook:
    """All refunds, and their transitions from pending to an outcome."""

    events: PaystackEvents
    background: Background
    after_s: float
    _by_id: dict[int, Refund] = field(default_factory=dict)
    _ids: count[int] = field(default_factory=lambda: count(FIRST_REFUND_ID))

    def open(
        self, transaction: Transaction, amount_minor: int | None, notes: dict[str, Any], outcome: Outcome
    ) -> Refund:
        """Queue a refund of the amount, by default the whole rest. It reaches its outcome later."""
        left_minor = transaction.amount_minor - self._promised_minor(transaction)
        amount_minor = left_minor if amount_minor is None else amount_minor
        if transaction.status != "success":
            raise invalid_params("Transaction has not been paid for or has been fully reversed")
        if not 0 < amount_minor <= left_minor:
            raise invalid_params("Refund amount is more than what is left of the transaction")
        now = datetime.now(UTC)
        refund = Refund(
            id=next(self._ids),
            transaction=transaction,
            amount_minor=amount_minor,
            customer_note=str(notes.get("customer_note") or f"Refund for transaction {transaction.reference}"),
            merchant_note=str(notes.get("merchant_note") or "Refund requested"),
            created_at=now,
            updated_at=now,
        )
        self._by_id[refund.id] = refund
        self.events.refund_changed(transaction, "pending", refund_event(refund))
        self.background.later(self.after_s, lambda: self._finish(refund, outcome))
        return refund

    def with_id(self, refund_id: int) -> Refund | None:
        """Find a refund by id."""
        return self._by_id.get(refund_id)

    def newest_first(self) -> list[Refund]:
        """List every refund."""
        return list(reversed(self._by_id.values()))

    def clear(self) -> None:
        """Forget every refund."""
        self._by_id.clear()

    def _finish(self, refund: Refund, outcome: Outcome) -> None:
        refund.status, refund.updated_at = outcome, datetime.now(UTC)
        self.events.refund_changed(refund.transaction, outcome, refund_event(refund))
        transaction = refund.transaction
        if transaction.status == "success" and self._returned_minor(transaction) == transaction.amount_minor:
            reverse(transaction)

    def _promised_minor(self, transaction: Transaction) -> int:
        return sum(
            refund.amount_minor
            for refund in self._by_id.values()
            if refund.transaction is transaction and refund.status != "failed"
        )

    def _returned_minor(self, transaction: Transaction) -> int:
        return sum(
            refund.amount_minor
            for refund in self._by_id.values()
            if refund.transaction is transaction and refund.status == "processed"
        )


class RefundApi:
    """The routes under `/refund`."""

    def __init__(self, transactions: TransactionBook, refunds: RefundBook) -> None:
        self._transactions = transactions
        self._refunds = refunds

    def routes(self) -> list[web.RouteDef]:
        """Return the routes, for an application that checks the key."""
        return [
            web.post("/refund", self._create),
            web.get("/refund", self._list),
            web.get("/refund/{id}", self._fetch),
        ]

    async def _create(self, request: web.Request) -> web.Response:
        fields = await read_fields(request)
        transaction = self._find(fields.get("transaction"))
        amount = fields.get("amount")
        amount_minor = None if amount is None else read_amount(amount)
        if fields.get("currency") not in (None, transaction.currency):
            raise invalid_amount()
        refund = self._refunds.open(transaction, amount_minor, fields, "processed")
        return succeeded("Refund has been queued for processing", created_record(refund))

    async def _list(self, request: web.Request) -> web.Response:
        since, until = read_date(request, "from", BEGINNING), read_date(request, "to", END)
        wanted = [refund for refund in self._refunds.newest_first() if since <= refund.created_at <= until]
        page, meta = take_page(request, wanted)
        return succeeded("Refunds retrieved", [refund_record(refund) for refund in page], meta=meta)

    async def _fetch(self, request: web.Request) -> web.Response:
        text = request.match_info["id"]
        refund = self._refunds.with_id(int(text)) if DIGITS.fullmatch(text) else None
        if refund is None:
            raise entity_not_found()
        return succeeded("Refund retrieved", refund_record(refund))

    def _find(self, reference_or_id: Any) -> Transaction:
        if reference_or_id in (None, ""):
            raise PaystackError(400, "Transaction is required", code="missing_params", next_step="Pass a transaction")
        found = self._transactions.with_reference(str(reference_or_id))
        if found is None and DIGITS.fullmatch(str(reference_or_id)):
            found = self._transactions.with_id(int(reference_or_id))
        if found is None:
            raise transaction_not_found()
        return found


def refund_record(refund: Refund) -> dict[str, Any]:
    """Return `data` of list and fetch: the transaction is its id, flags are 0 or 1 (documented)."""
    return {
        "id": refund.id,
        "integration": INTEGRATION_ID,
        "domain": "test",
        "transaction": refund.transaction.id,
        "dispute": None,
        "amount": refund.amount_minor,
        "deducted_amount": refund.amount_minor if refund.status == "processed" else 0,
        "fully_deducted": 1 if refund.status == "processed" else 0,
        "currency": refund.transaction.currency,
        "channel": None,
        "status": refund.status,
        "refunded_by": "merchant@example.com",
        "customer_note": refund.customer_note,
        "merchant_note": refund.merchant_note,
        "refunded_at": timestamp(refund.updated_at) if refund.status == "processed" else None,
        "expected_at": timestamp(refund.created_at + EXPECTED_WITHIN),
        "createdAt": timestamp(refund.created_at),
        "updatedAt": timestamp(refund.updated_at),
    }


def created_record(refund: Refund) -> dict[str, Any]:
    """Return `data` of the create call, where the transaction is an object."""
    transaction = refund.transaction
    return refund_record(refund) | {
        "fully_deducted": False,
        "transaction": {
            "id": transaction.id,
            "reference": transaction.reference,
            "amount": transaction.amount_minor,
            "currency": transaction.currency,
            "channel": "card",
            "paid_at": timestamp(transaction.paid_at),
        },
    }


def refund_event(refund: Refund) -> dict[str, Any]:
    """Return `data` of a refund event: no transaction id, and in most events the amount is a string."""
    transaction = refund.transaction
    done = refund.status == "processed"
    as_text = refund.status in ("pending", "processed")
    data: dict[str, Any] = {
        "status": refund.status,
        "transaction_reference": transaction.reference,
        "refund_reference": f"1{refund.id:011}" if done else None,
        "amount": str(refund.amount_minor) if as_text else refund.amount_minor,
        "currency": transaction.currency,
        "processor": "mpgs_zen",
        "customer": {"first_name": None, "last_name": None, "email": transaction.customer.email},
        "integration": INTEGRATION_ID,
        "domain": "test",
    }
    if refund.status == "needs-attention":
        notes = {"customer_note": refund.customer_note, "merchant_note": refund.merchant_note}
        data |= {"id": str(refund.id), **notes}
    return data
