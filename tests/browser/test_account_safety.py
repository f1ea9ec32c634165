"""What customers do in the settings to protect their account: the second factor, and other devices."""

import base64
import re
import time
from datetime import UTC, datetime, timedelta

import boto3
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from callbox.domain.second_factor import STEP_S, code_at
from tests.browser.backstage import Backstage, Customer
from tests.browser.complaints import Complaints

SMALL_PHONE: ViewportSize = {"width": 360, "height": 740}


def code_of(key: str, *, steps_ahead: int = 0) -> str:
    """The code that an authenticator app shows; the next half minute's code is already valid."""
    return code_at(base64.b32decode(key.replace(" ", "")), int(time.time()) // STEP_S + steps_ahead)


def test_a_customer_turns_the_second_factor_on_and_signs_in_with_it(
    signed_in: Page, customer: Customer, complaints: Complaints
) -> None:
    complaints.expect("401")
    signed_in.goto("/settings")
    factor = signed_in.get_by_role("region", name="Two-step sign-in")
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
    # the local CloudFront adds no such headers and passes a client's on, so this client writes them
    place = {"CloudFront-Viewer-City": "S%C3%A3o%20Paulo", "CloudFront-Viewer-Country-Name": "Brazil"}
    lost = browser.new_context(base_url=base_url, service_workers="block", extra_http_headers=place)
    customer.sign_in(lost.new_page())
    signed_in.goto("/settings")
    devices = signed_in.get_by_role("region", name="Devices").get_by_role("listitem")
    this, others = devices.filter(has_text="This device"), devices.filter(has_text="near São Paulo, Brazil")
    expect(this).to_contain_text("Chrome, ")
    expect(this).to_contain_text("place unknown")
    expect(others).to_have_count(1)

    others.get_by_role("button").click()

    expect(others).to_have_count(0)
    lost.close()


def begin_enrolment(page: Page, customer: Customer) -> Locator:
    """Ask for a second factor in the settings, and return its card, which shows the key."""
    page.goto("/settings")
    factor = page.get_by_role("region", name="Two-step sign-in")
    factor.get_by_role("button", name="Set it up").click()
    factor.get_by_label("Password", exact=True).fill(customer.password)
    factor.get_by_role("button", name="Continue").click()
    return factor


def enrol(page: Page, customer: Customer) -> str:
    """Turn the second factor on in the settings, and return its key."""
    factor = begin_enrolment(page, customer)
    key = factor.locator(".factor-secret").inner_text()
    factor.get_by_label("Code").fill(code_of(key))
    factor.get_by_role("button", name="Turn it on").click()
    factor.get_by_role("button", name="I have kept them").click()
    return key


def test_the_key_of_a_second_factor_can_be_scanned(signed_in: Page, customer: Customer) -> None:
    factor = begin_enrolment(signed_in, customer)

    picture = factor.get_by_role("img", name="to scan with your authenticator app")
    expect(picture).to_be_visible()
    box = picture.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 100


def test_a_mailed_link_undoes_a_factor_after_a_tap_and_without_a_sign_in(
    signed_in: Page, customer: Customer, backstage: Backstage, browser: Browser, base_url: str
) -> None:
    enrol(signed_in, customer)
    token = backstage.mailed_token(customer.email, path="/link")
    mailbox = browser.new_context(base_url=base_url, service_workers="block").new_page()
    mailbox.goto(f"/link#token={token}")
    expect(mailbox.get_by_text("Opening this page has changed nothing yet")).to_be_visible()
    signed_in.reload()
    expect(signed_in.get_by_text("10 recovery codes left")).to_be_visible()

    mailbox.get_by_role("button", name="Do it now").click()

    expect(mailbox.get_by_text("Two-step sign-in is off")).to_be_visible()
    mailbox.goto(f"/reset-password#token={backstage.mailed_token(customer.email, path='/reset-password')}")
    mailbox.get_by_label("New password", exact=True).fill("eight blue parrots")
    mailbox.get_by_role("button", name="Set password").click()
    mailbox.locator("#main").get_by_role("link", name="Get a code").click()
    expect(mailbox.get_by_role("heading", level=1, name="Get a code")).to_be_visible()
    mailbox.context.close()


def test_another_email_waits_for_its_links_and_the_old_mailbox_says_no(
    signed_in: Page, customer: Customer, backstage: Backstage, browser: Browser, base_url: str
) -> None:
    new = f"new.{customer.email}"
    signed_in.goto("/settings")
    account = signed_in.get_by_role("region", name="Account", exact=True)
    account.get_by_role("button", name="Change email").click()
    account.get_by_label("New email").fill(customer.email)
    account.get_by_label("Password now", exact=True).fill(customer.password)
    account.get_by_role("button", name="Change email").click()
    expect(account.get_by_text("This is the email that you have.")).to_be_visible()
    account.get_by_label("New email").fill(new)
    account.get_by_role("button", name="Change email").click()
    expect(account.get_by_role("status")).to_contain_text(f"Your new email is to be {new}")
    expect(account.get_by_role("status")).to_contain_text(f"the mail to {customer.email}")

    mailbox = browser.new_context(base_url=base_url, service_workers="block").new_page()
    mailbox.goto(f"/link#token={backstage.mailed_token(new, path='/link')}")
    mailbox.get_by_role("button", name="Do it now").click()
    expect(
        mailbox.get_by_text("This address is confirmed. The account changes to it as soon as its old address approves")
    ).to_be_visible()
    signed_in.reload()
    expect(account.get_by_role("status")).to_contain_text("It is confirmed")

    mailbox.goto(f"/link#token={backstage.mailed_token(customer.email, path='/link')}")
    mailbox.get_by_role("button", name="Do it now").click()

    expect(mailbox.get_by_text("The account has this email, as before.")).to_be_visible()
    mailbox.context.close()


def test_the_password_is_changed_in_place(signed_in: Page, customer: Customer) -> None:
    signed_in.goto("/settings")
    signed_in.get_by_role("button", name="Change password").click()
    signed_in.get_by_label("Password now", exact=True).fill(customer.password)
    signed_in.get_by_label("New password", exact=True).fill("eight blue parrots")
    signed_in.get_by_role("button", name="Change password").click()

    expect(signed_in.get_by_text("Your password is changed")).to_be_visible()
    signed_in.reload()
    expect(signed_in.get_by_role("heading", level=1, name="Settings")).to_be_visible()


def test_a_lost_authenticator_is_reported_on_the_reset_page_and_a_device_that_is_signed_in_stops_it(
    signed_in: Page, customer: Customer, backstage: Backstage, browser: Browser, stack: dict[str, str]
) -> None:
    enrol(signed_in, customer)
    let_a_year_pass(stack, backstage.get(customer, "/me")["user"]["id"])
    elsewhere = browser.new_context(base_url=stack["site_url"], service_workers="block", viewport=SMALL_PHONE)
    page = elsewhere.new_page()
    page.goto("/forgot-password")
    page.get_by_label("Email").fill(customer.email)
    page.get_by_role("button", name="Send the link").click()
    page.goto(f"/reset-password#token={backstage.mailed_token(customer.email, path='/reset-password')}")
    page.get_by_label("New password", exact=True).fill("eight blue parrots")
    page.get_by_role("button", name="Set password").click()
    expect(page.get_by_label("Code")).to_be_focused()

    page.get_by_role("button", name="I lost my authenticator").click()

    expect(page.get_by_role("heading", level=1, name="Help is on its way")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="Your two-step sign-in will be turned off on")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= SMALL_PHONE["width"]
    elsewhere.close()
    signed_in.goto("/wallet")
    warning = signed_in.get_by_text("Your two-step sign-in will be turned off on")
    expect(warning).to_be_visible()
    signed_in.get_by_role("button", name="Stop it").click()
    expect(warning).to_be_hidden()
    signed_in.goto("/settings")
    expect(signed_in.get_by_text("10 recovery codes left")).to_be_visible()
    expect(signed_in.get_by_text("It is removed")).to_be_hidden()


def let_a_year_pass(stack: dict[str, str], user_id: str) -> None:
    """Make the second factor of an account a year older."""
    tables = boto3.client(
        "dynamodb",
        endpoint_url=stack["aws_endpoint_url"],
        region_name="us-east-1",
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    since = (datetime.now(UTC) - timedelta(days=365)).strftime("%Y-%m-%dT%H:%M:%S.%f%z")
    tables.update_item(
        TableName="callbox-local-second_factors",
        Key={"user_id": {"S": user_id}},
        UpdateExpression="SET on_since = :since",
        ExpressionAttributeValues={":since": {"S": since}},
    )


def test_a_customer_closes_the_account_sees_what_stays_and_keeps_it(
    signed_in: Page, customer: Customer, complaints: Complaints
) -> None:
    complaints.expect("401")
    signed_in.goto("/settings")
    closing = signed_in.get_by_role("region", name="Close my account")
    expect(closing).to_contain_text(re.compile(r"Your wallet holds ₦[\d,]+\. It stays yours"))
    closing.get_by_role("button", name="Close my account").click()
    closing.get_by_label("Password now").fill("not it")
    closing.get_by_role("button", name="Close my account").click()
    expect(closing.get_by_label("Password now")).to_have_attribute("aria-invalid", "true")
    closing.get_by_label("Password now").fill(customer.password)
    closing.get_by_role("button", name="Close my account").click()

    claim = signed_in.get_by_text(re.compile(r"₦[\d,]+ stays yours\. Keep this number to claim it: CB-\w{5}-\w{5}"))
    expect(claim).to_be_visible()
    signed_in.goto("/")
    expect(claim).to_be_visible()
    signed_in.get_by_role("button", name="Keep my account").click()

    expect(claim).to_have_count(0)
    expect(signed_in.get_by_text("Your account closes on")).to_have_count(0)
