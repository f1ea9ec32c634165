"""Mails to customers: their texts and their one-time links.

A link holds a token of 256 random bits; we store only its hash. A password-reset link is bound to the current
password. Using it changes that password, so it works once, and all earlier links stop working too.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from callbox.domain.identity import User, UserId

MailKind = Literal["confirm_email", "reset_password", "session_reused"]

CONFIRMATION_LIFETIME = timedelta(hours=24)
RESET_LIFETIME = timedelta(minutes=30)


@dataclass(frozen=True)
class Mail:
    subject: str
    text: str


@dataclass(frozen=True)
class MailedToken:
    """The token of a mailed link. `password_digest` is the digest of the password hash that it may replace."""

    token_hash: str
    kind: MailKind
    user_id: UserId
    password_digest: str
    expires_at: datetime


def mailed_token(kind: MailKind, user: User, *, secret: str, now: datetime) -> MailedToken:
    lifetime = RESET_LIFETIME if kind == "reset_password" else CONFIRMATION_LIFETIME
    return MailedToken(token_hash(secret), kind, user.user_id, digest(user.password_hash), now + lifetime)


def is_good(token: MailedToken, kind: MailKind, user: User, *, now: datetime) -> bool:
    """Return whether the token is valid for `kind` and this user now."""
    in_time = token.kind == kind and now < token.expires_at
    return in_time and (kind != "reset_password" or token.password_digest == digest(user.password_hash))


def token_hash(secret: str) -> str:
    """SHA-256 is enough: the secret is 256 random bits, so it cannot be guessed."""
    return digest(secret)


def digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def confirmation(link: str) -> Mail:
    return Mail(
        "Confirm your email for Callbox",
        f"""Welcome to Callbox.

Open this link to confirm your email. After that you can get numbers:

{link}

It works for 24 hours. If you did not sign up, ignore this mail: nothing happens without the link.
""",
    )


def password_reset(link: str) -> Mail:
    return Mail(
        "Set a new password for Callbox",
        f"""We got a request to set a new password for your Callbox account.

Open this link to set it:

{link}

It works once, for 30 minutes. Setting a new password signs out every device.
If it was not you, ignore this mail: your password stays as it is.
""",
    )


def session_reused(site_url: str) -> Mail:
    return Mail(
        "A device was signed out of your Callbox account",
        f"""One sign-in to your Callbox account was used from two places. This can mean that it was copied.
We signed both out. Your money and your numbers are safe.

If you do not know why this happened, set a new password. That signs out every device:

{site_url}/forgot-password
""",
    )
