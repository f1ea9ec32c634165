"""docs/asvs.md has one row for each requirement, and what it names as proof exists."""

import re
from pathlib import Path

import pytest

from infra.docs import STATUSES
from tests.docs.markdown import ROOT, links

PAGE = (ROOT / "docs/asvs.md").read_text()
REQUIREMENTS = [
    tuple(line.split())
    for line in (Path(__file__).parent / "asvs_5_0_0.txt").read_text().splitlines()
    if line[0] != "#"
]
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in PAGE.splitlines()
    if re.match(r"\| \d+\.\d+\.\d+ \|", line)
]
DOCUMENTS = {"2.1", "5.1", "6.1", "7.1", "8.1", "11.1", "13.1", "14.1", "15.1", "16.1"}
"""The sections of the standard about documents. There, a link to the document is a proof."""
CHECKS = (ROOT / "Makefile").read_text().partition("\ncheck:")[2].partition("\nmoney:")[0]


def proofs(text: str) -> list[str]:
    """Return the tests and the programs of `make check` that a row names."""
    return [test or check for test, check in re.findall(r"`(tests/[^`]+)`|`make check` \(([^)]+)\)", text)]


def exists(proof: str) -> bool:
    path, _, name = proof.partition("::")
    if not name:
        return bool(re.search(rf"\b{re.escape(proof)}\b", CHECKS))
    file = ROOT / path
    if not file.is_file():
        return False
    text = file.read_text()
    return f"\ndef {name}(" in text if file.suffix == ".py" else f"test('{name}'" in text or f'test("{name}"' in text


def test_every_requirement_of_levels_1_and_2_has_one_row_in_its_order() -> None:
    assert [(row[0], row[1]) for row in ROWS] == REQUIREMENTS
    assert len(REQUIREMENTS) == 70 + 183


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_row_has_a_status_and_its_proof_or_reason(row: list[str]) -> None:
    number, _, words, status, reason = row
    named = proofs(reason)

    assert status in STATUSES
    assert 5 < len(words) < 100
    assert len(reason) > 5
    assert [proof for proof in named if not exists(proof)] == []
    if status == "met":
        is_document = number.rpartition(".")[0] in DOCUMENTS and any("#" in link for link in links(reason))
        assert named or is_document, "a requirement is met by a test, a check, or a document for one about documents"


def test_a_proof_that_is_gone_is_found() -> None:
    assert exists("tests/docs/test_asvs.py::test_a_proof_that_is_gone_is_found")
    assert not exists("tests/docs/test_asvs.py::test_a_proof_that_never_was")
    assert not exists("tests/docs/no_such_file.py::test_a_proof_that_is_gone_is_found")
    assert exists("bandit")
    assert not exists("ruf")
