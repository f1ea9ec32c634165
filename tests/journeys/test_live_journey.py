"""Open pages hear a rental and a top-up as they happen, exactly as they would be answered, and their owner alone."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.outside import Supplier
from tests.journeys.customers import Customer, Site, done, pay_at_checkout
from tests.journeys.live_pages import LivePage

DEPOSIT_MINOR = 5_000_000
CODE = "482913"


@pytest.fixture
def ada(site: Site) -> Customer:
    return site.new_customer(amount_minor=DEPOSIT_MINOR)


@pytest.fixture
def page(ada: Customer) -> Iterator[LivePage]:
    page = LivePage(ada.get("/me")["live_url"], ada.token)
    yield page
    page.close()


def told(page: LivePage, verification: Any, state: str) -> Any:
    return page.wait_for(
        lambda frame: (
            frame["kind"] == "verification"
            and (frame["verification"]["id"], frame["verification"]["state"]) == (verification["id"], state)
        )
    )


def now(customer: Customer, verification: Any) -> Any:
    return customer.get(f"/verifications?ids={verification['id']}")["verifications"][0]


def same(told: Any, answered: Any) -> bool:
    """Compare two documents but for the time of the next question, which passes."""
    return {**told, "next_poll_ms": None} == {**answered, "next_poll_ms": None}


def test_a_rental_is_heard_from_the_number_to_the_code(
    site: Site, ada: Customer, page: LivePage, supplier: Supplier
) -> None:
    bob = site.new_customer()
    foreign = LivePage(bob.get("/me")["live_url"], bob.token)

    answer = done(ada.buy(), 202)
    bought, price = answer["verification"], answer["verification"]["price_minor"]
    assert answer["wallet"] == {"balance_minor": DEPOSIT_MINOR - price, "held_minor": price, "revision": 2}
    waiting = told(page, bought, "waiting")
    assert same(waiting["verification"], now(ada, bought))
    assert waiting["wallet"] == answer["wallet"]

    supplier.send(waiting["verification"]["number"], f"Your code is {CODE}")
    received = told(page, bought, "received")

    assert received["verification"]["code"] == CODE
    assert same(received["verification"], now(ada, bought))
    assert received["wallet"] == {**answer["wallet"], "held_minor": 0}
    assert [frame["kind"] for frame in foreign.heard] == ["joined"]
    foreign.close()


def test_a_cancel_and_a_payment_are_heard_with_the_wallet(ada: Customer, page: LivePage, supplier: Supplier) -> None:
    rented = ada.rent()
    answer = done(ada.post(f"/verifications/{rented['id']}/cancel"), 200)
    assert told(page, rented, "cancelled")["wallet"] == answer["wallet"]

    deposit = ada.open_deposit(DEPOSIT_MINOR)
    pay_at_checkout(deposit)
    credited = page.wait_for(lambda frame: frame["kind"] == "deposit" and frame["deposit"]["status"] == "credited")

    assert credited["deposit"] == ada.get(f"/deposits/{deposit['id']}")["deposit"]
    assert credited["wallet"] == {"balance_minor": 2 * DEPOSIT_MINOR, "held_minor": 0, "revision": 4}
