"""Codes are copied by themselves on a browser without permissions, and the page never claims a copy that failed.

The browser counts whatever Playwright does on the page as a tap, even an assertion. So a listener, added before the
page loads, writes what the page says to the console, and other questions go over the browser's own protocol, which does
not count as a tap.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import ConsoleMessage, Page, expect

from tests.browser.backstage import Backstage, Customer
from tests.browser.complaints import Complaints
from tests.browser.ordering import order
from tests.browser.outside import Supplier

# A tap counts for about five seconds in Chromium; nine are safely more.
LONG_AFTER_THE_TAP_MS = 9_000

LISTEN = """
let last = '', title = '';
new MutationObserver(() => {
  const said = document.querySelector('.toast')?.textContent ?? '';
  if (said !== last) console.info(`toast: ${last = said}`);
  if (document.title !== title) console.info(`title: ${title = document.title}`);
}).observe(document, {subtree: true, childList: true, characterData: true});
"""
REFUSE = """
const refuse = () => Promise.reject(new DOMException('refused', 'NotAllowedError'));
Object.defineProperty(navigator, 'clipboard', {value: {write: refuse, writeText: refuse}});
document.execCommand = () => false;
"""
NOTE_TONES = """
navigator.vibrate = () => console.info('buzz');
const Real = OscillatorNode;
self.OscillatorNode = class extends Real {
  constructor(player, options) { super(player, options); console.info(`tone: ${options.frequency}`); }
};
"""
LESSER_BROWSERS = {
    "no pending writes": "delete window.ClipboardItem;",
    "pending writes that are refused": (
        "Clipboard.prototype.write = () => Promise.reject(new DOMException('refused', 'NotAllowedError'));"
    ),
    "no clipboard at all": "Object.defineProperty(navigator, 'clipboard', {value: undefined});",
}
AWAY = """
window.away = false;
Object.defineProperty(document, 'hidden', {get: () => window.away});
document.hasFocus = () => !window.away;
"""
WRITE_NOW = "navigator.clipboard.writeText('too early').then(() => 'written', (refusal) => refusal.name)"


@pytest.fixture
def prepared(page: Page) -> Page:
    """A page that logs what it says; the customer signs in after the test has set its conditions."""
    page.add_init_script(LISTEN)
    return page


@pytest.fixture
def come_in(backstage: Backstage, customer: Customer, supplier: Supplier) -> Callable[[Page], None]:
    return lambda page: backstage.let_in(customer, page)


@contextmanager
def says(page: Page, text: str) -> Iterator[None]:
    with page.expect_console_message(lambda message: message.text.startswith(text)):
        yield


def quietly(page: Page, script: str) -> Any:
    """Run a script that the browser does not count as a tap."""
    session = page.context.new_cdp_session(page)
    order = {"expression": script, "userGesture": False, "awaitPromise": True, "returnByValue": True}
    answer = session.send("Runtime.evaluate", order)
    session.detach()
    return answer["result"].get("value")


def use_up_the_tap(page: Page) -> None:
    """Make the last tap count no longer, as after five seconds: opening a window uses it up."""
    with page.expect_popup() as opened:
        quietly(page, "void window.open('about:blank')")
    opened.value.close()


def let_the_tap_grow_old(page: Page, seconds: int) -> None:
    """Let this much of the page's time pass, use up the tap, and check that the browser agrees."""
    page.clock.fast_forward(seconds * 1000)
    use_up_the_tap(page)
    assert quietly(page, WRITE_NOW) == "NotAllowedError"


def clipboard(page: Page) -> str:
    """Read the clipboard from another page; permitted only now, so that the permission cannot help the copy."""
    other = page.context.new_page()
    other.goto("/terms")
    page.context.grant_permissions(["clipboard-read"])
    text: str = other.evaluate("navigator.clipboard.readText()")
    return text


def send_code(supplier: Supplier, number: str) -> None:
    supplier.send(number, "Your Telegram code is 482913", code="482913")


def test_a_code_that_arrives_nine_seconds_after_the_tap_is_copied_by_itself(
    prepared: Page, come_in: Callable[[Page], None], supplier: Supplier
) -> None:
    come_in(prepared)
    number = order(prepared)
    prepared.get_by_role("button", name="Copy number", exact=True).click()  # as a customer does before the code arrives
    prepared.wait_for_timeout(LONG_AFTER_THE_TAP_MS)  # a real wait: this test is about how long a tap counts
    with says(prepared, "toast: Copied!"):
        send_code(supplier, number)

    assert clipboard(prepared) == "482913"


