"""Fingerprints of payers: HMAC-SHA-256 with a key of the stage, so that a copy of the table names no payer."""

import hashlib
import hmac
from collections.abc import Callable

from callbox.domain.deposits import PayerTraits


class KeyedFingerprints:
    """The Fingerprints port. `key` is called for each payment."""

    def __init__(self, key: Callable[[], str]) -> None:
        self._key = key

    def of(self, traits: PayerTraits) -> str:
        told = f"{traits.kind}\n{traits.text}".encode()
        return hmac.new(self._key().encode(), told, hashlib.sha256).hexdigest()
