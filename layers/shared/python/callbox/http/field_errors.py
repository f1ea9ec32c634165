"""What is wrong with a body, as codes, and as sentences for people: msgspec's own are written for programmers."""

import re
from collections.abc import Mapping

from callbox.domain.errors import FieldCode, FieldError

AREA_CODE_FORM = r"^[2-9][0-9]{2}$"
REFERENCE_FORM = r"^[^\x00-\x1f\x7f-\xa0\xad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]*$(?!\n)"
"""No control characters, no other spaces than the plain one, nothing invisible. `$` alone lets a line end
pass."""

FORMS: Mapping[str, tuple[FieldCode, str]] = {
    AREA_CODE_FORM: ("not_an_area_code", "Three digits, the first from 2 to 9, such as 312."),
    REFERENCE_FORM: ("wrong_form", "Use printable characters in one line."),
}
"""The code and the sentence for what each pattern of the bodies asks for."""

_ANY_FORM: tuple[FieldCode, str] = ("wrong_form", "This is not in the form that is asked for.")

LONGEST_FIELD = 100
"""Of a field's name in an answer: a customer may send any."""

_PLACE = re.compile(r" - at `\$\.?(?P<field>[^`]*)`$")
_NAMED = re.compile(r"Object (?P<what>missing required|contains unknown) field `(?P<field>[^`]*)`")
_KIND = re.compile(r"Expected `(?P<expected>[^`]+)`, got `(?P<got>[^`]+)`")
_BOUND = re.compile(r"Expected `(?P<kind>\w+)`(?P<length> of length)? (?P<side>>=|<=) (?P<bound>-?\d+)")
_FORM = re.compile(r"Expected `str` matching regex '(?P<pattern>.*)'")

_KINDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "text",
    "bool": "true or false",
    "null": "null",
    "array": "a list",
    "object": "an object",
}
_COUNTED = {"str": "character", "array": "entry"}
_TOO_LITTLE: Mapping[str, FieldCode] = {"str": "too_short", "array": "too_few"}
_TOO_MUCH: Mapping[str, FieldCode] = {"str": "too_long", "array": "too_many"}


def field_error(message: str) -> FieldError:
    """Turn msgspec's message into the field and what is wrong with it. The body as a whole is the field ``."""
    if named := _NAMED.search(message):
        field = named["field"][:LONGEST_FIELD]
        if named["what"].startswith("missing"):
            return FieldError(field, "missing", "Missing.")
        return FieldError(field, "unknown_field", "There is no such field.")
    place = _PLACE.search(message)
    if place is None:
        return FieldError("", "wrong_type", "The body must be one JSON object.")
    return _wrong_value(place["field"][:LONGEST_FIELD], message[: place.start()])


def _wrong_value(field: str, reason: str) -> FieldError:
    if kind := _KIND.fullmatch(reason):
        expected = " or ".join(_KINDS.get(one, "something else") for one in kind["expected"].split(" | "))
        message = f"This must be {expected}, not {_KINDS.get(kind['got'], 'this')}."
        return FieldError(field, "wrong_type", message)
    if bound := _BOUND.fullmatch(reason):
        return _out_of_bounds(field, bound)
    if form := _FORM.fullmatch(reason):
        return FieldError(field, *FORMS.get(form["pattern"], _ANY_FORM))
    if reason.endswith("out of range"):
        return FieldError(field, "out_of_range", "This number is too large.")
    return FieldError(field, "not_allowed", "This is not one of the values that are allowed here.")


def _out_of_bounds(field: str, bound: re.Match[str]) -> FieldError:
    limit = int(bound["bound"])
    counted = _counted(bound["kind"], limit) if bound["length"] else ""
    of = bound["kind"] if bound["length"] else ""
    if bound["side"] == ">=":
        return FieldError(field, _TOO_LITTLE.get(of, "out_of_range"), f"At least {limit}{counted}.", least=limit)
    return FieldError(field, _TOO_MUCH.get(of, "out_of_range"), f"At most {limit}{counted}.", most=limit)


def _counted(kind: str, count: int) -> str:
    one = _COUNTED.get(kind, "entry")
    return f" {one}" if count == 1 else f" {one.removesuffix('y') + 'ies' if one.endswith('y') else one + 's'}"
