"""How the site is laid out: nothing moves by itself, and every size of text and screen can be used."""

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, ViewportSize, expect

from tests.browser.backstage import PASSWORD, Backstage, Customer
from tests.browser.complaints import Complaints
from tests.browser.ordering import go, order, shown_number
from tests.browser.outside import Paystack, Supplier

MOST_SHIFT = 0.02
# Longer than the half second after a tap in which the browser lets a page move.
FAR_AWAY = {"offline": False, "latency": 600, "downloadThroughput": -1, "uploadThroughput": -1}
NOTE_SHIFTS = """
window.moves = [];
new MutationObserver(() => {
  if (document.documentElement) document.documentElement.style.fontSize = 'TEXT';
}).observe(document, {childList: true});
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, sources } of list.getEntries()) {
    const name = (node) => node?.className || node?.nodeName;
    const moved = ({ node, previousRect: from, currentRect: to }) => `${name(node)}: ${from.y} -> ${to.y}`;
    if (!hadRecentInput) window.moves.push({ value, moved: sources.map(moved) });
  }
}).observe({type: 'layout-shift', buffered: true});
"""
RUNS_OVER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@contextmanager
def standing_still(page: Page, where: str) -> Iterator[None]:
    """Fail when the page moves by itself within, or is wider than the screen afterwards."""
    yield
    page.wait_for_load_state("networkidle")
    # two frames, after which the browser has reported what the last one moved
    moves = page.evaluate(
        "new Promise((done) => requestAnimationFrame(() => setTimeout(() => done(window.moves.splice(0)), 50)))"
    )
    assert sum(move["value"] for move in moves) <= MOST_SHIFT, (where, moves)
    assert page.evaluate(RUNS_OVER) <= 0, where


