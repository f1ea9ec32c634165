"""Customers read one term for one thing: on screens, in mails, problems and on the public pages."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "layers/shared/python/callbox"
# Where a string may reach a customer: refusals and mails.
SENTENCES = [*CODE.glob("domain/*.py"), *CODE.glob("services/*.py"), *CODE.glob("http/*.py")]
SITE = [*ROOT.glob("frontend/pages/**/*.*"), *ROOT.glob("frontend/js/texts/**/*.js")]
# What the screens call "Two-step sign-in".
OTHER_TERMS = re.compile(r"(second|two|2)[- ]factor|\b2fa\b|two-step verification|\bfactor (is|was|will)\b", re.I)


def sentences(source: Path) -> Iterator[str]:
    """Yield the strings of a module that have a space, without docstrings."""
    tree = ast.parse(source.read_text())
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    constants = [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and id(node) not in docs]
    yield from (node.value for node in constants if isinstance(node.value, str) and " " in node.value)


def test_two_step_sign_in_has_one_name() -> None:
    told = [(path.name, text) for path in SENTENCES for text in sentences(path)]
    told += [(path.name, line) for path in SITE for line in path.read_text().splitlines()]

    assert any("Two-step sign-in" in text for _, text in told)
    assert [(name, text) for name, text in told if OTHER_TERMS.search(text) and "_words" not in name] == []
