"""The shipped list of common passwords is complete, current and small."""

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from callbox.adapters.passwords import COMMON_PASSWORDS_FILE, Argon2Passwords
from callbox.domain.identity import PASSWORD_MIN_LENGTH
from infra.common_passwords import as_file, common_passwords


def test_the_list_is_what_its_command_writes() -> None:
    assert COMMON_PASSWORDS_FILE.read_bytes() == as_file(common_passwords())


def test_the_three_thousand_commonest_passwords_that_are_long_enough_are_on_it() -> None:
    """OWASP ASVS 5.0, 6.2.4."""
    long_enough = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= PASSWORD_MIN_LENGTH]

    missing = [word for word in long_enough[:3_000] if not Argon2Passwords().is_common(word)]

    assert len(long_enough) > 3_000
    assert missing == []


def test_the_list_is_small_compared_with_the_package() -> None:
    assert COMMON_PASSWORDS_FILE.stat().st_size < 100_000
