"""Write the list of passwords that are refused because everybody tries them first.

Passwords met in leaks and the names of people come from zxcvbn's lists; ours are those that these lack and that are
tried against a service like this one, where it is used. What ships is a sorted run of digests: it is small, and nobody
has to read the words.

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
    """Return all that are common and would be long enough."""
    words = {word for name in LISTS for word in FREQUENCY_LISTS[name]} | set(OURS.split())
    return {word for word in words if PASSWORD_MIN_LENGTH <= len(word) <= PASSWORD_MAX_LENGTH}


def as_file(passwords: set[str]) -> bytes:
    return b"".join(sorted({common_digest(password) for password in passwords}))


def main() -> None:
    COMMON_PASSWORDS_FILE.write_bytes(as_file(common_passwords()))


if __name__ == "__main__":
    main()
