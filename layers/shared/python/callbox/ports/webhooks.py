"""Ports that read webhooks: the signature, and the id of what the event is about. Nothing else in them is trusted."""

from dataclasses import dataclass
from typing import Protocol


class ForgedEvent(Exception):
    """The signature does not match the body."""


class UnreadableEvent(Exception):
    """A signed event of a `kind` that we act on does not say which payment it is about."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class PaymentEvent:
    """The payment that an event is about. With `is_return`, it may have gone back to its payer.

    `is_open_dispute`: an operator must answer the dispute at Paystack in time, or the money goes back.
    `is_lost_dispute`: the payer won the dispute.
    """

    reference: str
    is_return: bool
    is_open_dispute: bool = False
    is_lost_dispute: bool = False


class PaystackWebhook(Protocol):
    def read(self, raw_body: bytes, signature: str | None) -> PaymentEvent | None:
        """Return the payment that an event is about, or None for an event that we do not act on.

        Raises ForgedEvent, UnreadableEvent.
        """


class SupplierWebhook(Protocol):
    def read(self, raw_body: bytes, signature: str | None) -> str | None:
        """Return the id of the order that received a message, or None for any other event. Raises ForgedEvent."""
