"""Topping up: for an order, cancelled, paid late, and on paper."""

import re

from playwright.sync_api import Page, expect

from tests.browser.backstage import Backstage
from tests.browser.complaints import Complaints
from tests.browser.ordering import choose, shown_number
from tests.browser.outside import Paystack


def test_a_top_up_serves_the_order_and_each_payment_is_told_as_it_is(
    page: Page, backstage: Backstage, paystack: Paystack
) -> None:
    customer = backstage.new_customer()
    customer.sign_in(page)
    choose(page, "WhatsApp")
    page.get_by_role("link", name="Top up").click()

    # the field holds what is missing, and each amount says what it buys
    amount = page.get_by_label("Amount in naira")
    expect(amount).to_have_value(re.compile(r"^\d"))
    expect(page.get_by_role("button", name=re.compile(r"1 WhatsApp number$")).first).to_be_visible()
    expect(page.get_by_role("button", name=re.compile(r"^₦2,000"))).to_have_count(0)  # it buys none
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    amount.fill("1")
    page.get_by_role("button", name="with Paystack").or_(page.get_by_role("button", name="Continue to payment")).click()
    expect(page.get_by_text("The least you can top up is")).to_be_visible()
    page.get_by_role("button", name=re.compile(r"^₦5,000")).click()
    expect(page.get_by_text("The least you can top up is")).to_be_hidden()
    page.get_by_role("button", name="Pay ₦5,000 with Paystack").click()
    page.get_by_role("button", name="Cancel").click()

    # back from a cancelled checkout
    expect(page.get_by_role("heading", name="You cancelled the payment. Nothing was taken.")).to_be_visible()
    page.get_by_role("link", name="Wallet", exact=True).click()
    expect(page.get_by_text("₦5,000, not paid yet.")).to_be_visible()

    # paid without a word to us: a tap finds it
    reference = backstage.newest_reference(customer)
    paystack.pay(reference)
    page.get_by_role("button", name="I have paid").click()
    expect(page.get_by_text("₦5,000, not paid yet.")).to_be_hidden()
    expect(page.get_by_role("link", name="Wallet, ₦5,000 to spend")).to_be_visible()

    # the order is still known where the payment returns to; one tap buys it
    page.goto(f"/wallet/return?trxref={reference}&reference={reference}")
    page.get_by_role("button", name=re.compile(r"^Get WhatsApp number · ₦")).click()
    assert shown_number(page)

    # several numbers bring their order along as well
    page.goto("/")
    choose(page, "WhatsApp")
    page.get_by_role("button", name="Several at once").click()
    page.get_by_role("dialog").get_by_role("link", name="Top up").click()
    expect(page.get_by_role("button", name=re.compile(r"3 WhatsApp numbers$")).first).to_be_visible()
    expect(page.get_by_label("Amount in naira")).to_have_value(re.compile(r"^\d"))
    page.get_by_role("button", name="with Paystack").click()
    page.get_by_role("button", name=re.compile("^Pay ")).click()
    page.get_by_role("button", name=re.compile(r"^Get 3 numbers · ₦")).click()
    expect(page.get_by_role("dialog").get_by_text("0 of 3 codes")).to_be_visible()

    # the receipt, as it is printed
    page.goto("/wallet")
    together = page.get_by_role("group").filter(has_text="3 numbers for WhatsApp")
    expect(together.get_by_role("link")).to_have_count(0)
    together.get_by_text("3 numbers for WhatsApp").click()
    expect(together.get_by_role("link", name="Number for WhatsApp")).to_have_count(3)
    page.get_by_role("link", name=re.compile("^Top-up")).last.click()
    paper = page.get_by_role("article")
    expect(paper).to_contain_text(reference)
    expect(paper).to_contain_text(customer.email)
    expect(paper).to_contain_text(page.locator("#operator").get_attribute("data-name") or "no operator")
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation")).to_be_hidden()
    page.emulate_media(media="screen")
    page.goto("/wallet/statement?month=2026-13")  # no month: this one
    expect(page.get_by_role("article")).to_contain_text("Balance before: ₦0")
    expect(page.get_by_role("row")).to_have_count(7)


def test_limits_of_ones_own_hold_and_every_limit_is_shown(signed_in: Page, complaints: Complaints) -> None:
    complaints.expect("402", "422")
    signed_in.goto("/settings")
    limits = signed_in.get_by_role("region", name="Limits, and what is used now")
    expect(limits.get_by_text("₦0, no limit")).to_be_visible()
    limits.get_by_role("button", name="Set my own limits").click()
    limits.get_by_label("Most I spend a day").fill("100")
    limits.get_by_role("button", name="Save").click()
    expect(limits.get_by_text("₦0 of ₦100")).to_be_visible()

    signed_in.goto("/")
    choose(signed_in, "telegram")
    signed_in.get_by_role("button", name="Get number", exact=True).click()
    expect(signed_in.get_by_role("alert")).to_contain_text("That is more than you allow yourself a day, ₦100.")

    signed_in.goto("/settings")
    limits.get_by_role("button", name="Set my own limits").click()
    limits.get_by_label("Most I spend a day").fill("200")
    limits.get_by_role("button", name="Save").click()
    expect(limits.get_by_text("To spend more a day, type your password.")).to_be_visible()
