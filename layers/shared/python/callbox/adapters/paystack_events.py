"""Paystack's webhooks: check the signature and read which payment an event is about."""

import hashlib
import hmac
import json
from collections.abc import Callable

import msgspec

from callbox.adapters.answers import MALFORMED
from callbox.ports.webhooks import ForgedEvent, PaymentEvent, UnreadableEvent

_MAX_REFERENCE_LENGTH = 255
_OPEN_DISPUTES = frozenset({"charge.dispute.create", "charge.dispute.remind"})
_DISPUTE_OVER = "charge.dispute.resolve"
_PAID = "charge.success"
_REFUNDED = "refund.processed"
_KINDS = _OPEN_DISPUTES | {_DISPUTE_OVER, _PAID, _REFUNDED}
_DISPUTE_WON = "declined"
"""We declined the payer's claim and won. Any other resolution is, or may be, a win for the payer."""


class _Referenced(msgspec.Struct):
    reference: object = None


class _EventData(msgspec.Struct):
    """Each event names its payment in a different place. Odd content in another place does no harm."""

    reference: object = None
    transaction_reference: object = None
    transaction: _Referenced | int | float | str | bool | list[object] | None = None
    resolution: object = None


class _Event(msgspec.Struct):
    event: str
    data: object = None


class SignedPaystackWebhook:
    """The PaystackWebhook port."""

    def __init__(self, secret_key: Callable[[], str]) -> None:
        self._secret_key = secret_key

    def read(self, raw_body: bytes, signature: str | None) -> PaymentEvent | None:
        if not signature_is_valid(raw_body, signature, self._secret_key()):
            raise ForgedEvent
        return payment_event(raw_body)


def signature_is_valid(raw_body: bytes, header: str | None, secret_key: str) -> bool:
    """Return whether `x-paystack-signature` is the hex HMAC-SHA512 of the raw body under our key."""
    if not header or not secret_key:
        return False
    expected = hmac.new(secret_key.encode(), raw_body, hashlib.sha512).hexdigest()
    return hmac.compare_digest(expected.encode(), header.strip().encode("utf-8", "replace"))


def payment_event(raw_body: bytes) -> PaymentEvent | None:
    """Return the payment that an event is about, or None for other kinds of event and for a body that is not an event.

    The only outcome read from an event is a lost dispute: the API does not show it when a refund settled the dispute.
    Amounts come from the API. Raises UnreadableEvent.
    """
    try:
        # msgspec refuses half a character anywhere, for example in a payer's truncated name
        event = msgspec.convert(json.loads(raw_body), type=_Event)
    except MALFORMED:
        return None
    if event.event not in _KINDS:
        return None
    try:
        data = msgspec.convert(event.data, type=_EventData)
    except MALFORMED as problem:
        raise UnreadableEvent(event.event) from problem
    reference = _reference_in(event.event, data)
    if reference is None:
        raise UnreadableEvent(event.event)
    return PaymentEvent(
        reference,
        is_return=event.event != _PAID,
        is_open_dispute=event.event in _OPEN_DISPUTES,
        is_lost_dispute=event.event == _DISPUTE_OVER and data.resolution != _DISPUTE_WON,
    )


def _reference_in(kind: str, data: _EventData) -> str | None:
    """Return the payment's reference. A dispute has two places for it. Paystack allows only ASCII."""
    if kind == _PAID:
        places = [data.reference]
    elif kind == _REFUNDED:
        places = [data.transaction_reference]
    else:
        inner = data.transaction.reference if isinstance(data.transaction, _Referenced) else None
        places = [inner, data.transaction_reference]
    texts = (one for one in places if isinstance(one, str) and one.isascii())
    return next((one for one in texts if 0 < len(one) <= _MAX_REFERENCE_LENGTH), None)
