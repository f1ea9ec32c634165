"""Codes of authenticator apps and recovery codes: which are valid, and that each is valid once."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from callbox.domain.second_factor import (
    SecondFactor,
    code_at,
    otpauth_url,
    recovery_code,
    spelled,
    turned_on,
    used,
)
from tests.builders import ADA

SECRET = b"12345678901234567890"
NOW = datetime.fromtimestamp(1_111_111_109, UTC)
STEP = 1_111_111_109 // 30
FACTOR = SecondFactor(ADA, SECRET, is_on=True)


@pytest.mark.parametrize(
    ("at_s", "code"),
    # RFC 6238, appendix B: the last six of its eight digits
    [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ],
)
def test_codes_match_the_standards_test_vectors(at_s: int, code: str) -> None:
    assert code_at(SECRET, at_s // 30) == code


@pytest.mark.parametrize(("drift", "is_good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_code_is_valid_in_its_half_minute_and_the_adjacent_ones(drift: int, is_good: bool) -> None:
    assert bool(used(FACTOR, code_at(SECRET, STEP + drift), now=NOW)) is is_good


def test_a_code_is_valid_once_and_invalidates_earlier_codes() -> None:
    after = used(FACTOR, code_at(SECRET, STEP), now=NOW)

    assert after is not None
    assert used(after, code_at(SECRET, STEP), now=NOW) is None
    assert used(after, code_at(SECRET, STEP - 1), now=NOW) is None
    assert used(after, code_at(SECRET, STEP + 1), now=NOW) is not None


@pytest.mark.parametrize("code", ["", "08180", "0818040", "81804", "٠٨١٨٠٤", "\ud800", "x" * 40])
def test_a_text_that_is_not_a_code_is_invalid(code: str) -> None:
    assert used(FACTOR, code, now=NOW) is None


@pytest.mark.parametrize("code", ["081 804", " 081804", "081-804"])
def test_spaces_and_dashes_are_ignored(code: str) -> None:
    assert used(FACTOR, code, now=NOW) is not None


def test_each_recovery_code_is_valid_once_in_any_spelling() -> None:
    codes = [recovery_code(bytes([number] * 10)) for number in range(3)]
    factor = turned_on(replace(FACTOR, is_on=False), codes)

    after = used(factor, codes[1].upper().replace("-", " "), now=NOW)

    assert after is not None
    assert len(after.recovery_hashes) == 2
    assert used(after, codes[1], now=NOW) is None
    assert used(after, codes[0], now=NOW) is not None


def test_recovery_codes_are_kept_as_hashes_and_shown_in_groups_of_four() -> None:
    code = recovery_code(b"0123456789")

    assert [len(part) for part in code.split("-")] == [4, 4, 4, 4]
    assert code.replace("-", "") not in repr(turned_on(FACTOR, [code]))


def test_the_link_for_the_app_names_the_account_and_holds_the_secret() -> None:
    assert otpauth_url(SECRET, email="a+b@example.com") == (
        f"otpauth://totp/Callbox:a%2Bb%40example.com?secret={spelled(SECRET)}&issuer=Callbox"
    )
