"""What the page does while money moves: it never guesses, never pays twice, and says where the money is."""

import json
import re

from playwright.sync_api import Page, Request, Route, expect

from tests.browser.backstage import Backstage, Customer
from tests.browser.complaints import Complaints
from tests.browser.ordering import choose, shown_number
from tests.browser.outside import Paystack


class Gate:
    """Holds requests back from the server until it is opened; later ones pass."""

    def __init__(self) -> None:
        self._held: list[Route] | None = []

    def hold(self, route: Route) -> None:
        if self._held is None:
            route.continue_()
        else:
            self._held.append(route)

    def open(self) -> None:
        held, self._held = self._held or [], None
        for route in held:
            route.continue_()


def is_order(request: Request) -> bool:
    return request.method == "POST" and request.url.endswith("/api/v1/verifications")


def cap_of(request: Request) -> int:
    """The maximum price that the page agreed to pay."""
    cap: int = json.loads(request.post_data or "{}")["max_price_minor"]
    return cap


def start_top_up(page: Page, naira: str) -> None:
    """Go to the payment page."""
    page.goto("/wallet")
    page.get_by_label("Amount in naira").fill(naira)
    page.get_by_role("button", name="with Paystack").click()
    page.wait_for_url(lambda url: "/wallet" not in url)


def test_the_return_page_asks_until_the_payment_is_credited_and_only_then_says_so(
    signed_in: Page, paystack: Paystack, backstage: Backstage, customer: Customer
) -> None:
    start_top_up(signed_in, "2,500")
    reference = backstage.newest_reference(customer)
    signed_in.goto(f"/wallet/return?trxref={reference}&reference={reference}")
    expect(signed_in.get_by_role("heading", name="Confirming…")).to_be_visible()
    expect(signed_in.get_by_role("link", name="Wallet, ₦20,000 to spend")).to_be_visible()

    paystack.pay(reference)

    expect(signed_in.get_by_text("₦2,500 is in your wallet")).to_be_visible()
    expect(signed_in.get_by_role("link", name="Wallet, ₦22,500 to spend")).to_be_visible()


def test_an_invented_reference_on_the_return_page_credits_nothing(
    signed_in: Page, backstage: Backstage, customer: Customer
) -> None:
    signed_in.goto("/wallet/return?reference=neverheardofit")

    expect(signed_in.get_by_text("We could not find this top-up")).to_be_visible()
    assert backstage.balance_minor(customer) == 20_000_00


def test_an_amount_out_of_bounds_stays_in_its_field_with_the_reason(signed_in: Page) -> None:
    signed_in.goto("/wallet")
    amount = signed_in.get_by_label("Amount in naira")
    amount.fill("499")
    signed_in.get_by_role("button", name="Continue to payment").click()

    expect(amount).to_be_focused()
    expect(amount).to_have_value("499")
    expect(amount).to_have_accessible_description(re.compile("least you can top up is ₦"))


def test_the_servers_error_is_shown_beside_its_field_and_the_input_is_kept(
    signed_in: Page, complaints: Complaints
) -> None:
    complaints.expect("422")
    wrong = {"field": "amount_minor", "message": "Today at most ₦1,000."}
    problem = {"code": "invalid_request", "status": 422, "detail": "", "request_id": "r", "errors": [wrong]}
    answer = {"status": 422, "content_type": "application/problem+json", "json": problem}
    signed_in.route("**/api/v1/deposits", lambda route: route.fulfill(**answer))
    signed_in.goto("/wallet")
    amount = signed_in.get_by_label("Amount in naira")
    amount.fill("2,000")
    signed_in.get_by_role("button", name="Pay ₦2,000 with Paystack").click()

    expect(amount).to_be_focused()
    expect(amount).to_have_value("2,000")
    expect(amount).to_have_accessible_description(re.compile(r"Today at most ₦1,000\."))


# The network delivers the order to the server and loses the answer, until the page is reloaded.
LOSE_ANSWERS = """() => {
  const exchange = window.fetch;
  window.fetch = async (address, request) => {
    const answer = await exchange(address, request);
    if (request.method === 'POST' && address.endsWith('/verifications')) throw new TypeError('the answer was lost');
    return answer;
  };
}"""


