"""A TextVerified for these tests, emptied before each, and the adapter that talks to it."""

from collections.abc import Iterator

import pytest

from callbox.adapters.textverified import TextVerifiedApi
from tests.adapters.textverified.supplier import PAGE_SIZE, adapter
from tests.simulator_processes import RunningTextVerified, running_textverified


@pytest.fixture(scope="module")
def process() -> Iterator[RunningTextVerified]:
    with running_textverified(code_after=-1, page_size=PAGE_SIZE) as supplier:
        yield supplier


@pytest.fixture
def supplier(process: RunningTextVerified) -> RunningTextVerified:
    """An empty TextVerified where messages arrive only by order and nobody is told."""
    process.control("POST", "/__control/reset")
    process.control("POST", "/__control/webhook", {"url": None})
    return process


@pytest.fixture
def api(supplier: RunningTextVerified) -> TextVerifiedApi:
    return adapter(supplier)
