"""Signing up, in and out, and staying signed in with only the cookie."""

import re
import secrets
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.browser.backstage import PASSWORD, Backstage, Customer
from tests.browser.complaints import Complaints

NOON = datetime(2030, 1, 1, 12, tzinfo=UTC)
WAITS_FOR_A_LOST_ANSWER_MS = 5000
COOKIE_LOOKS = 1800


def fill_sign_up(page: Page, email: str, password: str) -> None:
    page.goto("/sign-up")
    fill_in_sign_up(page, email, password)


def fill_in_sign_up(page: Page, email: str, password: str) -> None:
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("checkbox", name="I am 18 or older and accept the terms").check()
    page.get_by_role("button", name="Create account").click()


def refresh_cookie(context: BrowserContext) -> str | None:
    return next((cookie["value"] for cookie in context.cookies() if cookie["name"] == "__Secure-callbox_refresh"), None)


def test_a_reload_keeps_the_customer_signed_in_and_no_token_is_ever_stored(signed_in: Page) -> None:
    signed_in.reload()

    expect(signed_in.get_by_role("link", name="Wallet, ₦20,000 to spend")).to_be_visible()
    stored = signed_in.evaluate("JSON.stringify({...localStorage, ...sessionStorage}) + document.cookie")
    assert not re.search(r"eyJ[\w-]+\.", stored)


def test_a_page_reloaded_while_it_renews_the_session_stays_signed_in(signed_in: Page, context: BrowserContext) -> None:
    renewals: list[Request] = []
    signed_in.on("request", lambda request: renewals.append(request) if request.url.endswith("/refresh") else None)
    signed_in.clock.install(time=NOON)
    signed_in.clock.pause_at(NOON + timedelta(hours=1))
    before = refresh_cookie(context)
    with signed_in.expect_request("**/api/v1/sessions/refresh"):
        signed_in.reload(wait_until="commit")

    signed_in.reload()
    expect(signed_in.get_by_label("Search a service")).to_be_visible()
    assert len(renewals) == 1
    for _ in range(COOKIE_LOOKS):
        if refresh_cookie(context) != before:
            break
        signed_in.wait_for_timeout(100)
    signed_in.clock.fast_forward(WAITS_FOR_A_LOST_ANSWER_MS)
    signed_in.clock.resume()

    expect(signed_in.get_by_role("link", name="Wallet, ₦20,000 to spend")).to_be_visible()
    assert len(renewals) == 2


def test_an_ended_session_leads_to_the_sign_in_screen(page: Page, signed_in: Page, complaints: Complaints) -> None:
    complaints.expect("401")
    page.context.clear_cookies()
    signed_in.reload()

    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_have_count(0)


def test_two_tabs_that_open_at_once_both_stay_signed_in(signed_in: Page, context: BrowserContext) -> None:
    tabs = [context.new_page() for _ in range(2)]
    for tab in tabs:
        tab.goto("/wallet", wait_until="commit")

    for tab in tabs:
        expect(tab.get_by_text("₦20,000", exact=True).first).to_be_visible()
        tab.reload()
        expect(tab.get_by_role("heading", level=1, name="Wallet")).to_be_visible()


def test_a_token_that_expired_early_is_renewed_once_and_the_request_is_repeated(
    signed_in: Page, complaints: Complaints
) -> None:
    complaints.expect("401")
    refreshed: list[Request] = []
    signed_in.on("request", lambda request: refreshed.append(request) if request.url.endswith("/refresh") else None)
    refusals = iter([True])

    def refuse_once(route: Route) -> None:
        if next(refusals, False):
            problem = {"code": "unauthenticated", "status": 401, "detail": "", "request_id": "r"}
            return route.fulfill(status=401, content_type="application/problem+json", json=problem)
        return route.continue_()

    # The balance is already loaded after sign-in, so the next request for it is the one that is refused.
    expect(signed_in.get_by_role("link", name="Wallet, ₦20,000 to spend")).to_be_visible()
    signed_in.route("**/api/v1/wallet", refuse_once)
    with signed_in.expect_response(lambda answer: answer.url.endswith("/api/v1/wallet") and answer.ok):
        signed_in.get_by_role("link", name="Wallet", exact=True).click()

    expect(signed_in.get_by_text("Nothing is held right now")).to_be_visible()
    assert len(refreshed) == 1


