"""A real browser before the running platform: how it is started, what it may not do, who uses it."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from tests.browser.backstage import Backstage, Customer
from tests.browser.complaints import Complaints
from tests.browser.outside import Paystack, Supplier

ROOT = Path(__file__).resolve().parents[2]
# No sandbox: containers forbid the one Chromium wants. The others keep it from talking to anybody but us.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
INSTALLED = ("chromium", "chromium-browser", "google-chrome")
# A cold Lambda of the local platform takes about a second, and a purchase wakes four of them in a row.
PATIENCE_MS = 20_000

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def stack() -> dict[str, str]:
    """Where the running platform is: what `make run` wrote."""
    place = Path(os.environ.get("CALLBOX_STACK") or ROOT / ".local" / "stack.json")
    if not place.exists():
        pytest.fail(f"{place} is missing: start the platform with `make run`", pytrace=False)
    content: dict[str, str] = json.loads(place.read_text())
    return content


@pytest.fixture(scope="session")
def base_url(stack: dict[str, str]) -> str:
    """The site, as every path of the tests is meant."""
    return stack["site_url"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = next(filter(None, map(shutil.which, INSTALLED)), None)
    return browser_type_launch_args | {"args": FLAGS} | ({"executable_path": found} if found else {})


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], playwright: Playwright, base_url: str) -> dict[str, Any]:
    """A cheap phone in Lagos. Without the service worker, which would hide requests from the tests that watch them."""
    phone = playwright.devices["Pixel 5"]
    place = {"locale": "en-NG", "timezone_id": "Africa/Lagos", "base_url": base_url, "service_workers": "block"}
    return {**browser_context_args, **phone, **place}


@pytest.fixture(autouse=True)
def complaints(context: BrowserContext) -> Iterator[Complaints]:
    """What the browser complained about. A complaint that no test expected fails the test."""
    context.set_default_timeout(PATIENCE_MS)
    heard = Complaints(context)
    yield heard
    assert heard.unexpected() == []


@pytest.fixture
def phone(page: Page) -> Page:
    """The page of a phone that nobody has signed in on."""
    page.goto("/")
    return page


@pytest.fixture(scope="session")
def paystack(stack: dict[str, str]) -> Paystack:
    return Paystack(stack["paystack_url"])


@pytest.fixture(scope="session")
def outside_supplier(stack: dict[str, str]) -> Iterator[Supplier]:
    supplier = Supplier(stack["textverified_url"])
    yield supplier
    supplier.send_codes_by_itself()


@pytest.fixture
def supplier(outside_supplier: Supplier) -> Supplier:
    """The supplier of numbers, sending codes only when a test says so."""
    outside_supplier.send_nothing_by_itself()
    return outside_supplier


@pytest.fixture(scope="session")
def backstage(browser: Browser, stack: dict[str, str], paystack: Paystack) -> Iterator[Backstage]:
    context = browser.new_context(base_url=stack["site_url"], service_workers="block")
    yield Backstage(context.new_page(), paystack, stack["mailbox_url"])
    context.close()


@pytest.fixture
def customer(backstage: Backstage) -> Customer:
    """Somebody with an account, a confirmed address and ₦20,000."""
    return backstage.new_customer(naira=20_000)


@pytest.fixture
def signed_in(page: Page, customer: Customer, supplier: Supplier) -> Page:
    """A phone on which the customer has just signed in."""
    customer.sign_in(page)
    return page


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, at the version that package-lock.json pins."""
    source = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    if not source.exists():
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=ROOT, check=True, timeout=300)
    return source.read_text()
