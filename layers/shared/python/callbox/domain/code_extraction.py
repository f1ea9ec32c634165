"""Find the verification code in a text message.

A wrong code costs the customer an attempt at the service, so a code is answered only when it is certain; otherwise the
site shows the text. Four steps lead there:

1. `code_text` makes the text plain: without invisible characters, accents, and traces of its way to us.
2. `code_tokens` blanks out the numbers that their form explains (links, prices, dates, cards, phone numbers), and cuts
   the rest into tokens. Digits beside more digits are one number; none of them is ever answered alone.
3. `code_lexicon` says of each word, in any of the languages of `code_words`, what it makes of the numbers beside it.
4. `code_evidence` gives each number a score by the words and marks beside it. The best one is the code if it is
   certain, and no other one is nearly as good.

Codes of letters alone are not guessed: without a dictionary they look like words. The supplier may still name one.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_letters, digits
from typing import Final

from callbox.domain import code_evidence as evidence
from callbox.domain import code_tokens as reading
from callbox.domain.code_evidence import Evidence, Side
from callbox.domain.code_text import lower, plain, spelled, without_accents
from callbox.domain.code_tokens import Kind, Token
from callbox.domain.code_words import Says
from callbox.domain.messages import MAX_TEXT_CHARS

MOST_NUMBERS = 24
"""Numbers that are judged in one text: more than any sender of a code writes."""
MOST_RUNS = 120
"""Runs of digits in a text that is read at all: a code that is spoken digit by digit has eight."""
LONGEST_PARSED = 24
LONGEST_NAMED = 10 * MAX_TEXT_CHARS
"""Characters of a text in which the code that the supplier names is looked for."""

CERTAIN: Final = 60
MARGIN: Final = 15
"""By how much the best number must be better than the next."""
_MARKED, _ALONE, _OFFERED = 80, 64, -45
_KNOWN_MARKS: Final = ("G-", "FB-")  # Google and Facebook send these with almost no other text
_GENERIC: Final = frozenset({"code", "codes", "kod", "kode", "kodu", "codigo", "codice", "cod", "код", "كود", "קוד"})
_OTHER: Final = -1


def extract_code(text: str, *, parsed_code: str | None = None) -> str | None:
    """Return the verification code in `text`, ready to paste, or None when no code is certain.

    `parsed_code` is the supplier's guess. It counts if we are certain of no code, it stands whole in the text where a
    code can be, and no other number there may be the code as well. When it contradicts a code of which we are certain,
    ours counts.

    Separators between digits are dropped (482-913 → 482913). So is a sender's mark of capitals before the digits
    (G-123456 → 123456). A dash in a code of letters and digits is kept (X7K-9QZ): some services require it, and the
    others drop it themselves. Digits of other scripts become ASCII. Our own reading ends at MAX_TEXT_CHARS characters;
    the supplier's code may stand behind them. Never raises.
    """
    read = _Reading.of(_cut(text))
    certain = read.certain()
    if certain is not None or not parsed_code or len(parsed_code) > LONGEST_PARSED:
        return certain
    return read.named(parsed_code) or _named_behind(text, parsed_code)


def _cut(text: str) -> str:
    """Cut the text to the limit without splitting a code."""
    cut, next_char = text[:MAX_TEXT_CHARS], text[MAX_TEXT_CHARS : MAX_TEXT_CHARS + 1]
    return cut.rstrip(ascii_letters + digits) if next_char.isalnum() else cut


def _named_behind(text: str, parsed_code: str) -> str | None:
    """Return the supplier's code if it stands behind the part that we read. What is around it is read alike."""
    half = MAX_TEXT_CHARS // 2
    at = text.find(parsed_code, half, LONGEST_NAMED) if len(text) > MAX_TEXT_CHARS else -1
    if at < 0:
        return None
    start = at - half
    around = text[start : at + half]
    if start and text[start - 1].isalnum():
        around = around.lstrip(ascii_letters + digits)
    return _Reading.of(_cut(around)).named(parsed_code)


