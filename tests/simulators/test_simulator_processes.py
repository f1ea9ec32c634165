"""How the simulators start, run and stop as processes."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
import requests

from tests.simulator_processes import ROOT, running_paystack, running_textverified
from tests.simulators.paystack_merchant import PaystackMerchant
from tests.simulators.supplier_customer import SupplierCustomer
from tests.waiting import PATIENCE_S, wait_for

MODULES = ["infra.local.simulators.paystack", "infra.local.simulators.textverified"]
STARTERS = [running_paystack, running_textverified]
Starter = Callable[[], AbstractContextManager[Any]]


@pytest.mark.parametrize("start", STARTERS)
def test_health_answers_once_it_listens(start: Starter) -> None:
    with start() as simulator:
        assert simulator.control("GET", "/__control/health") == {"status": "ok"}


@pytest.mark.parametrize("start", STARTERS)
@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_while_a_client_still_waits(start: Starter, name: signal.Signals) -> None:
    with start() as simulator:
        simulator.control("POST", "/__control/faults", {"mode": "timeout"})
        waiting = threading.Thread(target=wait_in_vain, args=(simulator.url,))
        waiting.start()
        wait_for(lambda: simulator.control("GET", "/__control/requests")["requests"])

        simulator.process.send_signal(name)
        assert simulator.process.wait(PATIENCE_S) == 0
        waiting.join(PATIENCE_S)


def wait_in_vain(url: str) -> None:
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{url}/anything", timeout=2 * PATIENCE_S)


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize(
    "option", [["--host", "0.0.0.0"], ["--host", "192.168.0.7"], ["--webhook-url", "https://example.com/hook"]]
)
def test_only_loopback_addresses_can_be_served_or_notified(module: str, option: list[str]) -> None:
    secrets = ["--secret-key", "s"] if "paystack" in module else []
    secrets = secrets or ["--api-key", "k", "--username", "u", "--webhook-secret", "w"]
    command = [sys.executable, "-m", module, "--port", "0", *secrets, *option]

    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=PATIENCE_S, check=False)

    assert ended.returncode == 2
    assert "this machine" in ended.stderr


@pytest.mark.parametrize("url", ["https://example.com/hook", "ftp://localhost/", "not a url"])
def test_the_control_api_refuses_a_webhook_off_this_machine(merchant: PaystackMerchant, url: str) -> None:
    answer = requests.post(f"{merchant.paystack.url}/__control/webhook", json={"url": url}, timeout=PATIENCE_S)

    assert answer.status_code == 400


def test_a_reset_empties_paystack(merchant: PaystackMerchant) -> None:
    merchant.initialize()
    merchant.order("pay", delay_ms=60_000)
    merchant.paystack.control("POST", "/__control/faults", {"mode": "error_before"})

    merchant.paystack.control("POST", "/__control/reset")

    assert merchant.paystack.control("GET", "/__control/transactions") == {"transactions": []}
    assert merchant.paystack.control("GET", "/__control/requests") == {"requests": []}
    assert merchant.initialize()["reference"] == "DEP-1"


def test_a_reset_empties_the_supplier_and_keeps_its_tokens_and_webhook(customer: SupplierCustomer) -> None:
    control = customer.supplier.control
    url = "http://localhost:9/hook"
    control("POST", "/__control/webhook", {"url": url, "casing": "pascal"})
    control("POST", "/__control/services/discord", {"price": 9})
    customer.rent("telegram", key="purchase-1")

    control("POST", "/__control/reset")

    assert control("GET", "/__control/verifications") == {"verifications": []}
    assert control("POST", "/__control/webhook", {}) == {"url": url, "casing": "camel"}
    assert control("POST", "/__control/autopilot", {}) == {"code_after_s": 6.0, "never_ratio": 0.0}
    assert customer.balance() == 1000.0
    assert customer.rented("discord", key="purchase-1")["totalCost"] == 0.75
