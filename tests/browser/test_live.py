"""The socket on the running platform: what it spares, and that its loss costs no code."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import CDPSession, Page, Request, WebSocket, WebSocketRoute, expect

from tests.browser.backstage import Backstage, Customer
from tests.browser.complaints import Complaints
from tests.browser.ordering import choose, order, shown_number
from tests.browser.outside import Paystack, Supplier

LIVE = re.compile(r"^wss?://[^/]*/live$")
MOST_REQUESTS = 3
AWAY = "window.away = false; Object.defineProperty(document, 'hidden', {get: () => window.away});"
LEAVE = "window.away = true; document.dispatchEvent(new Event('visibilitychange'));"


class Heard:
    """What a page asked and which sockets it opened, in order."""

    def __init__(self, page: Page) -> None:
        self.requests: list[str] = []
        self.sockets: list[WebSocket] = []
        self.frames: list[str] = []
        page.on("request", self._note)
        page.on("websocket", self._open)

    def _note(self, request: Request) -> None:
        path = urlsplit(request.url).path
        if path.startswith("/api/"):
            self.requests.append(f"{request.method} {path.removeprefix('/api/v1')}")

    def _open(self, socket: WebSocket) -> None:
        self.sockets.append(socket)
        socket.on("framereceived", lambda frame: self.frames.append(str(frame)))

    def until(self, page: Page, text: str) -> None:
        """Wait until a frame with this text has come."""
        while not any(text in frame for frame in self.frames):
            page.wait_for_event("websocket") if not self.sockets else self.sockets[-1].wait_for_event("framereceived")


@pytest.fixture
def heard(page: Page) -> Heard:
    page.add_init_script(AWAY)
    return Heard(page)


@pytest.fixture
def here(page: Page, heard: Heard, backstage: Backstage, customer: Customer, supplier: Supplier) -> Page:
    """The first screen of a customer, with everything fetched that it fetches by itself."""
    backstage.let_in(customer, page)
    expect(page.locator("a.balance")).to_be_visible()
    page.wait_for_load_state("networkidle")
    return page


def send_code(supplier: Supplier, number: str) -> None:
    supplier.send(number, "Your Telegram code is 482913", code="482913")


def test_a_rental_makes_few_requests_and_opens_its_socket_with_the_tap(
    here: Page, heard: Heard, supplier: Supplier
) -> None:
    choose(here, "telegram")
    here.wait_for_load_state("networkidle")
    assert heard.sockets == []
    heard.requests.clear()
    here.get_by_role("button", name="Get number", exact=True).click()
    send_code(supplier, shown_number(here))

    expect(here.locator(".code")).to_have_text("482913")
    expect(here.get_by_role("link", name=re.compile(r"^Wallet, ₦1\d,"))).to_be_visible()
    assert len(heard.requests) <= MOST_REQUESTS, heard.requests
    assert len(heard.sockets) == 1


def test_without_sockets_the_code_comes_by_polls(
    page: Page, backstage: Backstage, customer: Customer, supplier: Supplier
) -> None:
    page.route_web_socket(LIVE, lambda socket: socket.close())
    backstage.let_in(customer, page)
    send_code(supplier, order(page))

    expect(page.locator(".code")).to_have_text("482913")


def test_a_push_before_the_answer_of_the_order_makes_one_card(here: Page, supplier: Supplier) -> None:
    choose(here, "telegram")
    go_on = hold_answers(here, "*/api/v1/verifications")
    here.get_by_role("button", name="Get number", exact=True).click()
    codes = here.get_by_role("region", name="Your codes")
    card = codes.get_by_role("link", name="Telegram")
    expect(card).to_contain_text("+1")
    shown = card.locator(".whole").inner_text()
    send_code(supplier, re.sub(r"\s", "", shown))
    expect(codes.locator(".row-code")).to_be_visible()
    go_on()

    expect(here.locator(".code")).to_have_text("482913")
    here.get_by_role("link", name="Get a code", exact=True).click()
    expect(codes.get_by_role("listitem")).to_have_count(1)


def hold_answers(page: Page, pattern: str) -> Callable[[], None]:
    """Hold the answers to requests for these addresses until the returned function is called."""
    session: CDPSession = page.context.new_cdp_session(page)
    held: list[str] = []
    session.on("Fetch.requestPaused", lambda event: held.append(event["requestId"]))
    session.send("Fetch.enable", {"patterns": [{"urlPattern": pattern, "requestStage": "Response"}]})

    def go_on() -> None:
        for request_id in held:
            session.send("Fetch.continueRequest", {"requestId": request_id})
        session.send("Fetch.disable")

    return go_on


def test_a_socket_that_the_server_ends_is_replaced_and_nothing_is_missed(
    page: Page, backstage: Backstage, customer: Customer, supplier: Supplier
) -> None:
    sockets: list[WebSocketRoute] = []

    def through(socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        sockets.append(socket)

    page.route_web_socket(LIVE, through)
    backstage.let_in(customer, page)
    number = order(page)
    sockets[0].close(code=1001)
    send_code(supplier, number)

    expect(page.locator(".code")).to_have_text("482913")
    assert len(sockets) >= 1


def test_a_hidden_page_hears_a_code_without_asking(here: Page, heard: Heard, supplier: Supplier) -> None:
    number = order(here)
    heard.until(here, '"joined"')
    here.wait_for_load_state("networkidle")
    here.evaluate(LEAVE)
    heard.requests.clear()
    send_code(supplier, number)

    expect(here).to_have_title(re.compile("482 913"))
    assert heard.requests == []


def test_two_tabs_stay_in_step(here: Page, supplier: Supplier) -> None:
    other = here.context.new_page()
    other.goto("/")
    expect(other.locator("a.balance")).to_be_visible()
    number = order(here)
    card = other.get_by_role("region", name="Your codes").get_by_role("listitem")
    expect(card).to_contain_text("+1")
    send_code(supplier, number)

    expect(card.locator(".row-code")).to_be_visible()
    expect(here.locator(".code")).to_have_text("482913")
    assert other.locator("a.balance").inner_text() == here.locator("a.balance").inner_text()


def test_signing_out_closes_the_socket(here: Page, heard: Heard, complaints: Complaints) -> None:
    order(here)
    heard.until(here, '"joined"')
    here.get_by_role("link", name="Settings").click()
    here.get_by_role("button", name="Sign out", exact=True).first.click()

    expect(here.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    assert [socket.is_closed() for socket in heard.sockets] == [True]


def test_a_top_up_is_shown_as_soon_as_it_is_credited(
    here: Page, heard: Heard, backstage: Backstage, customer: Customer, paystack: Paystack
) -> None:
    reference = backstage.start_deposit(customer, 5000)
    here.get_by_role("link", name="Wallet", exact=True).click()
    expect(here.get_by_role("button", name="I have paid")).to_be_visible()
    heard.until(here, '"joined"')
    here.wait_for_load_state("networkidle")
    heard.requests.clear()
    paystack.pay(reference, webhook=True)

    expect(here.get_by_text("₦25,000", exact=True).first).to_be_visible()
    assert [path for path in heard.requests if "deposits" in path] == []
