"""What a browser gets at each kind of address of the site, as the edge decides it; no JavaScript runs here."""

import re
from collections.abc import Callable

import pytest
import requests

from tests.waiting import PATIENCE_S

Fetch = Callable[..., requests.Response]


@pytest.fixture(scope="module")
def fetch(stack: dict[str, str]) -> Fetch:
    host = stack["site_url"].removeprefix("http://")

    def fetched(path: str, cookie: str = "") -> requests.Response:
        headers = {"Host": host, **({"Cookie": cookie} if cookie else {})}
        return requests.get(f"{stack['aws_endpoint_url']}{path}", headers=headers, timeout=PATIENCE_S)

    return fetched


def is_app(answer: requests.Response) -> bool:
    return '<div id="app">' in answer.text


def test_the_front_page_is_the_app_for_customers_alone(fetch: Fetch) -> None:
    landing = fetch("/")

    assert "<h1>Get verification codes on a US number, not on yours.</h1>" in landing.text
    assert re.search(r"From ₦[\d,]+", landing.content.decode())
    assert not is_app(landing)
    assert is_app(fetch("/", cookie="a=b; __Host-callbox_in=1"))
    assert is_app(fetch("/?app"))
    assert not is_app(fetch("/?service=whatsapp"))


def test_pages_say_without_a_script_what_they_are_and_who_runs_the_site(fetch: Fetch) -> None:
    for path in ("/", "/help", "/privacy", "/terms", "/terms/1", "/prices", "/services/", "/services/whatsapp"):
        page = fetch(path)
        assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8"), path
        assert page.text.count("<h1>") == 1, path
        assert "mailto:support@callbox.localhost" in page.text, path
        [picture] = re.findall('property="og:image" content="([^"]*)"', page.text)
        assert len(fetch(f"/{picture.rpartition('/')[2]}").content) <= 100_000
    assert "₦" in fetch("/services/whatsapp").content.decode()


@pytest.mark.parametrize("path", ["/nonsense", "/wp-login.php", "/.env", "/services/_templates.json", "/index.php"])
def test_an_address_that_is_none_of_ours_answers_404(fetch: Fetch, path: str) -> None:
    answer = fetch(path)

    assert answer.status_code == 404
    assert "noindex" in answer.text


def test_the_address_of_a_service_that_was_never_sold_answers_404(fetch: Fetch) -> None:
    assert fetch("/services/whatsapp").status_code == 200
    assert fetch("/services/paypal").status_code == 404


@pytest.mark.parametrize("path", ["/wallet", "/v/%", "/v/01KB", "/sign-up?next=%2F"])
def test_screens_are_the_app(fetch: Fetch, path: str) -> None:
    assert is_app(fetch(path))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/robots.txt", "text/plain"),
        ("/sitemap.xml", "application/xml"),
        ("/favicon.ico", "image/x-icon"),
        ("/.well-known/security.txt", "text/plain"),
        ("/manifest.webmanifest", "application/manifest+json"),
    ],
)
def test_files_for_programs_have_their_type(fetch: Fetch, path: str, kind: str) -> None:
    answer = fetch(path)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"].partition(";")[0] == kind
