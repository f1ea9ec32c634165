"""Password hashes: argon2id with explicit parameters, so that a library upgrade does not change them.

One hash or comparison takes about 26 ms and 19 MiB; argon2-cffi's defaults take nine times as long.
"""

import unicodedata
from functools import cache
from hashlib import sha256
from pathlib import Path

from argon2 import PasswordHasher, Type
from argon2.exceptions import VerifyMismatchError

# The hash of discarded random bytes, with the parameters above. An unknown address is compared with it: that is equal
# work, so timing does not reveal which addresses have an account.
_DUMMY_HASH = "$argon2id$v=19$m=19456,t=2,p=1$odWPkpByUKoaw+6wj3Hmnw$F+OOaGS2qNXX3CoWaTny9J0BvaMaq4XvfyCRRD8T9kg"

COMMON_PASSWORDS_FILE = Path(__file__).parents[1] / "common_passwords.bin"
"""Concatenated digests of the most common passwords, written by infra/common_passwords.py."""
COMMON_DIGEST_BYTES = 5
"""Short, to keep the file small. Of a hundred million other passwords, one or two are mistaken for a common one."""


class Argon2Passwords:
    """The Passwords port."""

    def hash(self, password: str) -> str:
        return _hasher().hash(_as_bytes(password))

    def matches(self, password: str, password_hash: str | None) -> bool:
        """Return whether the password has this hash. Raises for a hash that is not argon2: the store is damaged."""
        try:
            _hasher().verify(_DUMMY_HASH if password_hash is None else password_hash, _as_bytes(password))
        except VerifyMismatchError:
            return False
        return password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        return _hasher().check_needs_rehash(password_hash)

    def is_common(self, password: str) -> bool:
        return common_digest(password) in _common_digests()


def common_digest(password: str) -> bytes:
    """Return a password's digest for the list, ignoring case."""
    return sha256(_as_bytes(password.casefold())).digest()[:COMMON_DIGEST_BYTES]


@cache
def _common_digests() -> frozenset[bytes]:
    run = COMMON_PASSWORDS_FILE.read_bytes()
    return frozenset(run[at : at + COMMON_DIGEST_BYTES] for at in range(0, len(run), COMMON_DIGEST_BYTES))


@cache
def _hasher() -> PasswordHasher:
    """Return the hasher. OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane."""
    return PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)


def _as_bytes(password: str) -> bytes:
    """Normalise the password: keyboards compose accents differently.

    NIST SP 800-63B requires it. Lone surrogates, which JSON can contain, are kept and do not raise.
    """
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
