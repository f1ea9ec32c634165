"""The second factor: time-based codes (RFC 6238 over RFC 4226) of an authenticator app, and recovery codes.

Pure: which code belongs to which time step, and which codes may still be used. Every code works once. A step at or
before the last used one is refused, so a code that was seen in use is worthless.
"""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from urllib.parse import quote

from callbox.domain.identity import UserId

STEP_S = 30
DIGITS = 6
"""Every authenticator app supports these with SHA-1: https://github.com/google/google-authenticator/wiki."""
SECRET_BYTES = 20  # RFC 4226, 4: at least 128 bits, 160 recommended
ALLOWED_DRIFT = (0, -1, 1)
"""Steps that a phone's clock may be off, or its owner slow. The current step comes first."""
RECOVERY_CODES = 10
RECOVERY_BYTES = 10
"""80 random bits each, so a plain hash protects them."""


@dataclass(frozen=True)
class SecondFactor:
    """An account's app secret and the hashes of its recovery codes. Sign-in asks for a code only if `is_on`."""

    user_id: UserId
    secret: bytes
    is_on: bool = False
    last_step: int = 0
    recovery_hashes: tuple[str, ...] = ()
    version: int = 0


def code_at(secret: bytes, step: int) -> str:
    """Return the code of one step: RFC 4226, 5.3."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0xF
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def used(factor: SecondFactor, code: str, *, now: datetime) -> SecondFactor | None:
    """Return the factor after `code` is used, or None when the code is wrong or was used before."""
    given = code.replace(" ", "").replace("-", "").lower().encode("utf-8", "surrogatepass")
    step_now = int(now.timestamp()) // STEP_S
    for step in (step_now + drift for drift in ALLOWED_DRIFT):
        if step > factor.last_step and hmac.compare_digest(code_at(factor.secret, step).encode(), given):
            return replace(factor, last_step=step)
    hashed = _hash(given)
    if hashed in factor.recovery_hashes:
        return replace(factor, recovery_hashes=tuple(one for one in factor.recovery_hashes if one != hashed))
    return None


def turned_on(factor: SecondFactor, recovery_codes: Sequence[str]) -> SecondFactor:
    return replace(
        factor, is_on=True, recovery_hashes=tuple(_hash(code.replace("-", "").encode()) for code in recovery_codes)
    )


def recovery_code(random: bytes) -> str:
    """Return random bytes in a form that is easy to copy by hand: `abcd-efgh-ijkl-mnop`."""
    text = base64.b32encode(random).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def spelled(secret: bytes) -> str:
    """Return the secret in the form that a user types into an app."""
    return base64.b32encode(secret).decode()


def otpauth_url(secret: bytes, *, email: str) -> str:
    """Return the link that opens an authenticator app with the account filled in."""
    return f"otpauth://totp/Callbox:{quote(email)}?secret={spelled(secret)}&issuer=Callbox"


def _hash(code: bytes) -> str:
    return sha256(code).hexdigest()
