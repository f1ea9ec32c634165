"""Which services are not for sale.

The reviewed list (`domain.denied_list`) names them by category: names, aliases and patterns. An operator's ruling on a
service overrides the list. `domain.withholding` judges texts by the same list.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

LONGEST_SERVICE = 100


@dataclass(frozen=True)
class Category:
    """One kind of service that is not for sale.

    A name that ends in `*` matches every name with that prefix. `common_words` are names that are also ordinary words,
    so in a text they count in narrower places. `also_sold` are names of shops that may be bought and whose texts to
    other numbers are withheld. `patterns` are searched in a service's words. In texts, `phrases` are what only such
    services write about, `organisations` the words that name such an organisation's kind, and `senders` its numbers.
    """

    name: str
    why: str
    names: tuple[str, ...] = ()
    common_words: tuple[str, ...] = ()
    also_sold: tuple[str, ...] = ()
    patterns: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    senders: tuple[str, ...] = ()
    names_in_texts: bool = True


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


@dataclass(frozen=True)
class NamedDenial:
    """A service that is not for sale as customers know it, and the category that denies it."""

    label: str
    category: str


MOST_NAMED = 5
SHORTEST_START = 3
"""Characters. Fewer begin too many names."""

BY_OPERATOR = Denial("operator", "a decision of the operator")


class DeniedServices:
    """The reviewed list combined with the operators' rulings."""

    def __init__(self, categories: Sequence[Category], rulings: Sequence[Ruling] = ()) -> None:
        self.categories = categories
        self.rulings = rulings
        self._denied = [one for one in rulings if one.is_denied]
        self._allowed = {normal(name) for one in rulings if not one.is_denied for name in one.names}

    def service(self, name: str, label: str = "") -> Denial | None:
        """Return why a service is not for sale, or None if it is. A label may name several services."""
        called = [normal(part) for part in (name, label, *re.split(r"[/,()|&+]| - ", label)) if normal(part)]
        for ruling in self._denied:
            if any(normal(one) in called for one in ruling.names):
                return BY_OPERATOR
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

    def named(self, text: str) -> Sequence[NamedDenial]:
        """Return the denied services that a search means: those called so, else those whose name begins so.

        At most `MOST_NAMED`. Any other text that a pattern denies is returned as it was typed. What an operator allowed
        is left out.
        """
        wanted = normal(text)
        if not wanted:
            return ()
        found = [one for known, one in self._names if known == wanted]
        if not found and len(wanted) >= SHORTEST_START:
            found = [one for known, one in self._names if known.startswith(wanted)]
        if not found and (denial := self.service(text)) is not None:
            found = [NamedDenial(text.strip(), denial.category)]
        denied = (one for one in found if self.service(one.label) is not None)
        return tuple(dict.fromkeys(denied))[:MOST_NAMED]

    @cached_property
    def _names(self) -> list[tuple[str, NamedDenial]]:
        """Every denied name in letters and digits alone, with its label; an operator's rulings come first."""
        ruled = [(name, BY_OPERATOR.category) for one in self._denied for name in one.names]
        listed = [(name, one.name) for one in self.categories for name in (*one.names, *one.common_words)]
        labels = [(name.removesuffix("*").strip(), category) for name, category in (*ruled, *listed)]
        return [(normal(label), NamedDenial(label, category)) for label, category in labels]

    @cached_property
    def _exact(self) -> dict[str, Category]:
        found: dict[str, Category] = {}
        for category in self.categories:
            found |= {normal(name): category for name in (*category.names, *category.common_words)}
        return found

    @cached_property
    def _beginnings(self) -> list[tuple[str, Category]]:
        return [
            (normal(name), category) for category in self.categories for name in category.names if name.endswith("*")
        ]

    @cached_property
    def _patterns(self) -> list[tuple[Category, re.Pattern[str]]]:
        return [(one, re.compile("|".join(one.patterns))) for one in self.categories if one.patterns]


def normal(name: str) -> str:
    """Return only a name's letters and digits, in lower case without accents: `H&R Block*` → `hrblock`."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    return "".join(char for char in decomposed if char.isalnum())


def words(name: str) -> str:
    """Return a name's words in lower case: `BankOfAmerica` → `bank of america`."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return re.sub(r"[^\w]+|_+", " ", apart).strip().casefold()
