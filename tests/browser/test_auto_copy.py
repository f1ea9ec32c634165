"""Codes that copy themselves, on a browser that was granted nothing, and never a word that is not true.

Whatever a test asks of the page counts as a tap for the browser, an assertion included. So what the page says is told
over the console by a listener that was there before the page, and nothing is asked until it has spoken.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.browser.backstage import Customer
from tests.browser.ordering import order
from tests.browser.outside import Supplier

# A tap counts for about five seconds in Chromium; nine are safely past it.
LONG_AFTER_THE_TAP_MS = 9_000

LISTEN = """
let last = '';
new MutationObserver(() => {
  const said = document.querySelector('.toast')?.textContent ?? '';
  if (said !== last) console.info(`toast: ${last = said}`);
}).observe(document, {subtree: true, childList: true, characterData: true});
"""
REFUSE = """
const refuse = () => Promise.reject(new DOMException('refused', 'NotAllowedError'));
Object.defineProperty(navigator, 'clipboard', {value: {write: refuse, writeText: refuse}});
document.execCommand = () => false;
"""
NO_PENDING_WRITES = "delete window.ClipboardItem;"


@pytest.fixture
def prepared(page: Page, customer: Customer, supplier: Supplier) -> Page:
    """A page that tells what it says; the customer signs in when the test has set its conditions."""
    page.add_init_script(LISTEN)
    return page


@contextmanager
def says(page: Page, text: str) -> Iterator[None]:
    with page.expect_console_message(lambda message: message.text == f"toast: {text}"):
        yield


def clipboard(page: Page) -> str:
    """What is in the clipboard. The permission is granted only now, when nothing is left to be copied by it."""
    page.context.grant_permissions(["clipboard-read"])
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text


def send_code(supplier: Supplier, number: str) -> None:
    supplier.send(number, "Your Telegram code is 482913", code="482913")


def test_a_code_that_comes_long_after_the_tap_is_in_the_clipboard_by_itself(
    prepared: Page, customer: Customer, supplier: Supplier
) -> None:
    customer.sign_in(prepared)
    number = order(prepared)
    prepared.get_by_role("button", name="Copy number", exact=True).click()  # as one does on the way to the code
    prepared.wait_for_timeout(LONG_AFTER_THE_TAP_MS)  # the subject is time itself: how long a tap lasts
    with says(prepared, "Copied!"):
        send_code(supplier, number)

    assert clipboard(prepared) == "482913"


def test_without_pending_writes_the_next_tap_anywhere_copies_the_code(
    prepared: Page, customer: Customer, supplier: Supplier
) -> None:
    prepared.add_init_script(NO_PENDING_WRITES)
    customer.sign_in(prepared)
    number = order(prepared)
    prepared.wait_for_timeout(LONG_AFTER_THE_TAP_MS)  # the subject is time itself: how long a tap lasts
    with says(prepared, "Tap to copy"):
        send_code(supplier, number)
    with says(prepared, "Copied!"):
        prepared.get_by_role("heading", level=1).click()

    assert clipboard(prepared) == "482913"


def test_copied_is_never_said_when_nothing_was_copied(prepared: Page, customer: Customer, supplier: Supplier) -> None:
    prepared.add_init_script(REFUSE)
    said: list[str] = []
    prepared.on("console", lambda message: said.append(message.text))
    customer.sign_in(prepared)
    number = order(prepared)
    with says(prepared, "Tap to copy"):
        send_code(supplier, number)
    with says(prepared, "Copying is blocked here. It is selected: press and hold to copy."):
        prepared.get_by_role("button", name="Copy code").click()

    assert prepared.evaluate("getSelection().toString().replace(/\\s/g, '')") == "482913"
    assert "toast: Copied!" not in said
    expect(prepared.get_by_text("Copied!")).to_have_count(0)


def test_switched_off_nothing_is_copied_until_the_button_is_tapped(
    prepared: Page, customer: Customer, supplier: Supplier
) -> None:
    said: list[str] = []
    prepared.on("console", lambda message: said.append(message.text))
    customer.sign_in(prepared)
    prepared.goto("/settings")
    prepared.get_by_role("switch", name="Copy the code when it arrives").uncheck()
    prepared.goto("/")
    send_code(supplier, order(prepared))
    expect(prepared.locator(".code")).to_have_text("482913")
    assert "toast: Copied!" not in said

    prepared.get_by_role("button", name="Copy code").click()
    expect(prepared.get_by_role("button", name="Copied!")).to_be_visible()
    assert clipboard(prepared) == "482913"
