"""What strangers write and type: odd addresses, messages full of unseen characters, links of mails."""

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.backstage import Backstage, Customer
from tests.browser.complaints import Complaints
from tests.browser.ordering import order
from tests.browser.outside import Supplier


@pytest.mark.parametrize("path", ["/v/%", "/v/%E0%A4%A", "/v/a.b", "/v/a/b"])
def test_an_order_that_cannot_be_shows_the_page_for_unknown_ones(signed_in: Page, path: str) -> None:
    signed_in.goto(path)

    expect(signed_in.get_by_role("heading", level=1, name="Nothing here")).to_be_visible()
    signed_in.get_by_role("link", name="Go to the start").click()
    expect(signed_in.get_by_role("heading", level=1, name="Get a code")).to_be_visible()


@pytest.mark.parametrize("path", ["/wp-login.php", "/.env", "/nowhere"])
def test_an_address_that_is_none_of_ours_is_not_found(signed_in: Page, complaints: Complaints, path: str) -> None:
    complaints.expect("404")

    answer = signed_in.goto(path)

    assert answer is not None
    assert answer.status == 404
    expect(signed_in.get_by_role("heading", level=1, name="Nothing here")).to_be_visible()
    signed_in.get_by_role("link", name="Go to Callbox").click()
    expect(signed_in.get_by_role("heading", level=1, name="Get a code")).to_be_visible()


def test_a_message_cannot_hide_or_reorder_what_it_says(signed_in: Page, supplier: Supplier) -> None:
    """A right-to-left override shows 319284 as 482913 to the eye, and another code is copied."""
    supplier.send(
        order(signed_in), "Your Discord code\u200b is \u202e319284\u202c. Never\u00ad share it.", code="319284"
    )

    expect(signed_in.locator("blockquote")).to_have_text("Your Discord code is 319284. Never share it.")


LONG_NAME = "Wzxcvbnm" * 7 + "Wzxc"
# Run in the page before its own code, since Playwright's own requests do not find *.localhost.
RENAME = """
const exchange = window.fetch;
window.fetch = async (...request) => {
  const answer = await exchange(...request);
  if (!answer.ok || !String(request[0]).includes('/services?')) return answer;
  const body = await answer.json();
  for (const one of body.services) if (one.name === 'telegram') one.label = NAME;
  return new Response(JSON.stringify(body), { status: answer.status, headers: answer.headers });
};
"""


def test_a_service_with_a_name_of_sixty_letters_stays_within_every_screen(
    page: Page, backstage: Backstage, customer: Customer, supplier: Supplier
) -> None:
    supplier.send_nothing_by_itself()
    bought = backstage.order(customer, "telegram")
    page.add_init_script(RENAME.replace("NAME", json.dumps(LONG_NAME)))
    backstage.let_in(customer, page, "/?service=telegram")
    page.get_by_role("button", name="Save for one tap").click()
    expect(page.get_by_role("button", name=f"Get number: {LONG_NAME}")).to_be_visible()

    over: dict[str, list[int]] = {}
    for path in ("/", "/history", "/wallet?service=telegram", "/wallet/statement", "/settings", f"/v/{bought['id']}"):
        page.goto(path)
        expect(page.get_by_text(LONG_NAME).or_(page.get_by_role("cell", name=LONG_NAME)).first).to_be_attached()
        for width in (320, 360, 1280):
            page.set_viewport_size({"width": width, "height": 740})
            if page.evaluate("document.documentElement.scrollWidth") > width:
                over.setdefault(path, []).append(width)
    assert over == {}


def test_the_token_of_a_mailed_link_reaches_no_server_but_in_the_body_of_its_use(
    page: Page, customer: Customer, backstage: Backstage, complaints: Complaints
) -> None:
    complaints.expect("401")
    page.goto("/forgot-password")
    page.get_by_label("Email").fill(customer.email)
    page.get_by_role("button", name="Send the link").click()
    expect(page.get_by_text("the link is on its way")).to_be_visible()
    token = backstage.mailed_token(customer.email, path="/reset-password")
    told: list[str] = []
    page.on("request", lambda request: told.append(f"{request.url} {request.headers}"))

    page.goto(f"/reset-password#token={token}")
    page.get_by_label("New password", exact=True).fill("eight purple parrots")
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_text("Your password is set")).to_be_visible()

    assert told
    assert [each for each in told if token in each] == []
    assert token not in page.url


@pytest.mark.parametrize("link", ["/verify-email?token={}", "/verify-email#token={}"])
def test_a_link_works_also_in_the_older_form_and_in_a_tab_that_shows_its_page(
    page: Page, backstage: Backstage, complaints: Complaints, link: str
) -> None:
    customer = backstage.new_customer(confirmed=False)
    page.goto("/verify-email")
    expect(page.get_by_text("This link is incomplete.")).to_be_visible()

    page.goto(link.format(backstage.mailed_token(customer.email)))

    expect(page.get_by_text("Your email is confirmed.")).to_be_visible()
