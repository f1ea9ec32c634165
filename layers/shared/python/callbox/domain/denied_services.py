"""Which services are not for sale, and whose messages are withheld.

The reviewed list (denied_services.json, shipped beside this package) names them by category: names, aliases and
patterns. An operator's ruling on a service overrides the list. A text message is judged by the sender that it names.
When in doubt, show the message: a wrong refusal takes a code from a customer who paid for it.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

LONGEST_SERVICE = 100
_SHORT = 4
"""Names of up to this many letters are words in some language, so in a text their case must match."""


@dataclass(frozen=True)
class Category:
    """One kind of service that is not for sale.

    A name that ends in `*` matches every name with that prefix. `common_words` are names that are also ordinary words:
    in a text they count only in a sender's place. `patterns` are searched in a service's words, `texts` in messages.
    """

    name: str
    why: str
    names: tuple[str, ...] = ()
    common_words: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    names_in_texts: bool = True

    @classmethod
    def of(cls, name: str, document: Mapping[str, Any]) -> "Category":
        """Read one category of denied_services.json."""
        lists = {key: tuple(value) for key, value in document.items() if isinstance(value, list)}
        return cls(name, document["why"], names_in_texts=document.get("names_in_texts", True), **lists)


@dataclass(frozen=True)
class Ruling:
    """An operator's decision about one service. `service` is its name, `aliases` are its other names."""

    service: str
    is_denied: bool
    aliases: tuple[str, ...]
    author: str
    reason: str
    decided_at: datetime

    @property
    def names(self) -> tuple[str, ...]:
        return (self.service, *self.aliases)


@dataclass(frozen=True)
class Denial:
    """Why something is denied: a category of the list, or `operator`. Customers read `why`."""

    category: str
    why: str


_BY_OPERATOR = Denial("operator", "a decision of the operator")


class DeniedServices:
    """The reviewed list combined with the operators' rulings."""

    def __init__(self, categories: Sequence[Category], rulings: Sequence[Ruling] = ()) -> None:
        self._categories = categories
        self._denied = [one for one in rulings if one.is_denied]
        self._allowed = {normal(name) for one in rulings if not one.is_denied for name in one.names}

    def service(self, name: str, label: str = "") -> Denial | None:
        """Return why a service is not for sale, or None if it is. A label may name several services."""
        called = [normal(part) for part in (name, label, *re.split(r"[/,()|&+]| - ", label)) if normal(part)]
        for ruling in self._denied:
            if any(normal(one) in called for one in ruling.names):
                return _BY_OPERATOR
        if self._allowed.intersection(called[:2]):
            return None
        for one in called:
            if (category := self._exact.get(one)) is not None:
                return Denial(category.name, category.why)
            for beginning, category in self._beginnings:
                if one.startswith(beginning):
                    return Denial(category.name, category.why)
        said = f"{words(name)}\n{words(label)}"
        for category, pattern in self._patterns:
            if pattern.search(said):
                return Denial(category.name, category.why)
        return None

    def message(self, text: str, sender: str | None, *, bought: str) -> Denial | None:
        """Return why a message to a number for the service `bought` must be withheld, or None if it may be shown."""
        if normal(bought) in self._allowed:
            return None
        for one in self._sender_rules:
            if one.is_from(text, sender):
                return one.denial
        if _begins_with(text, bought):
            return None  # it is from the service it was bought for, whatever else it mentions
        for one in self._sender_rules:
            if one.names_sender(text) or one.says(text):
                return one.denial
        return None

    @cached_property
    def _exact(self) -> dict[str, Category]:
        found: dict[str, Category] = {}
        for category in self._categories:
            found |= {normal(name): category for name in (*category.names, *category.common_words)}
        return found

    @cached_property
    def _beginnings(self) -> list[tuple[str, Category]]:
        return [
            (normal(name), category) for category in self._categories for name in category.names if name.endswith("*")
        ]

    @cached_property
    def _patterns(self) -> list[tuple[Category, re.Pattern[str]]]:
        return [(one, re.compile("|".join(one.patterns))) for one in self._categories if one.patterns]

    @cached_property
    def _sender_rules(self) -> list["_SenderRule"]:
        rules = [_SenderRule(Denial(one.name, one.why), self._without_allowed(one), one) for one in self._categories]
        for ruling in self._denied:
            category = Category("operator", ruling.reason, names=ruling.names)
            rules.append(_SenderRule(_BY_OPERATOR, ruling.names, category))
        return rules

    def _without_allowed(self, category: Category) -> Sequence[str]:
        names = (*category.names, *category.common_words) if category.names_in_texts else ()
        return [name.rstrip("*") for name in names if normal(name) not in self._allowed]


