"""Every route describes errors in a body in words that a customer can read."""

import importlib
import json
import pkgutil
from collections.abc import Iterator
from typing import Annotated, Any, Literal

import msgspec
import pytest
from msgspec import Meta, Struct, inspect

import functions.api
from callbox.domain.errors import FieldError, Invalid
from callbox.http.field_errors import FORMS, field_error
from callbox.http.requests import Request
from callbox.http.shapes import AreaCode
from tests.functions.answers import assert_sentence

WRONG: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    1.5,
    10**30,
    "",
    "x" * 5_000,
    "31",
    "123",
    "312\n",
    [],
    ["x"] * 50,
    {},
    [[]],
)
"""Values of every kind. For each field of each body some of them are wrong."""


class Body(Struct, forbid_unknown_fields=True, kw_only=True):
    count: Annotated[int, Meta(ge=2, le=5)] = 2
    name: Annotated[str, Meta(min_length=1, max_length=4)] = "ada"
    code: AreaCode = "312"
    sizes: Annotated[list[int], Meta(min_length=1, max_length=2)] | msgspec.UnsetType = msgspec.UNSET
    kind: Literal["a", "b"] = "a"
    maybe: Annotated[int, Meta(ge=1)] | None = None
    share: float = 0.5
    sure: bool = True
    other: dict[str, int] = {}
    odd: Annotated[str, Meta(pattern="^odd$")] = "odd"


class Needing(Struct, forbid_unknown_fields=True):
    name: str


def wrong(body: object, shape: Any = Body) -> tuple[FieldError, ...]:
    """Read a body as a route does; return its errors."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    request: Request[Any] = Request(name="x", raw_body=raw, headers={}, query={}, path={}, request_id="r-1")
    try:
        request.read_body(shape)
    except Invalid as invalid:
        return invalid.errors
    return ()


def read(body: object, shape: Any = Body) -> list[tuple[str, str]]:
    return [(error.field, error.message) for error in wrong(body, shape)]


@pytest.mark.parametrize(
    ("body", "field", "message"),
    [
        ({"count": 1}, "count", "At least 2."),
        ({"count": 6}, "count", "At most 5."),
        ({"count": "2"}, "count", "This must be a whole number, not text."),
        ({"count": 2.5}, "count", "This must be a whole number, not a number."),
        (b'{"count": 1e400}', "count", "This number is too large."),
        ({"name": ""}, "name", "At least 1 character."),
        ({"name": "grace"}, "name", "At most 4 characters."),
        ({"name": ["ada"]}, "name", "This must be text, not a list."),
        ({"code": "123"}, "code", "Three digits, the first from 2 to 9, such as 312."),
        ({"code": "312\n"}, "code", "At most 3 characters."),
        ({"code": 312}, "code", "This must be text, not a whole number."),
        ({"sizes": []}, "sizes", "At least 1 entry."),
        ({"sizes": [1, 2, 3]}, "sizes", "At most 2 entries."),
        ({"sizes": [1, None]}, "sizes[1]", "This must be a whole number, not null."),
        ({"kind": "c"}, "kind", "This is not one of the values that are allowed here."),
        ({"maybe": "1"}, "maybe", "This must be a whole number or null, not text."),
        ({"share": {}}, "share", "This must be a number, not an object."),
        ({"sure": 1}, "sure", "This must be true or false, not a whole number."),
        ({"other": []}, "other", "This must be an object, not a list."),
        ({"odd": "even"}, "odd", "This is not in the form that is asked for."),
        ([], "", "The body must be one JSON object."),
        (None, "", "The body must be one JSON object."),
    ],
)
def test_each_kind_of_mistake_has_its_own_message(body: object, field: str, message: str) -> None:
    assert read(body) == [(field, message)]


@pytest.mark.parametrize(
    ("body", "code", "least", "most"),
    [
        ({"count": 1}, "out_of_range", 2, None),
        ({"count": 6}, "out_of_range", None, 5),
        (b'{"count": 1e400}', "out_of_range", None, None),
        ({"count": "2"}, "wrong_type", None, None),
        ({"name": ""}, "too_short", 1, None),
        ({"name": "grace"}, "too_long", None, 4),
        ({"code": "123"}, "not_an_area_code", None, None),
        ({"sizes": []}, "too_few", 1, None),
        ({"sizes": [1, 2, 3]}, "too_many", None, 2),
        ({"kind": "c"}, "not_allowed", None, None),
        ({"odd": "even"}, "wrong_form", None, None),
        ({"strange": 1}, "unknown_field", None, None),
        ([], "wrong_type", None, None),
    ],
)
def test_each_kind_of_mistake_has_its_code_and_bound(
    body: object, code: str, least: int | None, most: int | None
) -> None:
    [error] = wrong(body)

    assert (error.code, error.least, error.most) == (code, least, most)


def test_an_absent_field_has_the_code_missing() -> None:
    [error] = wrong({}, Needing)

    assert (error.field, error.code) == ("name", "missing")


def test_an_unknown_message_of_msgspec_still_becomes_a_readable_one() -> None:
    error = field_error("Expected `date` from the regex '^x$' - at `$.day`")

    assert error.field == "day"
    assert_sentence(error.message)


def bodies() -> Iterator[Any]:
    """Return the shape of every body of a route: every struct that refuses unknown fields."""
    for module in pkgutil.iter_modules(functions.api.__path__):
        for shape in vars(importlib.import_module(f"functions.api.{module.name}")).values():
            if isinstance(shape, type) and issubclass(shape, Struct) and shape.__struct_config__.forbid_unknown_fields:
                yield shape


BODIES = {shape.__name__: shape for shape in bodies()}


def patterns(kind: inspect.Type) -> Iterator[str]:
    match kind:
        case inspect.StrType(pattern=str() as pattern):
            yield pattern
        case inspect.ListType(item_type=item):
            yield from patterns(item)
        case inspect.UnionType(types=kinds):
            for one in kinds:
                yield from patterns(one)
        case inspect.StructType(fields=fields):
            for field in fields:
                yield from patterns(field.type)


def test_every_pattern_of_every_body_has_a_message_that_says_what_it_requires() -> None:
    found = {pattern for shape in BODIES.values() for pattern in patterns(inspect.type_info(shape))}

    assert found == set(FORMS)


@pytest.mark.parametrize("shape", [pytest.param(shape, id=name) for name, shape in sorted(BODIES.items())])
def test_every_field_error_of_every_route_is_readable(shape: Any) -> None:
    names = [field.encode_name for field in msgspec.structs.fields(shape)]
    assert names

    for name in names:
        said = [read({name: value}, shape) for value in WRONG]
        assert any(field == name for errors in said for field, _ in errors), name
        for errors in said:
            for _, message in errors:
                assert_sentence(message)
