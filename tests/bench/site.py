"""Measure the site against its budgets: `make bench-site`, which serves it as a release publishes it.

Prints one line for each budget, and fails when one is broken or could not be measured.

    python -m tests.bench.site --only page_use --note     measures one part; writes what the page asked for the bill

Lighthouse gives the marks; the browser's own protocol gives bytes, requests and the time on slow 3G; the time from a
stored code to the page is the page's clock less the time written beside the code, both on this machine. An edge that
compresses (edge.mjs) stands before the local platform, which does not.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlsplit

import boto3
from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from infra.local.checks import free_ports
from tests.bench.figures import Figure, NotMeasured
from tests.bench.interactions import SLOW_CPU, p75_by_deed
from tests.bench.lighthouse import Marks, marks_of
from tests.bench.page_use import RENTALS, count_page_use, note
from tests.bench.public_pages import MOST_LCP_S, lcp_by_page
from tests.bench.yardstick import empty_page
from tests.browser.backstage import Backstage, Customer
from tests.browser.chromium import FLAGS, installed_chromium
from tests.browser.networks import on_slow_3g
from tests.browser.outside import Paystack, Supplier

HERE = Path(__file__).parent
CODES = 40
TOP_UPS = 20
PARTS = ("first_loads", "codes", "top_ups", "page_use", "public_pages", "interactions", "lighthouse")
LOADS = 5
# What the build allows (30 + 6 + 3 after brotli), with headers and answers, after gzip.
MOST_KB = 50
# What is shown when a screen can be used.
USABLE = {"signed out": ("/", "a[href='/sign-up']"), "signed in": ("/", "#service-search")}
# The session is renewed and its customer's money shown: from here on a page may be left.
SIGNED_IN = "a.balance"
# The page records when it draws the code, and when its tab shows it, by the same clock that dates the stored item.
NOTE_CODE = """
window.away = false;
Object.defineProperty(document, 'hidden', {get: () => window.away});
const note = (what) => { document.documentElement.dataset[what] ??= Date.now(); };
new MutationObserver(() => {
  if (document.querySelector('.code')) requestAnimationFrame(() => note('code'));
  if (/\\d{3} \\d{3}/.test(document.title)) note('title');
}).observe(document, {subtree: true, childList: true, characterData: true});
"""


def main() -> int:
    """Measure everything; return 1 when a budget is broken."""
    stack: dict[str, str] = json.loads(Path(os.environ["CALLBOX_STACK"]).read_text())
    options = _options()
    figures: list[Figure] = []
    with (
        compressing(stack["site_url"]) as flags,
        sync_playwright() as playwright,
        browsing(playwright, stack["site_url"], flags) as (context, port),
    ):
        supplier = Supplier(stack["textverified_url"])
        supplier.send_nothing_by_itself()
        paystack = Paystack(stack["paystack_url"])
        backstage = Backstage(context.new_page(), paystack, stack["mailbox_url"])
        customer = backstage.new_customer(naira=500_000)
        parts = {
            "first_loads": lambda: first_loads(playwright, stack["site_url"], flags, backstage, customer),
            "codes": lambda: codes(context, backstage, customer, supplier),
            "top_ups": lambda: top_ups(context, backstage, customer, paystack),
            "page_use": lambda: page_use(context, backstage, supplier, notes=options.note),
            "public_pages": lambda: public_pages(playwright, stack["site_url"], flags),
            "interactions": lambda: interactions(context, backstage, customer),
            "lighthouse": lambda: lighthouse(context, backstage, customer, stack["site_url"], port),
        }
        for name in options.only or parts:
            for figure in parts[name]():
                sys.stdout.write(f"{figure}\n")
                sys.stdout.flush()
                figures.append(figure)
    return 0 if all(figure.is_met for figure in figures) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Measure the site against its budgets.")
    parser.add_argument("--only", action="append", choices=PARTS, help="measure this part")
    parser.add_argument("--note", action="store_true", help="write bench/page_use.json")
    return parser.parse_args()


@contextmanager
def compressing(site_url: str) -> Iterator[list[str]]:
    """Run a compressing edge in front of the site; yield the flags of a browser that uses it."""
    site = urlsplit(site_url)
    edge = subprocess.Popen(["node", str(HERE / "edge.mjs"), str(site.port)], stdout=subprocess.PIPE, text=True)
    assert edge.stdout is not None
    try:
        yield [*FLAGS, f"--host-resolver-rules=MAP {site.netloc} 127.0.0.1:{int(edge.stdout.readline())}"]
    finally:
        edge.terminate()
        edge.wait()


@contextmanager
def browsing(playwright: Playwright, site_url: str, flags: list[str]) -> Iterator[tuple[BrowserContext, int]]:
    """Yield a browser whose signed-in customer Lighthouse can borrow, and the port it is reached by."""
    [port] = free_ports(1)
    with tempfile.TemporaryDirectory() as profile:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=installed_chromium(),
            args=[*flags, f"--remote-debugging-port={port}"],
            base_url=site_url,
            service_workers="block",
        )
        yield context, port
        context.close()


def first_loads(
    playwright: Playwright, site_url: str, flags: list[str], backstage: Backstage, who: Customer
) -> Iterator[Figure]:
    """Load each first screen with an empty cache: bytes and requests once, the time on slow 3G as a median."""
    browser = playwright.chromium.launch(executable_path=installed_chromium(), args=flags)
    phone = playwright.devices["Pixel 5"] | {"base_url": site_url, "service_workers": "block"}
    for name, (path, usable) in USABLE.items():
        took: list[float] = []
        for _ in range(LOADS):
            context = browser.new_context(**phone)
            page = context.new_page()
            if name == "signed in":
                backstage.let_in(who, page, "/terms")  # a page that has none of the app's files
            cost = load(page, path, usable)
            took.append(cost.seconds)
            context.close()
        yield Figure(
            f"{name}: usable on slow 3G, CPU ÷ {SLOW_CPU}, median of {LOADS}", statistics.median(took), 2.5, "s"
        )
        yield Figure(f"{name}: requests until it is usable", cost.requests, 6, "")
        yield Figure(f"{name}: bytes until it is usable", cost.kilobytes, MOST_KB, "KB")
    browser.close()


@dataclass(frozen=True)
class Cost:
    seconds: float
    requests: int
    kilobytes: float


def load(page: Page, path: str, usable: str) -> Cost:
    """Load a path on slow 3G with a slow processor and nothing cached."""
    session = on_slow_3g(page)
    session.send("Network.clearBrowserCache")
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOW_CPU})
    answered: list[float] = []
    session.on("Network.loadingFinished", lambda event: answered.append(event["encodedDataLength"]))
    page.goto(path, wait_until="commit")
    page.locator(usable).wait_for()
    seconds: float = page.evaluate("performance.now() / 1000")
    return Cost(seconds, len(answered), sum(answered) / 1000)


def codes(context: BrowserContext, backstage: Backstage, customer: Customer, supplier: Supplier) -> Iterator[Figure]:
    """Wait for codes before an open page, one after the other; then behind another one, where the tab's title tells."""
    page = context.new_page()
    page.add_init_script(NOTE_CODE)
    backstage.let_in(customer, page)
    page.locator(SIGNED_IN).wait_for()
    joined: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: joined.append(str(frame))))
    arrivals = Random(CODES)
    for where, noted in (("in front", "code"), ("hidden", "title")):
        waits: list[float] = []
        for turn in range(CODES):
            bought = backstage.order(customer, "discord")
            joined.clear()
            page.goto(f"/v/{bought['id']}")
            page.locator(".number-value").wait_for()
            _await_join(page, joined)
            if where == "hidden":
                page.evaluate("window.away = true; document.dispatchEvent(new Event('visibilitychange'))")
            # a code may arrive at any time, not only right after the socket joined
            page.wait_for_timeout(1000 * arrivals.uniform(0.5, 3))
            supplier.send(bought["number"], f"Your code is {200_000 + turn}", code=str(200_000 + turn))
            page.locator(f"html[data-{noted}]").wait_for(state="attached")
            shown_ms: int = page.evaluate(f"Number(document.documentElement.dataset.{noted})")
            waits.append(shown_ms / 1000 - stored_at(bought["id"]))
        waits.sort()
        yield Figure(f"code stored to shown, {where}, p50 of {CODES}", statistics.median(waits), 0.3, "s")
        yield Figure(f"code stored to shown, {where}, p95 of {CODES}", waits[int(0.95 * (CODES - 1))], 0.5, "s")
    page.close()


