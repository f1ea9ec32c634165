"""Does the proof of work as a browser does; see callbox/domain/work.py."""

from hashlib import sha256
from itertools import count


def solved(challenge: str, *, bits: int, parts: int = 16) -> str:
    """Return the proof for the header X-Callbox-Work."""
    return ".".join([challenge, *(str(_number(f"{challenge}.{part}.".encode(), bits)) for part in range(parts))])


def _number(prefix: bytes, bits: int) -> int:
    begun, shift = sha256(prefix), 64 - bits
    for number in count():
        tried = begun.copy()
        tried.update(b"%d" % number)
        if int.from_bytes(tried.digest()[:8]) >> shift == 0:
            return number
    raise AssertionError("counts without end")
