"""Proof of work: what a browser computes before a network that tried often is answered. It slows; it guards nothing.

A challenge has PARTS parts. Part i is done by a whole number n for which SHA-256 of the text `<challenge>.<i>.<n>`
begins with `bits` zero bits; i counts from 0. The proof is `<challenge>.<n of part 0>.….<n of part 15>`. Many small
parts instead of one large one make the time even: p95 is 1.44 times the mean (one part: 3 times).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from math import log2
from typing import Literal

Act = Literal["sign_in", "sign_up", "reset_mail"]
"""What is slowed, each act by itself. A challenge is good for one of them."""

PARTS = 16
LEAST_BITS = 14
"""2^14 hashes a part, 262,144 in all: 0.2 s for a worker on a desktop (1.3 million a second), 1 to 2 s on a phone."""
MOST_BITS = 16
"""Four times as many: what a slow phone still does in some seconds."""
LIFETIME = timedelta(minutes=10)
LONGEST_PROOF = 512
"""Characters. A challenge has 43, and a number of up to 12 digits is never needed in full."""
_MOST_DIGITS = 12


@dataclass(frozen=True)
class Challenge:
    """A challenge that was given and not yet used. It is good for one request of `act`, until `expires_at`."""

    challenge: str
    act: Act
    bits: int
    expires_at: datetime


@dataclass(frozen=True)
class Proof:
    challenge: str
    numbers: tuple[int, ...]


def bits_for(attempts: int, *, asked_from: int) -> int:
    """Return the bits for a network with so many attempts: one more for each doubling of its tally; 0 for no work."""
    if attempts < asked_from:
        return 0
    return min(MOST_BITS, LEAST_BITS + int(log2(attempts / asked_from)))


def read_proof(text: str) -> Proof | None:
    """Return the proof that a header holds; None for any other text."""
    challenge, *numbers = text.split(".") if len(text) <= LONGEST_PROOF else [""]
    is_in_form = all(one.isascii() and one.isdigit() and len(one) <= _MOST_DIGITS for one in numbers)
    if not challenge or len(numbers) != PARTS or not is_in_form:
        return None
    return Proof(challenge, tuple(int(one) for one in numbers))


def is_done(proof: Proof, *, bits: int) -> bool:
    """Return whether each number of the proof does its part."""
    return all(
        int.from_bytes(sha256(f"{proof.challenge}.{part}.{number}".encode()).digest()) >> (256 - bits) == 0
        for part, number in enumerate(proof.numbers)
    )
