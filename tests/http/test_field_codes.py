"""Each code of a field error is in the table, and has the facts that the table promises."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

from callbox.domain.errors import FIELD_CODES, FieldCode

CALLBOX = Path(__file__).parents[2] / "layers/shared/python/callbox"
# Translates messages of msgspec, which name one bound at a time or none.
TRANSLATOR = CALLBOX / "http/field_errors.py"
FACTS: dict[str, set[str]] = {code: set(re.findall(r"`(\w+)`", meaning)) for code, meaning in FIELD_CODES.items()}


def made() -> Iterator[tuple[str, str, set[str | None]]]:
    """Yield (where, code, names of the facts) of every FieldError in our code, except the translator's."""
    for path in CALLBOX.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name("FieldError"), args=[_, ast.Constant(str(code)), _], keywords=facts):
                    if path != TRANSLATOR:
                        yield f"{path.name}:{node.lineno}", code, {fact.arg for fact in facts}


def translated() -> set[str]:
    words = {node.value for node in ast.walk(ast.parse(TRANSLATOR.read_text())) if isinstance(node, ast.Constant)}
    return {code for code in FIELD_CODES if code in words}


def test_the_table_has_exactly_the_codes_that_are_used() -> None:
    used = {code for _, code, _ in made()} | translated()

    assert used == set(FIELD_CODES) == set(get_args(FieldCode))


def test_every_field_error_carries_the_bounds_that_its_code_promises() -> None:
    assert [(where, code) for where, code, facts in made() if facts != FACTS[code]] == []
