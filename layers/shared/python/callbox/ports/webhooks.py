"""Ports that read webhooks: who sent one, and what it is about. Nothing else in them is believed."""

from dataclasses import dataclass
from typing import Protocol


class ForgedEvent(Exception):
    """The signature does not match the body."""


class UnreadableEvent(Exception):
    """A signed event of a `kind` that we act on, which does not say which payment it is about."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class PaymentEvent:
    """The payment that an event is about: one that came or, with `is_return`, one that may have gone back.

    `is_open_dispute`: an operator has to answer it at Paystack in time, or the money goes back. `is_lost_dispute`: the
    payer won it.
    """

    reference: str
    is_return: bool
    is_open_dispute: bool = False
    is_lost_dispute: bool = False


class PaystackWebhook(Protocol):
    def read(self, raw_body: bytes, signature: str | None) -> PaymentEvent | None:
        """Return which payment an event is about; None for an event that we do not act on.

        Raises ForgedEvent, UnreadableEvent.
        """


class SupplierWebhook(Protocol):
    def read(self, raw_body: bytes, signature: str | None) -> str | None:
        """Return the `order_id` for which a message came; None for any other event. Raises ForgedEvent."""