def top_ups(context: BrowserContext, backstage: Backstage, customer: Customer, paystack: Paystack) -> Iterator[Figure]:
    """Pay elsewhere while the wallet is open, as by a transfer, and wait for the page to say so."""
    page = context.new_page()
    joined: list[str] = []
    page.on("websocket", lambda socket: socket.on("framereceived", lambda frame: joined.append(str(frame))))
    backstage.let_in(customer, page)
    page.locator(SIGNED_IN).wait_for()
    waits: list[float] = []
    for turn in range(TOP_UPS):
        amount = 1_000 + turn
        reference = backstage.start_deposit(customer, amount)
        joined.clear()
        page.goto("/wallet")
        page.locator(".open-deposit").wait_for()
        _await_join(page, joined)
        began = time.time()
        paystack.pay(reference, webhook=True)
        page.locator(".open-deposit", has_text=f"₦{amount:,} is in your wallet").wait_for()
        waits.append(time.time() - began)
    page.close()
    waits.sort()
    yield Figure(f"paid to credited on the page, p95 of {TOP_UPS}", waits[int(0.95 * (TOP_UPS - 1))], 3.0, "s")


def page_use(context: BrowserContext, backstage: Backstage, supplier: Supplier, *, notes: bool) -> Iterator[Figure]:
    """Count the requests of a rental. The bill counts with them; with `notes` they are written for it."""
    use = count_page_use(context, backstage, supplier)
    for route, count in use.requests.items():
        sys.stdout.write(f"    {route:<48} {count:>8.4g}\n")
    if notes:
        note(use)
    yield Figure(f"requests from the tap to the code, mean of {RENTALS}", use.count, 3, "")


