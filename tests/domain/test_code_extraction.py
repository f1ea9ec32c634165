"""Which code is found in a text, which numbers are ignored, and that no text breaks or slows the search.

The texts are in `corpus_messages.json`. Add each text that was misread, under a name that says why.
"""

import json
import re
import time
import unicodedata
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime
from pathlib import Path
from typing import TypedDict

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from callbox.domain.code_extraction import extract_code
from callbox.domain.messages import MAX_TEXT_CHARS, Message, first_code
from callbox.domain.plain_text import LOOK_ALIKES


class _Case(TypedDict, total=False):
    name: str
    text: str
    parsed_code: str
    code: str | None


CORPUS: list[_Case] = json.loads(Path(__file__).with_name("corpus_messages.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CORPUS, ids=[case["name"] for case in CORPUS])
def test_the_code_of_a_known_text_is_found_and_no_other_number(case: _Case) -> None:
    assert extract_code(case["text"], parsed_code=case.get("parsed_code")) == case["code"]


OTHER_NUMBERS = (
    *(
        "₦1500",
        "1500 ₦",
        "NGN 5000",
        "N15000",
        "5000 naira",
        "1500 руб.",
        "2500 points",
        "3600 seconds",
        "1430 hrs",
    ),
    *(
        "12-10-25",
        "23-Nov-2026",
        "12 March 2027",
        "March 12, 2027",
        "March 2027",
        "2027年",
        "23/11/2026",
        "14:05:10",
    ),
    *("+2348034829130", "+44 2079 4608", "(312) 555 0142", "0803 4829 9130", "01 23 45 67 89", "call 48291"),
    *(
        "*901*4081#",
        "#4081#",
        "reply STOP to 28849",
        "****4081",
        "XX4081",
        "4081 0000 0000 0000",
        "ending in 4081",
    ),
    *(
        "card 4081",
        "card no. 4081",
        "order #77123",
        "flight AB4829",
        "promo code SAVE20",
        "code postal 75011",
    ),
    *("ada-4829@example.com", "@A1984", "www.example.com/a/482913-b", "example.com/a/482913-b", "A1B2.com"),
)


@pytest.mark.parametrize("number", OTHER_NUMBERS)
def test_another_kind_of_number_is_not_a_code_even_next_to_the_word_code(number: str) -> None:
    assert extract_code(f"About your code: {number}") is None


TEMPLATES = (
    "Your Harbor verification code is {}",
    "{} is your Harbor verification code. Never share it.",
    "Harbor: use code {} to sign in. It expires in 10 minutes.",
    "₦1,500 at SHOP 4829 on 23/11/2026, card ending 4081. Your OTP is {}.",
    "Order #77123456, call +234 803 482 9130. Your passcode: {}",
    "Tu código de verificación es {}. No lo compartas.",
    "Votre code de vérification : {}",
    "Dein Bestätigungscode lautet {}. Er gilt 5 Minuten.",
    "Ваш код: {}. Никому его не сообщайте",
    "【Harbor】验证码：{}，5分钟内有效。",
)
plain_digits = st.from_regex(r"[0-9]{4,8}", fullmatch=True)
grouped_digits = st.from_regex(r"[0-9]{3}[ -][0-9]{3}", fullmatch=True)
marked_digits = st.from_regex(r"(?:G|FB)-[0-9]{5,6}", fullmatch=True)
# Starts unlike an amount (N1500) or a masked card (XX4081), which the search rightly ignores.
alphanumerics = st.from_regex(r"[A-HJ-M][2-9][A-Z][A-Z0-9]{1,5}|[A-HJ-M][2-9][A-Z]-[2-9][A-Z][0-9]", fullmatch=True)


@given(template=st.sampled_from(TEMPLATES), printed=plain_digits | grouped_digits)
@example(template=TEMPLATES[0], printed="2024")
@example(template=TEMPLATES[1], printed="20261123")
def test_every_numeric_code_is_found_in_a_typical_text(template: str, printed: str) -> None:
    assert extract_code(template.format(printed)) == re.sub("[ -]", "", printed)


@given(template=st.sampled_from(TEMPLATES), printed=marked_digits)
def test_the_senders_mark_is_not_part_of_the_code(template: str, printed: str) -> None:
    assert extract_code(template.format(printed)) == printed.split("-")[1]


@given(template=st.sampled_from(TEMPLATES), printed=alphanumerics)
def test_an_alphanumeric_code_is_returned_as_printed(template: str, printed: str) -> None:
    assert extract_code(template.format(printed)) == printed


@given(template=st.sampled_from(TEMPLATES), printed=plain_digits | grouped_digits)
def test_a_correct_parsed_code_changes_nothing(template: str, printed: str) -> None:
    text = template.format(printed)

    assert extract_code(text, parsed_code=re.sub("[ -]", "", printed)) == extract_code(text)


FRAGMENTS = (
    *(
        "code",
        "Code:",
        " is ",
        "código",
        "验证码",
        "OTP",
        "PIN",
        "use ",
        "promo ",
        "order #",
        "card 4081",
        "+1 415 555 0199",
    ),
    *(
        "482913",
        "482 913",
        "482-913",
        "4 8 2 9",
        "٤٨٢٩١٣",
        "2024",
        "G-",
        "X7K-9QZ",
        "A1",
        "0",
        "₦1,500",
        "12.99",
        "%",
        "*",
    ),
    *(
        "https://x.co/482913",
        "@x.co #4829",
        ". ",
        "\n",
        " ",
        "-",
        "İ",
        "ß",
        "\0",
        "\ud800",
        "\u0301",
        "\u200e",
        "각",
    ),
)
fragments = st.sampled_from(FRAGMENTS)
any_text = st.lists(fragments | st.text(max_size=8), max_size=40).map("".join) | st.text()


@given(text=any_text, parsed_code=st.none() | fragments | st.text())
@example(text="your code: \u212a7X9", parsed_code="K7X9")  # the Kelvin sign equals k when case is ignored
@example(text="código", parsed_code="código")
@example(text="Code:A1Àcode", parsed_code=None)
@example(text="000À", parsed_code="000A")
@example(text="@x.co #4829À", parsed_code=None)
def test_no_text_raises_and_every_found_code_is_part_of_its_text(text: str, parsed_code: str | None) -> None:
    code = extract_code(text, parsed_code=parsed_code)

    assert code is None or (code.isascii() and 4 <= len(code) <= 11 and _bare(code) in _bare(text))


def _bare(text: str) -> str:
    """Return only the letters and digits of a text, with digits in ASCII and letters in their plain form and Latin."""
    compatible = unicodedata.normalize("NFKC", text).translate(LOOK_ALIKES)
    return "".join(str(unicodedata.decimal(char, char)) for char in compatible if char.isalnum())


HOSTILE_UNITS = (
    *(
        "1",
        "1 ",
        "1-",
        "1.",
        "1,234",
        "code: 1",
        "1234-code ",
        "code",
        "a.",
        "a@",
        "A1B2-",
        "+1 (",
        "*1",
        "1 jan ",
    ),
    *("order ", "xX", "https://a/1=", "a" * 63 + ".", "promo code ", "🙂", "İ", "각", "\n"),
    *("482913 ", "482913, ", "482913\n", "482913 or ", "code is ", "1 1", "*1", "x1", "&amp;", "<b>", "=20a", "=C3=A9"),
    *(
        "%20a+",
        "ÃƒÂ",
        "\u200b1",
        "कोड ",
        "인증번호는 ",
        "验证码6204，",
        "รหัส",
        "mã xác ",
        "' ",
        "G-1234 ",
        "1..",
        "12/",
    ),
)


@pytest.mark.parametrize("unit", HOSTILE_UNITS)
def test_a_hostile_text_of_maximum_length_is_searched_in_bounded_time(unit: str) -> None:
    hostile = (unit * MAX_TEXT_CHARS)[: MAX_TEXT_CHARS - 26]
    text = f"code 482913 {hostile} 482914 code"

    started_s = time.process_time()
    extract_code(text, parsed_code="1111111111")

    # About 0.01 s at worst; a pattern that backtracks takes minutes.
    assert time.process_time() - started_s < 1


def test_only_the_first_1600_characters_are_read() -> None:
    assert extract_code("." * (MAX_TEXT_CHARS - 20) + " Your code is 482913 and") == "482913"
    assert extract_code("." * MAX_TEXT_CHARS + " Your code is 482913") is None


def test_a_code_cut_in_half_by_the_limit_is_not_returned() -> None:
    announcement = " Your code is "
    text = "." * (MAX_TEXT_CHARS - len(announcement) - 5) + announcement + "482913"

    assert extract_code(text) is None
    assert extract_code(text, parsed_code="48291") is None
    assert extract_code(text, parsed_code="482913") == "482913"


@pytest.mark.parametrize(
    ("behind", "code"),
    [
        (" Your code is 482913", "482913"),
        (" vru 482913", "482913"),
        (" vru 482913 mlo 771204", None),
        (" Order #482913", None),
        (" Your code 482913 has expired", None),
        (" vru 482913771204", None),
        (" https://x.example/482913", None),
    ],
)
def test_the_suppliers_code_counts_behind_the_limit_if_it_stands_whole_and_alone(behind: str, code: str | None) -> None:
    assert extract_code("." * MAX_TEXT_CHARS + behind, parsed_code="482913") == code


def test_our_reading_of_the_first_part_counts_more_than_the_suppliers_code_behind_it() -> None:
    text = "Your code is 771204. " + "." * MAX_TEXT_CHARS + " Your code is 482913"

    assert extract_code(text, parsed_code="482913") == "771204"


def _message(code: str | None, *, minute: int) -> Message:
    received_at = datetime(2026, 11, 23, 9, minute, tzinfo=UTC)
    return Message(id=f"m{60 - minute}", sender=None, text="…", code=code, received_at=received_at)


def test_the_first_code_comes_from_the_earliest_message_with_a_code() -> None:
    messages = [_message("771204", minute=3), _message("482913", minute=2), _message(None, minute=1)]

    assert first_code(messages) == "482913"


def test_there_is_no_first_code_without_a_message_with_a_code() -> None:
    assert first_code([]) is None
    assert first_code(iter([_message(None, minute=1)])) is None


def test_a_received_message_is_immutable() -> None:
    message = _message("482913", minute=1)

    with pytest.raises(FrozenInstanceError):
        message.code = None  # type: ignore[misc]
