"""Passwords are stored as argon2id hashes with our parameters, and timing does not reveal whether an account exists."""

import time
from collections.abc import Callable

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from callbox.adapters.passwords import Argon2Passwords

PASSWORD = "correct horse battery"

passwords = Argon2Passwords()


def test_only_the_right_password_matches_a_hash() -> None:
    password_hash = passwords.hash(PASSWORD)

    assert passwords.matches(PASSWORD, password_hash)
    assert not passwords.matches(PASSWORD + "!", password_hash)
    assert not passwords.matches("", password_hash)


def test_the_hash_is_argon2id_with_the_parameters_we_state() -> None:
    password_hash = passwords.hash(PASSWORD)

    assert password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    found = extract_parameters(password_hash)
    assert (found.salt_len, found.hash_len) == (16, 32)


def test_the_same_password_is_hashed_differently_each_time() -> None:
    assert passwords.hash(PASSWORD) != passwords.hash(PASSWORD)


def test_no_password_matches_a_missing_hash() -> None:
    assert not passwords.matches(PASSWORD, None)
    assert not passwords.matches("", None)


def test_refusing_an_unknown_account_takes_as_long_as_refusing_a_wrong_password() -> None:
    password_hash = passwords.hash(PASSWORD)

    wrong_s = fastest_of(9, lambda: passwords.matches("wrong", password_hash))
    stranger_s = fastest_of(9, lambda: passwords.matches("wrong", None))

    # hashing takes 20 ms and more; without it a refusal would take a thousandth of that
    assert 0.5 < stranger_s / wrong_s < 2


def test_a_hash_with_other_parameters_is_outdated_but_still_matches() -> None:
    older_hash = PasswordHasher(time_cost=1, memory_cost=8_192, parallelism=1).hash(PASSWORD)

    assert passwords.is_outdated(older_hash)
    assert passwords.matches(PASSWORD, older_hash)
    assert not passwords.is_outdated(passwords.hash(PASSWORD))


@pytest.mark.parametrize(
    ("typed_at_sign_up", "typed_at_sign_in"),
    [
        pytest.param("caf\u00e9 au lait", "cafe\u0301 au lait", id="composed-and-decomposed-accents"),
        pytest.param("ni\u1ecdla ade 2026", "nio\u0323la ade 2026", id="a-dot-below"),
    ],
)
def test_equivalent_unicode_spellings_are_the_same_password(typed_at_sign_up: str, typed_at_sign_in: str) -> None:
    assert passwords.matches(typed_at_sign_in, passwords.hash(typed_at_sign_up))


def test_a_password_with_invalid_text_is_refused_like_a_wrong_one() -> None:
    password_hash = passwords.hash(PASSWORD)

    assert not passwords.matches("\ud800 lone surrogate", password_hash)


def test_every_character_of_a_long_password_counts() -> None:
    long_password = "x" * 255

    assert not passwords.matches(long_password + "a", passwords.hash(long_password + "b"))


@pytest.mark.parametrize("damaged", ["", "not a hash", "$argon2id$v=19$m=19456"])
def test_a_damaged_hash_is_an_error_and_not_a_wrong_password(damaged: str) -> None:
    with pytest.raises((InvalidHashError, VerificationError)):
        passwords.matches(PASSWORD, damaged)


@pytest.mark.parametrize("password", ["password", "PassWord123", "12345678", "Jennifer", "nigeria1", "callbox123"])
def test_a_common_password_is_recognized_in_any_case(password: str) -> None:
    assert passwords.is_common(password)


@pytest.mark.parametrize("password", [PASSWORD, "lagos-ib", "", "\ud800 lone surrogate", "password of the ferryman"])
def test_other_passwords_are_not_common(password: str) -> None:
    assert not passwords.is_common(password)


def fastest_of(times: int, act: Callable[[], object]) -> float:
    """Return the least processor time of several runs: it does not depend on how busy the machine is."""

    def measure() -> float:
        started_at = time.process_time()
        act()
        return time.process_time() - started_at

    return min(measure() for _ in range(times))
