"""What customers do in the settings to protect their account: the second factor, and other devices."""

import base64
import re
import time

from playwright.sync_api import Browser, Page, expect

from callbox.domain.second_factor import STEP_S, code_at
from tests.browser.backstage import Customer
from tests.browser.complaints import Complaints


def code_of(key: str, *, steps_ahead: int = 0) -> str:
    """The code that an authenticator app shows; the next half minute's code is already valid."""
    return code_at(base64.b32decode(key.replace(" ", "")), int(time.time()) // STEP_S + steps_ahead)


def test_a_customer_turns_the_second_factor_on_and_signs_in_with_it(
    signed_in: Page, customer: Customer, complaints: Complaints
) -> None:
    complaints.expect("401")
    signed_in.goto("/settings")
    factor = signed_in.get_by_role("region", name="Second factor")
    factor.get_by_role("button", name="Set it up").click()
    factor.get_by_label("Password", exact=True).fill(customer.password)
    factor.get_by_role("button", name="Continue").click()
    key = factor.locator(".factor-secret").inner_text()
    expect(factor.get_by_role("link", name="Open the app")).to_have_attribute("href", re.compile("^otpauth://totp/"))
    factor.get_by_label("Code").fill(code_of(key))
    factor.get_by_role("button", name="Turn it on").click()
    expect(factor.locator(".factor-codes li")).to_have_count(10)
    factor.get_by_role("button", name="I have kept them").click()
    expect(factor.get_by_text("10 recovery codes left")).to_be_visible()

    signed_in.get_by_role("button", name="Sign out", exact=True).last.click()
    signed_in.get_by_label("Email").fill(customer.email)
    signed_in.get_by_label("Password", exact=True).fill(customer.password)
    signed_in.get_by_role("button", name="Sign in").click()
    code = signed_in.get_by_label("Code")
    expect(code).to_be_focused()
    code.fill(code_of(key, steps_ahead=1))
    signed_in.get_by_role("button", name="Sign in").click()

    expect(signed_in.get_by_role("heading", level=1, name="Settings")).to_be_visible()


def test_a_lost_device_is_signed_out_from_the_settings(
    signed_in: Page, customer: Customer, browser: Browser, base_url: str, complaints: Complaints
) -> None:
    complaints.expect("401")
    lost = browser.new_context(base_url=base_url, service_workers="block")
    customer.sign_in(lost.new_page())
    signed_in.goto("/settings")
    devices = signed_in.get_by_role("region", name="Signed in on").get_by_role("listitem")
    expect(devices.filter(has_text="This device")).to_contain_text("Chrome, ")
    others = devices.filter(has_text="Last used")
    before = others.count()

    others.first.get_by_role("button").click()

    expect(others).to_have_count(before - 1)
    lost.close()
