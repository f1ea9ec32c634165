"""The second factor: time-based codes (RFC 6238 over RFC 4226) of an authenticator app, and recovery codes.

Pure: which code belongs to which time step, and which codes may still be used. Every code works once. A step at or
before the last used one is refused, so a code that was seen in use is worthless.
"""

import base64
import hmac
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import quote

from callbox.domain.identity import Session, User, UserId

STEP_S = 30
DIGITS = 6
"""Every authenticator app supports these with SHA-1: https://github.com/google/google-authenticator/wiki."""
SECRET_BYTES = 20  # RFC 4226, 4: at least 128 bits, 160 recommended
ALLOWED_DRIFT = (0, -1, 1)
"""Steps that a phone's clock may be off, or its owner slow. The current step comes first."""
RECOVERY_CODES = 10
RECOVERY_BYTES = 15
"""120 random bits each. From 112 on a plain hash protects them: OWASP ASVS 5.0, 6.5.2."""
ENROLMENT_LIFETIME = timedelta(minutes=15)
YOUNG = timedelta(days=7)
"""A password reset by mail removes a factor that is younger: a thief with the password may have set it."""
REMOVED_AFTER = timedelta(hours=72)
"""From the report that the authenticator is lost. Its owner has this long to stop the removal."""
MAILED_EVERY = timedelta(hours=24)
"""While a removal waits, its owner is told of it at once and this often after that."""
REFUNDS_BLOCKED_FOR = timedelta(days=7)
"""After a removal no money is sent back: who has only the mailbox shall not reach it."""


@dataclass(frozen=True)
class SecondFactor:
    """An account's app secret and the hashes of its recovery codes. Sign-in asks for a code only if it `stands`.

    Until a code confirms it, it is an enrolment: begun at `begun_at`, by a session of the account's `epoch`.
    `lost_at` and `removed_at` are set while its removal waits, and after it; `is_ruled` when an operator ruled it;
    `mail_due_at` while a mail that tells of it is still to be sent. `lost_before` is when an earlier factor of the
    account was removed as lost. Items from before these fields have none of the times.
    """

    user_id: UserId
    secret: bytes
    is_on: bool = False
    last_step: int = 0
    recovery_hashes: tuple[str, ...] = ()
    begun_at: datetime | None = None
    epoch: int = 0
    on_since: datetime | None = None
    lost_at: datetime | None = None
    removed_at: datetime | None = None
    is_ruled: bool = False
    mail_due_at: datetime | None = None
    lost_before: datetime | None = None
    version: int = 0

    def waits_to_be_removed(self, now: datetime) -> bool:
        return self.removed_at is not None and self.stands(now)

    def can_be_kept_by(self, session: Session) -> bool:
        """Return whether a session may stop the removal: one that began before the customer asked for it.

        What an operator ruled is stopped by the mailed link alone: a thief may hold a session and the authenticator.
        """
        return not self.is_ruled and self.lost_at is not None and session.created_at <= self.lost_at

    def stands(self, now: datetime) -> bool:
        """Return whether sign-in asks for a code."""
        return self.is_on and not (self.removed_at and now >= self.removed_at)

    def survives_a_reset(self, now: datetime) -> bool:
        """Return whether it still stands after a password reset by mail."""
        return self.stands(now) and not (self.on_since and now < self.on_since + YOUNG)

    def can_be_confirmed(self, user: User, *, now: datetime) -> bool:
        """Return whether the enrolment is still good. It dies with all sessions, as after a password reset."""
        return bool(
            not self.is_on
            and self.begun_at
            and now < self.begun_at + ENROLMENT_LIFETIME
            and self.epoch == user.session_epoch
        )


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


def turned_on(factor: SecondFactor, recovery_codes: Sequence[str], *, now: datetime) -> SecondFactor:
    return with_recovery_codes(replace(factor, is_on=True, on_since=now), recovery_codes)


def with_recovery_codes(factor: SecondFactor, recovery_codes: Sequence[str]) -> SecondFactor:
    """Return the factor with these recovery codes instead of its earlier ones."""
    return replace(factor, recovery_hashes=tuple(_hash(code.replace("-", "").encode()) for code in recovery_codes))


def lost(factor: SecondFactor, *, is_ruled: bool, mail_due_at: datetime, now: datetime) -> SecondFactor:
    """Return the factor whose removal begins now. One that waits keeps its time, but an operator's ruling joins it."""
    if factor.removed_at:
        return replace(factor, is_ruled=factor.is_ruled or is_ruled)
    return replace(factor, lost_at=now, removed_at=now + REMOVED_AFTER, is_ruled=is_ruled, mail_due_at=mail_due_at)


def kept(factor: SecondFactor) -> SecondFactor:
    """Return the factor whose removal was stopped."""
    return replace(factor, lost_at=None, removed_at=None, is_ruled=False, mail_due_at=None)


def shown(factor: SecondFactor) -> SecondFactor:
    """Return the factor after a right code: its owner has it, so a removal that the customer asked for is stopped.

    An operator's ruling stands: the codes may be a thief's.
    """
    return factor if factor.is_ruled else kept(factor)


def enrolment(user: User, secret: bytes, *, before: SecondFactor | None, now: datetime) -> SecondFactor:
    """Return a new enrolment. It remembers when an earlier factor was removed as lost."""
    return SecondFactor(
        user.user_id, secret, begun_at=now, epoch=user.session_epoch, lost_before=_last_loss(before, now=now)
    )


def trace(factor: SecondFactor, *, now: datetime) -> SecondFactor | None:
    """Return what stays of a factor that is deleted: None, unless the loss of one still blocks refunds."""
    if refunds_blocked_until(factor, now=now) is None:
        return None
    return SecondFactor(factor.user_id, secret=b"", lost_before=_last_loss(factor, now=now))


def refunds_blocked_until(factor: SecondFactor | None, *, now: datetime) -> datetime | None:
    """Return until when no money is sent back because a factor was removed as lost; None when it may be."""
    lost_before = _last_loss(factor, now=now)
    until = lost_before + REFUNDS_BLOCKED_FOR if lost_before else None
    return until if until and now < until else None


def _last_loss(factor: SecondFactor | None, *, now: datetime) -> datetime | None:
    """Return when a factor of the account was last removed as lost. A removal that still waits does not count."""
    if factor is None:
        return None
    return factor.removed_at if factor.removed_at and now >= factor.removed_at else factor.lost_before


def recovery_code(random: bytes) -> str:
    """Return random bytes in a form that is easy to copy by hand: `abcd-efgh-ijkl-mnop-qrst-uvwx`."""
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
