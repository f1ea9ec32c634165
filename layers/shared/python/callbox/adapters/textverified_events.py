"""TextVerified's webhooks: check the signature and read which order received a message."""

import base64
import hashlib
import hmac
from collections.abc import Callable, Iterator
from contextlib import suppress

from callbox.adapters import textverified_wire as wire
from callbox.adapters.answers import MALFORMED
from callbox.ports.webhooks import ForgedEvent

_SIGNATURE_PREFIX = "HMAC-SHA512="
_SECRET_PREFIX = "whsec_"  # noqa: S105  (a prefix, not a secret)
_MIN_DERIVED_KEY_BYTES = 16
_MAX_ID_LENGTH = 128  # theirs have 29 characters


class SignedTextVerifiedWebhook:
    """The SupplierWebhook port."""

    def __init__(self, secret: Callable[[], str]) -> None:
        self._secret = secret

    def read(self, raw_body: bytes, signature: str | None) -> str | None:
        if not signature_is_valid(raw_body, signature, self._secret()):
            raise ForgedEvent
        return event_order_id(raw_body)


def signature_is_valid(raw_body: bytes, header: str | None, secret: str) -> bool:
    """Return whether `X-Webhook-Signature` is the base64 HMAC-SHA512 of the raw body under our secret."""
    given = (header or "").strip().encode("utf-8", "replace")
    return any(hmac.compare_digest(_signature(raw_body, key), given) for key in _signing_keys(secret))


def event_order_id(raw_body: bytes) -> str | None:
    """Return the order whose SMS a `v2.sms.received` announces, or None for any other body."""
    try:
        event = wire.read(raw_body, wire.SmsEvent)
    except MALFORMED:
        return None
    order_id = event.data.reservation_id or ""
    is_ours = event.event.casefold() == "v2.sms.received" and 0 < len(order_id) <= _MAX_ID_LENGTH
    return order_id if is_ours else None


def _signature(raw_body: bytes, key: bytes) -> bytes:
    return _SIGNATURE_PREFIX.encode() + base64.b64encode(hmac.new(key, raw_body, hashlib.sha512).digest())


def _signing_keys(secret: str) -> Iterator[bytes]:
    """Yield the possible keys, likeliest first: the documentation does not say whether `whsec_` is a part of the key.

    A short derived key could be guessed, so it is not tried.
    """
    if not secret:
        return
    yield secret.encode()
    bare = secret.removeprefix(_SECRET_PREFIX)
    if bare == secret:
        return
    derived = [bare.encode()]
    with suppress(ValueError):
        derived.append(base64.b64decode(bare, validate=True))
    yield from (key for key in derived if len(key) >= _MIN_DERIVED_KEY_BYTES)
