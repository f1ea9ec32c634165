"""A flood of texts to one customer's numbers costs a bounded number of readings, and none in the queue of polls.

Counted and not timed: what stands before another customer's code is work, and a busy machine must not fail the test.
"""

from tests.functions.cloud import message
from tests.functions.customers import CODE, Customer, World

NUMBERS, TEXTS = 5, 20
LATER = "2099-01-01T00:00:00+00:00"
ASKED_FOR_ONE_ORDER = 3
"""Its texts, its outcome, and its texts again, in case one came between the two."""


def hostile(number: int) -> str:
    """Return a text of 16,000 characters without a code, full of words that are looked at twice."""
    return f"{number}. " + "Your parcel code is not here, never share your login with Pay. " * 250


def asked_of_the_supplier(world: World) -> int:
    return len(world.supplier.control("GET", "/__control/requests")["requests"])


def hint_about(world: World, verification: object) -> dict[str, str]:
    return {"order_id": world.order_of(verification)["id"], "hinted_at": LATER}


def test_a_hundred_long_texts_to_five_numbers_are_five_readings_before_anothers_code(world: World) -> None:
    ada, bob = world.funded_customer(2_000_000), world.funded_customer(500_000)
    flooded = [world.rent(ada) for _ in range(NUMBERS)]
    waiting = world.rent(bob)
    for number in range(TEXTS):
        for one in flooded:
            world.send_sms(one, hostile(number))
    world.send_sms(waiting)
    polls = world.cloud.waiting("codes")
    before = asked_of_the_supplier(world)

    # ten events that come together, twice for each number, and then the other customer's
    for one in flooded * 2:
        assert world.lambdas.consume("poll_hinted_order", [message(hint_about(world, one)) for _ in range(10)]) == []
    spent = asked_of_the_supplier(world) - before
    assert world.lambdas.consume("poll_hinted_order", [message(hint_about(world, waiting))]) == []

    assert {ada.verification(one["id"])["state"] for one in flooded} == {"waiting"}
    assert spent <= NUMBERS * 2 * ASKED_FOR_ONE_ORDER
    assert bob.verification(waiting["id"])["code"] == CODE
    assert world.cloud.waiting("codes") == polls
    assert {len(text["text"]) for one in flooded for text in texts_of(ada, one)} == {1_600}


def test_a_flooded_number_costs_its_neighbours_polls_no_reading_of_texts(world: World) -> None:
    ada, bob = world.funded_customer(2_000_000), world.funded_customer(500_000)
    flooded, waiting = world.rent(ada), world.rent(bob)
    for number in range(TEXTS + 5):
        world.send_sms(flooded, hostile(number))
    world.poll(ada, flooded)
    world.send_sms(waiting)
    before = asked_of_the_supplier(world)

    both = [
        {"user_id": who.id, "verification_id": one["id"], "chain": 1} for who, one in ((ada, flooded), (bob, waiting))
    ]
    assert world.lambdas.consume("fetch_code", [message(body) for body in both]) == []

    assert bob.verification(waiting["id"])["code"] == CODE
    assert asked_of_the_supplier(world) - before == 2  # the list of both orders, and the texts of the other one
    assert len(texts_of(ada, flooded)) == TEXTS


def texts_of(customer: Customer, verification: dict[str, str]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = customer.verification(verification["id"])["messages"]
    return found
