"""Who somebody is: identifiers, e-mail addresses, passwords, accounts.

Refuses to know how passwords are hashed or tokens signed; that is the adapters' work.
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

EMAIL_MAX_LENGTH = 254  # RFC 5321, 4.5.3.1.3: a path of 256 octets less its two angle brackets
PASSWORD_MIN_LENGTH = 8
PASSWORD_MAX_LENGTH = 256  # bounds the work of hashing; long passphrases fit

_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)

_COMMON_PASSWORDS = frozenset(
    """
    00000000 0000000000 0123456789 0987654321 11111111 1111111111 123123123 12341234 12345678 123456789 1234567890
    1234567891 12345678910 123456789a 147258369 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qaz2wsx3edc 87654321 98765432 987654321
    9876543210 a1b2c3d4 aa123456 abc1234567 abcd1234 abcd123456 abcdefghij admin123 administrator administrator1
    arsenal1 arsenal123 asdf1234 asdfghjk asdfghjkl1 baseball baseball123 blessing1 blessing123 callbox1 callbox123
    changeme changeme123 charlie1 chelsea1 chelsea123 computer corvette dragon123 football football123 godisgood
    godisgood1 hello123 hello1234 iloveyou iloveyou12 iloveyou123 internet jennifer jesus123 jesuschrist letmein1
    letmein123 liverpool liverpool1 manchester master123 maverick mercedes michelle monkey123 mypassword nigeria1
    nigeria123 nigeria1234 p@ssw0rd p@ssword passw0rd passw0rd123 password password1 password12 password123
    password1234 princess princess123 qwer1234 qwerty123 qwerty1234 qwerty12345 qwerty123456 qwertyui qwertyuiop
    samantha secret123 shadow123 starwars sunshine sunshine123 superman superman123 test1234 testtest trustno1
    victoria welcome1 welcome123 whatever zaq12wsx zxcvbnm1 zxcvbnm123
    """.split()  # noqa: SIM905 - a list of words reads best as one
)
"""Passwords of a permitted length that everybody tries first."""


@dataclass(frozen=True)
class User:
    """An account. `email` is as typed; `email_key` is what must be unique.

    Sessions of an earlier `session_epoch` than the account's have ended: raising it ends all there are, in one write.
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
    """A family of refresh tokens: one sign-in on one device. Only the newest token of it is good.

    `epoch` is the account's `session_epoch` when it began, `device` what the browser called itself.

    `lineage_hash` is the SHA-256 (hex) of what all its tokens share, `token_hash` of what only the newest has; no
    part of a token that proves anything is stored itself.
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


def email_key(email: str) -> str:
    """Return the form of an address that is compared: addresses that differ by case are one person."""
    return email.strip().casefold()


def email_errors(email: str) -> list[FieldError]:
    """Return why `email` cannot be an account's address; empty when it can."""
    if len(email) > EMAIL_MAX_LENGTH or not _EMAIL.fullmatch(email):
        return [FieldError("email", "Enter an e-mail address such as ada@example.com.")]
    return []


def password_errors(password: str, *, email: str) -> list[FieldError]:
    """Return the rule that `password` breaks; empty when it is acceptable.

    Length and a list of known passwords, no composition rules: NIST SP 800-63B, 3.1.1.2.
    """
    if len(password) < PASSWORD_MIN_LENGTH:
        return [FieldError("password", f"Use at least {PASSWORD_MIN_LENGTH} characters.")]
    if len(password) > PASSWORD_MAX_LENGTH:
        return [FieldError("password", f"Use at most {PASSWORD_MAX_LENGTH} characters.")]
    folded = password.casefold()
    if folded in _COMMON_PASSWORDS or len(set(folded)) < 4:
        return [FieldError("password", "This password is among the first that are guessed. Choose another.")]
    if folded in (email_key(email), email_key(email).partition("@")[0]):
        return [FieldError("password", "Do not use your e-mail address as the password.")]
    return []
