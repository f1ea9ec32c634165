"""Characters that nobody sees are dropped; everything that is seen stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbox.domain.plain_text import without_controls, without_invisible

REORDERING = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
HIDDEN = "\u200b\u2060\u2063\ufeff\u00ad\u180e\U000e0041\x00\x07\x1b\x7f\x85"
SHAPING = "\u200c\u200d\ufe0f\u034f\u115f\u3164\uffa0\U000e0100"


@pytest.mark.parametrize("char", [*REORDERING, *HIDDEN])
def test_what_reorders_or_hides_is_neither_shown_nor_read(char: str) -> None:
    text = f"Pay{char}Pal 482{char}913"

    assert without_controls(text) == without_invisible(text) == "PayPal 482913"


@pytest.mark.parametrize("char", SHAPING)
def test_what_shapes_letters_and_emoji_is_shown_but_not_read(char: str) -> None:
    text = f"482{char}913"

    assert without_controls(text) == text
    assert without_invisible(text) == "482913"


@pytest.mark.parametrize("text", ["line\nline\r\n\ttab", "₦1,500 é 验证码 קוד रहस्य", "\u0600\u0661", "👩‍💻", ""])
def test_what_is_seen_is_shown(text: str) -> None:
    assert without_controls(text) == text


@given(text=st.text())
def test_a_second_pass_changes_nothing(text: str) -> None:
    assert without_controls(without_controls(text)) == without_controls(text)
    assert without_invisible(without_controls(text)) == without_invisible(text)
