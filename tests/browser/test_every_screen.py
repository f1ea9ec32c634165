"""Every screen is accessible, does not overflow, and runs no foreign script.

One walk through all scenes serves all checks: each scene is resized and recoloured in place.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.complaints import LOST, Complaints
from tests.browser.scenes import Cast, all_scenes

PHONE: ViewportSize = {"width": 360, "height": 740}
NARROW: ViewportSize = {"width": 320, "height": 640}
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
RUNS_OVER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
EVERY_RULE = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
# Only this rule depends on the colours; the others would repeat their results.
CONTRAST = "{runOnly: {type: 'rule', values: ['color-contrast']}}"
# axe measures with inline styles; the policy blocks them, and axe continues without.
AXE_COMPLAINS = "Applying inline style violates"
# Two scenes are an invented link and an offline page, and one is an address that is none of ours.
EXPECTED = (AXE_COMPLAINS, LOST, "/nowhere)")

Scheme = Literal["light", "dark"]
LOOKS: tuple[tuple[ViewportSize, Scheme, str], ...] = (
    (PHONE, "light", EVERY_RULE),
    (PHONE, "dark", CONTRAST),
    (DESKTOP, "dark", EVERY_RULE),
    (DESKTOP, "light", CONTRAST),
)


@dataclass
class Seen:
    """The results of the walk, by scene."""

    scenes: list[str] = field(default_factory=list)
    shut_out: dict[str, list[str]] = field(default_factory=dict)
    over_the_edge: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


def violations(page: Page, axe: str, rules: str = EVERY_RULE) -> list[str]:
    """Run axe on the current page. Its source is evaluated, since the page's policy forbids foreign scripts."""
    page.evaluate("document.getAnimations().forEach((each) => { try { each.finish(); } catch { each.cancel(); } })")
    if page.evaluate("typeof window.axe === 'undefined'"):
        page.evaluate(axe)
    found: list[dict[str, Any]] = page.evaluate(f"axe.run({rules}).then((result) => result.violations)")
    return [f"{each['id']}: {node['html'][:160]} {node['failureSummary']}" for each in found for node in each["nodes"]]


@pytest.fixture(scope="module")
def seen(browser: Browser, browser_context_args: dict[str, Any], cast: Cast, axe: str) -> Iterator[Seen]:
    """Walk through all scenes once and check each in both sizes and both colour schemes."""
    cast.supplier.send_nothing_by_itself()
    context = browser.new_context(**browser_context_args)
    heard = Complaints(context)
    heard.expect(*EXPECTED)
    page, found = context.new_page(), Seen()
    newcomer, customer = cast.backstage.new_customer(confirmed=False), cast.backstage.new_customer(naira=60_000)
    for scene in all_scenes(page, cast, newcomer, customer):
        found.scenes.append(scene)
        for size, scheme, rules in LOOKS:
            page.set_viewport_size(size)
            page.emulate_media(color_scheme=scheme)
            if broken := violations(page, axe, rules):
                found.shut_out[f"{scene}, {size['width']} px, {scheme}"] = broken
        page.set_viewport_size(NARROW)
        if page.evaluate(RUNS_OVER):
            found.over_the_edge.append(scene)
        page.set_viewport_size(PHONE)
    found.complaints = heard.unexpected()
    yield found
    context.close()


def test_every_screen_is_accessible_in_light_and_dark_on_phone_and_desktop(seen: Seen) -> None:
    assert seen.shut_out == {}


def test_no_screen_overflows_at_320_pixels(seen: Seen) -> None:
    assert seen.over_the_edge == []


def test_no_screen_causes_an_error_in_the_console(seen: Seen) -> None:
    assert seen.complaints == []
    assert len(seen.scenes) == len(set(seen.scenes)) > 30


def test_axe_reports_a_button_without_a_name_and_faint_text(phone: Page, axe: str, complaints: Complaints) -> None:
    complaints.expect(AXE_COMPLAINS)
    phone.evaluate(
        "document.querySelector('main').append(document.createElement('button'));"
        "document.querySelector('h1').style.color = '#ddd'"
    )

    found = violations(phone, axe)
    assert any(each.startswith("button-name") for each in found)
    assert any(each.startswith("color-contrast") for each in found)
    assert all(each.startswith("color-contrast") for each in violations(phone, axe, CONTRAST))


def test_an_element_that_is_too_wide_is_reported_as_overflow(phone: Page) -> None:
    phone.set_viewport_size(NARROW)
    assert not phone.evaluate(RUNS_OVER)

    phone.evaluate("document.querySelector('h1').style.width = '400px'")

    assert phone.evaluate(RUNS_OVER)


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
def test_the_content_security_policy_blocks(phone: Page, complaints: Complaints, deed: str) -> None:
    complaints.expect("Content Security Policy", "TrustedHTML", "TrustedScript", "Trusted")
    with phone.expect_event("console", lambda message: message.type == "error"):
        phone.evaluate(f"(() => {{ try {{ {deed} }} catch (refused) {{ console.error(String(refused)) }} }})()")

    assert phone.evaluate("window.ran") is None
