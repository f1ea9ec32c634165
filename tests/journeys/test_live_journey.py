"""Open pages hear a rental and a top-up as they happen, exactly as they would be answered."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from tests.browser.outside import Supplier
from tests.journeys.customers import Customer, Site, done, pay_at_checkout
from tests.socket_client import CLOSED, Socket

DEPOSIT_MINOR = 5_000_000
CODE = "482913"


class Page(Socket):
    """A page that has joined. `heard` are the frames so far."""

    def __init__(self, stack: Mapping[str, str], customer: Customer) -> None:
        super().__init__(stack)
        self.heard: list[Any] = []
        self.join(customer.token)
        self.wait_for(lambda frame: frame["kind"] == "joined")

    def wait_for(self, is_it: Callable[[Any], bool]) -> Any:
        """Return the first frame that is it, of those heard already or of those to come."""
        found = [frame for frame in self.heard if is_it(frame)]
        while not found:
            frame = self.hears()
            assert frame is not CLOSED
            self.heard.append(frame)
            found = [frame] if is_it(frame) else []
        return found[0]

    def wait_for_state(self, verification: Any, state: str) -> Any:
        return self.wait_for(
            lambda frame: (
                frame["kind"] == "verification"
                and (frame["verification"]["id"], frame["verification"]["state"]) == (verification["id"], state)
            )
        )


@pytest.fixture
def ada(site: Site) -> Customer:
    return site.new_customer(amount_minor=DEPOSIT_MINOR)


@pytest.fixture
def page(stack: dict[str, str], ada: Customer) -> Iterator[Page]:
    page = Page(stack, ada)
    with page:
        yield page


def now(customer: Customer, verification: Any) -> Any:
    return customer.get(f"/verifications?ids={verification['id']}")["verifications"][0]


def same(told: Any, answered: Any) -> bool:
    """Compare two documents but for the time of the next question, which passes."""
    return {**told, "next_poll_ms": None} == {**answered, "next_poll_ms": None}


def test_a_rental_is_heard_from_the_number_to_the_code(ada: Customer, page: Page, supplier: Supplier) -> None:
    answer = done(ada.buy(), 202)
    bought, price = answer["verification"], answer["verification"]["price_minor"]
    assert answer["wallet"] == {"balance_minor": DEPOSIT_MINOR - price, "held_minor": price, "revision": 2}
    waiting = page.wait_for_state(bought, "waiting")
    assert same(waiting["verification"], now(ada, bought))
    assert waiting["wallet"] == answer["wallet"]

    supplier.send(waiting["verification"]["number"], f"Your code is {CODE}")
    received = page.wait_for_state(bought, "received")

    assert received["verification"]["code"] == CODE
    assert same(received["verification"], now(ada, bought))
    assert received["wallet"] == {**answer["wallet"], "held_minor": 0}


def test_a_cancel_and_a_payment_are_heard_with_the_wallet(ada: Customer, page: Page, supplier: Supplier) -> None:
    rented = ada.rent()
    answer = done(ada.post(f"/verifications/{rented['id']}/cancel"), 200)
    assert page.wait_for_state(rented, "cancelled")["wallet"] == answer["wallet"]

    deposit = ada.open_deposit(DEPOSIT_MINOR)
    pay_at_checkout(deposit)
    credited = page.wait_for(lambda frame: frame["kind"] == "deposit" and frame["deposit"]["status"] == "credited")

    assert credited["deposit"] == ada.get(f"/deposits/{deposit['id']}")["deposit"]
    assert credited["wallet"] == {"balance_minor": 2 * DEPOSIT_MINOR, "held_minor": 0, "revision": 4}
