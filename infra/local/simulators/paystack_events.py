"""The events that the simulator posts to the merchant, and their contents.

They are signed, delivered in the background, and retried until answered 200 (documented; the real pauses are minutes
and hours). Paystack has no event for a failed or abandoned charge (documented), so none is sent.
"""

from __future__ import annotations

from typing import Any

from infra.local.simulators.paystack_records import charge_record, dispute_record, signed_event
from infra.local.simulators.paystack_transactions import Dispute, Transaction
from infra.local.simulators.webhooks import SignedBody, WebhookSender


class PaystackEvents:
    """Sends events about a transaction and lists their deliveries."""

    def __init__(self, webhooks: WebhookSender, secret_key: str) -> None:
        self._webhooks = webhooks
        self._secret_key = secret_key

    def charge_succeeded(self, transaction: Transaction, *, delay_s: float = 0.0, times: int = 1) -> None:
        """Send charge.success with the transaction's current state."""
        self._send(transaction, "charge.success", charge_record(transaction), delay_s=delay_s, times=times)

    def dispute_created(self, transaction: Transaction, dispute: Dispute) -> None:
        """Report that the payer's bank claims the money back."""
        self._send(transaction, "charge.dispute.create", dispute_record(transaction, dispute))

    def dispute_resolved(self, transaction: Transaction, dispute: Dispute) -> None:
        """Report that the chargeback is resolved, and how."""
        self._send(transaction, "charge.dispute.resolve", dispute_record(transaction, dispute))

    def refund_changed(self, transaction: Transaction, status: str, data: dict[str, Any]) -> None:
        """Report that a refund is pending, processed, failed or needs attention."""
        self._send(transaction, f"refund.{status}", data)

    def deliveries(self, transaction: Transaction) -> list[dict[str, Any]]:
        """List all delivery attempts of the transaction's events."""
        return self._webhooks.deliveries(transaction.reference)

    def _send(
        self,
        transaction: Transaction,
        event: str,
        data: dict[str, Any],
        *,
        delay_s: float = 0.0,
        times: int = 1,
    ) -> None:
        body = signed_event(self._secret_key, event, data)

        def build(_attempt: int) -> SignedBody:
            return body

        self._webhooks.send(transaction.reference, event, build, delay_s=delay_s, times=times)
