"""What a customer sees behind a busy network: work before the sign-in, and a mailed link once the account is closed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin

import boto3
from playwright.sync_api import Browser, Page, Route, expect

from callbox.domain.attempts import Counted, attempt_rules
from infra.local.place import ACCESS_KEY, REGION, SECRET_KEY
from tests.browser.backstage import Backstage, Customer
from tests.browser.complaints import Complaints

RULES = attempt_rules(
    failures_per_account=5, failures_per_address=20, sign_ups_per_address=10, reset_mails_per_address=10
)
HERE = "127.0.0.1"
WRONG = "nine purple parrots"  # no customer's


@contextmanager
def busy_network(stack: dict[str, str]) -> Iterator[None]:
    """Let this machine's address have as many failed sign-ins in this hour as ask for work, as long as this lasts."""
    brake = RULES.failures_per_network["narrow"][-1]
    key = {"tally_key": {"S": Counted(brake.rule, HERE).key}}
    now = time.time()
    counts = {"attempts": brake.work_from, "blocks": 0, "version": 1, "ttl": int(now) + 3600}
    since = time.strftime("%Y-%m-%dT%H:%M:%S.000000+0000", time.gmtime(now))
    tallies = boto3.client(
        "dynamodb",
        endpoint_url=stack["aws_endpoint_url"],
        region_name=REGION,
        aws_access_key_id=ACCESS_KEY,
        aws_secret_access_key=SECRET_KEY,
    )
    table = "callbox-local-tallies"
    numbers = {name: {"N": str(value)} for name, value in counts.items()}
    tallies.put_item(TableName=table, Item={**key, **numbers, "since": {"S": since}})
    try:
        yield
    finally:
        tallies.delete_item(TableName=table, Key=key)


def fill_sign_in(page: Page, customer: Customer, *, password: str | None = None) -> None:
    page.get_by_label("Email").fill(customer.email)
    page.get_by_label("Password", exact=True).fill(password or customer.password)
    page.get_by_role("button", name="Sign in").click()


def test_a_busy_network_works_before_the_sign_in_and_may_stop_working(
    page: Page, customer: Customer, stack: dict[str, str], complaints: Complaints
) -> None:
    complaints.expect("428", "401", "work.js")
    held: list[Route] = []
    page.route("**/work.js", lambda route: held.append(route))  # noqa: PLW0108 - a builtin cannot be a handler
    with busy_network(stack):
        page.goto("/sign-in")
        fill_sign_in(page, customer)
        bar = page.get_by_role("progressbar", name="Checking that you are not a robot…")
        expect(bar).to_be_visible()
        expect(page.get_by_role("status").filter(has_text="not a robot")).to_be_visible()

        page.get_by_role("button", name="Stop").click()

        expect(bar).to_have_count(0)
        expect(page.get_by_label("Email")).to_have_value(customer.email)
        page.unroute("**/work.js")
        with page.expect_request(lambda request: "x-callbox-work" in request.headers):
            page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1, name="Get a code")).to_be_visible()


def test_the_owner_of_a_closed_account_gets_in_by_the_mailed_link_in_the_browser_that_asked_alone(
    page: Page, customer: Customer, backstage: Backstage, browser: Browser, complaints: Complaints
) -> None:
    complaints.expect("401", "422", "429")
    page.goto("/sign-in")
    for _ in range(5):
        with page.expect_response("**/api/v1/sessions") as refused:
            fill_sign_in(page, customer, password=WRONG)
        assert refused.value.status == 401

    fill_sign_in(page, customer)

    expect(page.get_by_text("If your password was right, we have sent you a link")).to_be_visible()
    link = f"/sign-in/link#token={backstage.mailed_token(customer.email, path='/sign-in/link')}"
    with browser.new_context(service_workers="block") as elsewhere:
        other = elsewhere.new_page()
        other.goto(urljoin(page.url, link))
        expect(other.get_by_text("This link is incomplete, too old or from another browser.")).to_be_visible()
        expect(other.get_by_role("link", name="Sign in").first).to_be_visible()
    page.goto(link)
    expect(page.get_by_role("heading", level=1, name="Get a code")).to_be_visible()
