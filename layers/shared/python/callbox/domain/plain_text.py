"""What strangers write, without characters that nobody sees: a text is shown in its stored order and length.

Two strengths. `without_controls` is for showing a text: it keeps the joiners that Persian, Hindi and emoji need.
`without_invisible` is for reading a text: it drops everything that has no ink.
"""

import unicodedata

_LINE_ENDS_AND_TABS = "\t\n\r"
_JOINERS = "\u200c\u200d"
_WITHOUT_INK = frozenset(
    # Unicode's Default_Ignorable_Code_Point outside the category Cf, in which the rest of them are:
    # combining grapheme joiner, Hangul fillers, Khmer inherent vowels, Mongolian and other variation selectors
    # https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point
    map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFFA0))
) | frozenset(map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_WITH_INK = frozenset(map(chr, (*range(0x0600, 0x0606), 0x06DD, 0x070F, 0x0890, 0x0891, 0x08E2, 0x110BD, 0x110CD)))
"""Arabic, Syriac and Kaithi number marks: of category Cf, but printed."""
LOOK_ALIKES = str.maketrans(
    "аеорсхукмнтвіјѕгАЕОРСХУКМНТВІЈЅαονρτικΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "aeopcxykmhtbijsrAEOPCXYKMHTBIJSaovptikABEZHIKMNOPTYX"
)
"""Cyrillic and Greek letters that look like Latin ones, to what they look like."""


def without_controls(text: str) -> str:
    """Return a text as it may be shown: without characters that reorder, hide or end what stands around them.

    Drops control characters other than line ends and tabs, bidirectional marks and overrides, zero-width spaces, soft
    hyphens and tags. Keeps joiners and variation selectors, which change how letters and emoji look.
    """
    return text if _is_plain(text) else "".join(char for char in text if char in _JOINERS or not _is_control(char))


def without_invisible(text: str) -> str:
    """Return a text as it is read: `without_controls`, and without joiners, fillers and variation selectors too."""
    if _is_plain(text):
        return text
    return "".join(char for char in text if not _is_control(char) and char not in _WITHOUT_INK)


def without_marks(text: str) -> str:
    """Return a text in compatible characters (`Ｐ` → `P`) without accents, vowel points and other marks on letters."""
    if text.isascii():
        return text
    apart = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(char for char in apart if unicodedata.category(char)[0] != "M"))


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _is_control(char: str) -> bool:
    if char in _LINE_ENDS_AND_TABS or char in _WITH_INK:
        return False
    return unicodedata.category(char) in ("Cc", "Cf")
