"""The words of a text message, and in which places a name stands among them.

`domain.withholding` asks the questions. Each looks at a bounded number of words around the name, so that no text makes
one slow; what holds for the whole text is worked out once.
"""

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from callbox.domain import sender_words as said
from callbox.domain.messages import MAX_TEXT_CHARS
from callbox.domain.plain_text import LOOK_ALIKES, without_invisible, without_marks

_WORD = re.compile(r"\d+|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_A-Za-z]+")
"""`GTBankOTP482` is read as `GT`, `Bank`, `OTP`, `482`."""
_CHUNK = re.compile(r"\S+")


def readable(text: str) -> str:
    """Return the beginning of a text as it is read: plain letters and digits, in its own case."""
    text = text[:MAX_TEXT_CHARS]
    if text.isascii():
        return text
    plain = without_marks(without_invisible(text).translate(said.LETTERS))
    return _CHUNK.sub(_with_one_script, plain[:MAX_TEXT_CHARS])


def words_of(text: str) -> list[str]:
    """Return the words of a name or a phrase as a text's are read."""
    return [word.casefold() for word in _WORD.findall(readable(text))]


def _with_one_script(match: re.Match[str]) -> str:
    """Return a word with Latin letters for those of other scripts that look like them, if it has Latin ones too."""
    chunk = match.group()
    return chunk.translate(LOOK_ALIKES) if any("a" <= char.lower() <= "z" for char in chunk) else chunk


@lru_cache(maxsize=2_048)
def _is_code(word: str) -> bool:
    return word in said.CODES or word.endswith(said.CODE_ENDINGS) or any(part in word for part in said.CODE_PARTS)


