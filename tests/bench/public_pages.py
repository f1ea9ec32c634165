"""When a visitor from a search engine sees a public page on slow 3G, with nothing cached."""

import statistics
from collections.abc import Iterator

from playwright.sync_api import Browser, Page, Playwright

from tests.browser.chromium import installed_chromium
from tests.browser.networks import on_slow_3g

PATHS = ("/", "/services/whatsapp", "/prices", "/help", "/privacy")
LOADS = 3
MOST_LCP_S = 1.8
# The browser reports a larger one as it paints it; the last before the page is idle counts.
NOTE_LCP = """
window.lcp = 0;
new PerformanceObserver((list) => { window.lcp = list.getEntries().at(-1).startTime; })
  .observe({type: 'largest-contentful-paint', buffered: true});
"""


def lcp_by_page(playwright: Playwright, site_url: str, flags: list[str]) -> Iterator[tuple[str, float]]:
    """Yield each path and the median of its largest contentful paint, in seconds."""
    browser = playwright.chromium.launch(executable_path=installed_chromium(), args=flags)
    for path in PATHS:
        yield path, statistics.median(_load(playwright, browser, site_url, path) for _ in range(LOADS))
    browser.close()


def _load(playwright: Playwright, browser: Browser, site_url: str, path: str) -> float:
    phone = playwright.devices["Pixel 5"] | {"base_url": site_url, "service_workers": "block"}
    context = browser.new_context(**phone)
    page: Page = context.new_page()
    page.add_init_script(NOTE_LCP)
    on_slow_3g(page)
    page.goto(path, wait_until="networkidle")
    seconds: float = page.evaluate("window.lcp / 1000")
    context.close()
    assert seconds > 0, path
    return seconds
