"""Which texts are withheld: those that a denied service sent to a number that was rented for another one.

A text is read as names are: without case, accents, width and invisible characters, cut to its first 1,600 characters.
Then denied names are found in it, and each counts by the place in which it stands (`domain.sender_places`):

    in the sender's place    `Kuda: 482913`, `[Binance] …`, `… — Revolut`, the field of the sender
    as the owner of a code   `your PayPal code`, `Zenith OTP`, `code for your Venmo account`, `sign in to Chase`
    in passing               `pay with PayPal at checkout`, `never share it with Cash App`: does not count

Besides names, an organisation's kind counts (`Kestrel Bank`, `Lake County Clinic`), and what only such services write
about (online banking, a transfer of an amount, a patient portal). When in doubt, the text is shown: a wrong refusal
takes a code from a customer who paid for it.

Every step is one pass over the words with a bounded look around, so the time grows with the length of the text alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from callbox.domain import sender_words as said
from callbox.domain.denied_list import CATEGORIES
from callbox.domain.denied_services import BY_OPERATOR, Category, Denial, Ruling, normal
from callbox.domain.messages import MAX_TEXT_CHARS
from callbox.domain.sender_places import TextRead, words_of

MOST_NAMES = 40
"""Denied names that are looked at in one text: more than any sender names."""


def withheld(text: str, *, sender: str | None = None, bought: str | None = None) -> Denial | None:
    """Return why a text must be withheld, or None if it may be shown, by the reviewed list alone.

    `sender` is the sender's name or number, `bought` the service that the number was rented for. Never raises.
    """
    return _reviewed().denial(text, sender=sender, bought=bought)


@cache
def _reviewed() -> "Screen":
    return Screen(CATEGORIES)


@dataclass(frozen=True)
class _Name:
    """A denied name. `is_common`: it is an ordinary word too, so it counts in the narrowest places only.

    `is_short`: it is a word in some language or an abbreviation, so it must be spelled as it is.
    """

    denial: Denial
    spelled: str
    is_common: bool = False
    is_short: bool = False

    def may_be(self, surface: str) -> bool:
        if self.is_short:
            return surface in (self.spelled, self.spelled.upper()) or (len(surface) == said.SHORT and surface.istitle())
        return not self.is_common or surface[0].isupper()


@dataclass(frozen=True)
class _Hit:
    """A name in a text: the words from `first` to `last`, both included."""

    first: int
    last: int
    name: _Name


class Screen:
    """Judges texts by a list of categories and the operators' rulings. Built once, used for many texts."""

    def __init__(self, categories: Sequence[Category], rulings: Sequence[Ruling] = ()) -> None:
        self._allowed = {normal(name) for one in rulings if not one.is_denied for name in one.names}
        self._names: dict[str, _Name] = {}
        self._phrases: dict[str, Denial] = {}
        self._organisations: dict[str, Denial] = {}
        self._senders: dict[str, Denial] = {}
        for category in categories:
            self._learn(category)
        for name in (name for one in rulings if one.is_denied for name in one.names):
            self._add_name(name, BY_OPERATOR)
        self._beginnings = {key[:end] for key in (*self._names, *self._phrases) for end in range(1, len(key) + 1)}
        self._with_endings = [(key, name) for key, name in self._names.items() if not key.isascii()]

    def denial(self, text: str, *, sender: str | None, bought: str | None) -> Denial | None:
        """Return why a text to a number rented for `bought` must be withheld, or None. Never raises."""
        own = normal(bought or "")
        if own in self._allowed:
            return None
        if sender and (denial := self._denial_of_sender(sender, own)):
            return denial
        read = TextRead(text)
        hits, subject = self._found(read, own)
        for hit in hits:
            if read.is_sender(hit.first, hit.last, is_common=hit.name.is_common):
                return hit.name.denial
        if own and normal(text[:80]).startswith(own):
            return None  # it is from the service it was bought for, whatever else it mentions
        return self._denial_by_places(read, hits, subject)

    # --- the list

    def _learn(self, category: Category) -> None:
        denial = Denial(category.name, category.why)
        if category.names_in_texts:
            for name in category.common_words:
                self._add_name(name, denial, is_common=True)
            for name in (*category.names, *category.also_sold):
                self._add_name(name, denial)
        self._phrases |= {_key(phrase): denial for phrase in category.phrases}
        self._organisations |= {_key(kind): denial for kind in category.organisations}
        self._senders |= {normal(one): denial for one in category.senders}

    def _add_name(self, name: str, denial: Denial, *, is_common: bool = False) -> None:
        spelled, key = name.rstrip("*"), _key(name)
        is_short = len(key) <= said.SHORT and name == spelled and key.isascii()
        if key and not key.isdecimal() and key not in self._allowed:
            self._names.setdefault(key, _Name(denial, spelled, is_common=is_common, is_short=is_short))

    # --- what a text names

    def _denial_of_sender(self, sender: str, own: str) -> Denial | None:
        """Return why a sender's field is denied: `GTBank`, `VM-HDFCBK`, `PayPal Inc`, `24273`."""
        if (denial := self._senders.get(normal(sender[:MAX_TEXT_CHARS]))) is not None:
            return denial
        read = TextRead(sender)
        for hit in self._found(read, own, is_field=True)[0]:
            if read.is_led_by(hit.first):
                return hit.name.denial
        return next((self._senders[word] for word in read.words if word in self._senders), None)

    def _found(self, read: TextRead, own: str, *, is_field: bool = False) -> tuple[list[_Hit], Denial | None]:
        """Return the denied names of a text from left to right, the longest at each place, and its first subject."""
        hits, subject, free_from = list(self._hits_with_endings(read)), None, 0
        is_of_a_code = is_field or read.has_number or read.has_code_word
        for first in range(len(read.words)):
            if first < free_from or not read.begins_word(first):
                continue
            name, phrase = self._longest(read, first)
            subject = subject or phrase
            if name is None and is_of_a_code and read.is_capital[first]:
                name = self._organisation(read, first)
            if name is not None and not read.begins_with(first, own):
                free_from = name.last + 1
                hits.append(name)
        return hits[:MOST_NAMES], subject

    def _longest(self, read: TextRead, first: int) -> tuple[_Hit | None, Denial | None]:
        hit = subject = None
        key = ""
        for last in range(first, min(first + said.LONGEST_NAME, len(read.words))):
            key += read.words[last]
            if key not in self._beginnings or (last > first and not read.is_close[last]):
                break
            if not read.ends_word(last):
                continue
            name, phrase = self._names.get(key), self._phrases.get(key)
            if name is None or (name.is_common and read.is_part(last)):
                pass
            elif name.may_be(read.surface(first, last)) or read.is_bound_to_domain(first, last):
                hit = _Hit(first, last, name)
            if phrase and not read.is_in_passing(first, last):
                subject = phrase
        return hit, subject

    def _hits_with_endings(self, read: TextRead) -> Iterator[_Hit]:
        """Yield names in scripts that write no spaces, or put endings to names: each in the first word that has it."""
        if read.text.isascii():
            return
        for key, name in self._with_endings:
            at = next((index for index, word in enumerate(read.words) if key in word), None)
            if at is not None:
                yield _Hit(at, at, name)

    def _organisation(self, read: TextRead, first: int) -> _Hit | None:
        """Return the organisation of a denied kind whose name begins here: `Kestrel Bank`, `Bank of Abc`, `abc.gov`."""
        opens = self._opens_organisation(read, first)
        if not opens and read.words[first] in said.GENERIC:
            return None
        for last in range(first, min(first + said.LONGEST_ORGANISATION, len(read.words))):
            if last > first and not read.is_close[last]:
                return None
            denial = self._kind(read, first, last, opens=opens)
            if denial is not None and read.ends_word(last):
                return _Hit(first, last, _Name(denial, read.surface(first, last)))
            if last > first and not _is_name_like(read, last) and read.words[last] not in said.WITHIN_NAMES:
                return None
        return None

    def _kind(self, read: TextRead, first: int, last: int, *, opens: bool) -> Denial | None:
        word = read.words[last]
        if first == last:
            is_kind = word.endswith(("bank", "pay")) and len(word) > said.SHORT and word not in said.HARMLESS_WORDS
            return self._organisations.get("bank" if word.endswith("bank") else "pay") if is_kind else None
        if opens:
            kind = self._organisations.get(read.words[first]) or self._organisations.get("".join(read.words[first:2]))
            return kind if word not in said.WITHIN_NAMES else None
        if not said.HARMLESS_BEFORE_KIND.isdisjoint((read.words[first], read.words[last - 1])):
            return None
        if word in self._organisations:
            is_written_as_name = read.is_capital[last] or read.gaps[last] == "."
            return self._organisations[word] if is_written_as_name else None
        return self._organisations.get(read.words[last - 1] + word) if last - first > 1 else None

    def _opens_organisation(self, read: TextRead, first: int) -> bool:
        """Return whether a kind stands here before its name: `Bank of …`, `Banco …`, `Ministry of …`."""
        if read.words[first] not in said.KINDS_BEFORE or not read.is_capital[first]:
            return False
        if first and read.is_close[first] and read.is_capital[first - 1] and read.words[first - 1] not in said.GENERIC:
            return False  # `Power Bank Store`
        return any(read.is_capital[index] for index in range(first + 1, min(first + 3, len(read.words))))

    # --- what counts

    def _denial_by_places(self, read: TextRead, hits: Sequence[_Hit], subject: Denial | None) -> Denial | None:
        taken = {index for hit in hits for index in range(hit.first, hit.last + 1)}
        names_another = read.names_another(taken)
        for hit in hits:
            place = (hit.first, hit.last)
            if read.owns_code(*place, is_common=hit.name.is_common, is_strict=names_another):
                return hit.name.denial
            if not names_another and read.signs(*place, is_common=hit.name.is_common):
                return hit.name.denial
        if subject is not None:
            return subject
        if read.moves_coins:
            return self._organisations.get("crypto")
        return self._organisations.get("bank") if read.moves_money(is_strict=names_another) else None


def _is_name_like(read: TextRead, index: int) -> bool:
    return read.is_capital[index] and read.words[index] not in said.GENERIC


def _key(name: str) -> str:
    return "".join(words_of(name))
