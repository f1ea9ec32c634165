"""Telling a device of codes while the page is closed: the switch, the offer, the notification, signing out.

A headless Chromium has no push service, so `subscribe` is stubbed. The push itself is real: the browser's own protocol
hands it to the service worker.
"""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.backstage import Backstage, Customer
from tests.browser.ordering import go, order
from tests.browser.outside import Supplier
from tests.push_devices import PushDevice
from tests.waiting import wait_for

SUBSCRIBED = """(endpoint) => {
  let current = null;
  const manager = PushManager.prototype;
  manager.subscribe = async ({applicationServerKey}) => current = {
    endpoint: endpoint + (window.again ?? ''),
    options: {applicationServerKey: applicationServerKey.buffer ?? applicationServerKey},
    unsubscribe: async () => { current = null; localStorage.removeItem('subscribed'); return true; },
  };
  manager.getSubscription = async () => current;
  window.isSubscribed = () => current !== null;
}"""
ANSWERED = "(answer) => { Notification.requestPermission = async () => answer; }"
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map(({title, body, tag}) => ({title, body, tag}))"""
SWITCH = "Tell me when a code comes"
TEXT = "Your Telegram code is 48213"

pytestmark = pytest.mark.browser_context_args(service_workers="allow")


@pytest.fixture
def push_device(customer: Customer, backstage: Backstage, stack: dict[str, str]) -> PushDevice:
    return PushDevice(stack["push_service"], backstage.get(customer, "/me")["push_public_key"])


@pytest.fixture
def allowed(context: BrowserContext, base_url: str) -> None:
    context.grant_permissions(["notifications"], origin=base_url)


@pytest.fixture
def browser_that_subscribes(page: Page, push_device: PushDevice) -> Page:
    page.add_init_script(f"({SUBSCRIBED})({push_device.endpoint!r})")
    return page


class Pushes:
    """The browser's own protocol, which hands empty pushes to the site's service worker."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._session = page.context.new_cdp_session(page)
        self._known: list[str] = []

    def deliver(self) -> None:
        if not self._known:
            self._page.evaluate("navigator.serviceWorker.ready.then(() => null)")
            self._session.on("ServiceWorker.workerRegistrationUpdated", self._hear)
            self._session.send("ServiceWorker.enable")
        origin = self._page.evaluate("location.origin")
        # the browser's events come in while the page is asked
        wait_for(lambda: self._page.evaluate("true") and self._known)
        push = {"origin": origin, "registrationId": self._known[0], "data": ""}
        self._session.send("ServiceWorker.deliverPushMessage", push)

    def _hear(self, event: Any) -> None:
        self._known += [one["registrationId"] for one in event["registrations"] if not one["isDeleted"]]


def shown(page: Page) -> list[Any]:
    found: list[Any] = page.evaluate(SHOWN)
    return found


def open_settings(page: Page) -> None:
    go(page, "Settings")
    expect(page.get_by_role("switch", name=SWITCH)).to_be_visible()


@pytest.mark.usefixtures("allowed")
def test_a_device_is_told_from_the_switch_on_until_it_is_switched_off(
    browser_that_subscribes: Page, backstage: Backstage, customer: Customer, push_device: PushDevice
) -> None:
    page = browser_that_subscribes
    backstage.let_in(customer, page)
    open_settings(page)
    switch = page.get_by_role("switch", name=SWITCH)
    expect(switch).not_to_be_checked()

    switch.click()
    expect(switch).to_be_checked()
    expect(page.get_by_text("This device is told, also while Callbox is closed.")).to_be_visible()
    backstage.fund(customer, 1_000)
    wait_for(lambda: push_device.pushes)
    switch.click()
    expect(page.get_by_text("A notification, also while Callbox is closed. It never shows the code.")).to_be_visible()
    expect(switch).not_to_be_checked()
    assert page.evaluate("isSubscribed()") is False
    backstage.fund(customer, 1_000)

    assert len(push_device.pushes) == 1


