"""The searches work: they find every mutant of the money code."""

from pathlib import Path

import pytest

from tests.money.hunting import Hunt, broken, hunt_all, unbroken_failures
from tests.money.mutants import MUTANTS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def hunts() -> list[Hunt]:
    return list(hunt_all(MUTANTS))


def test_no_mutant_survives(hunts: list[Hunt]) -> None:
    assert [hunt.mutant.name for hunt in hunts if hunt.evidence is None] == []


def test_the_tests_named_by_mutants_pass_on_the_unbroken_code() -> None:
    assert unbroken_failures(MUTANTS) is None


def test_each_mutant_breaks_an_existing_line() -> None:
    for mutant in MUTANTS:
        assert broken((ROOT / mutant.path).read_text(), mutant)
        assert [test for test in mutant.tests if not (ROOT / test.partition("::")[0]).exists()] == []


def test_there_are_at_least_sixty_mutants_with_unique_names() -> None:
    assert len(MUTANTS) >= 60
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)
