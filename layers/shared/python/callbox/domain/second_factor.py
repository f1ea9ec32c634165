"""The second factor: time-based codes (RFC 6238 over RFC 4226) of an authenticator app, and recovery codes.

Pure: which code belongs to which moment, and which may still be used. Every code is good once: a step at or before the
last one that was used is refused, so a code that somebody saw is worth nothing afterwards.
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
"""With SHA-1 these are what every authenticator app understands: https://github.com/google/google-authenticator/wiki."""
SECRET_BYTES = 20  # RFC 4226, 4: at least 128 bits, 160 recommended
ALLOWED_DRIFT = (0, -1, 1)
"""Steps that a phone's clock may be off, or its owner slow. Now first."""
RECOVERY_CODES = 10
RECOVERY_BYTES = 10
"""80 random bits each, so that a plain hash protects them."""


@dataclass(frozen=True)
class SecondFactor:
    """What an account's app and recovery codes are known by. Not asked for before it `is_on`."""

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
    """Return the factor after `code` was used; None when the code is not good, or not any more."""
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
    """Return random bytes as a person can copy them: `abcd-efgh-ijkl-mnop`."""
    text = base64.b32encode(random).decode().lower()
    return "-".join(text[start : start + 4] for start in range(0, len(text), 4))


def spelled(secret: bytes) -> str:
    """Return the secret as it is typed into an app."""
    return base64.b32encode(secret).decode()


def otpauth_url(secret: bytes, *, email: str) -> str:
    """Return the link that opens an app with everything filled in."""
    return f"otpauth://totp/Callbox:{quote(email)}?secret={spelled(secret)}&issuer=Callbox"


def _hash(code: bytes) -> str:
    return sha256(code).hexdigest()
