"""Every screen of the site in every state worth looking at, one after the other, as one customer sees them."""

import re
from collections.abc import Iterator

from playwright.sync_api import Page, expect

from tests.browser.backstage import Customer
from tests.browser.ordering import choose, order
from tests.browser.outside import Supplier

Scenes = Iterator[str]


def without_an_account(page: Page) -> Scenes:
    """Yield the name of each scene when the page shows it."""
    for path, heading in (
        ("/", "A phone number for the code"),
        ("/sign-in", "Sign in"),
        ("/forgot-password", "Reset your password"),
        ("/reset-password?token=made-up", "Set a new password"),
        ("/reset-password", "Set a new password"),
        ("/terms", "Terms and fair use"),
        ("/nowhere", "Nothing here"),
        ("/sign-up", "Create your account"),
    ):
        page.goto(path)
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        yield path
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("Please accept the terms to open")).to_be_visible()
    yield "/sign-up with errors"


def as_a_customer(page: Page, customer: Customer, supplier: Supplier) -> Scenes:
    """Yield the name of each scene. Two numbers are bought on the way: one gets its code, one expires."""
    customer.sign_in(page)
    expect(page.get_by_role("radio").first).to_be_visible()
    yield "/"
    choose(page, "telegram")
    page.get_by_text("Options").click()
    page.get_by_label("Area code").fill("31")
    yield "/ with a service and a wrong area code"
    page.get_by_label("Area code").fill("")
    page.get_by_role("button", name="Save for one tap").click()
    yield "/ with a saved order and its toast"
    yield from _dialogs(page)
    yield from _one_number(page, supplier)
    yield from _lists(page)


def _dialogs(page: Page) -> Scenes:
    page.get_by_role("button", name="Several at once").click()
    expect(page.get_by_role("dialog").get_by_text("Total")).to_be_visible()
    yield "several numbers at once"
    page.keyboard.press("Escape")
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    yield "keyboard shortcuts"
    page.keyboard.press("Escape")


def _one_number(page: Page, supplier: Supplier) -> Scenes:
    number = order(page)
    yield "waiting for a code"
    page.get_by_role("link", name="Get a code", exact=True).click()
    expect(page.get_by_role("region", name="In progress").get_by_role("link")).to_be_visible()
    yield "/ with a number in progress"
    page.get_by_role("region", name="In progress").get_by_role("link").click()
    supplier.send(number, "Your Telegram code is 482913. Do not share it.", code="482913")
    expect(page.locator(".code")).to_be_visible()
    yield "code received"
    page.get_by_role("link", name="Get another number").click()
    supplier.expire(order(page))
    expect(page.get_by_role("button", name="Try again (2nd try)")).to_be_visible()
    yield "no code came"


def _lists(page: Page) -> Scenes:
    page.get_by_role("link", name="History").click()
    expect(page.get_by_text("Code received")).to_be_visible()
    yield "/history"
    page.get_by_label("Search by service, number or code").fill("nothing like it")
    expect(page.get_by_text("Nothing matches")).to_be_visible()
    yield "/history without a match"
    page.goto("/wallet")
    expect(page.get_by_text("Spent in the last 14 days")).to_be_visible()
    expect(page.get_by_text("Number for Telegram").first).to_be_visible()
    yield "/wallet"
    page.get_by_label("Amount in naira").fill("7")
    page.get_by_role("button", name="Continue to payment").click()
    expect(page.get_by_text(re.compile("least you can top up"))).to_be_visible()
    yield "/wallet with a wrong amount"
    page.goto("/wallet/return?reference=unknown")
    expect(page.get_by_text("We could not find this top-up")).to_be_visible()
    yield "/wallet/return"
    page.goto("/settings")
    page.get_by_role("button", name=re.compile("^Edit ")).click()
    yield "/settings while editing"
