"""Documents with a different value in every field, so that a lost field is noticed.

Values are made by type. An unknown type is an error: add an example value of it below.
"""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from callbox.domain.money import Money
from tests.builders import NOW

D = TypeVar("D")


def filled(kind: type[D], seed: int = 0) -> D:
    """Return a document in which no field has its default, no two have the same value, and nothing is None.

    Another `seed` changes every value whose type has more than one.
    """
    hints = get_type_hints(kind)
    made: dict[str, Any] = {}
    for number, field in enumerate(_fields(kind)):
        options = _values(hints[field.name], field.name, 100 * seed + number, seed)
        made[field.name] = next(one for one in options if one is not None and one != _default(field))
    return kind(**made)


def variants(kind: type[D]) -> Iterator[D]:
    """Yield a filled document, then one for each None, bool and Literal that a field may have instead.

    Each has values different from the previous ones.
    """
    yield filled(kind)
    seed = 1
    hints = get_type_hints(kind)
    for field in _fields(kind):
        for value in _alternatives(hints[field.name]):
            changed: Any = filled(kind, seed)
            yield replace(changed, **{field.name: value})
            seed += 1


def changed(document: D) -> Iterator[tuple[str, D]]:
    """Yield the name of each field with documents that differ from this one in that field alone.

    The fields of a nested dataclass are changed one by one, with names like `selection.service`.
    """
    whole: Any = document
    hints = get_type_hints(type(document))
    for number, field in enumerate(_fields(whole)):
        current = getattr(document, field.name)
        if is_dataclass(current) and not isinstance(current, Money):
            for name, inner in changed(current):
                yield f"{field.name}.{name}", replace(whole, **{field.name: inner})
            continue
        values = [*_values(hints[field.name], field.name, 90 + number, 9), *_alternatives(hints[field.name])]
        for value in (*values, _default(field)):
            if value not in (current, MISSING):
                yield field.name, replace(whole, **{field.name: value})


def _fields(kind: Any) -> tuple[Field[Any], ...]:
    return fields(kind)


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()


def _alternatives(hint: Any) -> list[Any]:
    """Return every None, bool and Literal that the type allows."""
    hint = getattr(hint, "__supertype__", hint)
    if get_origin(hint) in (Union, UnionType):
        return [value for one in get_args(hint) for value in _alternatives(one)]
    if hint is NoneType:
        return [None]
    if hint is bool:
        return [True, False]
    return list(get_args(hint)) if get_origin(hint) is Literal else []


def _values(hint: Any, name: str, number: int, seed: int) -> list[Any]:  # noqa: PLR0911
    """Return values of a type: more than one if the first might be a default or a part could be overlooked."""
    hint = getattr(hint, "__supertype__", hint)
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return [value for one in args if one is not NoneType for value in _values(one, name, number, seed)]
    if origin is Literal:
        return list(args)
    if origin is tuple and args[-1] is Ellipsis:
        return [tuple(_values(args[0], f"{name} {order}", number, seed)[0] for order in ("b", "a"))]
    if origin is tuple:
        return [tuple(_values(one, f"{name}_{n}", number, seed)[0] for n, one in enumerate(args))]
    if origin is Mapping and hint == Mapping[str, str | int]:
        return [{"number": number, "text": f"{name} «{number}»"}]
    if hint is Money:
        return [Money(100_000 + number, currency) for currency in ("NGN", "USD")]
    if isinstance(hint, type) and is_dataclass(hint):
        return [filled(hint, seed)]
    simple: dict[Any, list[Any]] = {
        str: [f"{name} {seed}"],
        int: [number + 1_001],
        bool: [True, False],
        bytes: [f"{name} {number} \0".encode()],
        Decimal: [Decimal(f"{number}.250")],
        datetime: [NOW + timedelta(hours=seed, minutes=number % 100)],
    }
    if hint not in simple:
        raise TypeError(f"{name}: tests/filled.py does not know what a value of {hint} looks like")
    return simple[hint]
