"""A device whose page is closed is told: by queue, function and layer, at a push service that checks our tokens."""

import time

import pytest

from tests.browser.outside import Paystack, Supplier
from tests.journeys.customers import Customer, Site, done, eventually
from tests.push_devices import PushDevice

IN_TIME_S = 5.0
MONEY_MINOR = 2_000_000


@pytest.fixture
def ada(site: Site) -> Customer:
    return site.new_customer(amount_minor=MONEY_MINOR)


@pytest.fixture
def phone(ada: Customer, stack: dict[str, str]) -> PushDevice:
    """Ada's phone, which is told."""
    device = PushDevice(stack["push_service"], ada.get("/me")["push_public_key"])
    subscribe(ada, "phone", device)
    return device


def subscribe(customer: Customer, name: str, device: PushDevice) -> None:
    path = f"/push-subscriptions/{name}"
    done(customer.site.call("PUT", path, {"endpoint": device.endpoint}, token=customer.token), 204)


def test_a_code_and_a_payment_reach_the_device_within_five_seconds_without_a_text(
    ada: Customer, phone: PushDevice, supplier: Supplier, stack: dict[str, str]
) -> None:
    waiting = ada.rent()
    supplier.send(waiting["number"], "Your Discord code is 482913")
    received = ada.wait_for(waiting, "received")
    stored = time.monotonic()

    [first] = eventually(lambda: phone.pushes)
    waited_s = time.monotonic() - stored

    assert received["code"] == "482913"
    assert waited_s <= IN_TIME_S
    assert (first["body_bytes"], first["ttl"], first["urgency"], first["topic"]) == (0, 900, "high", "news")
    assert (first["aud"], first["sub"]) == (stack["push_service"], "mailto:support@callbox.localhost")
    ada.top_up(500_000)
    eventually(lambda: len(phone.pushes) == 2)


def test_a_device_that_unsubscribed_is_asked_once_more_and_never_again(
    ada: Customer, phone: PushDevice, paystack: Paystack, stack: dict[str, str]
) -> None:
    laptop = PushDevice(stack["push_service"], ada.get("/me")["push_public_key"])
    subscribe(ada, "laptop", laptop)
    phone.unsubscribe()

    for count in (1, 2):
        ada.top_up(500_000)
        eventually(lambda: len(laptop.pushes) == count)  # noqa: B023 - asked before it changes

    assert (phone.requests(), phone.pushes) == (1, [])


def test_a_device_is_told_nothing_after_sign_out_everywhere(
    ada: Customer, phone: PushDevice, site: Site, stack: dict[str, str]
) -> None:
    done(site.call("DELETE", "/sessions", token=ada.token), 204)
    again = done(site.call("POST", "/sessions", {"email": ada.email, "password": "seven green parrots"}), 200)
    there = Customer(site, ada.email, again["access_token"])
    laptop = PushDevice(stack["push_service"], there.get("/me")["push_public_key"])
    subscribe(there, "laptop", laptop)

    there.top_up(500_000)
    eventually(lambda: laptop.pushes)

    assert phone.requests() == 0
