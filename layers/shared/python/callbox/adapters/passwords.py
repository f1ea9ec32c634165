"""Password hashes: argon2id with stated parameters, so that an upgrade of the library changes none of them.

One hash or comparison takes about 26 ms and 19 MiB; argon2-cffi's own defaults take nine times as long.
"""

import unicodedata
from functools import cache
from hashlib import sha256
from pathlib import Path

from argon2 import PasswordHasher, Type
from argon2.exceptions import VerifyMismatchError

# Of random bytes that nobody kept, with the parameters above. It gives a comparison with nobody's password
# the work of any other, so that the time does not tell which addresses have an account.
_NOBODYS_HASH = "$argon2id$v=19$m=19456,t=2,p=1$odWPkpByUKoaw+6wj3Hmnw$F+OOaGS2qNXX3CoWaTny9J0BvaMaq4XvfyCRRD8T9kg"

COMMON_PASSWORDS_FILE = Path(__file__).parents[1] / "common_passwords.bin"
"""Digests of the passwords that everybody tries first, one after the other: infra/common_passwords.py writes them."""
COMMON_DIGEST_BYTES = 5
"""So short that the file stays small; of a hundred million other passwords, one or two are taken for a common one."""


class Argon2Passwords:
    """The Passwords port."""

    def hash(self, password: str) -> str:
        return _hasher().hash(_as_bytes(password))

    def matches(self, password: str, password_hash: str | None) -> bool:
        """Return whether they belong together. A hash that is no argon2 hash raises: the store is damaged."""
        try:
            _hasher().verify(_NOBODYS_HASH if password_hash is None else password_hash, _as_bytes(password))
        except VerifyMismatchError:
            return False
        return password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        return _hasher().check_needs_rehash(password_hash)

    def is_common(self, password: str) -> bool:
        return common_digest(password) in _common_digests()


def common_digest(password: str) -> bytes:
    """Return by what the list knows a password, in capitals or not."""
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
    """Return one form for what looks the same: keyboards differ in how they compose accents.

    NIST SP 800-63B asks for it. Lone surrogates, which JSON can carry, are kept rather than raised over.
    """
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
