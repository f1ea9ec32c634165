"""A number, the wait, and its three results: a code, a cancellation, nothing."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.backstage import Backstage, Customer
from tests.browser.complaints import Complaints
from tests.browser.ordering import choose, order, shown_number
from tests.browser.outside import Supplier


@pytest.fixture
def sold_out(supplier: Supplier) -> Iterator[str]:
    """A service for which the supplier has no numbers left."""
    supplier.stock("reddit", 0)
    yield "reddit"
    supplier.stock("reddit", 9000)


def test_the_number_is_shown_in_groups_with_a_running_countdown(signed_in: Page) -> None:
    order(signed_in)

    expect(signed_in.locator(".number-value span")).to_have_count(4)
    expect(signed_in.locator(".ring-text b")).to_have_text(re.compile(r"^\d{1,2}:\d\d$"))
    expect(
        signed_in.get_by_text(re.compile(r"No code by \d\d:\d\d\? The ₦[\d,.]+ goes back to your wallet"))
    ).to_be_visible()


def test_a_cancelled_number_is_refunded_and_the_page_says_so(
    signed_in: Page, backstage: Backstage, customer: Customer
) -> None:
    order(signed_in)
    signed_in.get_by_role("button", name="Cancel and get the money back").click()

    expect(signed_in.get_by_text(re.compile(r"^Cancelled\. ₦[\d,.]+ is back in your wallet\.$"))).to_be_visible()
    expect(signed_in.get_by_role("link", name="Wallet, ₦20,000 to spend")).to_be_visible()
    assert backstage.balance_minor(customer) == 20_000_00


def test_a_number_without_a_code_is_retried_with_one_tap_and_the_count_survives_a_reload(
    signed_in: Page, supplier: Supplier
) -> None:
    supplier.expire(order(signed_in))
    expect(signed_in.get_by_text(re.compile(r"^No code came\. ₦[\d,.]+ is back in your wallet\.$"))).to_be_visible()

    signed_in.get_by_role("button", name="Try again (2nd try)").click()
    second = shown_number(signed_in)
    signed_in.reload()
    expect(signed_in.get_by_text("Try 2 of 3")).to_be_visible()
    supplier.expire(second)

    expect(signed_in.get_by_role("button", name="Try again (3rd try)")).to_be_visible()
    signed_in.get_by_role("link", name="Choose another area code").click()
    expect(signed_in.get_by_role("radio", name=re.compile("^Telegram"))).to_be_checked()
    suggested = signed_in.get_by_role("group", name="Area codes with many numbers").get_by_role("button")
    assert second[2:5] not in [each.split()[0] for each in suggested.all_inner_texts()]
    wished = suggested.first.inner_text().split()[0]
    suggested.first.click()
    expect(signed_in.get_by_label("Area code", exact=True)).to_have_value(wished)
    signed_in.get_by_role("button", name="Get number", exact=True).click()
    assert shown_number(signed_in).startswith(f"+1{wished}")


def test_when_an_area_code_has_no_number_one_tap_leads_to_the_same_order_without_it(
    signed_in: Page, sold_out: str
) -> None:
    choose(signed_in, sold_out)
    signed_in.get_by_text("Options").click()
    signed_in.get_by_label("Area code").fill("312")
    signed_in.get_by_role("button", name="Get number", exact=True).click()
    expect(signed_in.get_by_text(re.compile(r"^We could not get a number\. ₦[\d,.]+ is back"))).to_be_visible()
    signed_in.get_by_role("link", name="Take any number").click()

    expect(signed_in.get_by_role("radio", name=re.compile(f"^{sold_out}", re.IGNORECASE))).to_be_checked()
    expect(signed_in.get_by_label("Area code")).to_have_value("")


def test_a_message_without_a_code_is_shown_while_the_page_keeps_waiting(signed_in: Page, supplier: Supplier) -> None:
    supplier.send(order(signed_in), "Welcome! Somebody asked to sign in.")

    expect(signed_in.get_by_text("Welcome! Somebody asked to sign in.")).to_be_visible()
    expect(signed_in.locator(".ring-text b")).to_be_visible()


def test_after_a_message_the_page_no_longer_promises_a_refund(signed_in: Page, supplier: Supplier) -> None:
    number = order(signed_in)
    expect(signed_in.get_by_role("button", name="Cancel and get the money back")).to_be_visible()
    supplier.send(number, "Welcome! Somebody asked to sign in.")

    expect(signed_in.get_by_text(re.compile("is held, and charged at .* for the message that came"))).to_be_visible()
    expect(signed_in.get_by_text(re.compile("goes back to your wallet"))).to_have_count(0)
    expect(signed_in.get_by_role("button", name="Cancel and get the money back")).to_have_count(0)


def test_a_banks_message_is_withheld_and_refunded(signed_in: Page, supplier: Supplier) -> None:
    supplier.send(order(signed_in), "PayPal: 482913 is your security code.", code="482913")

    expect(
        signed_in.get_by_text(re.compile(r"^A message came from a service we do not offer.*₦[\d,.]+ is back"))
    ).to_be_visible()
    expect(signed_in.get_by_text("482913")).to_have_count(0)


def test_several_messages_are_kept_and_the_newest_comes_first(signed_in: Page, supplier: Supplier) -> None:
    number = order(signed_in)
    supplier.send(number, "Welcome to Telegram")
    supplier.send(number, "Your code is 771204", code="771204")

    expect(signed_in.locator(".code")).to_have_text("771204")
    signed_in.reload()
    expect(signed_in.get_by_role("heading", name="Messages (2)")).to_be_visible()


def test_an_open_verification_is_on_the_first_screen_and_links_to_its_number(signed_in: Page) -> None:
    number = order(signed_in)
    signed_in.get_by_role("link", name="Get a code", exact=True).click()
    signed_in.get_by_role("region", name="Your codes").get_by_role("link", name="Telegram").click()

    assert shown_number(signed_in) == number


def test_history_shows_an_old_code_and_repeats_its_order(signed_in: Page, supplier: Supplier) -> None:
    supplier.send(order(signed_in), "Your code is 640033", code="640033")
    expect(signed_in.locator(".code")).to_be_visible()
    signed_in.get_by_role("link", name="History").click()
    signed_in.get_by_role("button", name="With code").click()
    expect(signed_in.get_by_text("640 033")).to_be_visible()
    signed_in.get_by_role("link", name="Get another Telegram number").click()

    expect(signed_in.get_by_role("radio", name=re.compile("^Telegram"))).to_be_checked()
    expect(signed_in.get_by_role("button", name="Get number", exact=True)).to_be_enabled()


def test_another_customers_number_is_not_found(signed_in: Page, complaints: Complaints) -> None:
    complaints.expect("404")
    signed_in.goto("/v/0123456789")

    expect(signed_in.get_by_role("alert")).to_contain_text("could not find that")


def test_an_unknown_area_code_is_explained_before_anything_is_ordered(signed_in: Page) -> None:
    choose(signed_in, "telegram")
    signed_in.get_by_text("Options").click()
    signed_in.get_by_label("Area code").fill("31")

    expect(signed_in.get_by_text("Area codes have three digits")).to_be_visible()
    expect(signed_in.get_by_role("button", name="Get number", exact=True)).to_be_disabled()
