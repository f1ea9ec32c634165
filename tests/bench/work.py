"""Measure how long the proof of work takes on a slow phone: the site's own worker, in Chromium with a slowed processor.

    python -m tests.bench.work

DevTools slow the main thread and not a worker's, so the worker's file runs in the page. Four times slower than this
machine stands for a phone of the middle class, six times for a cheap one. Counts the thread's own time, so that a busy
machine measures the same. Prints the mean and the longest of a few challenges, for the fewest and the most bits asked.
"""

import secrets
import statistics
import sys
from typing import Any

from playwright.sync_api import CDPSession, Page, sync_playwright

from callbox.domain.work import LEAST_BITS, MOST_BITS, PARTS
from infra.rows import ROOT
from tests.browser.chromium import FLAGS, installed_chromium

SLOWER = (1, 4, 6)
CHALLENGES = 5

_SOLVE = """([source, challenge, bits, parts]) => {
  const run = new Function('postMessage', 'given', `let onmessage; ${source}; onmessage({data: given})`);
  run(() => {}, {challenge, bits, parts});
}"""


def main() -> None:
    with sync_playwright() as playwright:
        found: dict[str, Any] = {"executable_path": installed_chromium()} if installed_chromium() else {}
        browser = playwright.chromium.launch(args=FLAGS, **found)
        page = browser.new_page()
        devtools = page.context.new_cdp_session(page)
        devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
        for bits in (LEAST_BITS, MOST_BITS):
            for slower in SLOWER:
                devtools.send("Emulation.setCPUThrottlingRate", {"rate": slower})
                spent = [_seconds(page, devtools, bits) for _ in range(CHALLENGES)]
                line = f"{PARTS} parts of {bits} bits, {slower} times slower: mean {statistics.mean(spent):.1f} s"
                sys.stdout.write(f"{line}, longest of {CHALLENGES} {max(spent):.1f} s\n")
                sys.stdout.flush()
        browser.close()


def _seconds(page: Page, devtools: CDPSession, bits: int) -> float:
    """Return how long the page's thread works on one challenge."""
    source = (ROOT / "frontend" / "work.js").read_text()
    before = _worked(devtools)
    page.evaluate(_SOLVE, [source, secrets.token_urlsafe(32), bits, PARTS])
    return _worked(devtools) - before


def _worked(devtools: CDPSession) -> float:
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


if __name__ == "__main__":
    main()
