"""README.md beside this file says what stands against each attack. The tests and files that it names exist."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TESTS = HERE.parent
CODE = TESTS.parent / "layers/shared/python/callbox"
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in (HERE / "README.md").read_text().splitlines()
    if line.startswith("| ") and not line.startswith("| Attack")
]


@pytest.mark.parametrize(("attack", "defence", "proof"), ROWS, ids=[row[0] for row in ROWS])
def test_each_row_names_a_test_and_a_defence_that_exist(attack: str, defence: str, proof: str) -> None:
    file, _, name = proof.strip("|` ").partition("::")

    assert f"def {name}" in (TESTS / file).read_text()
    for place in re.findall(r"`([\w/]+(?:\.py|/))`", defence):
        assert any((folder / place).exists() for folder in (CODE, TESTS.parent)), place


def test_every_file_of_attacks_is_in_the_table() -> None:
    named = {row[2].strip("|` ").partition("::")[0] for row in ROWS}

    assert {f"attacks/{path.name}" for path in HERE.glob("test_*.py")} - {"attacks/test_table.py"} <= named
