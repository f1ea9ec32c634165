"""Which networks are counted, and how much work a busy one is asked for."""

from hashlib import sha256

import pytest

from callbox.domain.networks import widths
from callbox.domain.work import MOST_BITS, PARTS, Proof, bits_for, is_done, read_proof
from tests.solving import solved

CHALLENGE = "c" * 43


@pytest.mark.parametrize(
    ("network", "counted"),
    [
        ("203.0.113.7", {"narrow": "203.0.113.7"}),
        ("direct", {"narrow": "direct"}),
        (
            "2001:db8:12:3456::/64",
            {"narrow": "2001:db8:12:3456::/64", "/56": "2001:db8:12:3400::/56", "/48": "2001:db8:12::/48"},
        ),
    ],
)
def test_a_network_is_counted_with_the_wider_ones_around_it(network: str, counted: dict[str, str]) -> None:
    assert widths(network) == counted


@pytest.mark.parametrize(
    ("attempts", "bits"), [(0, 0), (19, 0), (20, 14), (39, 14), (40, 15), (79, 15), (80, 16), (10_000, 16)]
)
def test_each_doubling_of_the_tally_asks_for_one_bit_more_up_to_a_maximum(attempts: int, bits: int) -> None:
    assert bits_for(attempts, asked_from=20) == bits
    assert bits <= MOST_BITS


def test_a_proof_is_done_when_every_hash_begins_with_the_zero_bits() -> None:
    proof = read_proof(solved(CHALLENGE, bits=6))

    assert proof is not None
    assert is_done(proof, bits=6)
    for part, number in enumerate(proof.numbers):
        digest = sha256(f"{CHALLENGE}.{part}.{number}".encode()).hexdigest()
        assert int(digest[:2], 16) < 4


def test_one_part_that_is_not_done_spoils_the_proof() -> None:
    proof = read_proof(solved(CHALLENGE, bits=6))
    assert proof is not None
    wrong = next(n for n in range(100) if sha256(f"{CHALLENGE}.15.{n}".encode()).digest()[0] >= 4)

    assert not is_done(Proof(CHALLENGE, (*proof.numbers[:-1], wrong)), bits=6)
    assert not is_done(Proof("d" * 43, proof.numbers), bits=6)


@pytest.mark.parametrize(
    "text",
    [
        "",
        CHALLENGE,
        ".".join([CHALLENGE, *["1"] * (PARTS - 1)]),
        ".".join([CHALLENGE, *["1"] * (PARTS + 1)]),
        ".".join(["", *["1"] * PARTS]),
        ".".join([CHALLENGE, *["-1"] * PARTS]),
        ".".join([CHALLENGE, *["1e3"] * PARTS]),
        ".".join([CHALLENGE, *["²"] * PARTS]),
        ".".join([CHALLENGE, *["1" * 13] * PARTS]),
        ".".join(["c" * 600, *["1"] * PARTS]),
    ],
)
def test_other_text_is_no_proof(text: str) -> None:
    assert read_proof(text) is None