def _await_join(page: Page, heard: list[str]) -> None:
    """Wait until the page's socket is heard; a page that polls is measured as it is, after some seconds."""
    for _ in range(100):
        if any('"joined"' in frame for frame in heard):
            return
        page.wait_for_timeout(50)


def interactions(context: BrowserContext, backstage: Backstage, customer: Customer) -> Iterator[Figure]:
    for what, took_ms in p75_by_deed(context, backstage, customer):
        yield Figure(f"{what}: to the next paint, CPU ÷ {SLOW_CPU}, p75", took_ms, 200, "ms")


def public_pages(playwright: Playwright, site_url: str, flags: list[str]) -> Iterator[Figure]:
    for path, lcp_s in lcp_by_page(playwright, site_url, flags):
        yield Figure(f"{path}: largest contentful paint on slow 3G", lcp_s, MOST_LCP_S, "s")


def stored_at(verification_id: str) -> float:
    """When the verification became `received`, as its item says (seconds since 1970)."""
    table = boto3.resource("dynamodb").Table("callbox-local-verifications")
    scan: Any = table.scan(FilterExpression="verification_id = :id", ExpressionAttributeValues={":id": verification_id})
    [item] = scan["Items"]
    return datetime.fromisoformat(item["closed_at"]).timestamp()


def lighthouse(
    context: BrowserContext, backstage: Backstage, customer: Customer, site_url: str, port: int
) -> Iterator[Figure]:
    """Let Lighthouse judge a page for visitors and two for a customer, as a mid-range phone, beside an empty page."""
    with empty_page() as url:
        try:
            yardstick_ms = marks_of(url, port, runs=LOADS).tbt_ms
        except NotMeasured:
            yardstick_ms = 0.0
    yield Figure("an empty page: blocking time, the machine's own", yardstick_ms, float("inf"), "ms")
    for name, path in (("signed out", "/"), ("signed out", "/sign-up"), ("signed in", "/"), ("signed in", "/wallet")):
        if name == "signed in":
            page = context.new_page()
            backstage.let_in(customer, page)
            page.locator(SIGNED_IN).wait_for()
            page.close()
        try:
            marks = marks_of(f"{site_url}{path}", port, runs=LOADS)
        except NotMeasured as failed:
            yield Figure(f"{name} {path}: Lighthouse", None, 95, "", why=str(failed))
        else:
            yield from _figures(f"{name} {path}", marks, yardstick_ms)


def _figures(where: str, marks: Marks, yardstick_ms: float) -> Iterator[Figure]:
    yield Figure(f"{where}: Lighthouse performance, median of {LOADS}", marks.performance, 95, "", at_least=True)
    yield Figure(f"{where}: Lighthouse accessibility", marks.accessibility, 100, "", at_least=True)
    yield Figure(f"{where}: Lighthouse best practices", marks.best_practices, 100, "", at_least=True)
    yield Figure(f"{where}: largest contentful paint", marks.lcp_s, 1.8, "s")
    yield Figure(f"{where}: layout shift", marks.cls, 0.02, "")
    yield Figure(f"{where}: blocking time beyond the empty page's", max(0.0, marks.tbt_ms - yardstick_ms), 200, "ms")


if __name__ == "__main__":
    sys.exit(main())
