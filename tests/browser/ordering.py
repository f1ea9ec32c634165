"""Steps that several tests take to get a number."""

import re

from playwright.sync_api import Page, expect

NUMBER = re.compile(r"^\+1\d{10}$")


def choose(page: Page, service: str) -> None:
    """Pick a service on the first screen."""
    page.get_by_label("Search a service").fill(service)
    page.get_by_role("radio", name=re.compile(f"^{service}", re.IGNORECASE)).check()


def order(page: Page, service: str = "telegram") -> str:
    """Get a number and return it as the page shows it, without spaces."""
    choose(page, service)
    page.get_by_role("button", name="Get number", exact=True).click()
    return shown_number(page)


def go(page: Page, place: str) -> None:
    """Tap one of the four items of the navigation."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name=place).click()
    expect(page.get_by_role("heading", level=1, name=place)).to_be_visible()


def shown_number(page: Page) -> str:
    number = page.locator(".number-value")
    expect(number).to_have_text(NUMBER)
    text: str = number.inner_text()
    return re.sub(r"\s", "", text)
