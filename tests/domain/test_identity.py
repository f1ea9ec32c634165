"""Which addresses and passwords an account may have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbox.domain.identity import email_errors, email_key, new_email_errors, password_errors
from tests.builders import a_user

ADA = "ada@example.com"


@pytest.mark.parametrize(
    "email",
    [
        ADA,
        "Ada.Lovelace+callbox@mail.example.co.uk",
        "o'brien@example.ng",
        "a@b.io",
        f"{'a' * 64}@example.com",
        f"a@{'b' * 63}.com",
        f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 57}.com",  # 254 characters
    ],
)
def test_usual_addresses_are_accepted(email: str) -> None:
    assert email_errors(email) == []


@pytest.mark.parametrize(
    "email",
    [
        "",
        "ada",
        "@example.com",
        "ada@",
        "ada@example",
        "ada@@example.com",
        "ada@exa mple.com",
        " ada@example.com",
        "ada@example.com ",
        "ada@example.com\n",
        "ada@-example.com",
        "ada@example-.com",
        "ada@example..com",
        "ada@example.c0m",
        "ada@[127.0.0.1]",
        "ada,bob@example.com",
        "Ada <ada@example.com>",
        "adä@example.com",
        f"{'a' * 65}@example.com",
        f"a@{'b' * 64}.com",
        f"{'a' * 64}@{'b' * 63}.{'c' * 63}.{'d' * 58}.com",  # 255 characters
    ],
)
def test_an_address_that_cannot_receive_mail_is_refused(email: str) -> None:
    assert [error.field for error in email_errors(email)] == ["email"]


@pytest.mark.parametrize(
    "local", ["ada", "Ada.Lovelace+callbox", "o'brien", "a_b-c%d", "1", "a.b.c", "-", "ada+a.b-c_d%e'f"]
)
def test_a_new_account_may_have_a_common_address(local: str) -> None:
    assert new_email_errors(f"{local}@example.com") == []


@pytest.mark.parametrize("local", [".ada", "ada.", "a..da", ".", ".."])
def test_no_mailbox_has_dots_like_these(local: str) -> None:
    [error] = new_email_errors(f"{local}@example.com")

    assert (error.field, error.code) == ("email", "not_an_email")


@pytest.mark.parametrize("character", "!#$&*/=?^`{|}~")
def test_a_new_account_has_no_address_that_a_shell_would_run(character: str) -> None:
    address = f"ada{character}id@example.com"

    [error] = new_email_errors(address)

    assert (error.field, error.code) == ("email", "unusual_email")
    assert email_errors(address) == [], "an older account goes on"


@given(st.text(max_size=300))
def test_no_text_makes_the_check_raise_and_no_line_break_passes(text: str) -> None:
    assert email_errors(text) or "@" in text
    assert email_errors(f"{text}\n@example.com")


def test_addresses_that_differ_by_case_are_one_account_and_the_spelling_is_kept() -> None:
    user = a_user(email="Ada@Example.COM")

    assert user.email == "Ada@Example.COM"
    assert user.email_key == email_key(ADA) == email_key("  ADA@example.com ") == ADA


@pytest.mark.parametrize(
    "password",
    ["lagos-ib", "correct horse battery staple", "ünïcödé!", "x7" + "kq" * 127, "12348765"],
)
def test_a_password_is_judged_only_by_its_length_and_how_easily_it_is_guessed(password: str) -> None:
    assert password_errors(password, email=ADA, is_common=False) == []


@pytest.mark.parametrize(
    ("password", "code", "rule"),
    [
        ("", "too_short", "at least 8"),
        ("short7!", "too_short", "at least 8"),
        ("abcd" * 64 + "e", "too_long", "at most 256"),
        ("aaaaaaaaaaaa", "too_common", "easy to guess"),
        ("abcabcabcabc", "too_common", "easy to guess"),
        ("ada@example.com", "same_as_email", "e-mail address"),
        ("ADA@EXAMPLE.COM", "same_as_email", "e-mail address"),
    ],
)
def test_a_weak_password_is_refused_with_the_rule_it_breaks(password: str, code: str, rule: str) -> None:
    (error,) = password_errors(password, email=ADA, is_common=False)

    assert (error.field, error.code) == ("password", code)
    assert rule in error.message


def test_a_common_password_is_refused_whatever_its_length() -> None:
    (error,) = password_errors("correct horse battery staple", email=ADA, is_common=True)

    assert "easy to guess" in error.message


def test_the_local_part_of_the_address_is_refused_as_a_password() -> None:
    (error,) = password_errors("Lovelace", email="lovelace@example.com", is_common=False)

    assert "e-mail address" in error.message


@pytest.mark.parametrize("top", ["local", "TEST", "invalid", "localhost"])
def test_an_address_that_no_mail_and_no_payment_reaches_is_refused_to_new_accounts(top: str) -> None:
    [error] = new_email_errors(f"ada@printer.{top}")

    assert (error.field, error.code) == ("email", "not_an_email")
    assert email_errors(f"ada@printer.{top}") == []  # older accounts still sign in
