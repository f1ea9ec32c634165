"""How many requests the first screens may make. Only the bundle is tested: the source files are for developers."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.backstage import Backstage, Customer

MOST_REQUESTS = 6
MOST_OF_A_PUBLIC_PAGE = 4


@pytest.fixture
def asked(page: Page, *, bundled: bool) -> list[str]:
    """The path of each request of the page, in order."""
    if not bundled:
        pytest.skip("the bundle alone has a budget")
    paths: list[str] = []

    def note(request: Request) -> None:
        paths.append(urlsplit(request.url).path)

    page.on("request", note)
    return paths


def test_a_visitor_can_act_after_few_requests_and_none_to_the_api(page: Page, asked: list[str]) -> None:
    page.goto("/")
    expect(page.get_by_role("link", name="Create account")).to_be_visible()

    needed = [path for path in asked if not path.startswith("/icons/") and path != "/manifest.webmanifest"]
    assert len(needed) <= MOST_REQUESTS - 1, needed
    assert [path for path in asked if path.startswith("/api/")] == []


@pytest.mark.parametrize("path", ["/", "/services/whatsapp", "/services/", "/prices", "/help", "/terms", "/privacy"])
def test_a_public_page_makes_few_requests_and_none_to_the_api(page: Page, asked: list[str], path: str) -> None:
    page.goto(path, wait_until="networkidle")

    assert asked[0] == path
    assert len(asked) <= MOST_OF_A_PUBLIC_PAGE, asked
    assert [each for each in asked if each.startswith("/api/")] == []


def test_a_customer_sees_the_first_screen_after_few_requests(
    page: Page, asked: list[str], backstage: Backstage, customer: Customer
) -> None:
    """The document, its files and the session; the data is fetched after the screen is shown."""
    backstage.let_in(customer, page)
    page.get_by_label("Search a service").wait_for()
    first_screen = asked[: asked.index("/api/v1/sessions/refresh") + 1]

    assert len(first_screen) <= MOST_REQUESTS, first_screen
