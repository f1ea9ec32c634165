"""The PushService port: RFC 8030 with VAPID (RFC 8292), and no payload.

A push service knows us by a token that our private key signs for its origin. ECDSA on P-256 needs `cryptography`, which
only the layer `crypto` holds: PyJWT finds it there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import jwt

from callbox.adapters.answers import NoAnswerError, NotSentError
from callbox.domain.errors import Unavailable
from callbox.domain.push import origin_of
from callbox.ports.push import PushRefused

if TYPE_CHECKING:
    from callbox.adapters.outbound import Outbound
    from callbox.ports.clock import Clock

TOKEN_LIFETIME = timedelta(hours=12)
"""RFC 8292, 2 allows at most 24 hours; Apple refuses more than its clock's day."""
_RENEWED_BEFORE = timedelta(hours=1)
READ_TIMEOUT_S = 5.0
TTL_S = 900
"""How long the push service keeps it for a device that is off: as long as a number waits for its code."""
_MOST_TOKENS = 50
_GONE = (404, 410)
_PASSING = (408, 425, 429)
"""Of the answers from 400 to 499, those that another try may not get."""


@dataclass(frozen=True)
class VapidKey:
    """A private P-256 key as PEM (PKCS #8), and its public half as browsers take it."""

    public_key: str
    private_key_pem: str = field(repr=False)


class VapidPushService:
    """`subject` is how a push service reaches who sends: a mailto: address. `outbound` sends to absolute addresses."""

    def __init__(self, outbound: "Outbound", key: Callable[[], VapidKey], clock: "Clock", *, subject: str) -> None:
        self._outbound = outbound
        self._key = key
        self._clock = clock
        self._subject = subject
        self._tokens: dict[tuple[str, str], tuple[datetime, str]] = {}

    def push(self, endpoint: str) -> bool:
        headers = {**self._authorization(origin_of(endpoint)), "TTL": str(TTL_S), "Urgency": "high", "Topic": "news"}
        try:
            answer = self._outbound.call("POST", endpoint, read_timeout_s=READ_TIMEOUT_S, headers=headers)
        except (NoAnswerError, NotSentError):
            # without the cause, which names the endpoint
            raise Unavailable("A push service does not answer.") from None
        if answer.status in _GONE:
            return False
        if 400 <= answer.status < 500 and answer.status not in _PASSING:
            raise PushRefused(answer.status)
        if not 200 <= answer.status < 300:
            raise Unavailable(f"A push service answered {answer.status}.")
        return True

    def _authorization(self, origin: str) -> Mapping[str, str]:
        key, now = self._key(), self._clock.now()
        ends_at, token = self._tokens.get((origin, key.public_key), (now, ""))
        if ends_at - now < _RENEWED_BEFORE:
            ends_at = now + TOKEN_LIFETIME
            claims = {"aud": origin, "exp": int(ends_at.timestamp()), "sub": self._subject}
            token = jwt.encode(claims, key.private_key_pem, algorithm="ES256")
            if len(self._tokens) >= _MOST_TOKENS:
                self._tokens.clear()
            self._tokens[origin, key.public_key] = (ends_at, token)
        return {"Authorization": f"vapid t={token}, k={key.public_key}"}
