"""Paystack's JSON for transactions, disputes and webhooks.

The fields are the documented ones; the values are invented. Every card has the number of the test card, and a signature
of its own. This module only turns state into JSON.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

from infra.local.simulators.paystack_transactions import Customer, Dispute, Sender, Transaction, fees_minor
from infra.local.simulators.webhooks import SignedBody

INTEGRATION_ID = 412_829
DISPUTE_ANSWER_WITHIN = timedelta(days=2)

# Fields of a transaction that a charge.success event lacks (documented as "minus some fields").
ONLY_ON_REQUEST = frozenset(
    {
        "receipt_number",
        "fees_split",
        "fees_breakdown",
        "plan_object",
        "split",
        "subaccount",
        "order_id",
        "pos_transaction_data",
        "source",
        "connect",
        "transaction_date",
        "createdAt",
    }
)


def timestamp(moment: datetime | None) -> str | None:
    """Format a time like Paystack: milliseconds and Z."""
    return None if moment is None else moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03}Z"


def transaction_record(transaction: Transaction) -> dict[str, Any]:
    """Return `data` of verify, fetch and list."""
    paid = transaction.paid_at is not None
    paid_at, created_at = timestamp(transaction.paid_at), timestamp(transaction.created_at)
    return {
        "id": transaction.id,
        "domain": "test",
        "status": transaction.status,
        "reference": transaction.reference,
        "receipt_number": None,
        "amount": transaction.amount_minor,
        "requested_amount": transaction.requested_minor,
        "message": None,
        "gateway_response": transaction.gateway_response,
        "paid_at": paid_at,
        "paidAt": paid_at,
        "created_at": created_at,
        "createdAt": created_at,
        "transaction_date": paid_at or created_at,
        "channel": transaction.means.channel,
        "currency": transaction.currency,
        "ip_address": transaction.ip_address,
        "metadata": "" if transaction.metadata is None else transaction.metadata,
        "log": _attempt_log(transaction),
        "fees": fees_minor(transaction.amount_minor, transaction.currency) if paid else None,
        "fees_split": None,
        "fees_breakdown": None,
        "authorization": _authorization(transaction) if paid else {},
        "customer": customer_record(transaction.customer),
        "plan": None,
        "plan_object": {},
        "split": {},
        "subaccount": {},
        "order_id": None,
        "pos_transaction_data": None,
        "source": None,
        "connect": None,
    }


def charge_record(transaction: Transaction) -> dict[str, Any]:
    """Return `data` of a charge.success event."""
    return {name: value for name, value in transaction_record(transaction).items() if name not in ONLY_ON_REQUEST}


def customer_record(customer: Customer) -> dict[str, Any]:
    """Return a customer as it appears in other records."""
    return {
        "id": customer.id,
        "first_name": None,
        "last_name": None,
        "email": customer.email,
        "customer_code": customer.code,
        "phone": None,
        "metadata": None,
        "risk_action": "default",
        "international_format_phone": None,
    }


def dispute_record(transaction: Transaction, dispute: Dispute) -> dict[str, Any]:
    """Return `data` of charge.dispute.create and, once resolved, charge.dispute.resolve."""
    resolved = dispute.resolved_at is not None
    changed_at = timestamp(dispute.resolved_at or dispute.created_at)
    return {
        "id": dispute.id,
        "refund_amount": transaction.amount_minor,
        "currency": transaction.currency,
        "status": "resolved" if resolved else "awaiting-merchant-feedback",
        "resolution": dispute.resolution,
        "domain": "test",
        "category": "chargeback",
        "transaction": transaction_record(transaction),
        "transaction_reference": None,  # observed: the reference is only in `transaction`
        "customer": customer_record(transaction.customer),
        "dueAt": timestamp(dispute.created_at + DISPUTE_ANSWER_WITHIN),
        "resolvedAt": timestamp(dispute.resolved_at),
        "history": [{"status": "pending", "by": transaction.customer.email, "createdAt": changed_at}],
        "messages": [],
        "created_at": timestamp(dispute.created_at),
        "updated_at": changed_at,
    }


def signed_event(secret_key: str, event: str, data: dict[str, Any]) -> SignedBody:
    """Serialise and sign an event: hex HMAC-SHA512 of the bytes with the secret key (documented)."""
    content = json.dumps({"event": event, "data": data}, separators=(",", ":"), ensure_ascii=False).encode()
    signature = hmac.new(secret_key.encode(), content, hashlib.sha512).hexdigest()
    return SignedBody(content, {"x-paystack-signature": signature})


def _attempt_log(transaction: Transaction) -> dict[str, Any] | None:
    if not transaction.attempts:
        return None
    paid = transaction.paid_at is not None
    means = transaction.means.channel.replace("_", " ")
    history = [{"type": "action", "message": f"Attempted to pay with {means}", "time": 3}]
    history.append(
        {"type": "success", "message": f"Successfully paid with {means}", "time": 4}
        if paid
        else {"type": "error", "message": "Error: Declined", "time": 4}
    )
    return {
        "start_time": int(transaction.created_at.timestamp()),
        "time_spent": 4,
        "attempts": transaction.attempts,
        "errors": transaction.attempts - 1 if paid else transaction.attempts,
        "success": paid,
        "mobile": False,
        "input": [],
        "history": history,
    }


def _authorization(transaction: Transaction) -> dict[str, Any]:
    """Return who paid, in the shape of the channel. Those of other channels than the card's are seen in samples."""
    means = transaction.means
    if means.channel == "card":
        return _card(transaction)
    code = f"AUTH_{transaction.access_code[:10]}"
    other = {"authorization_code": code, "channel": means.channel, "country_code": "NG", "reusable": False}
    if means.channel != "bank_transfer":
        return {**other, "bank": "TEST BANK", "signature": None, "account_name": None}
    sender = means.sender or Sender()
    return {
        **other,
        "bin": "XXXXXX",
        "last4": (sender.account or "")[-4:] or None,
        "exp_month": "12",
        "exp_year": "2030",
        "card_type": "transfer",
        "bank": sender.bank,
        "brand": "Managed Account",
        "signature": None,
        "account_name": None,
        "sender_country": "NG",
        "sender_bank": sender.bank,
        "sender_bank_account_number": sender.account,
        "sender_name": sender.name,
        "narration": "Transfer",
        "receiver_bank_account_number": None,
        "receiver_bank": None,
    }


def _card(transaction: Transaction) -> dict[str, Any]:
    return {
        "authorization_code": f"AUTH_{transaction.access_code[:10]}",
        "bin": "408408",
        "last4": "4081",
        "exp_month": "12",
        "exp_year": "2030",
        "channel": "card",
        "card_type": "visa ",  # the trailing space is in the official samples
        "bank": "TEST BANK",
        "country_code": "NG",
        "brand": "visa",
        "reusable": True,
        "signature": f"SIG_{transaction.means.card or transaction.customer.code.removeprefix('CUS_')}",
        "account_name": None,
    }
