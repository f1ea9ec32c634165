"""Both simulators as processes, started once per run and emptied before each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.simulator_processes import (
    RunningPaystack,
    RunningTextVerified,
    running_paystack,
    running_textverified,
)
from tests.simulators.paystack_merchant import PaystackMerchant
from tests.simulators.supplier_customer import SupplierCustomer
from tests.simulators.webhook_receiver import WebhookReceiver, listening_receiver

RETRY_S = [0.05, 0.1]
PAGE_SIZE = 3


@pytest.fixture(scope="session")
def paystack_process() -> Iterator[RunningPaystack]:
    with running_paystack(webhook_retry_s=RETRY_S, refund_after_s=0.05) as paystack:
        yield paystack


@pytest.fixture(scope="session")
def textverified_process() -> Iterator[RunningTextVerified]:
    with running_textverified(webhook_retry_s=RETRY_S, page_size=PAGE_SIZE) as supplier:
        yield supplier


@pytest.fixture
def paystack(paystack_process: RunningPaystack) -> RunningPaystack:
    """An empty Paystack that has nowhere to send events."""
    paystack_process.control("POST", "/__control/reset")
    paystack_process.control("POST", "/__control/webhook", {"url": None})
    return paystack_process


@pytest.fixture
def supplier(textverified_process: RunningTextVerified) -> RunningTextVerified:
    """An empty TextVerified without a webhook, where messages arrive only when a test sends them."""
    textverified_process.control("POST", "/__control/reset")
    textverified_process.control("POST", "/__control/webhook", {"url": None})
    textverified_process.control("POST", "/__control/autopilot", {"code_after_s": None})
    return textverified_process


@pytest.fixture
def merchant(paystack: RunningPaystack) -> PaystackMerchant:
    return PaystackMerchant(paystack)


@pytest.fixture
def customer(supplier: RunningTextVerified) -> SupplierCustomer:
    return SupplierCustomer(supplier)


@pytest.fixture
def receiver() -> Iterator[WebhookReceiver]:
    with listening_receiver() as receiver:
        yield receiver
