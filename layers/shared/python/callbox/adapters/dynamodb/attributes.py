"""How values that PynamoDB has no exact attribute for are kept."""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pynamodb.attributes import Attribute
from pynamodb.constants import NUMBER, STRING


class IntegerAttribute(Attribute[int]):
    """A whole number. PynamoDB's own is a float to the type checker and would store a fraction of a kobo."""

    attr_type = NUMBER

    def serialize(self, value: Any) -> str:
        if not isinstance(value, int) or isinstance(value, bool):
            raise TypeError(f"{self.attr_name} is an int, not {type(value).__name__}")
        return str(value)

    def deserialize(self, value: Any) -> int:
        return int(value)


class DecimalAttribute(Attribute[Decimal]):
    """A price or a rate, kept as text: it comes back with the digits it had, trailing zeros included."""

    attr_type = STRING

    def serialize(self, value: Any) -> str:
        return str(value)

    def deserialize(self, value: Any) -> Decimal:
        return Decimal(value)


class FactsAttribute(Attribute[Mapping[str, str | int]]):
    """Facts as JSON, in the order of their names. PynamoDB's own keeps the order in which they were said."""

    attr_type = STRING

    def serialize(self, value: Any) -> str:
        return json.dumps(dict(value), sort_keys=True)

    def deserialize(self, value: Any) -> Mapping[str, str | int]:
        facts: dict[str, str | int] = json.loads(value)
        return facts
