"""What is wrong with a body, as sentences for people: msgspec's own are written for programmers."""

import re
from collections.abc import Mapping

from callbox.domain.errors import FieldError

AREA_CODE_FORM = r"^[2-9][0-9]{2}$"

FORMS: Mapping[str, str] = {
    AREA_CODE_FORM: "Three digits, the first from 2 to 9, such as 312.",
}
"""What each pattern of the bodies asks for."""

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


def field_error(message: str) -> FieldError:
    """Turn msgspec's message into the field and what is wrong with it. The body as a whole is the field ``."""
    if named := _NAMED.search(message):
        what = "Missing." if named["what"].startswith("missing") else "There is no such field."
        return FieldError(named["field"][:LONGEST_FIELD], what)
    place = _PLACE.search(message)
    if place is None:
        return FieldError("", "The body must be one JSON object.")
    return FieldError(place["field"][:LONGEST_FIELD], _sentence(message[: place.start()]))


def _sentence(reason: str) -> str:
    if kind := _KIND.fullmatch(reason):
        expected = " or ".join(_KINDS.get(one, "something else") for one in kind["expected"].split(" | "))
        return f"This must be {expected}, not {_KINDS.get(kind['got'], 'this')}."
    if bound := _BOUND.fullmatch(reason):
        side = "At least" if bound["side"] == ">=" else "At most"
        return f"{side} {bound['bound']}{_counted(bound['kind'], int(bound['bound'])) if bound['length'] else ''}."
    if form := _FORM.fullmatch(reason):
        return FORMS.get(form["pattern"], "This is not in the form that is asked for.")
    if reason.endswith("out of range"):
        return "This number is too large."
    return "This is not one of the values that are allowed here."


def _counted(kind: str, count: int) -> str:
    one = _COUNTED.get(kind, "entry")
    return f" {one}" if count == 1 else f" {one.removesuffix('y') + 'ies' if one.endswith('y') else one + 's'}"
