"""Saved orders, and several numbers at once."""

import json
import re

from playwright.sync_api import Page, expect
from pytest_playwright.pytest_playwright import CreateContextCallback

from tests.browser.backstage import Customer
from tests.browser.ordering import choose, shown_number
from tests.browser.outside import Supplier


def save_template(page: Page) -> None:
    choose(page, "telegram")
    page.get_by_role("button", name="Save for one tap").click()
    expect(page.get_by_role("button", name=re.compile("^Get number: Telegram"))).to_be_visible()


def test_a_saved_order_takes_one_tap_after_a_reload(signed_in: Page) -> None:
    save_template(signed_in)
    signed_in.reload()
    signed_in.get_by_role("button", name=re.compile("^Get number: Telegram")).click()

    shown_number(signed_in)


def test_a_saved_order_is_renamed_and_deleted_in_the_settings(signed_in: Page) -> None:
    save_template(signed_in)
    signed_in.get_by_role("link", name="Settings").click()
    signed_in.get_by_role("button", name="Edit Telegram").click()
    signed_in.get_by_label("Name").fill("Work")
    signed_in.get_by_role("button", name="Save", exact=True).click()
    expect(signed_in.get_by_role("button", name="Edit Work")).to_be_visible()

    signed_in.get_by_role("button", name="Edit Work").click()
    signed_in.get_by_role("button", name="Delete").click()
    expect(signed_in.get_by_text("Nothing saved yet")).to_be_visible()


def test_a_saved_order_is_on_the_customers_other_phone(
    signed_in: Page, customer: Customer, new_context: CreateContextCallback
) -> None:
    with signed_in.expect_response(re.compile(r"/api/v1/templates/\w+$")):
        save_template(signed_in)
    page = new_context().new_page()
    customer.sign_in(page)

    expect(page.get_by_role("button", name=re.compile("^Get number: Telegram"))).to_be_visible()


def test_a_browser_whose_storage_is_full_still_saves_for_the_visit(page: Page, customer: Customer) -> None:
    page.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };")
    customer.sign_in(page)
    save_template(page)


def test_several_numbers_cost_their_total_and_the_page_counts_their_codes(signed_in: Page, supplier: Supplier) -> None:
    choose(signed_in, "telegram")
    signed_in.get_by_role("button", name="Several at once").click()
    dialog = signed_in.get_by_role("dialog")
    dialog.get_by_role("button", name="One fewer").click()
    expect(dialog.get_by_text("Total")).to_be_visible()
    dialog.get_by_role("button", name=re.compile(r"^Get 2 numbers · ₦")).click()

    numbers = dialog.get_by_role("link", name=re.compile(r"^\+1"))
    expect(numbers).to_have_count(2)
    supplier.send(numbers.first.inner_text(), "Your code is 482913", code="482913")
    expect(dialog.get_by_text("1 of 2 codes")).to_be_visible()
    expect(dialog.get_by_role("cell", name="482913")).to_be_visible()


def test_closing_the_dialog_cancels_nothing_and_its_pill_survives_a_reload(signed_in: Page) -> None:
    choose(signed_in, "telegram")
    signed_in.get_by_role("button", name="Several at once").click()
    signed_in.get_by_role("button", name=re.compile(r"^Get 3 numbers")).click()
    expect(signed_in.get_by_role("heading", name="Your numbers")).to_be_visible()
    signed_in.keyboard.press("Escape")
    signed_in.reload()
    signed_in.get_by_role("button", name="0 of 3 codes").click()

    signed_in.get_by_role("button", name="Cancel the rest").click()
    expect(signed_in.get_by_role("dialog").get_by_text("Cancelled")).to_have_count(3)
    expect(signed_in.get_by_role("link", name="Wallet, ₦20,000 to spend")).to_be_visible()


def test_the_statement_can_be_filtered_and_downloaded_as_csv(signed_in: Page) -> None:
    signed_in.goto("/wallet")
    signed_in.get_by_role("button", name="Refund", exact=True).click()
    expect(signed_in.get_by_text("None of this kind")).to_be_visible()

    with signed_in.expect_download() as saved:
        signed_in.get_by_role("button", name="Save CSV").click()
    rows = saved.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert rows[0].startswith("Time,Kind,Service,Amount (NGN)")
    assert rows[1].split(",")[1:5] == ["Top-up", "", "20000", "20000"]


def test_keyboard_shortcuts_work_until_they_are_turned_off(signed_in: Page) -> None:
    signed_in.keyboard.press("?")
    expect(signed_in.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    # Right after the dialog closes, a key still comes from its focused button.
    signed_in.evaluate(
        """() => {
            const inside = document.activeElement;
            document.querySelector('dialog').close();
            inside.dispatchEvent(new KeyboardEvent('keydown', { key: '/', bubbles: true, cancelable: true }));
        }"""
    )
    expect(signed_in.get_by_label("Search a service")).to_be_focused()

    signed_in.goto("/settings")
    signed_in.get_by_role("switch", name="Keyboard shortcuts").uncheck()
    assert json.loads(signed_in.evaluate("localStorage['callbox.shortcuts']")) is False
    signed_in.get_by_role("heading", level=1).click()
    signed_in.keyboard.press("?")
    expect(signed_in.get_by_role("dialog")).to_have_count(0)
