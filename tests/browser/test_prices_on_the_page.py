"""The price of this order, its stock, and a search that finds or explains."""

import re

from playwright.sync_api import Page, expect

from tests.browser.backstage import Backstage, Customer
from tests.browser.complaints import Complaints
from tests.browser.ordering import choose, go, shown_number
from tests.browser.outside import Supplier

AMOUNT = re.compile(r"₦[\d,]+")


def minor(text: str) -> int:
    return int(text.removeprefix("₦").replace(",", "")) * 100


def test_the_bar_shows_what_this_order_costs_and_that_is_what_is_paid(
    signed_in: Page, backstage: Backstage, customer: Customer, complaints: Complaints
) -> None:
    choose(signed_in, "signal")
    signed_in.get_by_text("Options").click()
    signed_in.get_by_label("Area code").fill("999")
    complaints.expect("422")
    signed_in.get_by_role("button", name="Get number", exact=True).click()
    expect(signed_in.get_by_role("alert")).to_contain_text("There are no numbers with the area code 999.")

    signed_in.get_by_label("Area code").fill("212")
    bar = signed_in.locator(".order-bar")
    price = minor(bar.locator(".order-what span").inner_text())
    any_, extra = (minor(one) for one in AMOUNT.findall(bar.get_by_text("for the area code").inner_text()))
    assert price == any_ + extra > any_
    bar.get_by_role("button", name="Get number", exact=True).click()

    assert shown_number(signed_in).startswith("+1212")
    assert backstage.entries(customer)[-1] == ("purchase", -price)


def test_a_number_outside_the_wish_is_refunded_and_any_number_is_offered_with_its_price(
    signed_in: Page, supplier: Supplier
) -> None:
    supplier.empty_area_codes("213")
    choose(signed_in, "signal")
    signed_in.get_by_text("Options").click()
    signed_in.get_by_label("Area code").fill("213")
    signed_in.get_by_role("button", name="Get number", exact=True).click()

    expect(signed_in.get_by_text(re.compile(r"^No number in 213 is free\. ₦[\d,]+ is back"))).to_be_visible()
    expect(signed_in.get_by_role("link", name=re.compile(r"^Take any number, ₦[\d,]+$"))).to_be_visible()
    supplier.empty_area_codes()


def test_a_search_finds_what_people_call_a_service_and_says_what_is_not_sold(signed_in: Page) -> None:
    search = signed_in.get_by_label("Search a service")
    search.fill("chatgpt")
    search.press("Enter")
    expect(signed_in.get_by_role("radio", name=re.compile("^OpenAI"))).to_be_checked()
    expect(signed_in.get_by_role("button", name="Get number", exact=True)).to_be_focused()

    search.fill("x")
    expect(signed_in.get_by_role("radio").first).to_have_accessible_name(re.compile("^Twitter"))

    search.fill("paypal")
    expect(signed_in.get_by_text("We do not sell numbers for PayPal. A code of a payment service")).to_be_visible()
    search.fill("qwertyuiop")
    expect(signed_in.get_by_text("We do not have “qwertyuiop”.")).to_be_visible()
    expect(signed_in.get_by_role("link", name="Tell us")).to_have_attribute("href", "/support")


def test_an_order_in_the_making_is_kept_while_the_customer_looks_elsewhere(signed_in: Page) -> None:
    choose(signed_in, "telegram")
    signed_in.get_by_text("Options").click()
    signed_in.get_by_label("Area code").fill("212")
    signed_in.get_by_label("Label").fill("for work")
    for way_back in (lambda: go(signed_in, "Get a code"), signed_in.go_back):
        go(signed_in, "Wallet")
        way_back()

        expect(signed_in.get_by_label("Search a service")).to_have_value("telegram")
        expect(signed_in.get_by_role("radio", name=re.compile("^Telegram"))).to_be_checked()
        expect(signed_in.get_by_label("Area code")).to_have_value("212")
        expect(signed_in.get_by_label("Label")).to_have_value("for work")

    signed_in.get_by_role("button", name="Get number", exact=True).click()
    assert shown_number(signed_in).startswith("+1212")
    go(signed_in, "Get a code")
    expect(signed_in.get_by_text("Pick a service")).to_be_visible()  # it is ordered


def test_a_service_without_numbers_cannot_be_ordered_and_others_of_its_kind_are_offered(signed_in: Page) -> None:
    # from the page: only browsers resolve *.localhost
    listed = signed_in.evaluate("fetch('/api/v1/services?country=US&limit=100').then((answer) => answer.json())")
    for one in listed["services"]:
        one["stock"] = "none" if one["name"] in ("viber", "whatsapp") else one["stock"]
    signed_in.route("**/api/v1/services?*", lambda route: route.fulfill(json=listed))
    signed_in.goto("/?service=viber")

    first = signed_in.get_by_role("radio").first
    expect(first).to_be_checked()
    expect(first).to_have_accessible_name(re.compile("^Viber.*No numbers now"))
    expect(signed_in.get_by_role("button", name="No numbers now", exact=True)).to_be_disabled()
    others = signed_in.get_by_role("group", name="Others of its kind have some").get_by_role("button")
    expect(others).to_have_count(3)
    expect(others.filter(has_text="WhatsApp")).to_have_count(0)

    others.filter(has_text="Telegram").click()

    expect(signed_in.get_by_role("button", name="Get number", exact=True)).to_be_enabled()
