"""What holds for all tests; and for those of the running platform, tests/journeys and tests/browser, where it is."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.browser.outside import Paystack, Supplier

ROOT = Path(__file__).resolve().parents[1]

# Time is measured in benchmarks: a busy machine must not fail a property.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.fixture(scope="session")
def stack() -> dict[str, str]:
    """Where the running platform is: what `make run` wrote."""
    place = Path(os.environ.get("CALLBOX_STACK") or ROOT / ".local" / "stack.json")
    if not place.exists():
        pytest.fail(f"{place} is missing: start the platform with `make run`", pytrace=False)
    content: dict[str, str] = json.loads(place.read_text())
    return content


@pytest.fixture(scope="session")
def paystack(stack: dict[str, str]) -> Paystack:
    return Paystack(stack["paystack_url"])


@pytest.fixture(scope="session")
def outside_supplier(stack: dict[str, str]) -> Iterator[Supplier]:
    """The supplier of numbers; afterwards it sends codes by itself again."""
    supplier = Supplier(stack["textverified_url"])
    yield supplier
    supplier.send_codes_by_itself()