def test_a_purchase_whose_answer_was_lost_is_repeated_after_a_reload_and_bought_once(
    signed_in: Page, backstage: Backstage, customer: Customer
) -> None:
    sent: list[Request] = []
    signed_in.on("request", lambda request: sent.append(request) if is_order(request) else None)
    signed_in.evaluate(LOSE_ANSWERS)
    choose(signed_in, "telegram")
    signed_in.get_by_role("button", name="Get number").click()
    expect(signed_in.get_by_role("alert")).to_contain_text("You will not be charged twice")
    before = len(sent)

    with signed_in.expect_request(is_order):
        signed_in.reload()

    expect(signed_in.get_by_role("region", name="Your codes").get_by_role("listitem")).to_have_count(1)
    assert len(sent) == before + 1
    assert len({request.headers["idempotency-key"] for request in sent}) == 1
    assert [kind for kind, _ in backstage.entries(customer)] == ["deposit", "purchase"]


def test_an_order_that_the_server_postponed_is_repeated_by_a_tap_and_not_by_a_reload(
    signed_in: Page, backstage: Backstage, customer: Customer, complaints: Complaints
) -> None:
    complaints.expect("503")
    keys: list[str] = []

    def put_off(route: Route) -> None:
        if route.request.method == "GET":
            return route.continue_()
        keys.append(route.request.headers["idempotency-key"])
        problem = {"code": "unavailable", "status": 503, "detail": "", "request_id": "r"}
        return route.fulfill(status=503, content_type="application/problem+json", json=problem)

    signed_in.route("**/api/v1/verifications", put_off)
    choose(signed_in, "telegram")
    signed_in.get_by_role("button", name="Get number").click()
    expect(signed_in.get_by_role("alert")).to_contain_text("Your money is safe")
    signed_in.unroute("**/api/v1/verifications")
    signed_in.reload()
    choose(signed_in, "telegram")
    assert [kind for kind, _ in backstage.entries(customer)] == ["deposit"]

    with signed_in.expect_request(is_order) as sent:
        signed_in.get_by_role("button", name="Get number").click()
    assert {*keys, sent.value.headers["idempotency-key"]} == {keys[0]}


def test_an_order_tapped_before_the_account_is_loaded_waits_for_the_account(signed_in: Page) -> None:
    orders: list[str] = []
    gate = Gate()
    signed_in.on("request", lambda request: orders.append(request.url) if is_order(request) else None)
    signed_in.route("**/api/v1/me", gate.hold)
    signed_in.reload()
    choose(signed_in, "telegram")

    with signed_in.expect_request("**/api/v1/me"):
        signed_in.get_by_role("button", name="Get number").click()
    assert orders == []
    gate.open()

    shown_number(signed_in)
    assert len(orders) == 1


def test_an_order_tapped_while_the_session_is_renewed_is_sent_afterwards(signed_in: Page) -> None:
    orders: list[str] = []
    gate = Gate()
    choose(signed_in, "telegram")  # the page keeps the services, and shows them before the session is renewed
    signed_in.on("request", lambda request: orders.append(request.url) if is_order(request) else None)
    signed_in.route("**/api/v1/sessions/refresh", gate.hold)
    with signed_in.expect_request("**/api/v1/sessions/refresh"):
        signed_in.reload()
    choose(signed_in, "telegram")
    signed_in.get_by_role("button", name="Get number").click()
    expect(signed_in.get_by_role("button", name="Getting a number")).to_be_visible()
    assert orders == []
    gate.open()

    shown_number(signed_in)
    assert len(orders) == 1


def test_a_balance_too_low_is_shown_before_the_tap_with_a_link_to_top_up(page: Page, backstage: Backstage) -> None:
    backstage.new_customer().sign_in(page)
    choose(page, "telegram")

    expect(page.get_by_text(re.compile(r"Your wallet is ₦[\d,.]+ short"))).to_be_visible()
    expect(page.get_by_role("button", name="Get number")).to_have_count(0)
    page.get_by_role("link", name="Top up to continue").click()
    expect(page.get_by_label("Amount in naira")).to_be_visible()


def test_a_higher_price_is_shown_and_needs_another_tap(signed_in: Page, complaints: Complaints) -> None:
    complaints.expect("409")
    caps: list[int] = []

    def raise_the_price(route: Route) -> None:
        if route.request.method == "GET":
            return route.continue_()
        caps.append(cap_of(route.request))
        problem = {"code": "price_changed", "status": 409, "detail": "", "request_id": "r", "price_minor": 480_00}
        return route.fulfill(status=409, content_type="application/problem+json", json=problem)

    signed_in.route("**/api/v1/verifications", raise_the_price)
    choose(signed_in, "telegram")
    signed_in.get_by_role("button", name="Get number").click()
    expect(signed_in.get_by_role("alert")).to_contain_text("changed to ₦480. Nothing was charged.")
    assert len(caps) == 1

    with signed_in.expect_request(is_order) as second:
        signed_in.get_by_role("button", name="Get it for ₦480").click()
    assert cap_of(second.value) == 480_00
