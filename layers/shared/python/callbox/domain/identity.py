"""Identity: ids, e-mail addresses, passwords, accounts, sessions.

Hashing passwords and signing tokens is the adapters' work.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NewType

from callbox.domain.errors import FieldError

UserId = NewType("UserId", str)
DepositId = NewType("DepositId", str)
VerificationId = NewType("VerificationId", str)

NOBODY = UserId("nobody")
"""Stands for the account of an address that has none, so that it costs the same reads and writes as one that has."""

SESSION_LIFETIME = timedelta(days=30)
"""How long a session lives without use. Each refresh restarts it."""
LONGEST_SESSION = timedelta(days=90)
"""How long a session lives however much it is used."""

EMAIL_MAX_LENGTH = 254  # RFC 5321, 4.5.3.1.3: a path of 256 octets minus its two angle brackets
PASSWORD_MIN_LENGTH = 8
PASSWORD_MAX_LENGTH = 256  # limits the cost of hashing; long passphrases fit

_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
_UNREACHABLE = frozenset({"invalid", "local", "localhost", "test"})
"""Last labels that lead to no mailbox (RFC 2606, RFC 6762). Paystack opens no payment for an address below them."""
_NEW_LOCAL_PART = re.compile(r"[A-Za-z0-9._%+'-]+")


@dataclass(frozen=True)
class User:
    """An account. `email` is as typed; `email_key` must be unique.

    A session with an epoch below the account's `session_epoch` has ended: raising it ends all sessions in one write.
    `resets` counts the passwords that mailed links set. Only they raise it, so no act of a session spoils a link.
    `terms_before` are the earlier acceptances, each `<version> <time in ISO 8601>`, oldest first.
    """

    user_id: UserId
    email: str
    password_hash: str
    accepted_terms: str
    accepted_terms_at: datetime
    created_at: datetime
    email_verified: bool = False
    session_epoch: int = 0
    resets: int = 0
    terms_before: tuple[str, ...] = ()

    @property
    def email_key(self) -> str:
        return email_key(self.email)

    @property
    def is_closed(self) -> bool:
        """Whether the account was closed and its data deleted: then it has no address any more."""
        return "@" not in self.email


def closed_email(secret: str) -> str:
    """Return what a closed account has for its address: no mailbox, and no sign-up or sign-in takes it."""
    return f"closed-{secret}"


@dataclass(frozen=True)
class Session:
    """A family of refresh tokens: one sign-in on one device. Only its newest token is valid.

    `epoch` is the account's `session_epoch` at sign-in; `device` is the browser's own description, `place` where it
    signed in (`domain.places`; empty when unknown), `device_id` the known device that it became.

    `lineage_hash` is the SHA-256 (hex) of the part that all its tokens share, `token_hash` of the part that only the
    newest has. The secret parts of a token are stored only as hashes.
    """

    family_id: str
    user_id: UserId
    lineage_hash: str
    token_hash: str
    created_at: datetime
    used_at: datetime
    expires_at: datetime
    device: str = ""
    place: str = ""
    device_id: str = ""
    epoch: int = 0
    revoked: bool = False

    def is_live(self, user: User | None, *, now: datetime) -> bool:
        """Return whether the session has neither ended nor expired. `user` is its account as it is now."""
        return not self.has_ended(user) and not self.has_expired(now)

    def has_ended(self, user: User | None) -> bool:
        return self.revoked or user is None or (user.user_id, user.session_epoch) != (self.user_id, self.epoch)

    def has_expired(self, now: datetime) -> bool:
        # sessions that began before the longest life was set are stored with a later end
        return now >= min(self.expires_at, self.created_at + LONGEST_SESSION)


def session_end(created_at: datetime, *, now: datetime) -> datetime:
    """Return when a session that is used now expires."""
    return min(now + SESSION_LIFETIME, created_at + LONGEST_SESSION)


@dataclass(frozen=True)
class Claims:
    """The content of an access token: the user, the session (token family) of the request, and when it expires."""

    user_id: UserId
    session: str
    expires_at: datetime


def email_key(email: str) -> str:
    """Return the form of an address used for comparison: addresses that differ only by case are the same."""
    return email.strip().casefold()


def email_errors(email: str) -> list[FieldError]:
    """Return why `email` is not a valid address; empty when it is."""
    if len(email) > EMAIL_MAX_LENGTH or not _EMAIL.fullmatch(email):
        return [FieldError("email", "not_an_email", "Enter an e-mail address such as ada@example.com.")]
    return []


def new_email_errors(email: str) -> list[FieldError]:
    """Return why a new account may not have this address; empty when it may. Older accounts keep theirs.

    No mail reaches some addresses, and Paystack refuses them: their owner could neither confirm nor pay.
    Only common characters before the @, so that an address is harmless on the line of a shell and in a header; dots as
    mailboxes have them (RFC 5321, 4.1.2, Dot-string).
    """
    local, _, _ = email.partition("@")
    errors = email_errors(email)
    if not errors and (local.startswith(".") or local.endswith(".") or ".." in local):
        errors = [FieldError("email", "not_an_email", "No mailbox has dots like these. Check the address.")]
    top = email.rpartition(".")[2].lower()
    if not errors and top in _UNREACHABLE:
        errors = [FieldError("email", "not_an_email", f"No mail reaches an address that ends in .{top}. Use another.")]
    if not errors and not _NEW_LOCAL_PART.fullmatch(local):
        message = "Before the @ we take letters, digits and . _ % + ' - alone. Use another address."
        errors = [FieldError("email", "unusual_email", message)]
    return errors


def password_errors(password: str, *, email: str, is_common: bool, field: str = "password") -> list[FieldError]:
    """Return the rule that `password` breaks; empty when it is acceptable. `field` is its name in the request.

    The rules are its length and a list of common passwords. There are no composition rules: NIST SP 800-63B, 3.1.1.2.
    """
    if len(password) < PASSWORD_MIN_LENGTH:
        message = f"Use at least {PASSWORD_MIN_LENGTH} characters."
        return [FieldError(field, "too_short", message, least=PASSWORD_MIN_LENGTH)]
    if len(password) > PASSWORD_MAX_LENGTH:
        message = f"Use at most {PASSWORD_MAX_LENGTH} characters."
        return [FieldError(field, "too_long", message, most=PASSWORD_MAX_LENGTH)]
    folded = password.casefold()
    if is_common or len(set(folded)) < 4:
        message = "This password is easy to guess. Choose another."
        return [FieldError(field, "too_common", message)]
    if folded in (email_key(email), email_key(email).partition("@")[0]):
        return [FieldError(field, "same_as_email", "Do not use your e-mail address as the password.")]
    return []
