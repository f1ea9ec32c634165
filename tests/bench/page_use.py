"""Count what the page asks for one rental, from the tap to the code: requests by route, and frames of its socket.

The bill (bench/cost.py) takes its figures from bench/page_use.json, which `python -m tests.bench.site --note` writes.
"""

import json
import re
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Request, expect

from infra.rows import ROOT
from tests.browser.backstage import Backstage
from tests.browser.ordering import choose, shown_number
from tests.browser.outside import Supplier

KEPT = ROOT / "bench/page_use.json"
RENTALS = 10
PATIENCE_MS = 60_000
_ID = re.compile(r"/[0-9A-Z]{26}\b")


@dataclass(frozen=True)
class PageUse:
    """Means of one rental whose code comes within seconds. `requests` are by method and route."""

    rentals: int
    requests: dict[str, float]
    joins: float
    frames: float

    @property
    def count(self) -> float:
        return sum(self.requests.values())


def count_page_use(context: BrowserContext, backstage: Backstage, supplier: Supplier) -> PageUse:
    """Rent numbers by tapping, each as a new customer: who waits for another text has a socket already."""
    expect.set_options(timeout=PATIENCE_MS)
    requests: Counter[str] = Counter()
    joins = frames = 0
    for turn in range(RENTALS):
        customer = backstage.new_customer(naira=5_000)
        page = context.new_page()
        heard = _Heard(page)
        backstage.let_in(customer, page)
        expect(page.locator("a.balance")).to_be_visible()
        choose(page, "telegram")
        page.wait_for_load_state("networkidle")
        heard.forget()
        page.get_by_role("button", name="Get number", exact=True).click()
        code = str(300_000 + turn)
        supplier.send(shown_number(page), f"Your Telegram code is {code}", code=code)
        expect(page.locator(".code")).to_have_text(code)
        page.wait_for_load_state("networkidle")
        requests.update(heard.requests)
        joins, frames = joins + heard.joins, frames + heard.frames
        page.close()
    means = {route: count / RENTALS for route, count in sorted(requests.items())}
    return PageUse(RENTALS, means, joins / RENTALS, frames / RENTALS)


def note(use: PageUse, path: Path = KEPT) -> None:
    path.write_text(json.dumps(asdict(use), indent=1) + "\n")


class _Heard:
    """What the page sent and heard since it was last forgotten.

    Frames are counted by the browser's own protocol: Playwright's events lose those that follow the opening at once.
    """

    def __init__(self, page: Page) -> None:
        self.forget()
        page.on("request", self._note)
        protocol = page.context.new_cdp_session(page)
        protocol.send("Network.enable")
        protocol.on("Network.webSocketFrameSent", self._sent)
        protocol.on("Network.webSocketFrameReceived", self._received)

    def forget(self) -> None:
        self.requests: list[str] = []
        self.joins = self.frames = 0

    def _note(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.path.startswith("/api/"):
            route = _ID.sub("/{id}", address.path.removeprefix("/api/v1"))
            asked = "?ids" if "ids=" in address.query else ""
            self.requests.append(f"{request.method} {route}{asked}")

    def _sent(self, _: object) -> None:
        self.joins += 1

    def _received(self, _: object) -> None:
        self.frames += 1
