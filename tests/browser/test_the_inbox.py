"""Codes on the first screen, as news on the others, and in the history; an order in doubt is a question."""

import csv
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.backstage import Backstage, Customer
from tests.browser.complaints import Complaints
from tests.browser.ordering import choose, order
from tests.browser.outside import Supplier

_SHIFTS = """() => {
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
  }).observe({type: 'layout-shift'});
}"""

# A request to an address is held back until the test lets it go.
HOLD_BACK = """(end) => {
  const exchange = window.fetch;
  const held = new Promise((go) => { window.letGo = go; });
  window.fetch = async (address, request) => {
    if (address.endsWith(end)) await held;
    return exchange(address, request);
  };
}"""


def test_codes_reach_every_screen_stand_first_and_are_found_in_the_history(
    signed_in: Page, supplier: Supplier, tmp_path: Path
) -> None:
    page = signed_in
    page.get_by_text("Options").click()
    page.get_by_label("Label, for your own records").fill("first")
    number = order(page)
    page.get_by_role("link", name="Wallet", exact=True).click()
    expect(page.get_by_role("heading", level=1, name="Wallet")).to_be_visible()
    page.evaluate(_SHIFTS)
    supplier.send(number, "Your code is 482913", code="482913")

    news = page.get_by_role("status").locator(".news-box").filter(has_text="Telegram code 482 913.")
    expect(news).to_be_visible()
    expect(page).to_have_title("482 913 Telegram")
    assert page.evaluate("window.shifted") <= 0.02
    page.get_by_role("button", name="Close").click()
    expect(news).to_have_count(0)

    page.get_by_role("link", name="Get a code", exact=True).click()
    cards = page.get_by_role("region", name="Your codes").get_by_role("listitem")
    expect(cards.first).to_contain_text("482913")
    expect(cards.first).to_contain_text("New")
    page.reload()
    expect(cards.first).to_contain_text("482913")

    page.evaluate(HOLD_BACK, "/listen")
    cards.first.get_by_role("button", name="I need another code").click()
    expect(cards.first.get_by_role("button", name="Asking…")).to_be_visible()  # at once, whatever the network
    page.evaluate("window.letGo()")
    expect(cards.first.get_by_text("We are looking for another code")).to_be_visible()
    expect(cards.first.get_by_role("button", name="Looking…")).to_be_visible()
    supplier.send(number, "Your code is 771204", code="771204")
    expect(cards.first).to_contain_text("Earlier: 482 913")
    page.get_by_role("link", name=re.compile(r"771\s?204")).click()
    expect(page.locator(".code")).to_have_text("771204")
    expect(page.get_by_role("list", name="Earlier codes")).to_contain_text("482 913")
    expect(page).to_have_title(re.compile("^771 204 · Telegram"))
    expect(page.get_by_label("Label, for your own records")).to_have_value("first")
    page.get_by_label("Label, for your own records").fill("=1+1")
    page.get_by_role("button", name="Save label").click()
    expect(page.get_by_text("Label saved.").first).to_be_attached()

    page.get_by_role("link", name="Get another number").click()
    supplier.expire(order(page, "signal"))
    expect(page.get_by_text(re.compile(r"^No code came\."))).to_be_visible()
    page.get_by_role("link", name="Get a code", exact=True).click()
    card = cards.filter(has_text="Signal")
    expect(card).to_contain_text(re.compile(r"No code came\. ₦[\d,.]+ is back"))
    expect(card.get_by_role("link", name="Try again")).to_be_visible()

    page.get_by_role("link", name="All numbers").click()
    rows = page.locator(".row-item, tbody tr")
    expect(rows).to_have_count(2)
    page.get_by_role("button", name="With code").click()
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text("771 204")
    page.reload()
    expect(rows).to_have_count(1)
    with page.expect_download() as saving:
        page.get_by_role("button", name="Save CSV").click()
    saved = tmp_path / "numbers.csv"
    saving.value.save_as(saved)
    assert re.fullmatch(r"callbox-numbers-\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d\.csv", saving.value.suggested_filename)
    heading, *lines = csv.reader(saved.read_text(encoding="utf-8-sig").splitlines())
    [line] = [dict(zip(heading, one, strict=True)) for one in lines]
    assert (line["Code"], line["Label"], line["Number"]) == ("771204", "'=1+1", f"'{number}")
    page.get_by_text("Service, dates, label").click()
    page.get_by_label("Label", exact=True).fill("nothing like it")
    expect(page.get_by_text("No numbers match.")).to_be_visible()
    page.get_by_role("link", name="Clear filters").click()
    expect(rows).to_have_count(2)


def test_an_order_tapped_offline_is_asked_about_and_bought_once(
    signed_in: Page, backstage: Backstage, customer: Customer, complaints: Complaints
) -> None:
    complaints.expect("ERR_INTERNET_DISCONNECTED")
    page = signed_in
    before = backstage.balance_minor(customer)
    choose(page, "telegram")
    page.context.set_offline(True)
    page.get_by_role("button", name="Get number", exact=True).click()
    expect(page.get_by_text("We could not reach Callbox").first).to_be_visible()
    page.context.set_offline(False)
    page.reload()

    inbox = page.get_by_role("region", name="Your codes")
    expect(inbox).to_contain_text(re.compile(r"you tapped Telegram, ₦[\d,.]+\. We do not know whether it reached us\."))
    assert backstage.balance_minor(customer) == before
    inbox.get_by_role("button", name="Order it now").click()

    expect(page.locator(".number-value")).to_be_visible()
    page.get_by_role("link", name="Get a code", exact=True).click()
    expect(inbox.get_by_role("listitem")).to_have_count(1)
    page.reload()
    expect(inbox.get_by_role("listitem")).to_have_count(1)
    expect(inbox.get_by_role("button", name="Order it now")).to_have_count(0)