@dataclass(frozen=True)
class _Reading:
    """A text in tokens, and what follows from them."""

    written: str
    """The text as it came."""
    text: str
    """The same in plain characters."""
    beside: Evidence
    link_codes: frozenset[str]
    bound_codes: frozenset[str]

    @classmethod
    def of(cls, text: str) -> "_Reading":
        with_accents = spelled(text)
        readable = without_accents(with_accents)
        found = (match[1] for match in reading.BOUND_TO_DOMAIN.finditer(readable))
        bound = frozenset(code for code in found if not code.isalpha() and code in with_accents)
        rest = reading.BOUND_TO_DOMAIN.sub(lambda match: " " * len(match.group()), readable)
        runs = sum(1 for _ in _RUN.finditer(rest))
        if runs > MOST_RUNS:
            return cls(text, "", Evidence("", []), frozenset(), frozenset())
        tokens = reading.tokens_of(reading.without_other_numbers(rest) if runs else rest)
        _leave_out_accented(tokens, with_accents)
        _settle_ambiguous(tokens)
        _mark_other_kinds(tokens)
        return cls(text, readable, Evidence(readable, tokens), _codes_in_links(readable), bound)

    def certain(self) -> str | None:
        """Return the code that is certain by the text alone."""
        scores = self.scores()
        best = max(scores.values(), default=0)
        if best >= CERTAIN:
            rivals = [value for value, score in scores.items() if score > best - MARGIN]
            return rivals[0] if len(rivals) == 1 else None
        if scores:
            return None
        return next(iter(self.link_codes)) if len(self.link_codes) == 1 else None

    def scores(self) -> Mapping[str, int]:
        """Return the score of each code that the text may hold, 0 for those that no word speaks for."""
        tokens = self.beside.tokens
        scores: dict[str, int] = dict.fromkeys(self.bound_codes, evidence.NAMED)
        candidates = [index for index, token in enumerate(tokens) if token.is_candidate]
        if len(candidates) > MOST_NUMBERS:
            return dict.fromkeys((tokens[index].value for index in candidates), 0)
        judged = {index: self._score(index, candidates) for index in candidates}
        self._share_between_joined(judged)
        alone = self._alone(judged)
        for index, judged_score in judged.items():
            if judged_score != _OTHER:
                value = tokens[index].value
                scores[value] = max(judged_score, _ALONE if index == alone else 0, scores.get(value, 0))
        return scores

    def _score(self, index: int, candidates: Sequence[int]) -> int:
        """Return how certain it is that a number is the code, or that it is something else."""
        token = self.beside.tokens[index]
        before, after = self.beside.before(index), self.beside.after(index)
        # a label before a colon may be the sender's: `Safe ID: 4829 is your code`
        is_announced = before.by_colon and after.is_equal and after.score == evidence.NAMED
        if (before.is_other and not is_announced) or after.is_other or self.beside.is_void(index):
            return _OTHER
        is_equal = before.is_equal or after.is_equal
        if before.is_one_of_many and (token.is_grouped or len(candidates) > 1):
            return 0
        if reading.YEAR_LIKE.fullmatch(token.value) and not is_equal:
            return 0
        if token.kind is Kind.MIXED:
            score = _score_mixed(token.value, before, after)
        else:
            is_known = token.kind is Kind.MARKED and token.text.startswith(_KNOWN_MARKS)
            score = max(before.score, after.score, _MARKED if is_known else 0, self._apart(index, candidates))
        return max(score + (_OFFERED if self._is_offer(token.sentence) else 0), 0)

    def _apart(self, index: int, candidates: Sequence[int]) -> int:
        """Return the score of a number that is alone on its line or in its sentence, in a text about a code."""
        token = self.beside.tokens[index]
        if not self.beside.is_about_code or (token.is_grouped and len(token.value) != 6):
            return 0
        alone = [one for one in candidates if self.beside.is_alone(one)]
        return evidence.APART if alone == [index] else 0

    def _is_offer(self, sentence: int) -> bool:
        """Return whether a sentence sells something, and its code, if it has one, verifies nothing."""
        words = [one for one in self.beside.tokens if one.sentence == sentence]
        named = [one.low for one in words if Says.CODE in one.says]
        sells = any(Says.OFFER in one.says for one in words) and not any(Says.ACT in one.says for one in words)
        return sells and _GENERIC.issuperset(named)

    def _share_between_joined(self, judged: dict[int, int]) -> None:
        """Give numbers that are joined by `or`, `and` or a comma the same score: neither is the code alone."""
        for index in list(judged):
            if index + 2 not in judged:
                continue
            between = self.beside.tokens[index + 1]
            if (Says.OR in between.says or between.text in (",", "/")) and _OTHER not in (
                judged[index],
                judged[index + 2],
            ):
                judged[index] = judged[index + 2] = max(judged[index], judged[index + 2])

    def _alone(self, judged: Mapping[int, int]) -> int | None:
        """Return the only number in a text with almost no other words: "482913", "Tinder: 482913"."""
        tokens = self.beside.tokens
        if len(judged) != 1 or any(one.kind is Kind.OTHER for one in tokens) or self.bound_codes:
            return None
        index = next(iter(judged))
        value, is_grouped = tokens[index].value, tokens[index].is_grouped
        words = [one for one in tokens if one.kind is Kind.WORD]
        # four digits beside a word may as well be a room or a bus
        most_words = 3 if len(value) > 4 else 1 if self.beside.is_alone_on_line(index) else 0
        is_apart = all(one.kind is not Kind.WORD for one in tokens[max(0, index - 1) : index + 2])
        is_sender = all(one.text.isascii() for one in words) and (is_apart or len(words) <= 1)
        is_plain = tokens[index].kind is not Kind.MIXED and not reading.YEAR_LIKE.fullmatch(value)
        is_code = len(value) <= 8 and (not is_grouped or len(value) in (6, 8))
        return index if is_plain and is_code and is_sender and len(words) <= most_words else None

    # --- the supplier's code

    def named(self, parsed_code: str) -> str | None:
        """Return the supplier's code as the text prints it, if it may be the code and nothing else may."""
        wanted = _bare(plain(parsed_code))
        if not 4 <= len(wanted) <= 10:
            return None
        scores = self.scores()
        found = {
            token.value if token.is_candidate else token.text
            for index, token in enumerate(self.beside.tokens)
            if _bare(token.value if token.is_candidate else token.text) == wanted
            and (token.value in scores or self._is_whole(token))
            and not self.beside.is_void(index)
        }
        others = {value for value in scores if _bare(value) != wanted}
        return found.pop() if len(found) == 1 and not others else None

    def _is_whole(self, token: Token) -> bool:
        """Return whether a word may be a code of letters: none that we know, and no part of a longer name."""
        around = (self.text[max(0, token.start - 1) : token.start] + self.text[token.end : token.end + 1]).rstrip(".")
        is_part = any(char.isalnum() or char in "-_@/." for char in around)
        is_strange = token.kind is Kind.WORD and not token.says and token.text.isascii() and token.text in self.written
        return is_strange and not is_part


