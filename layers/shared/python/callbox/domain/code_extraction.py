"""Find the verification code in a text message.

The search has two steps. First it blanks out every number that is not a code (links, prices, phone numbers, dates,
cards, order numbers). It does so in place, so that positions stay the same. Then it scores each remaining candidate
by its distance to a word that means "code" in one of many languages. A wrong code costs the customer an attempt at
the service. So if the score is too low, or two candidates score alike, there is no code and the site shows the text.

It does not guess codes made of letters alone: without a dictionary they look like words. The supplier may still name
one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from string import ascii_letters, digits
from typing import Literal

from callbox.domain import code_patterns as patterns

MAX_TEXT_CHARS = 1_600
"""Ten concatenated SMS of 160 characters: the longest message that carriers deliver."""


def extract_code(text: str, *, parsed_code: str | None = None) -> str | None:
    """Return the verification code in `text`, ready to paste, or None when no code is certain.

    `parsed_code` is the supplier's guess. It wins if it has the shape of a code and appears in the text where a code
    can be. It is ignored if it is, for example, the price or a part of the phone number.

    Separators between digits are dropped (482-913 → 482913). So is a sender's mark of one to three capitals before
    the digits (G-123456 → 123456). A dash in an alphanumeric code is kept (X7K-9QZ): some services require it, and
    the others drop it themselves. Digits of other scripts become ASCII. Only the first MAX_TEXT_CHARS characters are
    read. Never raises.
    """
    plain = _with_ascii_digits(_cut(text))
    folded = patterns.fold(plain)
    without_impossible = _blank(folded, patterns.NEVER_CODES)
    without_labelled = _blank(without_impossible, patterns.LABELLED_OTHERWISE)

    return (
        _find_parsed(parsed_code, _reveal(plain, without_labelled))
        or _find_bound_to_domain(plain)
        or _find_best(plain, folded, without_labelled)
        or _find_parsed(parsed_code, _reveal(plain, without_impossible))
        or _find_in_link(plain, folded, without_labelled)
    )


# --- Reading ---

_BLANK = "\0"  # not a letter, digit, space or punctuation mark, so no pattern matches across a blanked part


def _cut(text: str) -> str:
    """Cut the text to the limit without splitting a code."""
    cut, next_char = text[:MAX_TEXT_CHARS], text[MAX_TEXT_CHARS : MAX_TEXT_CHARS + 1]
    return cut.rstrip(ascii_letters + digits) if next_char.isalnum() else cut


def _with_ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(char)) if char.isdecimal() else char for char in text)


def _blank(text: str, patterns: Iterable[re.Pattern[str]]) -> str:
    for pattern in patterns:
        text = pattern.sub(lambda match: _BLANK * len(match.group()), text)
    return text


def _reveal(plain: str, blanked: str) -> str:
    """Return `plain`, in its original case, blanked where `blanked` is."""
    return "".join(_BLANK if seen == _BLANK else char for char, seen in zip(plain, blanked, strict=True))


# --- Candidates ---

_SPACE = "[ \u00a0\u2009\u202f]"
_DASH = "[-\u2010\u2011\u2013\u2014]"
_SEPARATOR = f"(?:{_SPACE}|{_DASH})"
_EDGE_BEFORE = r"(?<![A-Za-z0-9+])(?<!\d[.,:/-])"
_EDGE_AFTER = r"(?![A-Za-z0-9]|[.,:/-]\d)"
_GROUPED = (r"\d{3}S\d{3}", r"\d{4}S\d{4}", r"\d\dS\d\dS\d\d", r"\d(?:S\d){3,7}")
_DIGITS = re.compile(
    _EDGE_BEFORE
    + r"(?P<mark>[A-Z]{1,3}-)?"
    + rf"(?P<digits>(?<!\d[ -])(?:{'|'.join(_GROUPED).replace('S', _SEPARATOR)})(?!{_SEPARATOR}\d)|\d{{4,8}})"
    + _EDGE_AFTER
)
_ALPHANUMERIC = re.compile(
    _EDGE_BEFORE + r"(?<![A-Za-z0-9]-)(?:[A-Z0-9]{2,5}-[A-Z0-9]{2,5}|[A-Za-z0-9]{4,8})(?!-[A-Za-z0-9])" + _EDGE_AFTER
)
_BOUND_TO_DOMAIN = re.compile(r"@[A-Za-z0-9.-]{3,255} #([A-Za-z0-9]{4,10})(?![A-Za-z0-9])")
_IN_LINK = re.compile(r"[/=](\d{4,8})(?![A-Za-z0-9_.-])")
_KNOWN_MARKS = frozenset({"G-", "FB-"})  # Google and Facebook send these with almost no other text


@dataclass(frozen=True)
class _Candidate:
    value: str
    start: int
    end: int
    kind: Literal["digits", "marked", "alphanumeric"]


def _candidates(shown: str) -> Iterator[_Candidate]:
    taken_until = {match.start(): match.end() for match in _ALPHANUMERIC.finditer(shown) if _is_mixed(match)}
    for start, end in taken_until.items():
        yield _Candidate(_normalised(shown[start:end]), start, end, "alphanumeric")
    for match in _DIGITS.finditer(shown):
        if any(match.start() < end and start < match.end() for start, end in taken_until.items()):
            continue
        kind: Literal["digits", "marked"] = "marked" if match["mark"] in _KNOWN_MARKS else "digits"
        yield _Candidate(_normalised(match["digits"]), *match.span(), kind)


def _is_mixed(match: re.Match[str]) -> bool:
    """Return whether letters and digits are mixed, apart from a mark before digits."""
    compact = match.group().replace("-", "")
    return not (compact.isdecimal() or compact.isalpha() or _DIGITS.fullmatch(match.group()))


def _normalised(printed: str) -> str:
    """Drop formatting: separators between digits, a mark before them, spaces elsewhere."""
    if marked := _DIGITS.fullmatch(printed):
        printed = marked["digits"]
    if not any(char in ascii_letters for char in printed):
        return "".join(char for char in printed if char in digits)
    return re.sub(_SPACE, "", re.sub(_DASH, "-", printed))


# --- Judging ---

_CERTAIN = 60
_NEARNESS = ((3, 100), (15, 90), (40, 75), (80, 60))  # (maximum characters between, score)
_Span = tuple[int, int]


def _find_best(plain: str, folded: str, blanked: str) -> str | None:
    codes, acts = _announcements(blanked)
    found = list(_candidates(_reveal(plain, blanked)))
    offer = bool(patterns.OFFER.search(folded))

    scores: dict[str, int] = {}
    for candidate in found:
        score = _score(candidate, blanked, codes, acts) - (45 if offer else 0)
        scores[candidate.value] = max(score, scores.get(candidate.value, 0))

    best = max(scores.values(), default=0)
    if best < _CERTAIN:
        return _find_alone(found, blanked)
    winners = [value for value, score in scores.items() if score == best]
    return winners[0] if len(winners) == 1 else None


def _announcements(blanked: str) -> tuple[list[_Span], list[_Span]]:
    """Return the positions of words for a code, and of words for using one."""
    codes = [match.span() for match in patterns.NAMES_A_CODE_IN_PHRASE.finditer(blanked)]
    acts = [match.span() for match in patterns.NAMES_AN_ACT_IN_PHRASE.finditer(blanked)]
    for match in patterns.WORD.finditer(blanked):
        if patterns.NAMES_A_CODE.fullmatch(match.group()):
            codes.append(match.span())
        elif patterns.NAMES_AN_ACT.fullmatch(match.group()):
            acts.append(match.span())
    return codes, acts


def _score(candidate: _Candidate, blanked: str, codes: list[_Span], acts: list[_Span]) -> int:
    before = blanked[max(0, candidate.start - 24) : candidate.start]
    after = blanked[candidate.end : candidate.end + 12]
    entered = bool(patterns.ENTER_BEFORE.search(before))
    linked = entered or bool(patterns.IS_BEFORE.search(before) or patterns.IS_AFTER.match(after))
    bonus = 20 if linked else 0
    if candidate.kind == "alphanumeric":
        return _score_alphanumeric(candidate, blanked, codes, linked=linked) + bonus

    named = _nearness(candidate, codes, blanked)
    acted = _nearness(candidate, acts, blanked) - 35  # messages also ask to verify addresses and confirm orders
    score = max(named, acted, 60 if entered else 0, 80 if candidate.kind == "marked" else 0)
    if score <= 0:
        return 0
    if re.search(r"(?:^|\n)\W*$", before) and re.match(r"\W*(?:\n|$)|\s*[.!]\s", after):
        bonus += 10  # alone on its line
    if len(candidate.value) == 6:
        bonus += 5  # by far the most common length
    if patterns.YEAR_LIKE.fullmatch(candidate.value):
        bonus -= 20 if linked else 40
    return score + bonus


def _score_alphanumeric(candidate: _Candidate, blanked: str, codes: list[_Span], *, linked: bool) -> int:
    """Score strictly, by words for a code only: product and user names look like such codes."""
    if not linked and candidate.value.upper() != candidate.value:
        return -100
    spans = codes if linked else [span for span in codes if span[1] <= candidate.start]
    return _nearness(candidate, spans, blanked) - 20


def _nearness(candidate: _Candidate, spans: Iterable[_Span], text: str) -> int:
    """Return the best score that any of the words gives, less a penalty for a sentence end in between."""
    best = 0
    for start, end in spans:
        gap = (end, candidate.start) if end <= candidate.start else (candidate.end, start)
        score = next((score for limit, score in _NEARNESS if gap[1] - gap[0] <= limit), 0)
        if score > best and patterns.SENTENCE_END.search(text, *gap):
            score -= 20
        best = max(best, score)
    return best


def _find_alone(found: list[_Candidate], blanked: str) -> str | None:
    """Return the only number in a text with almost no other words: "482913", "Tinder: 482913"."""
    if len(found) != 1 or found[0].kind == "alphanumeric" or _BLANK in blanked:
        return None
    value = found[0].value
    most_words = 3 if len(value) > 4 else 0  # four digits beside a word may as well be a room or a bus
    few_words = len(patterns.WORD.findall(blanked)) <= most_words
    return value if few_words and not patterns.YEAR_LIKE.fullmatch(value) else None


# --- Other places ---


def _find_parsed(parsed_code: str | None, shown: str) -> str | None:
    """Return the supplier's code as the text prints it, if the text has it as a whole word."""
    if parsed_code is None or len(parsed_code) > 24:
        return None
    characters = [char for char in _with_ascii_digits(parsed_code) if char in ascii_letters + digits]
    if not 4 <= len(characters) <= 10:
        return None
    pattern = _EDGE_BEFORE + f"{_SEPARATOR}?".join(characters) + _EDGE_AFTER
    match = re.search(pattern, shown, re.IGNORECASE | re.ASCII)
    return _normalised(match.group()) if match else None


def _find_bound_to_domain(plain: str) -> str | None:
    """Return the code in a last line like "@example.com #482913", which browsers use to fill in forms."""
    match = _BOUND_TO_DOMAIN.search(plain)
    return match.group(1) if match and not match.group(1).isalpha() else None


def _find_in_link(plain: str, folded: str, blanked: str) -> str | None:
    """Return the only number in the text's links, if the text or the link says that it is a code."""
    announced = bool(_announcements(blanked)[0])
    found = {
        code.group(1)
        for link in patterns.LINK.finditer(folded)
        for code in _IN_LINK.finditer(plain, *link.span())
        if announced or patterns.LINK_NAMES_CODE.search(link.group())
    }
    certain = [code for code in found if not patterns.YEAR_LIKE.fullmatch(code)]
    return certain[0] if len(certain) == 1 else None