class TextRead:
    """A text split into words. A name is given by its first and last word, and `is_common` if it is a word besides."""

    def __init__(self, text: str) -> None:
        self.text = readable(text)
        found = list(_WORD.finditer(self.text))
        self.surfaces = [match.group() for match in found]
        self.words = [surface.casefold() for surface in self.surfaces]
        self.is_capital = [surface[0].isupper() for surface in self.surfaces]
        self._starts = [match.start() for match in found]
        self._ends = [match.end() for match in found]
        edges = zip([0, *self._ends], [*self._starts, len(self.text)], strict=True)
        self.gaps = [self.text[end:start] for end, start in edges]
        """What stands before each word, and behind the last one."""
        self.is_close = [len(gap) <= said.WIDEST_GAP and said.IN_NAMES.issuperset(gap) for gap in self.gaps]

    # --- words

    def begins_with(self, first: int, key: str) -> bool:
        """Return whether these letters and digits stand here, however they are split into words."""
        return bool(key) and "".join(self.words[first : first + said.LONGEST_NAME]).startswith(key)

    def surface(self, first: int, last: int) -> str:
        return self.text[self._starts[first] : self._ends[last]]

    def begins_word(self, index: int) -> bool:
        """Return whether no letter of the same script touches the word from the left."""
        return bool(self.gaps[index]) or index == 0 or not (self._is_latin(index - 1) and self._is_latin(index))

    def ends_word(self, index: int) -> bool:
        """Return whether no letter touches the word from the right, except a word for a code: `GTBankOTP`."""
        after = index + 1
        if self.gaps[after] or after == len(self.words):
            return True
        return not (self._is_latin(after) and self._is_latin(index)) or _is_code(self.words[after])

    def _is_latin(self, index: int) -> bool:
        return "a" <= self.words[index][0] <= "z"

    # --- places of a sender

    def is_sender(self, first: int, last: int, *, is_common: bool = False) -> bool:
        """Return whether the name stands where a sender puts its own: first, in brackets, or alone on a line."""
        if self.is_bound_to_domain(first, last):
            return True
        if is_common and (self._is_shouted(first, last) or not (self.has_number or self.has_code_word)):
            return False
        if self.is_led_by(first):
            return self._opens_text(first, last, is_common=is_common)
        before, after = self.gaps[first], self.gaps[last + 1]
        is_marked = _first_of(after, ":|")
        if not is_common and first <= said.NEAR and is_marked and all(self.is_capital[:first]):
            return True
        if "\n" in before and (is_marked or not after.strip()) and (is_marked or "\n" in after or self._is_last(last)):
            return True
        return _last_of(before, said.OPENING) and _first_of(after, said.CLOSING) and self._is_at_edge(first, last)

    def _opens_text(self, first: int, last: int, *, is_common: bool) -> bool:
        after = self.gaps[self._behind_title(last, is_common=is_common)]
        if _first_of(after, said.AFTER_COMMON if is_common else said.AFTER_SENDER):
            return True
        return self._announces_code(last, is_common=is_common) and (not is_common or self._is_owned(first, last))

    def is_part(self, last: int) -> bool:
        """Return whether a longer name goes on here: `Square Enix`, `Chase Obi`."""
        after = last + 1
        if after >= len(self.words) or self.gaps[after] != " " or not self.is_capital[after]:
            return False
        return self._is_named(after) and self.words[after] not in said.AFTER_SIGNATURE

    def is_led_by(self, first: int) -> bool:
        """Return whether nothing stands before the name but what senders put before their own."""
        return first <= said.LONGEST_LEAD and said.BEFORE_SENDER.issuperset(self.words[:first])

    def is_bound_to_domain(self, first: int, last: int) -> bool:
        """Return whether the name is the domain of a last line for browsers: `@secure.paypal.com #482913`."""
        start, end = self._starts[first], self._ends[last]
        _, at, subdomains = self.text[max(0, start - said.LONGEST_SUBDOMAIN) : start].rpartition("@")
        if not at or not said.IN_DOMAINS.issuperset(subdomains):
            return False
        after = self.text[end : end + said.LONGEST_SUBDOMAIN].split("\n")[0]
        return after[:1] in (".", " ") and " #" in after

    def signs(self, first: int, last: int, *, is_common: bool = False) -> bool:
        """Return whether the name opens the text without a mark, presents itself, or signs it at the end."""
        if self.is_in_passing(first, last):
            return False
        if not is_common and (self.is_led_by(first) or self.words[last + 1 : last + 2] == ["here"]):
            return self.has_number or self.has_code_word
        previous = self.words[first - 1] if first else ""
        thanks = said.THANKING.intersection(self.words[max(0, first - said.FAR) : first])
        if thanks and previous in said.THANKED_FOR and not is_common:
            return True
        rest = self.words[last + 1 :]
        if len(rest) > said.LONGEST_SIGNATURE or not said.AFTER_SIGNATURE.issuperset(rest):
            return False
        if _last_of(self.gaps[first], said.BEFORE_SIGNATURE):
            return True
        return not is_common and (previous in said.SIGNING or _last_of(self.gaps[first], ".!"))

    def owns_code(self, first: int, last: int, *, is_common: bool = False, is_strict: bool = False) -> bool:
        """Return whether the text says that its code is this name's. `is_strict`: it names another sender besides."""
        if self.is_in_passing(first, last, is_strict=is_strict) or (is_common and self._is_shouted(first, last)):
            return False
        if self._announces_code(last, is_common=is_common):
            return not is_common or self._is_owned(first, last)
        owner = first - 1
        while owner >= max(0, first - 3) and self.words[owner] in said.ARTICLES:
            owner -= 1
        if owner < 0 or self._ends_sentence(owner + 1, first):
            return False
        word = self.words[owner]
        if word in said.OF_SENDER:
            return self._tells_code_before(owner, is_strict=is_strict)
        if is_strict or is_common:
            return False
        return _is_code(word) or (self.has_number and (word.startswith(said.ACTS) or word in said.OPENS))

    def names_another(self, taken: set[int]) -> bool:
        """Return whether a sender who is not denied is named: `Uber: …`, `[TikTok] …`, `your Lyft code`.

        `taken` are the words of denied names.
        """
        lead = next((i for i, word in enumerate(self.words) if word not in said.BEFORE_SENDER), len(self.words))
        for index in range(lead, min(lead + said.LONGEST_ORGANISATION, len(self.words))):
            mark = self.gaps[index + 1].strip(" \t")[:1]
            is_sender = mark in said.AFTER_OTHER if mark else self._announces_code(index)
            if is_sender and index not in taken and self._is_named(index):
                return True
            if mark:
                break
        return any(
            word in said.OWNERS and index not in taken and self._is_named(index) and self._announces_code(index)
            for index, word in enumerate(self.words[:-1], 1)
        )

    def is_in_passing(self, first: int, last: int, *, is_strict: bool = False) -> bool:
        """Return whether the name is only mentioned: as a way to pay, or as one with whom nothing must be shared."""
        start = first
        while start > max(0, first - said.FAR) and not self._ends_sentence(start, start):
            start -= 1
        before = self.words[start:first]
        is_owned = not is_strict and not said.OWNERS.isdisjoint(before[-1:])  # `never share your PayPal code`
        if not is_owned and not (said.REFUSING.isdisjoint(before) or said.WARNING.isdisjoint(before)):
            return True
        if not said.PAYING.isdisjoint(before) and not said.BY.isdisjoint(before[-2:]):
            return True
        after = self.words[last + 1 : last + 2]
        return bool(after) and after[0] in said.OFFERING and not self.gaps[last + 1].strip()

    # --- what the text asks

    @cached_property
    def has_number(self) -> bool:
        return any(len(word) >= 3 and word.isdecimal() for word in self.words)

    @cached_property
    def has_code_word(self) -> bool:
        """Return whether a code is named, or something is to be entered: `use 482913 to …`."""
        following = [*self.words[1:], ""][: len(self.words)]
        return any(
            _is_code(word) or (word in said.ENTERS and after.isdecimal())
            for word, after in zip(self.words, following, strict=True)
        )

    @cached_property
    def moves_coins(self) -> bool:
        """Return whether a coin and a movement stand near each other."""
        coins = [i for i, word in enumerate(self.words) if word in said.COINS and not self.is_in_passing(i, i)]
        return _are_near(coins, [i for i, word in enumerate(self.words) if word.startswith(said.MOVES)])

    def moves_money(self, *, is_strict: bool) -> bool:
        """Return whether a code confirms a movement of money. `is_strict`: the text names another sender."""
        if not (self.has_code_word and self.has_number):
            return False
        is_transfer = any(word in said.ACCOUNTS or word.startswith(said.TRANSFERS) for word in self.words)
        if is_strict or (is_transfer and self._has_amount):
            return is_transfer and self._has_amount
        if self._has_amount and any(word.startswith(said.PURCHASES) for word in self.words):
            return True
        is_one_time = not said.ONE_TIME.isdisjoint(self.words)
        cards = [index for index, word in enumerate(self.words) if word in said.CARDS]
        if cards and (self._has_amount or any(index and self.words[index - 1] in said.CARD_KINDS for index in cards)):
            return True
        is_banking = bool(cards) or any(word.startswith(said.TRANSACTIONS) for word in self.words)
        return is_one_time and (is_banking or not said.ACCOUNTS.isdisjoint(self.words))

    @cached_property
    def _has_amount(self) -> bool:
        if not said.CURRENCY_SIGNS.isdisjoint(self.text):
            return self.has_number
        return any(
            word in said.CURRENCIES
            and any(map(str.isdecimal, (*self.words[max(0, index - 3) : index], *self.words[index + 1 : index + 2])))
            for index, word in enumerate(self.words)
        )

    # --- around a name

    def _announces_code(self, last: int, *, is_common: bool = False) -> bool:
        """Return whether a word for a code follows within the clause: `Kuda login code`."""
        for index in range(last + 1, min(last + 2 + said.NEAR, len(self.words))):
            word = self.words[index]
            if not said.CLAUSE_ENDS.isdisjoint(self.gaps[index]) or (is_common and ":" in self.gaps[index]):
                return False
            if word in said.CLAUSE_WORDS and self.words[index - 1] not in ("sign", "log"):
                return False
            if _is_code(word) or (word == "number" and not is_common):
                return self.words[index - 1] not in said.OTHER_CODES
            if is_common and word not in said.GENERIC | said.AFTER_SIGNATURE:
                return False
        return False

    def _is_owned(self, first: int, last: int) -> bool:
        """Return whether a name that is also a word stands behind `your`, `for` or a number, or before all others."""
        if self.words[last] in said.ADJECTIVES and self.is_capital[last + 1]:
            return False
        before = self.words[first - 1] if first and not self._ends_sentence(first, first) else ""
        return before in said.OWNERS or before in said.OF_SENDER or before.isdecimal() or self.is_led_by(first)

    def _tells_code_before(self, index: int, *, is_strict: bool) -> bool:
        for back in range(index - 1, max(-1, index - 1 - (said.NEAR if is_strict else said.FAR)), -1):
            if self._ends_sentence(back + 1, back + 1):
                return False
            word = self.words[back]
            if _is_code(word) or word.startswith(said.SIGNS_IN):
                return True
            if not is_strict and ((word.isdecimal() and len(word) >= 4) or word.startswith(said.ACTS)):
                return self.has_number
        return False

    def _behind_title(self, last: int, *, is_common: bool) -> int:
        """Return the index behind what belongs to a sender's name: `PNC Alert`, `Chase Fraud Prevention`."""
        index = last + 1
        while index < min(len(self.words), last + 1 + said.LONGEST_TITLE) and self.gaps[index] == " ":
            if self.words[index] not in said.AFTER_SIGNATURE and (is_common or not self.is_capital[index]):
                break
            index += 1
        return index

    def _ends_sentence(self, first: int, last: int) -> bool:
        return any(not said.SENTENCE_ENDS.isdisjoint(self.gaps[index]) for index in range(first, last + 1))

    def _is_named(self, index: int) -> bool:
        """Return whether the word can be a sender's name: a capital or another script, and no word of every text."""
        word = self.words[index]
        if word.isdecimal() or word in said.GENERIC or word in said.BEFORE_SENDER or word in said.OWNERS:
            return False
        if _is_code(word):
            return False
        return self.is_capital[index] or not word[0].isascii()

    def _is_shouted(self, first: int, last: int) -> bool:
        """Return whether the name has capitals only because the text around it has."""
        around = self.surfaces[max(0, first - 1) : first] + self.surfaces[last + 1 : last + 2]
        letters = [one for one in around if one.isalpha()]
        surface = self.surface(first, last)
        return surface.isupper() and len(surface) > said.SHORT and bool(letters) and all(map(str.isupper, letters))

    def _is_last(self, last: int) -> bool:
        return last + 1 == len(self.words)

    def _is_at_edge(self, first: int, last: int) -> bool:
        before = self.words[: min(first, said.FAR)]
        is_first = first <= said.FAR and all(word in said.BEFORE_SENDER or word.isdecimal() for word in before)
        return is_first or self._is_last(last)


def _first_of(gap: str, marks: Sequence[str] | frozenset[str]) -> bool:
    mark = gap.strip(" \t\r\u00a0")[:1]
    return bool(mark) and mark in marks


def _last_of(gap: str, marks: Sequence[str] | frozenset[str]) -> bool:
    mark = gap.strip(" \t\r\u00a0")[-1:]
    return bool(mark) and mark in marks


def _are_near(some: Sequence[int], others: Sequence[int]) -> bool:
    """Return whether one of each stands within a sentence's length. Both are sorted."""
    at = 0
    for one in some:
        while at < len(others) and others[at] < one - said.SENTENCE:
            at += 1
        if at < len(others) and others[at] <= one + said.SENTENCE:
            return True
    return False
