"""Texts and codes are deleted after thirty days; orders, payments and refunds stay."""

from datetime import timedelta

import pytest

from callbox.domain.messages import KEPT_FOR
from callbox.domain.verifications import Verification
from tests.builders import ADA, naira
from tests.services.world import World

CODE = "Your WhatsApp code: 482-913"


@pytest.fixture
def received(world: World) -> Verification:
    world.fund(naira(1_000))
    verification = world.buy_with_number()
    world.supplier.deliver(world.order_of(verification), CODE)
    world.fulfilment.fetch_code_of(world.order_of(verification))
    return world.verification(verification)


def texts(world: World, verification: Verification) -> list[str]:
    documented = world.verifications.get(ADA, verification.verification_id)
    return [message.text for message in documented.messages]


def test_a_text_is_shown_until_the_second_it_expires(world: World, received: Verification) -> None:
    [message] = world.tables.messages.values()
    left = message.received_at + KEPT_FOR - world.clock.now()

    world.clock.advance(left.total_seconds() - 1)
    assert texts(world, received) == [CODE]

    world.clock.advance(1)
    assert texts(world, received) == []
    page = world.verifications.page(ADA, before_id=None, limit=10).found
    assert [one.messages for one in page] == [()]


def test_the_order_is_kept_after_its_text_is_deleted(world: World, received: Verification) -> None:
    entries = world.entries()
    world.clock.advance((KEPT_FOR + timedelta(days=2)).total_seconds())
    world.tables.messages.clear()  # as the database does

    documented = world.verifications.get(ADA, received.verification_id)

    assert documented.verification == received
    assert (received.state, received.message_count, received.number is not None) == ("received", 1, True)
    assert world.entries() == entries


def test_a_late_poll_does_not_store_a_deleted_text_again(world: World, received: Verification) -> None:
    world.clock.advance(KEPT_FOR.total_seconds())
    world.tables.messages.clear()

    world.fulfilment.fetch_code_of(world.order_of(received))

    assert world.tables.messages == {}


def test_a_fast_clock_of_the_sender_does_not_extend_retention(world: World) -> None:
    world.fund(naira(1_000))
    verification = world.buy_with_number()
    order = world.order_of(verification)
    world.clock.advance(3_600)
    world.supplier.deliver(order, CODE)
    world.clock.advance(-3_600)

    world.fulfilment.fetch_code_of(order)

    [message] = world.tables.messages.values()
    assert message.received_at == world.clock.now()
