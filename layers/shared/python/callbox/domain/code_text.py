"""Text messages as the search for a code reads them: in plain characters, without what no reader sees.

A text comes through gateways that leave traces in it: HTML, quoted-printable, UTF-8 that was read as Windows-1252,
digits of other scripts, joiners and marks of direction inside numbers. `readable` undoes them all.
"""

import re
import unicodedata
from functools import lru_cache
from html import unescape
from typing import Final

from callbox.domain.plain_text import LOOK_ALIKES, without_invisible

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")
_TAG = re.compile(
    r"</?(?:a|b|i|u|p|br|hr|td|tr|em|li|ul|ol|div|span|font|table|body|html|strong|h[1-6])(?:\s[^<>]{0,90})?/?>", re.I
)
_IS_QUOTED = re.compile(r"[a-z]=20[A-Za-z]|=\r?\n|=[CDE][0-9A-F]=[89AB][0-9A-F]|=0[AD]|=3D")
_QUOTED = re.compile(r"(?:=[0-9A-F]{2}){1,200}|=\r?\n|=$")
_IS_URL_ENCODED = re.compile(r"[a-z](?:%20|\+)[a-z]{1,30}(?:%20|\+)[a-z\d]", re.I)
_PERCENT = re.compile(r"(?:%[0-9A-F]{2}){1,200}", re.I)
_MISREAD = re.compile(r"[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0178\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]{1,3}")
_HIDDEN = "\0"
_HIDDEN_BETWEEN_DIGITS = re.compile(rf"(?<=\d){_HIDDEN}{{1,30}}(?=\d)")
_HIDDEN_BESIDE_DIGIT = re.compile(rf"(?<=\d){_HIDDEN}{{1,30}}|{_HIDDEN}{{1,30}}(?=\d)")
_LONG_VOWEL_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\u30fc\uff70](?=\d)")
_TWO_SCRIPTS = re.compile(r"[A-Za-z][\u0370-\u04ff]|[\u0370-\u04ff][A-Za-z]")
_MIXED = re.compile(r"[A-Za-z\u0370-\u04ff]{2,40}")

_DASHES: Final = frozenset("\u2212\u2500\u2501\u02d7")  # minus and box lines, which Unicode does not call dashes
_COMMAS: Final = frozenset("\uff0c\u3001\u060c")
_QUOTES: Final = dict.fromkeys("\u2018\u2019\u02bc\u00b4\uff07", "'")
_MARKS: Final = frozenset(
    # accents, points of Hebrew, vowels of Arabic and its line that stretches a word; not the vowels of Indic and Thai
    # letters, without which words look alike
    map(
        chr,
        (
            *range(0x0300, 0x0370),
            *range(0x0591, 0x05C8),
            *range(0x0610, 0x061B),
            *range(0x064B, 0x0660),
            0x0670,
            0x0640,
        ),
    )
)
_LETTERS: Final = str.maketrans(
    "øØđĐłŁıæÆœŒßðÐþÞħĦəƏɗƊɓƁƙƘ" + "أإآٱىیئکةۀہھےېۃ", "oOdDlLiaAoOsdDtThHaAdDbBkK" + "اااايييكههههييه"
)


def readable(text: str) -> str:
    """Return a text without the traces of its way to us. Case and accents stay. Never raises."""
    if not text.isascii() or "&" in text or "<" in text or "=" in text or "%" in text or "+" in text or "\\" in text:
        text = _without_encodings(text)
    return text if text.isascii() and text.isprintable() else _in_plain_characters(text)


def _without_encodings(text: str) -> str:
    if _ENTITY.search(text):
        text = unescape(text)
    text = _TAG.sub("\n", text).replace("\\r\\n", "\n").replace("\\n", "\n")
    if _IS_QUOTED.search(text):
        text = _QUOTED.sub(lambda match: _bytes_read(match.group().replace("=", "")), text)
    if _IS_URL_ENCODED.search(text) and " " not in text:
        text = _PERCENT.sub(lambda match: _bytes_read(match.group().replace("%", "")), text.replace("+", " "))
    return _MISREAD.sub(lambda match: _read_again(match.group()), text)


def _bytes_read(hexadecimal: str) -> str:
    """Return the text of some bytes; of the end of a line, nothing."""
    return bytes.fromhex(hexadecimal.strip()).decode("utf-8", "replace") if hexadecimal.strip() else ""


def _read_again(misread: str) -> str:
    """Return the letter whose UTF-8 was read as Windows-1252, or what stands there if it was none."""
    try:
        return b"".join(map(_byte_of, misread)).decode("utf-8")
    except UnicodeError:
        return misread


def _byte_of(char: str) -> bytes:
    return char.encode("latin-1") if char <= "\u00ff" else char.encode("cp1252")


def _in_plain_characters(text: str) -> str:
    composed = unicodedata.normalize("NFC", text)
    plain = "".join(map(_plain_character, composed))
    plain = _HIDDEN_BETWEEN_DIGITS.sub("", plain)
    plain = _HIDDEN_BESIDE_DIGIT.sub(" ", plain).replace(_HIDDEN, "")
    return _LONG_VOWEL_BETWEEN_DIGITS.sub("-", plain)


@lru_cache(4096)
def _plain_character(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Nd":
        return str(unicodedata.decimal(char))
    if category == "Pd" or char in _DASHES:
        return "-"
    if category == "Zs" or char == "\t":
        return " "
    if category in ("Zl", "Zp") or char in "\r\v\f\x85":
        return "\n"
    return _QUOTES.get(char) or _compatible(char, category)


def _compatible(char: str, category: str) -> str:
    is_unseen = category in ("Me", "Co", "Cs", "Cn") or (char != "\n" and not without_invisible(char))
    if is_unseen:
        return _HIDDEN
    if char in _COMMAS:
        return char  # no mark of decimals, unlike the narrow comma
    compatible = unicodedata.normalize("NFKC", char)
    return compatible if len(compatible) == 1 and category != "No" else char


def plain(text: str) -> str:
    """Return a text readable and without accents, in its case, with one script in each word. Never raises."""
    return without_accents(spelled(text))


def spelled(text: str) -> str:
    """Return a text readable and with one script in each word. Case and accents stay. Never raises."""
    text = readable(text)
    return _MIXED.sub(lambda match: _in_one_script(match.group()), text) if _TWO_SCRIPTS.search(text) else text


def without_accents(spelled: str) -> str:
    """Return a readable text without accents. Never raises."""
    return spelled if spelled.isascii() else "".join(map(_unaccented, spelled)).replace(_HIDDEN, "")


def _in_one_script(word: str) -> str:
    return word.translate(LOOK_ALIKES) if any(map(str.isascii, word)) else word


@lru_cache(4096)
def _unaccented(char: str) -> str:
    if char in _MARKS:
        return _HIDDEN
    decomposed = unicodedata.normalize("NFD", char)
    # letters of Hangul and of Indic scripts decompose too, but into letters
    is_accented = len(decomposed) > 1 and all(mark in _MARKS for mark in decomposed[1:])
    return (decomposed[0] if is_accented else char).translate(_LETTERS)


def lower(text: str) -> str:
    """Return a plain text in lower case, character by character, so that positions stay."""
    return text.lower() if text.isascii() else "".join(map(_lower, text))


@lru_cache(4096)
def _lower(char: str) -> str:
    return char.lower()[0]
