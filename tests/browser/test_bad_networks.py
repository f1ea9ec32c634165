"""Without a network, on a slow one, and when it returns: the page says what it knows and catches up at once."""

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.complaints import LOST, Complaints
from tests.browser.ordering import order
from tests.browser.outside import Supplier

# Wait until all the page's files are in the worker's cache; false if that does not happen.
SHELL_IS_KEPT = """async () => {
  const isPart = (name) => /\\.(js|css)$/.test(name) && !name.endsWith('/sw.js');
  for (let look = 0; look < 1800; look += 1) {
    const kept = (await (await caches.open('callbox-shell')).keys()).map((request) => request.url);
    const parts = performance.getEntriesByType('resource').map((entry) => entry.name).filter(isPart);
    if (parts.every((part) => kept.includes(part))) return true;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return false;
}"""


def test_a_code_that_arrives_while_offline_is_shown_as_soon_as_the_network_is_back(
    signed_in: Page, context: BrowserContext, supplier: Supplier, complaints: Complaints
) -> None:
    complaints.expect(LOST)
    number = order(signed_in)
    context.set_offline(True)
    expect(signed_in.get_by_text("You are offline.")).to_be_visible()
    supplier.send(number, "Your Telegram code is 482913", code="482913")
    context.set_offline(False)

    expect(signed_in.locator(".code")).to_have_text("482913")
    expect(signed_in.get_by_text("You are offline.")).to_have_count(0)


@pytest.mark.browser_context_args(service_workers="allow")
def test_without_a_network_the_installed_site_opens_and_says_so(
    signed_in: Page, context: BrowserContext, complaints: Complaints
) -> None:
    complaints.expect(LOST, "ERR_FAILED")
    assert signed_in.evaluate(SHELL_IS_KEPT)
    context.set_offline(True)
    signed_in.reload()

    expect(signed_in.get_by_role("heading", level=1, name="We could not reach Callbox")).to_be_visible()
    context.set_offline(False)
    expect(signed_in.get_by_role("heading", level=1, name="Get a code")).to_be_visible()


@pytest.mark.browser_context_args(service_workers="allow")
def test_answers_of_the_api_are_never_stored_on_the_phone(signed_in: Page, supplier: Supplier) -> None:
    supplier.send(order(signed_in), "Your Telegram code is 482913", code="482913")
    expect(signed_in.locator(".code")).to_be_visible()
    signed_in.goto("/wallet")
    expect(signed_in.get_by_text("Number for Telegram")).to_be_visible()

    kept = signed_in.evaluate(
        "caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((c) => c.keys()))))"
        ".then((all) => all.flat().map((request) => request.url))"
    )
    assert [url for url in kept if "/api/" in url] == []


def test_when_an_order_fails_on_the_network_the_page_says_that_nothing_is_lost(
    signed_in: Page, context: BrowserContext, complaints: Complaints
) -> None:
    complaints.expect(LOST)
    signed_in.get_by_label("Search a service").fill("telegram")
    signed_in.get_by_role("radio", name=re.compile("^Telegram")).check()
    context.set_offline(True)
    signed_in.get_by_role("button", name="Get number", exact=True).click()

    expect(signed_in.get_by_role("alert")).to_contain_text("You will not be charged twice")
