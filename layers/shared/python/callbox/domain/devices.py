"""Known devices: browsers that have signed in to an account before. Failures elsewhere never stop them.

A browser keeps a device's id and secret in a cookie; we store the secret's hash. A device ends when a mailed link sets
a new password, when the customer signs out everywhere or forgets it, and after 400 days without a sign-in.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from callbox.domain.identity import User, UserId

LIFETIME = timedelta(days=400)
"""The longest that browsers keep a cookie (RFC 6265bis, 5.5)."""
LONGEST_TOKEN = 200


@dataclass(frozen=True)
class Device:
    """`resets` are the account's at its last sign-in; `secret_hash` is a SHA-256 in hexadecimal."""

    user_id: UserId
    device_id: str
    secret_hash: str
    resets: int
    made_at: datetime
    used_at: datetime

    @property
    def expires_at(self) -> datetime:
        return self.used_at + LIFETIME

    def is_known(self, user: User, *, now: datetime) -> bool:
        return self.user_id == user.user_id and self.resets == user.resets and now < self.expires_at

    def has(self, secret: str) -> bool:
        return hmac.compare_digest(self.secret_hash, hash_of(secret))


@dataclass(frozen=True)
class DeviceToken:
    """What a browser keeps: `<device id>.<secret>`."""

    device_id: str
    secret: str

    def __str__(self) -> str:
        return f"{self.device_id}.{self.secret}"


def read_token(text: str | None) -> DeviceToken | None:
    """Return the token that a cookie holds; None for any other text."""
    device_id, _, secret = (text or "").partition(".")
    if not device_id or not secret or not text or len(text) > LONGEST_TOKEN or not text.isascii():
        return None
    return DeviceToken(device_id, secret)


def hash_of(secret: str) -> str:
    """SHA-256 is enough: the secret is 256 random bits, so it cannot be guessed."""
    return sha256(secret.encode()).hexdigest()


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"),
             ("CriOS", "Chrome"), ("FxiOS", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
"""Marks in a browser's own description and its name. The first that is there counts: most also say Chrome or Safari."""
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
            ("Macintosh", "Mac"), ("CrOS", "ChromeOS"), ("Linux", "Linux"))  # fmt: skip


def browser_name(description: str) -> str:
    """Return a browser's own description as a person says it, such as "Chrome on Android"; any other is a device."""
    browser = next((name for mark, name in _BROWSERS if mark in description), "")
    system = next((name for mark, name in _SYSTEMS if mark in description), "")
    return " on ".join(filter(None, (browser, system))) or "an unknown device"
