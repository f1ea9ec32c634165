"""Identity: ids, e-mail addresses, passwords, accounts, sessions.

Hashing passwords and signing tokens is the adapters' work.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import NewType

from callbox.domain.errors import FieldError

UserId = NewType("UserId", str)
DepositId = NewType("DepositId", str)
VerificationId = NewType("VerificationId", str)

TERMS_VERSION = "1"
"""The version of the terms that a new customer must accept."""

EMAIL_MAX_LENGTH = 254  # RFC 5321, 4.5.3.1.3: a path of 256 octets minus its two angle brackets
PASSWORD_MIN_LENGTH = 8
PASSWORD_MAX_LENGTH = 256  # limits the cost of hashing; long passphrases fit

_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


@dataclass(frozen=True)
class User:
    """An account. `email` is as typed; `email_key` must be unique.

    A session with an epoch below the account's `session_epoch` has ended: raising it ends all sessions in one write.
    """

    user_id: UserId
    email: str
    password_hash: str
    accepted_terms: str
    accepted_terms_at: datetime
    created_at: datetime
    email_verified: bool = False
    session_epoch: int = 0

    @property
    def email_key(self) -> str:
        return email_key(self.email)


@dataclass(frozen=True)
class Session:
    """A family of refresh tokens: one sign-in on one device. Only its newest token is valid.

    `epoch` is the account's `session_epoch` at sign-in; `device` is the browser's own description.

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
    epoch: int = 0
    revoked: bool = False


@dataclass(frozen=True)
class Claims:
    """The content of an access token: the user, and the session (token family) of the request."""

    user_id: UserId
    session: str


def email_key(email: str) -> str:
    """Return the form of an address used for comparison: addresses that differ only by case are the same."""
    return email.strip().casefold()


def email_errors(email: str) -> list[FieldError]:
    """Return why `email` is not a valid address; empty when it is."""
    if len(email) > EMAIL_MAX_LENGTH or not _EMAIL.fullmatch(email):
        return [FieldError("email", "not_an_email", "Enter an e-mail address such as ada@example.com.")]
    return []


def password_errors(password: str, *, email: str, is_common: bool) -> list[FieldError]:
    """Return the rule that `password` breaks; empty when it is acceptable.

    The rules are its length and a list of common passwords. There are no composition rules: NIST SP 800-63B, 3.1.1.2.
    """
    if len(password) < PASSWORD_MIN_LENGTH:
        message = f"Use at least {PASSWORD_MIN_LENGTH} characters."
        return [FieldError("password", "too_short", message, least=PASSWORD_MIN_LENGTH)]
    if len(password) > PASSWORD_MAX_LENGTH:
        message = f"Use at most {PASSWORD_MAX_LENGTH} characters."
        return [FieldError("password", "too_long", message, most=PASSWORD_MAX_LENGTH)]
    folded = password.casefold()
    if is_common or len(set(folded)) < 4:
        message = "This password is easy to guess. Choose another."
        return [FieldError("password", "too_common", message)]
    if folded in (email_key(email), email_key(email).partition("@")[0]):
        return [FieldError("password", "same_as_email", "Do not use your e-mail address as the password.")]
    return []
