"""Every screen of the site in every state worth seeing, one after the other.

Each scene's name is yielded while the page shows it; the caller may then check, measure or take a picture.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Page, expect

from tests.browser.backstage import Backstage, Customer
from tests.browser.ordering import choose, go, order, shown_number
from tests.browser.outside import Paystack, Supplier

Scenes = Iterator[str]

DOORS = (
    ("landing", "/", "Get verification codes on a US number"),
    ("sign-in", "/sign-in", "Sign in"),
    ("forgot-password", "/forgot-password", "Reset your password"),
    ("reset-password", "/reset-password#token=made-up", "Set a new password"),
    ("reset-password-incomplete", "/reset-password", "Set a new password"),
    ("follow-link", "/link#token=made-up", "A link from your mail"),
    ("confirm-email-incomplete", "/verify-email", "Confirm your email"),
    ("help", "/help", "Help"),
    ("support", "/support?order=01KB", "Write to support"),
    ("privacy", "/privacy", "Privacy"),
    ("terms", "/terms", "Terms"),
    ("not-found", "/nowhere", "Nothing here"),
    ("sign-up", "/sign-up", "Create your account"),
)


@dataclass(frozen=True)
class Cast:
    """The customers and suppliers that are needed to show every screen."""

    backstage: Backstage
    supplier: Supplier
    paystack: Paystack


def all_scenes(page: Page, cast: Cast, newcomer: Customer, customer: Customer) -> Scenes:
    """Yield every scene: signed out, just signed up, and as a regular customer. Buys some numbers on the way."""
    yield from without_an_account(page)
    cast.backstage.let_in(newcomer, page)
    yield from _with_nothing_yet(page, cast.backstage, newcomer)
    page.context.clear_cookies()
    cast.backstage.let_in(customer, page)
    yield from as_a_customer(page, cast, customer)


def without_an_account(page: Page) -> Scenes:
    for name, path, heading in DOORS:
        page.goto(path)
        expect(page.get_by_role("heading", level=1, name=heading)).to_be_visible()
        yield name
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("Accept the terms to open")).to_be_visible()
    yield "sign-up-errors"


def _with_nothing_yet(page: Page, backstage: Backstage, newcomer: Customer) -> Scenes:
    notice = page.get_by_text("Confirm your email to get numbers")
    expect(notice).to_be_visible()
    yield "get-code-unconfirmed"
    backstage.confirm_email(newcomer)
    page.reload()
    expect(page.get_by_role("radio").first).to_be_visible()
    expect(notice).to_be_hidden()
    choose(page, "telegram")
    expect(page.get_by_role("link", name="Top up to continue")).to_be_visible()
    yield "get-code-short-of-money"
    go(page, "Wallet")
    expect(page.get_by_text("No money has moved yet")).to_be_visible()
    yield "wallet-empty"
    go(page, "History")
    expect(page.get_by_text("No numbers yet")).to_be_visible()
    yield "history-empty"
    go(page, "Settings")
    expect(page.get_by_text("Nothing saved yet")).to_be_visible()
    expect(page.get_by_role("button", name="Set it up")).to_be_visible()
    expect(page.get_by_text(re.compile("^This device"))).to_be_visible()
    yield "settings"


def as_a_customer(page: Page, cast: Cast, customer: Customer) -> Scenes:
    expect(page.get_by_role("radio").first).to_be_visible()
    expect(page.locator("a.balance")).to_be_visible()
    expect(page.locator(".in-progress :is(.empty, .rows)")).to_be_attached()
    yield "get-code"
    yield from _an_order(page)
    yield from _one_number(page, cast.supplier)
    yield from _several_numbers(page, cast.supplier)
    yield from _lists(page)
    yield from _a_top_up(page, cast, customer)
    yield from _settings(page, customer)
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline.")).to_be_visible()
    yield "offline"
    page.context.set_offline(False)


def _an_order(page: Page) -> Scenes:
    choose(page, "telegram")
    page.get_by_text("Options").click()
    page.get_by_label("Area code").fill("31")
    yield "get-code-wrong-area-code"
    page.get_by_label("Area code").fill("")
    page.get_by_text("Options").click()
    page.get_by_role("button", name="Save for one tap").click()
    expect(page.get_by_role("button", name=re.compile("^Get number: Telegram"))).to_be_visible()
    yield "get-code-saved"
    page.get_by_role("heading", level=1).click()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard shortcuts")).to_be_visible()
    yield "shortcuts"
    page.keyboard.press("Escape")


def _one_number(page: Page, supplier: Supplier) -> Scenes:
    number = order(page)
    yield "waiting"
    go(page, "Get a code")
    expect(page.get_by_role("region", name="Your codes").get_by_role("link", name="Telegram")).to_be_visible()
    yield "get-code-in-progress"
    page.get_by_role("region", name="Your codes").get_by_role("link", name="Telegram").click()
    supplier.send(number, "Telegram code: 482913. Do not give this code to anyone.", code="482913")
    expect(page.locator(".code")).to_be_visible()
    yield "received"
    page.get_by_role("link", name="Get another number").click()
    supplier.expire(order(page, "whatsapp"))
    again = page.get_by_role("button", name="Try again (2nd try)")
    expect(again).to_be_visible()
    yield "no-code"
    again.click()
    expect(page.get_by_text("Try 2 of 3")).to_be_visible()
    supplier.expire(shown_number(page))
    expect(page.get_by_role("button", name="Try again (3rd try)")).to_be_visible()
    yield "no-code-twice"
    page.get_by_role("link", name="Get another number").click()
    supplier.send(order(page, "discord"), "Welcome! Somebody asked to sign in.")
    expect(page.get_by_text("Welcome! Somebody asked to sign in.")).to_be_visible()
    yield "waiting-unclear-message"
    go(page, "Get a code")
    order(page, "signal")
    page.get_by_role("button", name="Cancel and get the money back").click()
    expect(page.get_by_text("is back in your wallet").first).to_be_visible()
    yield "cancelled"


def _several_numbers(page: Page, supplier: Supplier) -> Scenes:
    go(page, "Get a code")
    choose(page, "instagram")
    page.get_by_role("button", name="Several at once").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("Total")).to_be_visible()
    yield "several"
    dialog.get_by_role("button", name=re.compile("^Get 3 numbers")).click()
    numbers = dialog.get_by_role("link", name=re.compile(r"^\+1"))
    expect(numbers).to_have_count(3)
    supplier.send(numbers.first.inner_text(), "640271 is your Instagram code. Do not share it.", code="640271")
    expect(dialog.get_by_text("1 of 3 codes")).to_be_visible()
    yield "several-in-progress"
    dialog.get_by_role("button", name="Cancel the rest").click()
    dialog.get_by_role("button", name="Done").click()


def _lists(page: Page) -> Scenes:
    go(page, "History")
    expect(page.get_by_text("Code received").first).to_be_visible()
    yield "history"
    page.get_by_text("Service, dates, label").click()
    page.get_by_label("Label", exact=True).fill("nothing like it")
    expect(page.get_by_text("No numbers match.")).to_be_visible()
    yield "history-no-match"
    go(page, "Wallet")
    expect(page.get_by_text("Spent in the last 14 days")).to_be_visible()
    expect(page.get_by_text("Number for Telegram").first).to_be_visible()
    page.get_by_text("3 numbers for Instagram").click()
    yield "wallet"
    page.get_by_label("Amount in naira").fill("7")
    page.get_by_role("button", name="Continue to payment").click()
    expect(page.get_by_text(re.compile("least you can top up"))).to_be_visible()
    yield "wallet-wrong-amount"


def _a_top_up(page: Page, cast: Cast, customer: Customer) -> Scenes:
    page.goto("/wallet/return?reference=unknown")
    expect(page.get_by_text("We could not find this top-up")).to_be_visible()
    yield "top-up-not-found"
    reference = cast.backstage.start_deposit(customer, naira=5_000)
    page.goto(f"/wallet/return?reference={reference}")
    expect(page.get_by_role("heading", name="Confirming…")).to_be_visible()
    yield "top-up-confirming"
    page.goto(f"/wallet/return?reference={reference}&cancelled=1")
    expect(page.get_by_text("You cancelled the payment. Nothing was taken.")).to_be_visible()
    yield "top-up-cancelled"
    go(page, "Wallet")
    expect(page.get_by_text("₦5,000, not paid yet.").first).to_be_visible()
    yield "wallet-not-paid-yet"
    page.goto(f"/wallet/return?reference={reference}")
    cast.paystack.pay(reference)
    expect(page.get_by_text("₦5,000 is in your wallet").first).to_be_visible()
    yield "top-up-credited"
    page.get_by_role("link", name="Receipt").click()
    expect(page.get_by_text("Not a tax invoice.")).to_be_visible()
    yield "receipt"
    page.goto("/wallet/statement")
    expect(page.get_by_text("Balance after:")).to_be_visible()
    yield "month-statement"
    reference = cast.backstage.start_deposit(customer, naira=2_000)
    # A failed charge becomes final only when its window ends, much later.
    failed = {"id": "d", "reference": reference, "status": "failed", "amount_minor": 2_000_00, "currency": "NGN"}
    page.route("**/api/v1/deposits/*/verify", lambda route: route.fulfill(json={"deposit": failed}))
    page.goto(f"/wallet/return?reference={reference}")
    expect(page.get_by_text("The payment did not go through")).to_be_visible()
    page.unroute("**/api/v1/deposits/*/verify")
    yield "top-up-failed"


def _settings(page: Page, customer: Customer) -> Scenes:
    go(page, "Settings")
    page.get_by_role("button", name=re.compile("^Edit ")).first.click()
    expect(page.get_by_label("Most you pay")).to_be_visible()
    yield "settings-editing"
    page.get_by_role("button", name="Show what happened to this account").click()
    log = page.get_by_role("region", name="Account log")
    expect(log.get_by_text("Account created")).to_be_visible()
    expect(log.get_by_text("Email confirmed")).to_be_visible()
    yield "settings-account-log"
    account = page.get_by_role("region", name="Account", exact=True)
    account.get_by_role("button", name="Change email").click()
    account.get_by_label("New email").fill(f"new.{customer.email}")
    account.get_by_label("Password now", exact=True).fill(customer.password)
    yield "settings-change-email"
    account.get_by_role("button", name="Change email").click()
    expect(account.get_by_role("status")).to_contain_text("Your new email is to be")
    yield "settings-email-waits"
    closing = page.get_by_role("region", name="Close my account")
    closing.get_by_role("button", name="Close my account").click()
    closing.get_by_label("Password now").fill(customer.password)
    yield "settings-close-account"
    closing.get_by_role("button", name="Close my account").click()
    keep = page.get_by_role("button", name="Keep my account")
    expect(keep).to_be_visible()
    yield "account-closing"
    keep.click()
    expect(keep).to_have_count(0)
