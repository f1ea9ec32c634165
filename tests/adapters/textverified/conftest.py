"""A TextVerified, emptied before each test, and the adapter that calls it."""

from collections.abc import Iterator

import pytest

from callbox.adapters.textverified import TextVerifiedApi
from tests.adapters.textverified.supplier import IMPATIENT_S, PAGE_SIZE, Tokens, adapter
from tests.simulator_processes import RunningTextVerified, running_textverified


@pytest.fixture(scope="session")
def process() -> Iterator[RunningTextVerified]:
    with running_textverified(code_after=-1, page_size=PAGE_SIZE) as supplier:
        yield supplier


@pytest.fixture
def supplier(process: RunningTextVerified) -> RunningTextVerified:
    """An empty TextVerified without a webhook, where messages arrive only when a test sends them."""
    process.control("POST", "/__control/reset")
    process.control("POST", "/__control/webhook", {"url": None})
    return process


@pytest.fixture
def tokens() -> Tokens:
    return Tokens()


@pytest.fixture
def api(supplier: RunningTextVerified, tokens: Tokens) -> TextVerifiedApi:
    return adapter(supplier, tokens=tokens)


@pytest.fixture
def impatient(supplier: RunningTextVerified, tokens: Tokens) -> TextVerifiedApi:
    """The adapter with a short timeout, which already has its token."""
    adapter(supplier, tokens=tokens).services()
    return adapter(supplier, tokens=tokens, read_s=IMPATIENT_S, order_s=IMPATIENT_S)
