"""Webhooks: what a supplier announces is queued to be asked about, and answered with 200 once it is safely queued.

An event is only a hint: its amounts are not read, and neither is its text. Paystack and the supplier are asked.
"""

from callbox.domain.errors import Refused
from callbox.ports.log import Log
from callbox.ports.queues import Queues
from callbox.ports.webhooks import ForgedEvent, PaystackWebhook, SupplierWebhook, UnreadableEvent


class PaystackEventService:
    def __init__(self, *, webhook: PaystackWebhook, queues: Queues, log: Log) -> None:
        self._webhook = webhook
        self._queues = queues
        self._log = log

    def take(self, raw_body: bytes, signature: str | None) -> bool:
        """Queue the payment that an event is about. Return whether it is about one that we act on.

        Raises Refused `invalid_signature`, or Unavailable; Paystack then repeats the event.
        """
        try:
            event = self._webhook.read(raw_body, signature)
        except ForgedEvent:
            raise _forged() from None
        except UnreadableEvent as unreadable:
            # answered with 200 all the same: Paystack would repeat what we cannot read
            self._log.alarm("webhook_unreadable", kind=unreadable.kind)
            return False
        if event is None:
            return False
        if event.is_open_dispute:  # before it is queued: when queueing fails, Paystack repeats both
            self._log.alarm("payment_disputed", reference=event.reference)
        self._queues.settle_deposit(event.reference, returned=event.is_return, dispute_lost=event.is_lost_dispute)
        return True


class SupplierEventService:
    def __init__(self, *, webhook: SupplierWebhook, queues: Queues) -> None:
        self._webhook = webhook
        self._queues = queues

    def take(self, raw_body: bytes, signature: str | None) -> bool:
        """Queue a poll of the order for which a message came. Return whether the event was about one.

        Raises Refused `invalid_signature`, or Unavailable; the supplier then repeats the event.
        """
        try:
            order_id = self._webhook.read(raw_body, signature)
        except ForgedEvent:
            raise _forged() from None
        if order_id is None:
            return False
        self._queues.fetch_code_of(order_id)
        return True


def _forged() -> Refused:
    return Refused("invalid_signature", "The signature does not match the body.")
