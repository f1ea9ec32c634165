"""What holds on every screen: nobody is shut out, nothing runs over the edge, nothing foreign runs at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser.backstage import Customer
from tests.browser.complaints import Complaints
from tests.browser.outside import Supplier
from tests.browser.scenes import as_a_customer, without_an_account

PHONE: ViewportSize = {"width": 393, "height": 727}
NARROW: ViewportSize = {"width": 320, "height": 640}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
RUNS_OVER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@dataclass(frozen=True)
class Cast:
    """Who is needed to see every screen."""

    customer: Customer
    supplier: Supplier


@pytest.fixture
def everybody(customer: Customer, supplier: Supplier) -> Cast:
    return Cast(customer, supplier)


def scenes(page: Page, cast: Cast) -> Iterator[str]:
    yield from without_an_account(page)
    yield from as_a_customer(page, cast.customer, cast.supplier)


# axe measures by inline styles; the policy stops it, and it goes on without.
AXE_COMPLAINS = "Applying inline style violates"


def violations(page: Page, axe: str) -> list[str]:
    """Run axe on the page as it stands. Its source is evaluated, since the page's policy forbids foreign scripts."""
    page.evaluate("document.getAnimations().forEach((each) => { try { each.finish(); } catch { each.cancel(); } })")
    page.evaluate(axe)
    found: list[dict[str, Any]] = page.evaluate(
        "axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
        ".then((result) => result.violations)"
    )
    return [f"{each['id']}: {node['html'][:160]} {node['failureSummary']}" for each in found for node in each["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_no_screen_shuts_anybody_out(
    page: Page,
    everybody: Cast,
    axe: str,
    complaints: Complaints,
    *,
    scheme: Literal["light", "dark"],
    size: ViewportSize,
) -> None:
    complaints.expect(AXE_COMPLAINS)
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size(size)
    found = {scene: broken for scene in scenes(page, everybody) if (broken := violations(page, axe))}
    assert found == {}


def test_axe_would_see_a_button_without_a_name_and_a_faint_text(phone: Page, axe: str, complaints: Complaints) -> None:
    complaints.expect(AXE_COMPLAINS)
    phone.evaluate(
        "document.querySelector('main').append(document.createElement('button'));"
        "document.querySelector('h1').style.color = '#ddd'"
    )

    found = violations(phone, axe)
    assert any(each.startswith("button-name") for each in found)
    assert any(each.startswith("color-contrast") for each in found)


def test_nothing_runs_over_the_edge_at_320_pixels(page: Page, everybody: Cast) -> None:
    page.set_viewport_size(NARROW)
    over = [scene for scene in scenes(page, everybody) if page.evaluate(RUNS_OVER)]
    assert over == []


FOREIGN: dict[str, str] = {
    "an inline script": (
        "const s = document.createElement('script'); s.textContent = 'window.ran = 1'; document.body.append(s)"
    ),
    "a script from elsewhere": (
        "const s = document.createElement('script'); s.setAttribute('src', 'https://elsewhere.example/x.js');"
        "document.body.append(s)"
    ),
    "an inline style": "document.body.setAttribute('style', 'color: red')",
    "markup from text": "document.body.innerHTML = '<b>x</b>'",
    "a connection to elsewhere": "fetch('https://elsewhere.example/').catch(() => {})",
}


@pytest.mark.parametrize("deed", FOREIGN.values(), ids=FOREIGN.keys())
def test_the_policy_of_the_site_stops(phone: Page, complaints: Complaints, deed: str) -> None:
    complaints.expect("Content Security Policy", "TrustedHTML", "TrustedScript", "Trusted")
    with phone.expect_event("console", lambda message: message.type == "error"):
        phone.evaluate(f"(() => {{ try {{ {deed} }} catch (refused) {{ console.error(String(refused)) }} }})()")

    assert phone.evaluate("window.ran") is None