def test_signing_out_in_one_tab_signs_out_in_the_other(signed_in: Page, context: BrowserContext) -> None:
    other = context.new_page()
    other.goto("/wallet")
    expect(other.get_by_role("heading", level=1, name="Wallet")).to_be_visible()

    signed_in.get_by_role("link", name="Settings").click()
    signed_in.get_by_role("button", name="Sign out", exact=True).click()

    expect(signed_in.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    expect(other.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    signed_in.reload()
    expect(signed_in.get_by_role("heading", level=1, name="Sign in")).to_be_visible()


def test_sign_in_returns_to_the_requested_screen(page: Page, customer: Customer) -> None:
    page.goto("/history")
    page.get_by_label("Email").fill(customer.email)
    page.get_by_label("Password", exact=True).fill(customer.password)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", level=1, name="History")).to_be_visible()


def test_sign_in_never_redirects_to_another_site(page: Page, customer: Customer) -> None:
    page.goto("/sign-in?next=//example.com/")
    page.get_by_label("Email").fill(customer.email)
    page.get_by_label("Password", exact=True).fill(customer.password)
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", level=1, name="Get a code")).to_be_visible()


def test_a_wrong_password_is_reported_beside_its_field_and_the_input_is_kept(
    page: Page, customer: Customer, complaints: Complaints
) -> None:
    complaints.expect("401")
    page.goto("/sign-in")
    page.get_by_label("Email").fill(customer.email)
    password = page.get_by_label("Password", exact=True)
    password.fill("not the right one")
    page.get_by_role("button", name="Sign in").click()

    expect(password).to_be_focused()
    expect(password).to_have_accessible_description(re.compile("do not match"))
    expect(page.get_by_label("Email")).to_have_value(customer.email)


def test_a_registered_address_is_reported_beside_its_field(
    page: Page, customer: Customer, complaints: Complaints
) -> None:
    complaints.expect("409", "401")
    fill_sign_up(page, customer.email, "some other words")

    email = page.get_by_label("Email")
    expect(email).to_be_focused()
    expect(email).to_have_accessible_description(re.compile("already an account.* Sign in instead, or reset"))


# The network delivers the first request to an address and loses the answer.
LOSE_ONE_ANSWER = """(end) => {
  const exchange = window.fetch;
  window.fetch = async (address, request) => {
    const answer = await exchange(address, request);
    if (!address.endsWith(end)) return answer;
    window.fetch = exchange;
    throw new TypeError('the answer was lost');
  };
}"""


@pytest.mark.parametrize("lost", ["/users", "/sessions"])
def test_a_sign_up_whose_answer_was_lost_comes_in_with_the_next_tap(
    page: Page, backstage: Backstage, complaints: Complaints, lost: str
) -> None:
    complaints.expect("409")
    email = f"ada.{secrets.token_hex(6)}@example.com"
    page.goto("/sign-up?next=/wallet")
    page.get_by_label("Email").wait_for()
    page.evaluate(LOSE_ONE_ANSWER, lost)
    fill_in_sign_up(page, email, PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("We could not reach Callbox")

    page.get_by_role("button", name="Create account").click()

    expect(page.get_by_role("heading", level=1, name="Wallet")).to_be_visible()
    backstage.confirm_email(Customer(email, PASSWORD, ""))


def test_a_weak_password_is_refused_with_the_servers_reason(page: Page, complaints: Complaints) -> None:
    complaints.expect("422")
    fill_sign_up(page, "somebody.new@example.com", "password123")

    password = page.get_by_label("Password", exact=True)
    expect(password).to_have_accessible_description(re.compile("among the first that are guessed"))


def test_a_password_reset_by_mail_signs_out_every_device(
    page: Page, customer: Customer, backstage: Backstage, complaints: Complaints
) -> None:
    complaints.expect("401")
    page.goto("/sign-in")
    page.get_by_role("link", name="Forgot your password?").click()
    page.get_by_label("Email").fill(customer.email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("the link is on its way")).to_be_visible()

    page.goto(f"/reset-password#token={backstage.mailed_token(customer.email, path='/reset-password')}")
    page.get_by_label("New password", exact=True).fill("eight purple parrots")
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_text("Your password is set")).to_be_visible()
    assert "token" not in page.url

    page.locator("#main").get_by_role("link", name="Get a code").click()
    expect(page.get_by_role("heading", level=1, name="Get a code")).to_be_visible()
    page.get_by_role("link", name="Settings").first.click()
    page.get_by_role("button", name="Sign out", exact=True).last.click()
    Customer(customer.email, "eight purple parrots", "").sign_in(page)


def test_the_page_notices_that_the_address_was_confirmed_on_another_device(page: Page, backstage: Backstage) -> None:
    email = f"ada.{secrets.token_hex(6)}@example.com"
    fill_sign_up(page, email, PASSWORD)
    notice = page.get_by_text("Confirm your email to get numbers")
    expect(notice).to_be_visible()
    page.get_by_role("button", name="Send it again").click()
    expect(page.get_by_text("Sent. Look into spam too.").first).to_be_visible()

    backstage.confirm_email(Customer(email, PASSWORD, ""))
    page.evaluate("dispatchEvent(new Event('focus'))")

    expect(notice).to_be_hidden()


def test_sign_up_requires_the_terms(page: Page) -> None:
    page.goto("/sign-up")
    page.get_by_label("Email").fill("ada@example.com")
    page.get_by_label("Password", exact=True).fill("seven green parrots")
    page.get_by_role("button", name="Create account").click()

    terms = page.get_by_role("checkbox", name="I am 18 or older and accept the terms")
    expect(terms).to_be_focused()
    expect(terms).to_have_accessible_description("Accept the terms to open an account.")
