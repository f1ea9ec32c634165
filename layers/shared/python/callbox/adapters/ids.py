"""Ids and secrets from the operating system's randomness.

An id is 26 characters of Crockford's base 32 (without I, L, O and U, which are easy to misread): 48 bits of
milliseconds, then 80 random bits. Ids sort by millisecond; within one millisecond the order is random.
"""

import secrets
from datetime import UTC, datetime, timedelta

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_TIME_LENGTH = 10  # ceil(48 bits / 5 bits a character)
_LENGTH = 26  # ceil(128 bits / 5); the two spare bits are in front, so the time still fills the first ten
_RANDOM_BITS = 80
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class RandomIds:
    """The Ids port."""

    def new_id(self, now: datetime) -> str:
        bits = _milliseconds(now) << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
        return _encode(bits, _LENGTH)

    def first_id(self, at: datetime) -> str:
        """Return the time part of an id: a string sorts before all strings that begin with it."""
        return _encode(_milliseconds(at), _TIME_LENGTH)

    def made_at(self, made_id: str) -> datetime | None:
        if len(made_id) != _LENGTH or any(letter not in _ALPHABET for letter in made_id):
            return None
        milliseconds = 0
        for letter in made_id[:_TIME_LENGTH]:
            milliseconds = milliseconds << 5 | _ALPHABET.index(letter)
        return _EPOCH + timedelta(milliseconds=milliseconds) if milliseconds < 1 << 48 else None

    def new_secret(self) -> str:
        return secrets.token_urlsafe(32)


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def _encode(bits: int, length: int) -> str:
    return "".join(_ALPHABET[bits >> 5 * place & 31] for place in reversed(range(length)))
