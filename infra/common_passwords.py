"""Write the list of passwords that sign-up refuses because attackers try them first.

Leaked passwords and names of people come from zxcvbn's lists. We add passwords that these lists lack and that attackers
try against a service like ours in Nigeria. The shipped file holds sorted digests: it is small and shows no words.

    python -m infra.common_passwords
"""

from zxcvbn.frequency_lists import FREQUENCY_LISTS

from callbox.adapters.passwords import COMMON_PASSWORDS_FILE, common_digest
from callbox.domain.identity import PASSWORD_MAX_LENGTH, PASSWORD_MIN_LENGTH

LISTS = ("passwords", "female_names", "male_names", "surnames")
OURS = (
    "00000000 0000000000 0123456789 0987654321 1111111111 123123123 12341234 87654321 98765432 987654321 9876543210 "
    "abc1234567 abcd123456 abcdefghij administrator administrator1 baseball123 blessing1 blessing123 callbox1 "
    "callbox123 changeme123 chelsea123 godisgood1 letmein123 nigeria1 nigeria123 nigeria1234 p@ssword passw0rd123 "
    "princess123 sunshine123 testtest textverified paystack1 paystack123"
)


def common_passwords() -> set[str]:
    """Return every common password that is long enough for an account."""
    words = {word for name in LISTS for word in FREQUENCY_LISTS[name]} | set(OURS.split())
    return {word for word in words if PASSWORD_MIN_LENGTH <= len(word) <= PASSWORD_MAX_LENGTH}


def as_file(passwords: set[str]) -> bytes:
    return b"".join(sorted({common_digest(password) for password in passwords}))


def main() -> None:
    COMMON_PASSWORDS_FILE.write_bytes(as_file(common_passwords()))


if __name__ == "__main__":
    main()
