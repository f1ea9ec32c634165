"""A customer's whole day on a small phone, by touch alone: every target is large enough for a thumb.

The bundle, which customers get, is tested on slow 3G; the source files are tested on a normal network.
"""

import re
import secrets

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.backstage import PASSWORD, Backstage, Customer
from tests.browser.networks import on_slow_3g
from tests.browser.ordering import shown_number
from tests.browser.outside import Supplier

SMALL = {"width": 360, "height": 740}
# Apple's and Google's guidelines ask for about this much; WCAG asks for 24.
THUMB_PX = 44
TOP_UP_NAIRA = 20_000


def tap(target: Locator) -> None:
    """Tap an element that a thumb can hit: in view, large enough, and not covered."""
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= THUMB_PX, f"{target} is {box['width']:.0f} × {box['height']:.0f} px"
    assert box["x"] >= 0 and box["x"] + box["width"] <= SMALL["width"], f"{target} is not within the screen"
    target.tap()


@pytest.mark.browser_context_args(viewport=SMALL, screen=SMALL, has_touch=True, is_mobile=True)
def test_a_customer_does_everything_by_touch_alone(
    page: Page, backstage: Backstage, supplier: Supplier, *, bundled: bool
) -> None:
    if bundled:
        on_slow_3g(page)
    page.goto("/")
    customer = sign_up(page, backstage)
    top_up(page)
    price = save_for_one_tap(page, "Discord")
    first_code(page, supplier)
    code_at_the_second_try(page, supplier)
    five_at_once(page, supplier, "Discord")
    read_the_statement(page, price)
    assert backstage.balance_minor(customer) == (TOP_UP_NAIRA - 7 * price) * 100


def sign_up(page: Page, backstage: Backstage) -> Customer:
    email = f"thumb.{secrets.token_hex(6)}@example.com"
    tap(page.get_by_role("link", name="Create account"))
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("checkbox", name="I am 18 or older and accept the terms").tap()
    tap(page.get_by_role("button", name="Create account"))
    expect(page.get_by_role("heading", level=1, name="Get a code")).to_be_visible()
    customer = Customer(email, PASSWORD, backstage.token_for(email))
    backstage.confirm_email(customer)
    return customer


def top_up(page: Page) -> None:
    tap(page.get_by_role("link", name="Wallet", exact=True))
    page.get_by_label("Amount in naira").fill(str(TOP_UP_NAIRA))
    tap(page.get_by_role("button", name="Pay ₦20,000 with Paystack"))
    page.wait_for_url(lambda url: "/wallet" not in url)
    page.get_by_role("button", name=re.compile("^Pay ")).tap()
    expect(page.get_by_text("₦20,000 is in your wallet")).to_be_visible()
    tap(page.get_by_role("main").get_by_role("link", name="Get a code"))


def save_for_one_tap(page: Page, service: str) -> int:
    """Save the service's order; return its price in naira."""
    choose_by_thumb(page, service)
    tap(page.get_by_role("button", name="Save for one tap"))
    chip = page.get_by_role("button", name=re.compile(f"^Get number: {service}"))
    expect(chip).to_be_visible()
    return int(re.sub(r"\D", "", chip.inner_text()))


def choose_by_thumb(page: Page, service: str) -> None:
    page.get_by_label("Search a service").fill(service)
    tap(page.locator("label.choice", has_text=service))


def first_code(page: Page, supplier: Supplier) -> None:
    tap(page.get_by_role("button", name=re.compile("^Get number: Discord")))
    supplier.send(shown_number(page), "Your Discord code is 518204", code="518204")
    expect(page.locator(".code")).to_have_text("518204")
    tap(page.get_by_role("button", name="Copy code"))
    expect(page.get_by_role("button", name="Copied!")).to_be_visible()
    tap(page.get_by_role("link", name="Get another number"))


def code_at_the_second_try(page: Page, supplier: Supplier) -> None:
    tap(page.get_by_role("button", name=re.compile("^Get number: Discord")))
    supplier.expire(shown_number(page))
    tap(page.get_by_role("button", name="Try again (2nd try)"))
    expect(page.get_by_text("Try 2 of 3")).to_be_visible()
    supplier.send(shown_number(page), "Your Discord code is 730951", code="730951")
    expect(page.locator(".code")).to_have_text("730951")
    tap(page.get_by_role("link", name="Get another number"))


def five_at_once(page: Page, supplier: Supplier, service: str) -> None:
    choose_by_thumb(page, service)
    tap(page.get_by_role("button", name="Several at once"))
    dialog = page.get_by_role("dialog")
    more = dialog.get_by_role("button", name="One more")
    tap(more)
    tap(more)
    tap(dialog.get_by_role("button", name=re.compile("^Get 5 numbers · ₦")))
    numbers = dialog.get_by_role("link", name=re.compile(r"^\+1"))
    expect(numbers).to_have_count(5)
    for place, number in enumerate(numbers.all_inner_texts()):
        supplier.send(number, f"Your {service} code is {600_100 + place}", code=str(600_100 + place))
    expect(dialog.get_by_text("5 of 5 codes")).to_be_visible()
    tap(dialog.get_by_role("button", name="Copy all codes"))
    expect(page.locator(".toast")).to_have_text("Copied!")
    tap(dialog.get_by_role("button", name="Done"))


def read_the_statement(page: Page, price: int) -> None:
    """Check one top-up, three numbers with one refund, and five numbers on one line."""
    tap(page.get_by_role("link", name="Wallet", exact=True))
    rows = page.locator(".row-item .row-end b:visible")
    expect(rows).to_have_count(6)
    amounts = [int(re.sub(r"[^\d−]", "", row).replace("−", "-")) for row in rows.all_inner_texts()]
    assert sorted(amounts) == sorted([TOP_UP_NAIRA, price, *[-price] * 3, -5 * price])
    tap(page.get_by_role("button", name="Refund", exact=True))
    expect(rows).to_have_count(1)
