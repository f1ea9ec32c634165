"""What the timers call when there is nothing to do, as infra/prices.yaml says for the cost of an idle month."""

from collections import Counter

import pytest
import yaml

from bench.cost import PRICES_FILE
from bench.idle import REFRESH
from infra.rows import Row, read_rows
from tests.functions.counting import PAYSTACK, SUPPLIER, counted
from tests.functions.customers import World, forget_caches

TIMERS = [row for row in read_rows().values() if row.kind == "schedule"]
SAID = yaml.safe_load(PRICES_FILE.read_text())["idle"]["timers"]
OF = {
    "secrets": ("GetParameter",),
    "reads": ("GetItem", "BatchGetItem", "Query", "Scan"),
    "writes": ("PutItem", "UpdateItem", "TransactWriteItems", "DeleteItem"),
    "outside": (PAYSTACK, SUPPLIER),
    "files": ("GetObject",),
}


def test_each_timer_is_counted() -> None:
    assert sorted(SAID) == sorted(row.name for row in TIMERS)


@pytest.mark.parametrize("row", TIMERS, ids=lambda row: row.name)
def test_a_timer_without_work_calls_what_the_idle_month_counts(
    world: World, row: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CATALOGUE_REQUESTS_PER_S", "100000")
    is_warm = "minute" in row.every
    if is_warm or row.name == REFRESH:
        world.lambdas.tick(row.name)
    if row.name in (REFRESH, "publish_pages"):  # every cost is young and no list is at hand, in a new process
        forget_caches()
    logged = len(world.log.events())
    with counted(world) as calls:
        world.lambdas.tick(row.name)

    assert {**_summed(calls), "lines": len(world.log.events()) - logged} == {"files": 0, **SAID[row.name]}


def _summed(calls: Counter[str]) -> dict[str, int]:
    assert set(calls) <= {name for names in OF.values() for name in names}
    return {what: sum(calls[name] for name in names) for what, names in OF.items()}