@pytest.mark.parametrize("text", ["100%", "200%"])
def test_nothing_moves_by_itself_from_the_sign_up_to_a_second_code(
    page: Page, backstage: Backstage, supplier: Supplier, paystack: Paystack, text: str
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.add_init_script(NOTE_SHIFTS.replace("TEXT", text))
    page.goto("/sign-up")
    network = page.context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", FAR_AWAY)
    email = f"still.{secrets.token_hex(6)}@example.com"
    notice = page.get_by_text("Confirm your email to get numbers")
    with standing_still(page, "the first screen after a sign-up"):
        page.get_by_label("Email").fill(email)
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_role("checkbox").check()
        page.get_by_role("button", name="Create account").click()
        expect(notice).to_be_visible()
        expect(page.get_by_role("radio").first).to_be_visible()
    with standing_still(page, "the first screen of an account that is not confirmed"):
        page.reload()
        expect(notice).to_be_visible()
        expect(page.get_by_role("radio").first).to_be_visible()
    customer = Customer(email, PASSWORD, backstage.token_for(email))
    with standing_still(page, "the notice notices"):
        backstage.confirm_email(customer)
        page.evaluate("dispatchEvent(new Event('focus'))")
        expect(page.get_by_text("Your email is confirmed")).to_be_visible()

    reference = backstage.start_deposit(customer, naira=20_000)
    with standing_still(page, "the first visit to the wallet, with a payment under way"):
        go(page, "Wallet")
        expect(page.get_by_text("₦20,000, not paid yet.")).to_be_visible()
        expect(page.get_by_text("No money has moved yet")).to_be_attached()
    with standing_still(page, "a payment that comes"):
        paystack.pay(reference)
        page.get_by_role("button", name="I have paid").click()
        expect(page.get_by_text("₦20,000 is in your wallet.").last).to_be_visible()

    with standing_still(page, "an order"):
        go(page, "Get a code")
        page.get_by_role("radio", name="Discord").check()
        page.get_by_role("button", name="Get number", exact=True).click()
        first = shown_number(page)
    with standing_still(page, "a code on its ticket"):
        supplier.send(first, "Your code is 482913", code="482913")
        expect(page.locator(".code")).to_be_visible()
    with standing_still(page, "the wish for another code on its ticket"):
        page.get_by_role("button", name="I need another code").click()
        expect(page.get_by_role("button", name="Looking…")).to_be_visible()
    with standing_still(page, "a second code on its ticket"):
        supplier.send(first, "Your code is 771204", code="771204")
        expect(page.locator(".code")).to_have_text("771204")
    page.get_by_role("link", name="Get another number").click()
    page.get_by_role("radio", name="Signal").check()
    page.get_by_role("button", name="Get number", exact=True).click()
    second = shown_number(page)
    with standing_still(page, "a code on the first screen"):
        go(page, "Get a code")
        expect(page.get_by_text("Waiting for the code")).to_be_visible()
        supplier.send(second, "Your code is 730951", code="730951")
        expect(page.locator(".row-code").nth(1)).to_be_visible()
    with standing_still(page, "the wish for another code on the first screen"):
        page.get_by_role("button", name="I need another code").first.click()
        expect(page.get_by_role("button", name="Looking…")).to_be_visible()
    with standing_still(page, "a second code on the first screen"):
        supplier.send(second, "Your code is 664407", code="664407")
        expect(page.get_by_text(re.compile("^Earlier: 730 951"))).to_be_visible()
    with standing_still(page, "the first screen with codes, loaded again"):
        page.reload()
        expect(page.get_by_text(re.compile("^Earlier: 730 951"))).to_be_visible()
        expect(page.get_by_role("radio").first).to_be_visible()
    for place in ("Settings", "History", "Wallet"):
        with standing_still(page, f"the way to {place}"):
            go(page, place)
        with standing_still(page, f"{place}, loaded again"):
            page.reload()
            expect(page.get_by_role("heading", level=1, name=place)).to_be_visible()
    go(page, "Get a code")
    page.get_by_role("radio", name="Discord").check()
    page.get_by_role("button", name="Get number", exact=True).click()
    third = shown_number(page)
    with standing_still(page, "a code while the wallet is shown"):
        go(page, "Wallet")
        expect(page.get_by_text("Spent in the last 14 days")).to_be_attached()
        supplier.send(third, "Your code is 118264", code="118264")
        expect(page.locator(".news-box")).to_be_visible()
    with standing_still(page, "a number that is given back"):
        go(page, "Get a code")
        page.get_by_role("radio", name="Discord").check()
        page.get_by_role("button", name="Get number", exact=True).click()
        page.get_by_role("button", name="Cancel and get the money back").click()
        expect(page.get_by_text(re.compile("^Cancelled.*is back"))).to_be_visible()


@dataclass(frozen=True)
class Look:
    """A size of screen and of text."""

    name: str
    size: ViewportSize
    text: int = 100


LOOKS = (
    Look("twice the text", {"width": 360, "height": 740}, 200),
    Look("across", {"width": 740, "height": 360}),
    Look("across, twice the text", {"width": 740, "height": 360}, 200),
    Look("320 px", {"width": 320, "height": 640}),
    Look("1280 px at 400 %", {"width": 320, "height": 200}),
)


def put_on(page: Page, look: Look) -> None:
    page.set_viewport_size(look.size)
    page.evaluate("(text) => { document.documentElement.style.fontSize = `${text}%`; }", look.text)
    page.evaluate("scrollTo(0, 0)")


def is_whole(page: Page, target: Locator, *, above: float | None = None) -> bool:
    box, size = target.bounding_box(), page.viewport_size
    assert box is not None and size is not None
    bottom = min(size["height"], above or size["height"])
    return (
        box["x"] >= 0
        and box["x"] + box["width"] <= size["width"]
        and box["y"] >= 0
        and box["y"] + box["height"] <= bottom
    )


@pytest.mark.browser_context_args(is_mobile=False)
def test_every_size_of_text_and_screen_can_be_used(signed_in: Page, supplier: Supplier, complaints: Complaints) -> None:
    page, over = signed_in, []

    def check(where: str) -> None:
        for look in LOOKS:
            put_on(page, look)
            if runs_over := page.evaluate(RUNS_OVER):
                over.append(f"{where}, {look.name}: {runs_over} px")
        put_on(page, Look("usual", {"width": 393, "height": 727}))

    page.get_by_role("radio", name="Telegram").check()
    for look in LOOKS:
        put_on(page, look)
        button = page.get_by_role("button", name="Get number", exact=True)
        service = page.locator(".choice").first
        if look.size["height"] < 480:  # nothing stands over the page
            assert is_whole(page, service), look.name
            button.scroll_into_view_if_needed()
            assert is_whole(page, button), look.name
            continue
        assert is_whole(page, button), look.name
        bar = page.locator(".order-now")
        box = bar.bounding_box()
        assert box is not None and box["height"] <= 0.3 * look.size["height"], look.name
        assert is_whole(page, service, above=box["y"]), look.name
    check("first screen")
    put_on(page, LOOKS[1])
    assert is_whole(page, page.locator(".choice").nth(2)), "three services, held across"
    number = order(page)
    check("waiting")
    supplier.send(number, "Your code is 482913", code="482913")
    expect(page.locator(".code")).to_be_visible()
    check("code")
    for place in ("Wallet", "History", "Settings", "Get a code"):
        go(page, place)
        page.wait_for_load_state("networkidle")
        check(place)
    for path in ("/", "/help", "/privacy", "/terms", "/support", "/nowhere"):
        complaints.expect("/nowhere)")
        page.goto(f"{path}?site" if path == "/" else path)
        check(path)
    assert over == []
