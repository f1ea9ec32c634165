"""Settings for all tests, and the running platform's address for tests/journeys and tests/browser."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.browser.outside import Paystack, Supplier
from tests.time_limits import lift_time_limits

ROOT = Path(__file__).resolve().parents[1]
SLOWEST_FIRST = (
    "money/test_money_mutants.py",
    "money/test_money_schedules.py",
    "money/test_money_machine.py",
    "engines/test_money_on_engines.py",
)
"""Two processes that take one file at a time finish together only if the longest files start first."""

# Benchmarks measure time: a busy machine must not fail a property.
hypothesis.settings.register_profile("untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("untimed")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {ROOT / "tests" / name: n for n, name in enumerate(SLOWEST_FIRST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


@pytest.fixture(scope="session")
def stack() -> dict[str, str]:
    """The running platform, as `make run` described it."""
    place = Path(os.environ.get("CALLBOX_STACK") or ROOT / ".local" / "stack.json")
    if not place.exists():
        pytest.fail(f"{place} is missing: start the platform with `make run`", pytrace=False)
    content: dict[str, str] = json.loads(place.read_text())
    lift_time_limits(content)
    return content


@pytest.fixture(scope="session")
def paystack(stack: dict[str, str]) -> Paystack:
    return Paystack(stack["paystack_url"])


@pytest.fixture(scope="session")
def outside_supplier(stack: dict[str, str]) -> Iterator[Supplier]:
    """The supplier of numbers; afterwards it sends codes automatically again."""
    supplier = Supplier(stack["textverified_url"])
    yield supplier
    supplier.send_codes_by_itself()
