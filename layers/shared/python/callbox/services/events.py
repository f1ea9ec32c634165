"""Webhooks: queue a check of what an event announces, and answer 200 once it is queued.

An event is only a hint. We do not read its amounts or its text; we ask Paystack or the supplier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain.errors import Refused
from callbox.ports.webhooks import ForgedEvent, PaystackWebhook, SupplierWebhook, UnreadableEvent

if TYPE_CHECKING:
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.queues import Queues


class PaystackEventService:
    def __init__(self, *, webhook: PaystackWebhook, queues: Queues, log: Log) -> None:
        self._webhook = webhook
        self._queues = queues
        self._log = log

    def take(self, raw_body: bytes, signature: str | None) -> bool:
        """Queue a check of the payment that an event is about. Return whether we act on the event.

        Raises Refused `invalid_signature`, or Unavailable; Paystack then repeats the event.
        """
        try:
            event = self._webhook.read(raw_body, signature)
        except ForgedEvent:
            raise _forged() from None
        except UnreadableEvent as unreadable:
            # still answer 200, or Paystack would repeat an event that we cannot read
            self._log.alarm("webhook_unreadable", kind=unreadable.kind)
            return False
        if event is None:
            return False
        if event.is_open_dispute:  # before queueing: if that fails, Paystack repeats both
            self._log.alarm("payment_disputed", reference=event.reference)
        self._queues.settle_deposit(event.reference, returned=event.is_return, dispute_lost=event.is_lost_dispute)
        return True


class SupplierEventService:
    def __init__(self, *, webhook: SupplierWebhook, queues: Queues, clock: Clock) -> None:
        self._webhook = webhook
        self._queues = queues
        self._clock = clock

    def take(self, raw_body: bytes, signature: str | None) -> bool:
        """Queue a poll of the order that received a message. Return whether we act on the event.

        Raises Refused `invalid_signature`, or Unavailable; the supplier then repeats the event.
        """
        try:
            order_id = self._webhook.read(raw_body, signature)
        except ForgedEvent:
            raise _forged() from None
        if order_id is None:
            return False
        self._queues.fetch_code_of(order_id, hinted_at=self._clock.now())
        return True


def _forged() -> Refused:
    return Refused("invalid_signature", "The signature does not match the body.")
