"""Map documents to items: each field of a dataclass keeps its name, so that no field can be forgotten.

A field without an attribute in the model is spread. Money becomes `<field>_minor` and `currency`, which all amounts of
a document share; another dataclass becomes its fields. Any other field without an attribute is an error. A tuple is
stored as a list.
"""

from collections.abc import Container
from dataclasses import fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_type_hints

from pynamodb.expressions.update import Action
from pynamodb.models import Model

from callbox.domain.money import Money

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

D = TypeVar("D")
M = TypeVar("M", bound=Model)


def item_of(model: type[M], document: "DataclassInstance", **beside: Any) -> M:
    """Return the item of a document. `beside` holds further attributes, or replacements for fields.

    Raises ValueError for a field without an attribute in the model.
    """
    return model(**{**attributes_of(document, model), **beside})


def attributes_of(document: "DataclassInstance", model: type[Model]) -> dict[str, Any]:
    """Return the values of an item's attributes. Raises ValueError for amounts in more than one currency."""
    found: dict[str, Any] = {}
    for name, spread in _fields(type(document), model):
        value = getattr(document, name)
        if spread is None:
            found[name] = list(value) if isinstance(value, tuple) else value
        elif spread is Money:
            found[f"{name}_minor"], currency = (None, None) if value is None else (value.minor, value.currency)
            if found.setdefault("currency", currency) != currency:
                raise ValueError(f"the amounts of a {type(document).__name__} share one currency")
        else:
            found |= attributes_of(value, model)
    return found


def document_of(document: type[D], item: Any, /, **given: Any) -> D:
    """Return the document of an item. `given` holds the values of fields that are stored in another form."""
    cached: tuple[Any, Any] = (document, type(item))  # the type checker does not know that classes are hashable
    for name, spread in _fields(*cached):
        if name in given:
            continue
        if spread is None:
            value = getattr(item, name)
            given[name] = tuple(value) if isinstance(value, list) else value
        elif spread is Money:
            minor = getattr(item, f"{name}_minor")
            given[name] = None if minor is None else Money(minor, item.currency)
        else:
            given[name] = document_of(spread, item)
    return document(**given)


def changes(before: Model, after: Model, *, always: Container[str] = ()) -> list[Action]:
    """Return the actions that turn the stored `before` into `after`. A None removes the attribute, also from its index.

    Attributes named in `always` are written even when they are unchanged.
    """
    keys = {before._hash_keyname, before._range_keyname}
    actions: list[Action] = []
    for name, attribute in before.get_attributes().items():
        value = getattr(after, name)
        if name not in keys and (name in always or value != getattr(before, name)):
            actions.append(attribute.remove() if value is None else attribute.set(value))
    return actions


@cache
def _fields(document: Any, model: Any) -> tuple[tuple[str, type | None], ...]:
    """Return the names of a document's fields, each with the dataclass to spread, or None."""
    kept, hints = model.get_attributes(), get_type_hints(document)
    names = [field.name for field in fields(document)]
    return tuple((name, None if name in kept else _dataclass_in(hints[name])) for name in names)


def _dataclass_in(hint: Any) -> type | None:
    return next((one for one in (hint, *get_args(hint)) if isinstance(one, type) and is_dataclass(one)), None)
