"""What is printed: the facts in black on white, whole, without controls."""

import pytest
from playwright.sync_api import Page, ViewportSize, expect

from tests.browser.backstage import Backstage, Customer
from tests.browser.ordering import go
from tests.browser.outside import Supplier

A4: ViewportSize = {"width": 718, "height": 1000}  # between the usual margins, in the browser's points
# What stands outside the paper, is squeezed to a letter a line, or is too pale.
FAULTS = """() => {
  const faults = [];
  const words = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  for (let text; (text = words.nextNode()); ) {
    const range = document.createRange();
    range.selectNodeContents(text);
    const { left, right, width, height } = range.getBoundingClientRect();
    const style = getComputedStyle(text.parentElement);
    if (!text.data.trim() || width < 2 || style.visibility === 'hidden') continue;
    const tall = height > 3 * width && text.data.trim().length > 3;
    const pale = style.color !== 'rgb(0, 0, 0)';
    if (left < 0 || right > innerWidth || tall || pale) faults.push(`${text.data}: ${left} ${right} ${style.color}`);
  }
  return faults;
}"""
CONTROLS = "nav, header.top, footer, button, input, a.button, .toast"


@pytest.fixture
def at_the_printer(signed_in: Page, backstage: Backstage, customer: Customer, supplier: Supplier) -> Page:
    """A customer with a code, a refund and two numbers of one batch; the page shows what it prints."""
    bought = backstage.order(customer, "telegram")
    supplier.send(bought["number"], "Your code is 482913", code="482913")
    backstage.await_state(customer, bought["id"], "received")
    backstage.cancel(customer, backstage.order(customer, "discord")["id"])
    signed_in.get_by_role("radio", name="Instagram").check()
    signed_in.get_by_role("button", name="Several at once").click()
    signed_in.get_by_role("dialog").get_by_role("button", name="Get 3 numbers").click()
    expect(signed_in.get_by_role("dialog").get_by_role("link", name="+1")).to_have_count(3)
    signed_in.goto("/")
    signed_in.set_viewport_size(A4)
    signed_in.emulate_media(media="print")
    return signed_in


def is_fit_to_print(page: Page) -> None:
    assert [each for each in page.locator(CONTROLS).all() if each.is_visible()] == []
    assert page.evaluate(FAULTS) == []
    assert "(/" not in page.locator("main").inner_text()


def test_receipt_statement_history_wallet_and_ticket_can_be_printed(
    at_the_printer: Page, backstage: Backstage, customer: Customer
) -> None:
    page = at_the_printer
    [deposit] = backstage.get(customer, "/deposits")["deposits"]
    page.goto(f"/wallet/receipts/{deposit['id']}")
    for told in (deposit["reference"], "₦20,000", "Callbox Demonstration Limited", "Not a tax invoice."):
        expect(page.get_by_role("main").get_by_text(told)).to_be_visible()
    is_fit_to_print(page)

    page.goto("/wallet/statement")
    expect(page.get_by_text("Number for Telegram")).to_be_visible()
    expect(page.get_by_text("Balance after:")).to_be_visible()
    is_fit_to_print(page)

    page.goto("/wallet")
    expect(page.get_by_text("Number for Telegram")).to_be_visible()
    expect(page.get_by_text("3 numbers for Instagram")).to_be_visible()
    is_fit_to_print(page)

    page.goto("/history")
    expect(page.get_by_text("Cancelled", exact=True)).to_be_visible()
    is_fit_to_print(page)

    page.emulate_media(media="screen")
    go(page, "Get a code")
    page.get_by_role("region", name="Your codes").get_by_role("link", name="482").click()
    page.emulate_media(media="print")
    expect(page.locator(".code")).to_be_visible()
    expect(page.get_by_text("Your code is 482913")).to_be_visible()
    is_fit_to_print(page)
