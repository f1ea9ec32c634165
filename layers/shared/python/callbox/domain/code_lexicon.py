"""Reads `code_words`: what a word of any language says of the numbers beside it.

The words of a script are read at the first text that has it: most texts need the Latin ones alone.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from callbox.domain.code_text import lower, plain
from callbox.domain.code_words import KIND_ON_BOTH_SIDES, WORDS, Says

Meaning = frozenset[tuple[Says, str]]
"""What a word says, and in which languages."""
NOTHING: Meaning = frozenset()
Phrases = Mapping[str, Mapping[str, Sequence[tuple[tuple[str, ...], Meaning]]]]
"""Phrases by their first word, then by the first two letters of their second word; the longest first."""

LONGEST_PHRASE = 5  # words
LONGEST_SUFFIX, LONGEST_PREFIX = 12, 16  # characters
_ATTACHED: Final = ("وال", "بال", "لل", "ال", "و", "ب", "ل", "ف", "ה", "ל", "ב", "ו", "ש", "מ")
"""Articles and prepositions of Arabic and Hebrew, which are written as one with their word."""
_SCRIPTS: Final = (
    (0x0370, "latin"), (0x0590, "greek and cyrillic"), (0x0900, "hebrew and arabic"), (0x0E00, "indic"),
    (0x10A0, "unspaced"), (0x1780, "ethiopic"), (0x17DE, "unspaced"), (0x2000, "latin"), (0x10FFFF, "unspaced"),
)  # fmt: skip
"""Where the letters of scripts end. `unspaced`: no spaces stand between words, or they are not reliable."""


@cache
def _script(char: str) -> str:
    return next(name for end, name in _SCRIPTS if ord(char) <= end)


@dataclass(frozen=True)
class Lexicon:
    """What the words of one script say."""

    words: Mapping[str, Meaning]
    beginnings: Mapping[str, Meaning]
    endings: Mapping[str, Meaning]
    phrases: Phrases


@lru_cache(8192)
def meaning(word: str) -> Meaning:
    """Return what a plain word in lower case says."""
    found = _exact_meaning(word)
    if not found and word[0] in "والبلفהלבושמ":
        rests = (word[len(one) :] for one in _ATTACHED if word.startswith(one) and len(word) > len(one) + 1)
        found = next(filter(None, map(_exact_meaning, rests)), NOTHING)
    return found


def _exact_meaning(word: str) -> Meaning:
    known = _lexicon(_script(word[0]))
    listed = known.words.get(word, NOTHING)
    if any(says is not Says.GLUED for says, _ in listed):
        return listed
    for length in range(min(len(word) - 2, LONGEST_SUFFIX), 2, -1):
        found = known.endings.get(word[-length:], NOTHING)
        if found:  # the end of a compound says what it is: an `Anmeldecode` is a code
            return listed | _of_compound(word[:-length], found)
    for length in range(min(len(word), LONGEST_PREFIX), 1, -1):
        found = known.beginnings.get(word[:length], NOTHING)
        if found:
            return listed | found
    return listed


def _of_compound(first_part: str, found: Meaning) -> Meaning:
    """A `Rabattcode` verifies nothing, a `Sicherheitscode` does."""
    known = _lexicon(_script(first_part[0]))
    part = known.words.get(first_part) or known.words.get(first_part.removesuffix("s"), NOTHING)
    beginnings = (known.beginnings.get(first_part[:length], NOTHING) for length in range(3, len(first_part) + 1))
    return frozenset(pair for one in (part, *beginnings) for pair in one if pair[0] is Says.KIND) or found


def begins_phrases(word: str) -> bool:
    """Return whether phrases begin with a word."""
    return word in _lexicon(_script(word[0])).phrases


def phrases_from(first: str, second: str) -> Sequence[tuple[tuple[str, ...], Meaning]]:
    """Return the phrases that may begin with two words, the longest first, and what they say."""
    return _lexicon(_script(first[0])).phrases.get(first, {}).get(second[:2], ())


def begins(phrase: Sequence[str], words: Sequence[str]) -> bool:
    """Return whether words begin with a known phrase."""
    return len(phrase) <= len(words) and all(
        word.startswith(listed[:-1]) if listed[-1] == "*" else word == listed
        for listed, word in zip(phrase, words, strict=False)
    )


def cut(run: str) -> Iterator[tuple[int, int]]:
    """Yield the bounds of the known words in a run of letters, and of what stands between them."""
    if _script(run[0]) != "unspaced":
        yield 0, len(run)
        return
    last = 0
    for match in _unspaced().finditer(run):
        if last < match.start():
            yield last, match.start()
        yield match.span()
        last = match.end()
    if last < len(run):
        yield last, len(run)


@cache
def _unspaced() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_lexicon("unspaced").words, key=len, reverse=True))))


@cache
def _lexicon(script: str) -> Lexicon:
    words: dict[str, set[tuple[Says, str]]] = defaultdict(set)
    beginnings: dict[str, set[tuple[Says, str]]] = defaultdict(set)
    endings: dict[str, set[tuple[Says, str]]] = defaultdict(set)
    phrases: dict[tuple[str, ...], set[tuple[Says, str]]] = defaultdict(set)
    for language, says, entry in _entries(script):
        pair = (says, language)
        parts = tuple(entry.replace("'", " ").replace("-", " ").split())
        if script == "unspaced":
            words["".join(parts).rstrip("*")].add(pair)
        elif len(parts) > 1:
            phrases[parts].add(pair)
        elif entry.endswith("*"):
            beginnings[entry[:-1]].add(pair)
        elif entry.startswith("*"):
            endings[entry[1:]].add(pair)
        else:
            words[parts[0]].add(pair)
    by_words: dict[str, dict[str, list[tuple[tuple[str, ...], Meaning]]]] = defaultdict(lambda: defaultdict(list))
    for parts in sorted(phrases, key=len, reverse=True):
        by_words[parts[0]][parts[1][:2]].append((parts, frozenset(phrases[parts])))
    return Lexicon(_frozen(words), _frozen(beginnings), _frozen(endings), by_words)


def _entries(script: str) -> Iterator[tuple[str, Says, str]]:
    for language, groups in WORDS.items():
        for says, listed in groups.items():
            for written in map(str.strip, listed.split(",")):
                if _script(written.strip("*")[0]) != script:
                    continue
                entry = written.lower() if written.isascii() else lower(plain(written))
                yield language, says, entry
                if says is Says.KIND and language in KIND_ON_BOTH_SIDES:
                    yield language, Says.KIND_AFTER, entry


def _frozen(found: Mapping[str, set[tuple[Says, str]]]) -> Mapping[str, Meaning]:
    return {word: frozenset(pairs) for word, pairs in found.items()}


@cache
def vowel_marks() -> str:
    """Return, for a character class, the marks that are vowels of Indic, Thai and other scripts."""
    marks = [code for code in range(0x0900, 0x1800) if unicodedata.category(chr(code))[0] == "M"]
    return "".join(f"\\u{code:04x}" for code in marks)