@pytest.mark.usefixtures("allowed")
def test_an_empty_push_shows_one_line_unless_the_app_is_in_front(
    page: Page, backstage: Backstage, customer: Customer
) -> None:
    backstage.let_in(customer, page)
    page.get_by_role("heading", level=1, name="Get a code").wait_for()
    pushes = Pushes(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    [worker] = page.context.service_workers
    worker.evaluate("showNews()")
    assert shown(page) == []  # the app is in front and says so itself

    page.goto("/help")  # the app is closed
    for _ in range(2):
        pushes.deliver()

        found = wait_for(lambda: shown(page))
        assert found == [{"title": "Callbox", "body": "News from Callbox. Tap to see it.", "tag": "callbox"}]


def test_a_browser_that_refuses_says_so_and_nothing_is_subscribed(
    browser_that_subscribes: Page, backstage: Backstage, customer: Customer
) -> None:
    page = browser_that_subscribes
    page.add_init_script(
        f"({ANSWERED})('denied'); Object.defineProperty(Notification, 'permission', "
        "{get: () => window.asked ? 'denied' : 'default'});"
        "const asks = Notification.requestPermission;"
        "Notification.requestPermission = () => { window.asked = true; return asks(); };"
    )
    backstage.let_in(customer, page)
    open_settings(page)

    page.get_by_role("switch", name=SWITCH).click()

    expect(page.get_by_text("This browser blocks notifications of Callbox.")).to_be_visible()
    expect(page.get_by_role("switch", name=SWITCH)).not_to_be_checked()
    expect(page.get_by_role("switch", name=SWITCH)).to_be_disabled()
    assert page.evaluate("isSubscribed()") is False


@pytest.mark.usefixtures("allowed")
def test_a_browser_without_a_push_service_says_that_it_did_not_work(
    page: Page, backstage: Backstage, customer: Customer
) -> None:
    page.add_init_script("PushManager.prototype.subscribe = () => Promise.reject(new DOMException('', 'AbortError'));")
    backstage.let_in(customer, page)
    open_settings(page)

    page.get_by_role("switch", name=SWITCH).click()

    expect(page.get_by_text("That did not work, so it is off.")).to_be_visible()
    expect(page.get_by_role("switch", name=SWITCH)).not_to_be_checked()


def test_on_ios_the_way_to_install_is_shown_instead(page: Page, backstage: Backstage, customer: Customer) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'standalone', {value: false});")
    backstage.let_in(customer, page)
    open_settings(page)

    expect(page.get_by_text("On this device the installed app can do this")).to_be_visible()
    expect(page.get_by_role("switch", name=SWITCH)).to_be_disabled()


@pytest.mark.usefixtures("allowed")
def test_signing_out_ends_it_on_this_device(
    browser_that_subscribes: Page, backstage: Backstage, customer: Customer
) -> None:
    page = browser_that_subscribes
    backstage.let_in(customer, page)
    open_settings(page)
    page.get_by_role("switch", name=SWITCH).click()
    expect(page.get_by_role("switch", name=SWITCH)).to_be_checked()

    page.get_by_role("button", name="Sign out", exact=True).click()
    page.get_by_role("heading", level=1, name="Sign in").wait_for()

    wait_for(lambda: page.evaluate("isSubscribed()") is False)
    assert page.evaluate("localStorage.getItem('callbox.told')") is None


def test_it_is_offered_once_after_the_second_code_that_came_while_the_page_was_hidden(
    browser_that_subscribes: Page, backstage: Backstage, customer: Customer, supplier: Supplier
) -> None:
    page = browser_that_subscribes
    page.add_init_script(
        "Object.defineProperty(document, 'hidden', {get: () => window.away ?? false});"
        "Object.defineProperty(Notification, 'permission', {get: () => window.answer ?? 'default'});"
        "Notification.requestPermission = async () => window.answer = 'granted';"
    )
    backstage.let_in(customer, page)
    offer = page.get_by_text("Be told of the next code")
    for _ in range(2):
        go_home(page)
        number = order(page)
        expect(offer).to_have_count(0)
        page.evaluate("window.away = true")
        supplier.send(number, TEXT)
        expect(page.get_by_text("48213").first).to_be_visible()
        page.evaluate("window.away = false")
    expect(offer).to_be_visible()

    page.get_by_role("button", name="Tell me", exact=True).click()

    expect(offer).to_have_count(0)
    assert page.evaluate("isSubscribed()") is True


def go_home(page: Page) -> None:
    page.goto("/")
    expect(page.get_by_label("Search a service")).to_be_visible()
