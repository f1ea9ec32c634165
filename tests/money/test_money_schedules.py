"""No kobo is lost, created or moved twice: every fault at every call, and twenty thousand random schedules."""

import pytest

from tests.money import runs
from tests.money.at_rest import ORPHAN_S
from tests.money.exhaustive import RECOVERY_S
from tests.money.faults import Fault
from tests.money.tally import Tally

SEEDS = 20_000


def _run(portions: list[runs.Portion]) -> Tally:
    tally = Tally()
    runs.run_all(portions, each=lambda _, result: tally.merge(result))
    return tally


@pytest.fixture(scope="module")
def exhausted() -> Tally:
    return _run(runs.exhaustive(thorough=False))


def test_no_single_fault_and_no_pair_of_faults_breaks_an_invariant(exhausted: Tally) -> None:
    assert not exhausted.violations, exhausted.report()


def test_every_document_settles_within_five_minutes_of_its_deadline_after_a_crash(exhausted: Tally) -> None:
    assert 0 < exhausted.late_s <= RECOVERY_S


def test_an_orphan_order_is_cancelled_within_ten_minutes_after_a_crash(exhausted: Tally) -> None:
    assert 0 < exhausted.kept_s <= ORPHAN_S


def test_every_kind_of_fault_has_struck(exhausted: Tally) -> None:
    assert all(exhausted.faults[fault] for fault in Fault), exhausted.report()


def test_no_random_schedule_breaks_an_invariant() -> None:
    tally = _run(list(runs.seeds(0, SEEDS)))

    assert tally.schedules == SEEDS
    assert not tally.violations, tally.report()
