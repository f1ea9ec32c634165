"""A real browser on the running platform: how it starts, what it may not do, who uses it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect

from infra.bundle import install_node_packages
from tests.browser.backstage import Backstage, Customer
from tests.browser.chromium import FLAGS, installed_chromium
from tests.browser.complaints import Complaints
from tests.browser.outside import Paystack, Supplier
from tests.browser.scenes import Cast
from tests.waiting import PATIENCE_S

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_MS = 1000 * PATIENCE_S
# The site cancels a request after twenty seconds, and a busy machine may need as long.
NEVER_GIVE_UP = "AbortSignal.timeout = () => new AbortController().signal;"

expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture(scope="session")
def base_url(stack: dict[str, str]) -> str:
    """The address of the site, to which the tests' paths are relative."""
    return stack["site_url"]


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    found = installed_chromium()
    return browser_type_launch_args | {"args": FLAGS} | ({"executable_path": found} if found else {})


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any], playwright: Playwright, base_url: str) -> dict[str, Any]:
    """A cheap phone in Lagos, without the service worker, which would hide requests from tests that count them."""
    phone = playwright.devices["Pixel 5"]
    place = {"locale": "en-NG", "timezone_id": "Africa/Lagos", "base_url": base_url, "service_workers": "block"}
    return {**browser_context_args, **phone, **place}


@pytest.fixture(scope="session")
def bundled(browser: Browser, base_url: str) -> bool:
    """Whether the platform serves the site as a release publishes it."""
    page = browser.new_page(base_url=base_url, service_workers="block")
    page.goto("/terms")
    is_release: bool = page.locator("script[src^='/a/']").count() > 0
    page.close()
    return is_release


@pytest.fixture(autouse=True)
def complaints(context: BrowserContext) -> Iterator[Complaints]:
    """The errors that the browser logged. An unexpected one fails the test."""
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(NEVER_GIVE_UP)
    heard = Complaints(context)
    yield heard
    assert heard.unexpected() == []


@pytest.fixture
def phone(page: Page) -> Page:
    """The first screen, drawn, on a phone that is not signed in."""
    page.goto("/")
    page.get_by_role("heading", level=1).wait_for()
    return page


@pytest.fixture
def supplier(outside_supplier: Supplier) -> Supplier:
    """The supplier of numbers; it sends codes only when a test says so."""
    outside_supplier.send_nothing_by_itself()
    return outside_supplier


@pytest.fixture(scope="session")
def backstage(browser: Browser, stack: dict[str, str], paystack: Paystack) -> Iterator[Backstage]:
    context = browser.new_context(base_url=stack["site_url"], service_workers="block")
    yield Backstage(context.new_page(), paystack, stack["mailbox_url"])
    context.close()


@pytest.fixture(scope="session")
def cast(backstage: Backstage, outside_supplier: Supplier, paystack: Paystack) -> Cast:
    """The customers and suppliers that are needed to show every screen."""
    return Cast(backstage, outside_supplier, paystack)


@pytest.fixture
def customer(backstage: Backstage) -> Customer:
    """A customer with a confirmed address and ₦20,000."""
    return backstage.new_customer(naira=20_000)


@pytest.fixture
def signed_in(page: Page, backstage: Backstage, customer: Customer, supplier: Supplier) -> Page:
    """A phone on which the customer is signed in; the first screen is loaded and shows the balance."""
    backstage.let_in(customer, page)
    expect(page.locator("a.balance")).to_be_visible()
    return page


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core, at the version that package-lock.json pins."""
    source = ROOT / "node_modules" / "axe-core" / "axe.min.js"
    install_node_packages()
    return source.read_text()
