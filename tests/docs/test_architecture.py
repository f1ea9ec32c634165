"""docs/architecture.md walks through code that exists: every file that it names, and every function in its file."""

import ast
import re

import pytest

from tests.docs.markdown import ROOT

TEXT = (ROOT / "docs/architecture.md").read_text()
ROOTS = (ROOT, ROOT / "layers/shared/python/callbox")
STEPS = re.findall(r"^\| `([\w./]+\.py)` \| `([\w.]+)` \|", TEXT, re.MULTILINE)


def defined(path: str) -> set[str]:
    """Return the functions, classes and methods of a file, methods as `Class.method`."""
    file = next(root / path for root in ROOTS if (root / path).exists())
    nodes = [node for node in ast.parse(file.read_text()).body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    methods = {
        f"{node.name}.{inner.name}"
        for node in nodes
        if isinstance(node, ast.ClassDef)
        for inner in node.body
        if isinstance(inner, ast.FunctionDef)
    }
    return {node.name for node in nodes} | methods


def test_every_path_that_it_names_exists() -> None:
    named = re.findall(r"`((?:[\w.-]+/)+(?:[\w-]+\.\w+)?|[\w-]+\.(?:py|toml))`", TEXT)

    assert len(named) > 40
    assert [path for path in named if not any((root / path).exists() for root in ROOTS)] == []


@pytest.mark.parametrize(("path", "name"), STEPS)
def test_each_step_of_a_walk_names_a_function_of_its_file(path: str, name: str) -> None:
    assert name in defined(path)


def test_all_three_walks_are_found() -> None:
    assert len(STEPS) > 25
