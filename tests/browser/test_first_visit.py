"""The main journey: from the first visit to a code, on a phone."""

import re
import secrets

from playwright.sync_api import Browser, Page, expect

from tests.browser.backstage import PASSWORD, Backstage
from tests.browser.outside import Supplier

# as Chromium does where the site may become an app, though never in a test
BROWSER_CAN_INSTALL = "dispatchEvent(Object.assign(new Event('beforeinstallprompt'), {prompt: async () => {}}))"


def test_a_new_customer_gets_from_the_first_visit_to_a_code_and_the_statement_adds_up(
    phone: Page, supplier: Supplier, backstage: Backstage, browser: Browser, base_url: str
) -> None:
    email = f"first.{secrets.token_hex(6)}@example.com"

    phone.goto("/services/telegram")
    phone.get_by_role("link", name="Get a number").click()
    phone.get_by_label("Email").fill(email)
    phone.get_by_label("Password", exact=True).fill(PASSWORD)
    phone.get_by_role("checkbox", name="I am 18 or older and accept the terms").check()
    phone.get_by_role("button", name="Create account").click()
    expect(phone.get_by_role("heading", level=1, name="Get a code")).to_be_visible()
    expect(phone.get_by_text("Confirm your email to get numbers")).to_be_visible()

    # on another device, while this page stays in front
    other = browser.new_context(base_url=base_url, service_workers="block").new_page()
    other.goto(f"/verify-email#token={backstage.mailed_token(email)}")
    expect(other.get_by_text("Your email is confirmed")).to_be_visible()
    other.context.close()
    expect(phone.get_by_text("Confirm your email to get numbers")).to_be_hidden()
    phone.goto(f"/verify-email#token={backstage.mailed_token(email)}")
    expect(phone.get_by_text("Your email is confirmed")).to_be_visible()
    phone.reload()  # the link's token has left the address
    expect(phone.get_by_text("Your email is confirmed")).to_be_visible()
    phone.get_by_role("link", name="Get a code", exact=True).last.click()
    expect(phone.get_by_role("heading", level=1, name="Get a code")).to_be_visible()
    expect(phone.get_by_role("radio", name=re.compile("^Telegram"))).to_be_checked()  # what the visitor came for
    expect(phone.get_by_text("Confirm your email to get numbers")).to_be_hidden()

    phone.get_by_role("link", name="Wallet", exact=True).click()
    phone.get_by_role("button", name="₦5,000", exact=True).click()
    phone.get_by_role("button", name="Pay ₦5,000 with Paystack").click()
    phone.wait_for_url(lambda url: "/wallet" not in url)
    phone.get_by_role("button", name=re.compile("^Pay ")).click()
    expect(phone.get_by_text("₦5,000 is in your wallet")).to_be_visible()

    phone.get_by_role("main").get_by_role("link", name="Get a code").click()
    phone.get_by_label("Search a service").fill("telegram")
    choice = phone.get_by_role("radio", name=re.compile("^Telegram"))
    choice.check()
    price = price_of(phone)
    expect(phone.get_by_text("You pay only if a text arrives")).to_be_visible()
    phone.get_by_role("button", name="Get number").click()

    number = phone.locator(".number-value")
    expect(number).to_have_text(re.compile(r"^\+1\d{10}$"))
    phone.evaluate(BROWSER_CAN_INSTALL)
    offer = phone.get_by_text("Install it as an app")
    expect(offer).to_be_hidden()
    supplier.send(number.inner_text().replace("\n", ""), "Your Telegram code is 482913", code="482913")
    expect(phone.locator(".code")).to_have_text("482913")
    expect(phone).to_have_title(re.compile("^482 913 · Telegram"))
    expect(phone.get_by_text("Your Telegram code is 482913")).to_be_visible()
    expect(offer).to_be_visible()
    phone.get_by_role("button", name="Not now").click()
    expect(offer).to_be_hidden()

    phone.get_by_role("link", name="Wallet", exact=True).click()
    expect(phone.get_by_text("Number for Telegram")).to_be_visible()
    rows = phone.locator(".row-item .row-end b").all_inner_texts()
    assert [naira(row) for row in rows] == [-price, 5_000]
    assert naira(phone.locator(".balance-value").inner_text()) == 5_000 - price


def price_of(phone: Page) -> float:
    return naira(phone.locator(".order-what span").inner_text())


def naira(text: str) -> float:
    """₦1,234.50 with its sign, as a number."""
    sign = -1 if text.strip().startswith("−") else 1
    return sign * float(re.sub(r"[^\d.]", "", text))
