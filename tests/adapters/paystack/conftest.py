"""A Paystack, emptied before each test, and the adapter that calls it."""

from collections.abc import Iterator

import pytest

from callbox.adapters.paystack import PaystackApi
from tests.adapters.paystack.merchant import IMPATIENT_S, adapter
from tests.simulator_processes import RunningPaystack, running_paystack


@pytest.fixture(scope="session")
def process() -> Iterator[RunningPaystack]:
    with running_paystack(webhook_retry_s=[0.05]) as paystack:
        yield paystack


@pytest.fixture
def paystack(process: RunningPaystack) -> RunningPaystack:
    """An empty Paystack without a webhook."""
    process.control("POST", "/__control/reset")
    process.control("POST", "/__control/webhook", {"url": None})
    return process


@pytest.fixture
def api(paystack: RunningPaystack) -> PaystackApi:
    return adapter(paystack.url, paystack.secret_key)


@pytest.fixture
def impatient(paystack: RunningPaystack) -> PaystackApi:
    """The adapter with a short timeout."""
    return adapter(paystack.url, paystack.secret_key, read_timeout_s=IMPATIENT_S)