def _score_mixed(value: str, before: Side, after: Side) -> int:
    """Judge letters and digits strictly: names of products and users look like such codes."""
    is_equal = before.is_equal or after.is_equal
    if _LIKE_AN_OFFER.fullmatch(value) and not is_equal:
        return 0
    if value.upper() != value and not is_equal and before.score < evidence.ENTERED:
        return 0
    return max(before.score if before.score >= evidence.ENTERED else 0, after.score if after.is_equal else 0)


def _bare(code: str) -> str:
    return "".join(char for char in code if char in ascii_letters + digits).lower()


_RUN = re.compile(r"\d{1,40}")
_LIKE_AN_OFFER = re.compile(r"[A-Za-z]{3,9}\d{1,4}")  # WELCOME10


def _leave_out_accented(tokens: Sequence[Token], with_accents: str) -> None:
    """Let no mix of letters and digits be a code that the text writes with accents: what we print would be another."""
    for token in tokens:
        if token.kind is Kind.MIXED and token.value and token.text not in with_accents:
            token.kind, token.value = Kind.OTHER, ""


# --- Words

_ANY: Final = "any"


def _settle_ambiguous(tokens: Sequence[Token]) -> None:
    """Let a word of several languages mean what it means in that of the code word before it, or of the first one.

    `to` is an English direction, and in Polish the word between a code word and its number.
    """
    languages = next((_languages(token) for token in tokens if Says.CODE in token.says), frozenset())
    for token in tokens:
        if Says.CODE in token.says:
            languages = _languages(token) or languages
        if len(token.says) < 2:
            continue
        here = frozenset(says for says, language in token.meaning if language in languages)
        token.says = here or token.says
        if here & {Says.IS_OWN, Says.IS}:
            token.says = (token.says | {Says.IS}) - {Says.OF, Says.OR, Says.LABEL, Says.KIND}
        elif not here and Says.OF in token.says:
            token.says -= {Says.IS, Says.IS_OWN}


def _languages(token: Token) -> frozenset[str]:
    return frozenset(language for says, language in token.meaning if says is Says.CODE and language != _ANY)


def _mark_other_kinds(tokens: Sequence[Token]) -> None:
    """Let words for codes that verify nothing mean no code: `promo code`, `code postal`."""
    words = [index for index, token in enumerate(tokens) if token.kind is Kind.WORD]
    for place, index in enumerate(words):
        if Says.CODE not in tokens[index].says:
            continue
        if place and _are_beside(tokens, words[place - 1], index) and _is_kind(tokens[words[place - 1]], Says.KIND):
            tokens[index].says = frozenset({Says.KIND})
        elif " " not in tokens[index].low:
            _mark_kind_after(tokens, index, words[place + 1 : place + 3])


def _mark_kind_after(tokens: Sequence[Token], index: int, following: Sequence[int]) -> None:
    for after in following:
        if not _are_beside(tokens, index, after):
            return
        if _is_kind(tokens[after], Says.KIND_AFTER):
            tokens[index].says = frozenset({Says.KIND})
            tokens[after].says |= {Says.KIND}
        if Says.OF not in tokens[after].says:
            return


def _is_kind(token: Token, kind: Says) -> bool:
    return kind in token.says and Says.CODE not in token.says


def _are_beside(tokens: Sequence[Token], first: int, last: int) -> bool:
    """Return whether nothing but words, dashes and apostrophes stands between two words."""
    return all(one.kind is Kind.WORD or one.text in ("-", "'") for one in tokens[first + 1 : last])


# --- Links

_IN_LINK = re.compile(r"[/=](\d{4,8})(?![A-Za-z0-9_.-])")
_LINK_NAMES_CODE = re.compile(r"[/?&#_-][a-z_-]{0,20}(?:code|otp|pin|passcode|verif|confirm|auth|login|signin|token)")


def _codes_in_links(text: str) -> frozenset[str]:
    """Return the numbers in links whose path says that they are codes."""
    found = (
        code[1]
        for link in reading.LINK.finditer(lower(text))
        if _LINK_NAMES_CODE.search(link.group().removeprefix("https://").removeprefix("http://"))
        for code in _IN_LINK.finditer(text, *link.span())
    )
    return frozenset(code for code in found if not reading.YEAR_LIKE.fullmatch(code))