class _SenderRule:
    """Recognises texts from certain senders. Its patterns are compiled on first use."""

    def __init__(self, denial: Denial, names: Iterable[str], category: Category) -> None:
        self.denial = denial
        usable = [name for name in names if not normal(name).isdecimal()]
        common = {normal(name) for name in category.common_words}
        self._plain = [one for one in usable if normal(one) not in common and not _is_short(one)]
        self._common = [one for one in usable if one not in self._plain]
        self._senders = {normal(one) for one in (*category.senders, *usable)}
        self._texts = category.texts

    def is_from(self, text: str, sender: str | None) -> bool:
        """Return whether the sender's name or number, or the beginning of the text, names one of them."""
        if sender is not None and normal(sender) in self._senders:
            return True
        return any(pattern.search(text) for pattern in self._at_the_beginning)

    def names_sender(self, text: str) -> bool:
        return any(pattern.search(text) for pattern in self._within)

    def says(self, text: str) -> bool:
        return any(re.search(pattern, text) for pattern in self._texts)

    @cached_property
    def _at_the_beginning(self) -> list[re.Pattern[str]]:
        before = r"^\W*(?:(?i:free ?msg|notice|alert|msg)\W+)*"
        found = []
        if self._plain:
            found.append(re.compile(rf"{before}(?i:{_any_of(self._plain)})(?!\w)"))
        if self._common:
            found.append(re.compile(rf"{before}(?:{_any_of(self._common)})\s*[:\]】)–|]"))
        return found

    @cached_property
    def _within(self) -> list[re.Pattern[str]]:
        code = r"(?:code|passcode|pass code|otp|OTP|pin|PIN|password|token|account|login|sign-in|verification)"
        found = []
        if self._plain:
            name = _any_of(self._plain)
            found += [
                re.compile(rf"(?i:\b(?:your|from|by)\s+(?:{name})(?!\w))"),
                re.compile(rf"(?i:\b(?:code|passcode|otp|pin|password)\s+(?:for|at)\s+(?:your\s+)?(?:{name})(?!\w))"),
                re.compile(rf"(?i:\b(?:log|sign)(?:ging|ning)?[ -]?in\s?(?:to)?\s+(?:your\s+)?(?:{name})(?!\w))"),
                re.compile(rf"(?i:(?<!\w)(?:{name})(?:'s)?\s+(?:[\w-]+\s+){{0,2}}{code}\b)"),
                re.compile(rf"(?i:@(?:[\w-]+\.)*(?:{name})\.\w+(?:\.\w+)?\s+#)"),
                re.compile(rf"(?i:[-–—|\[【(]\s*(?:{name})[\]】)]?\W*$)"),
            ]
        if self._common:
            name = _any_of(self._common)
            found += [
                re.compile(rf"\b[Yy]our (?:{name}) (?:[a-z-]+ ){{0,3}}{code}\b"),
                re.compile(rf"(?i:\b(?:code|passcode|otp|pin)) (?:for|from) (?:{name})(?!\w)"),
                re.compile(rf"(?i:@(?:[\w-]+\.)*(?:{name})\.\w+(?:\.\w+)?\s+#)"),
            ]
        return found


def normal(name: str) -> str:
    """Return only a name's letters and digits, in lower case without accents: `H&R Block*` → `hrblock`."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in decomposed if char.isalnum())


def words(name: str) -> str:
    """Return a name's words in lower case: `BankOfAmerica` → `bank of america`."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.sub(r"[^\w]+|_+", " ", apart).strip().casefold()


def _is_short(name: str) -> bool:
    return len(name) <= _SHORT and name.isalnum()


def _any_of(names: Iterable[str]) -> str:
    longest_first = sorted(names, key=len, reverse=True)
    return "|".join(r"[\W_]*".join(re.escape(part) for part in re.findall(r"\w+", name)) for name in longest_first)


def _begins_with(text: str, service: str) -> bool:
    return bool(normal(service)) and normal(text[:80]).startswith(normal(service))