@pytest.mark.parametrize("seconds", [2, 25])
def test_a_code_is_copied_by_itself_however_late_it_arrives(
    prepared: Page, come_in: Callable[[Page], None], supplier: Supplier, complaints: Complaints, *, seconds: int
) -> None:
    if seconds > 5:
        prepared.clock.install()
        complaints.expect("TrustedScript")  # the fake clock is compiled from a string
    come_in(prepared)
    number = order(prepared)
    if seconds > 5:
        let_the_tap_grow_old(prepared, seconds)
    with says(prepared, "toast: Copied!"):
        send_code(supplier, number)

    assert clipboard(prepared) == "482913"


@pytest.mark.parametrize("lesser", LESSER_BROWSERS.values(), ids=LESSER_BROWSERS.keys())
def test_when_the_browser_refuses_to_copy_the_next_tap_anywhere_copies(
    prepared: Page, come_in: Callable[[Page], None], supplier: Supplier, *, lesser: str
) -> None:
    prepared.add_init_script(lesser)
    come_in(prepared)
    number = order(prepared)
    use_up_the_tap(prepared)
    with says(prepared, "toast: Tap to copy"):
        send_code(supplier, number)
    with says(prepared, "toast: Copied!"):
        prepared.get_by_role("heading", level=1).click()

    assert clipboard(prepared) == "482913"


def test_a_code_that_arrives_in_the_background_is_copied_on_return_to_the_page(
    prepared: Page, come_in: Callable[[Page], None], supplier: Supplier
) -> None:
    said: list[str] = []
    prepared.on("console", lambda message: said.append(message.text))
    prepared.add_init_script(AWAY)
    come_in(prepared)
    number = order(prepared)
    quietly(prepared, "window.away = true; document.dispatchEvent(new Event('visibilitychange'))")
    with says(prepared, "title: 482 913"):
        send_code(supplier, number)
    assert "toast: Copied!" not in said

    with says(prepared, "toast: Copied!"):
        quietly(prepared, "window.away = false; document.dispatchEvent(new Event('visibilitychange'))")
    assert clipboard(prepared) == "482913"


def test_the_page_says_copied_only_when_something_was_copied(
    prepared: Page, come_in: Callable[[Page], None], supplier: Supplier
) -> None:
    prepared.add_init_script(REFUSE)
    said: list[str] = []
    prepared.on("console", lambda message: said.append(message.text))
    come_in(prepared)
    number = order(prepared)
    with says(prepared, "toast: Tap to copy"):
        send_code(supplier, number)
    with says(prepared, "toast: Copying is blocked here. It is selected: press and hold to copy."):
        prepared.get_by_role("button", name="Copy code").click()

    assert prepared.evaluate("getSelection().toString().replace(/\\s/g, '')") == "482913"
    assert "toast: Copied!" not in said
    expect(prepared.get_by_text("Copied!")).to_have_count(0)


def is_last_tone(message: ConsoleMessage) -> bool:
    return message.text == "tone: 880"


def test_a_device_is_set_not_to_copy_and_not_to_vibrate_but_to_sound(
    prepared: Page, come_in: Callable[[Page], None], supplier: Supplier
) -> None:
    prepared.add_init_script(NOTE_TONES)
    said: list[str] = []
    prepared.on("console", lambda message: said.append(message.text))
    come_in(prepared)
    prepared.get_by_role("link", name="Settings").click()
    prepared.get_by_role("switch", name="Copy by itself").uncheck()
    prepared.get_by_role("switch", name="Vibrate").uncheck()
    with prepared.expect_console_message(is_last_tone):
        prepared.get_by_role("switch", name="Sound").check()
    prepared.reload()
    prepared.get_by_role("link", name="Get a code", exact=True).click()
    number = order(prepared)
    prepared.get_by_role("link", name="Wallet", exact=True).click()
    with prepared.expect_console_message(is_last_tone):
        send_code(supplier, number)
    prepared.get_by_role("link", name="Show", exact=True).click()
    expect(prepared.locator(".code")).to_have_text("482913")
    assert [each for each in said if each.startswith("tone")] == ["tone: 660", "tone: 880"] * 2
    assert {"toast: Copied!", "buzz"}.isdisjoint(said)

    prepared.get_by_role("button", name="Copy code").click()
    expect(prepared.get_by_role("button", name="Copied!")).to_be_visible()
    assert clipboard(prepared) == "482913"
