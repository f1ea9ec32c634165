"""No pattern that reads strangers' texts can be made slow: read from its parse tree, without a clock.

A pattern is slow on some text if a repetition without a bound stands inside another repetition, or if two of them that
match the same characters stand side by side: then the engine tries every way to divide a run between them. `bench`
measures the growth of time with length (`python -m bench.texts`).
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

import pytest

from callbox.domain import code_extraction, code_text, code_tokens, denied_services, sender_places
from callbox.domain.denied_list import CATEGORIES

MODULES: tuple[ModuleType, ...] = (code_extraction, code_text, code_tokens, denied_services, sender_places)
MANY = 100
"""Repetitions from which we count one as without a bound."""
SAMPLE = [*map(chr, range(32, 127)), *"\n\té漢字я١"]


def patterns() -> Iterator[re.Pattern[str]]:
    for module in MODULES:
        for value in vars(module).values():
            yield from (one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, re.Pattern))
    yield from code_tokens.never_codes()
    yield code_tokens.pieces()
    yield from (re.compile("|".join(category.patterns)) for category in CATEGORIES if category.patterns)


FOUND = list(patterns())


def children(argument: Any) -> Iterator[Any]:
    """Yield the sequences of nodes inside a node's argument."""
    if isinstance(argument, parser.SubPattern):
        yield list(argument)
    elif isinstance(argument, list | tuple):
        for one in argument:
            yield from children(one)


def is_long(node: Any) -> bool:
    kind, argument = node
    return kind in (codes.MAX_REPEAT, codes.MIN_REPEAT) and argument[1] >= MANY


def has_long(nodes: list[Any]) -> bool:
    return any(is_long(node) or any(map(has_long, children(node[1]))) for node in nodes)


def nested(nodes: list[Any]) -> bool:
    """Return whether a repetition without a bound stands inside a repetition."""
    for kind, argument in nodes:
        is_repeated = kind in (codes.MAX_REPEAT, codes.MIN_REPEAT) and argument[1] > 1
        if any((is_repeated and has_long(inner)) or nested(inner) for inner in children(argument)):
            return True
    return False


def alphabet(node: Any) -> set[str]:
    """Return the sample characters that one round of a repetition may begin with."""
    return {char for char in SAMPLE if matches_one(list(node[1][2]), char)}


def matches_one(nodes: list[Any], char: str) -> bool:
    """Return whether the first node may match the character. Unknown nodes may."""
    kind, argument = nodes[0]
    if kind == codes.LITERAL:
        return chr(argument) == char
    if kind == codes.NOT_LITERAL:
        return chr(argument) != char
    if kind == codes.IN:
        return _in_class(argument, char)
    if kind == codes.ANY:
        return char != "\n"
    return True


def _in_class(items: Any, char: str) -> bool:
    is_negated = items[0][0] == codes.NEGATE
    found = False
    for kind, argument in items:
        if kind == codes.LITERAL:
            found |= chr(argument) == char
        elif kind == codes.RANGE:
            found |= argument[0] <= ord(char) <= argument[1]
        elif kind == codes.CATEGORY:
            name = str(argument).rpartition("_")[2].lower()[0]
            letter = name.upper() if "_NOT_" in str(argument) else name
            found |= re.match(rf"\{letter}", char) is not None
    return bool(found != is_negated)


def side_by_side(nodes: list[Any]) -> bool:
    """Return whether two repetitions without a bound that share characters follow each other directly."""
    for first, second in pairwise(nodes):
        if is_long(first) and is_long(second) and alphabet(first) & alphabet(second):
            return True
    return any(side_by_side(inner) for _, argument in nodes for inner in children(argument))


def test_the_patterns_of_all_modules_are_found() -> None:
    assert len(FOUND) > 50


@pytest.mark.parametrize("pattern", FOUND, ids=lambda one: one.pattern[:40])
def test_no_repetition_without_a_bound_stands_in_or_beside_another(pattern: re.Pattern[str]) -> None:
    tree = list(parser.parse(pattern.pattern, pattern.flags))

    assert not nested(tree)
    assert not side_by_side(tree)


@pytest.mark.parametrize("slow", [r"(\w+)*x", r"(?:a*b?)+", r"\w+\d*x", r"(?:\s*,)+\S+", r"[a-z]*[a-f]*#"])
def test_slow_patterns_are_recognized(slow: str) -> None:
    tree = list(parser.parse(slow))

    assert nested(tree) or side_by_side(tree)


@pytest.mark.parametrize("quick", [r"\w+\W+\w+", r"(?:ab){1,5}", r"\d{1,12}(?:[.,]\d{1,3})?", r"[A-Z]?[a-z]+"])
def test_quick_patterns_are_accepted(quick: str) -> None:
    tree = list(parser.parse(quick))

    assert not nested(tree)
    assert not side_by_side(tree)
