"""Codes of authenticator apps and recovery codes: which are valid, and that each is valid once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callbox.domain.second_factor import (
    SecondFactor,
    code_at,
    enrolment,
    kept,
    lost,
    otpauth_url,
    recovery_code,
    refunds_blocked_until,
    shown,
    spelled,
    trace,
    turned_on,
    used,
)
from tests.builders import ADA, a_session, a_user

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
    codes = [recovery_code(bytes([number] * 15)) for number in range(3)]
    factor = turned_on(replace(FACTOR, is_on=False), codes, now=NOW)

    after = used(factor, codes[1].upper().replace("-", " "), now=NOW)

    assert after is not None
    assert len(after.recovery_hashes) == 2
    assert used(after, codes[1], now=NOW) is None
    assert used(after, codes[0], now=NOW) is not None


def test_recovery_codes_are_kept_as_hashes_and_shown_in_groups_of_four() -> None:
    code = recovery_code(b"0123456789abcde")

    assert [len(part) for part in code.split("-")] == [4, 4, 4, 4, 4, 4]
    assert code.replace("-", "") not in repr(turned_on(FACTOR, [code], now=NOW))


def test_the_link_for_the_app_names_the_account_and_holds_the_secret() -> None:
    assert otpauth_url(SECRET, email="a+b@example.com") == (
        f"otpauth://totp/Callbox:a%2Bb%40example.com?secret={spelled(SECRET)}&issuer=Callbox"
    )


@pytest.mark.parametrize(
    ("changes", "stands", "survives"),
    [
        ({"is_on": False}, False, False),
        ({"on_since": None}, True, True),  # from before times were stored
        ({"on_since": NOW - timedelta(days=7)}, True, True),
        ({"on_since": NOW - timedelta(days=7) + timedelta(seconds=1)}, True, False),
        ({"removed_at": NOW + timedelta(seconds=1)}, True, True),
        ({"removed_at": NOW}, False, False),
    ],
)
def test_a_factor_stands_until_it_is_removed_and_survives_a_reset_from_seven_days_on(
    changes: dict[str, Any], stands: bool, survives: bool
) -> None:
    factor = replace(FACTOR, **{"is_on": True, **changes})

    assert (factor.stands(NOW), factor.survives_a_reset(NOW)) == (stands, survives)


@pytest.mark.parametrize(
    ("changes", "can_be"),
    [
        ({}, True),
        ({"is_on": True}, False),
        ({"begun_at": None}, False),
        ({"begun_at": NOW - timedelta(minutes=15)}, False),
        ({"epoch": 4}, False),
    ],
)
def test_an_enrolment_lives_for_fifteen_minutes_and_as_long_as_the_sessions(
    changes: dict[str, Any], can_be: bool
) -> None:
    factor = replace(FACTOR, **{"is_on": False, "begun_at": NOW, "epoch": 5, **changes})

    assert factor.can_be_confirmed(a_user(session_epoch=5), now=NOW) is can_be


def test_a_right_code_stops_the_removal_that_its_owner_asked_for_but_not_an_operators() -> None:
    asked = lost(FACTOR, is_ruled=False, mail_due_at=NOW, now=NOW)
    ruled = lost(asked, is_ruled=True, mail_due_at=NOW, now=NOW + timedelta(hours=5))

    assert (asked.lost_at, asked.removed_at, asked.mail_due_at) == (NOW, NOW + timedelta(hours=72), NOW)
    assert ruled == replace(asked, is_ruled=True), "the ruling joins it and moves nothing"
    assert shown(asked) == kept(ruled) == FACTOR
    assert shown(ruled) == ruled


@pytest.mark.parametrize(("began", "is_ruled", "may"), [(0, False, True), (1, False, False), (0, True, False)])
def test_a_session_begun_before_may_stop_what_the_customer_asked_for(began: int, is_ruled: bool, may: bool) -> None:
    factor = lost(FACTOR, is_ruled=is_ruled, mail_due_at=NOW, now=NOW)

    assert factor.can_be_kept_by(a_session(created_at=NOW + timedelta(seconds=began))) is may


def test_refunds_are_blocked_for_seven_days_after_a_removal_whatever_follows() -> None:
    removed_at = NOW + timedelta(hours=72)
    factor = lost(FACTOR, is_ruled=False, mail_due_at=NOW, now=NOW)
    later = removed_at + timedelta(days=1)
    another = turned_on(enrolment(a_user(), SECRET, before=factor, now=later), [], now=later)
    traced = trace(another, now=later)

    assert refunds_blocked_until(factor, now=removed_at - timedelta(seconds=1)) is None
    assert another.stands(later)
    assert traced is not None
    assert not traced.stands(later)
    for one in (factor, another, traced):
        assert refunds_blocked_until(one, now=removed_at) == removed_at + timedelta(days=7)
        assert refunds_blocked_until(one, now=removed_at + timedelta(days=7)) is None
    assert trace(another, now=removed_at + timedelta(days=7)) is None
