"""Any number of parties may end one verification at once, in any order: it is paid, or refunded exactly once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from itertools import permutations
from threading import Barrier

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callbox.domain.errors import CallboxError, Unavailable
from callbox.domain.verifications import Verification
from callbox.ports import Moved
from tests.builders import ADA, naira
from tests.services.world import World, at, minutes
from tests.waiting import PATIENCE_S

CODE = "Your code is 482913"
TEXT = "Welcome! We are glad that you are here."

Party = Callable[[World, Verification], object]


def cancel(world: World, verification: Verification) -> None:
    with suppress(CallboxError):
        world.fulfilment.cancel(ADA, verification.verification_id)


def sweep(world: World, verification: Verification) -> None:
    with suppress(Moved, CallboxError):
        world.fulfilment.sweep(ADA, verification.verification_id)


def poll(world: World, verification: Verification) -> None:
    world.fulfilment.fetch_code(ADA, verification.verification_id, chain=verification.poll_chain)


def webhook(world: World, verification: Verification) -> None:
    with suppress(CallboxError):
        world.fulfilment.fetch_code_of(world.order_of(verification))


PARTIES: list[Party] = [cancel, sweep, poll, webhook]


def a_world_past_the_deadline() -> tuple[World, Verification]:
    world = World()
    world.fund(naira(1_000))
    verification = world.buy_with_number()
    world.queues.drain()
    world.clock.advance(at(verification, "ends_at") - world.clock.now() + minutes(1))
    return world, verification


def assert_settled(world: World, verification: Verification) -> None:
    """One purchase, settled: paid, or refunded once; and the wallet agrees with its entries."""
    ended = world.verification(verification)
    refunds = world.refunds_of(verification)
    assert (ended.is_open, refunds) == (False, 1 if ended.is_refunded else 0)
    assert len(world.entries("purchase")) == 1
    assert len(world.entries("refund")) == refunds
    assert world.balance_minor == sum(entry.amount.minor for entry in world.entries())
    assert world.balance_minor == (100_000 if refunds else 55_000)


@pytest.mark.parametrize("parties", [*permutations(PARTIES, 3), (sweep, sweep, cancel), (cancel, sweep, sweep)])
def test_three_parties_that_decide_to_refund_at_once_refund_once(parties: tuple[Party, Party, Party]) -> None:
    """Each runs between the previous one's decision and its write."""
    world, verification = a_world_past_the_deadline()
    first, second, third = parties
    world.meanwhile("before refund", lambda: second(world, verification))
    world.meanwhile("before refund", lambda: third(world, verification))

    first(world, verification)

    assert_settled(world, verification)
    assert world.verification(verification).is_refunded


@pytest.mark.parametrize("with_code", [True, False])
def test_many_threads_settle_a_verification_once(with_code: bool) -> None:
    parties = [sweep, sweep, cancel, cancel, poll, webhook]
    for _ in range(20):
        world, verification = a_world_past_the_deadline()
        if with_code:
            world.supplier.deliver(world.order_of(verification), CODE)
        start = Barrier(len(parties))

        def join(party: Party, world: World, verification: Verification, start: Barrier) -> None:
            start.wait(timeout=PATIENCE_S)
            party(world, verification)

        with ThreadPoolExecutor(len(parties)) as threads:
            joined = [threads.submit(join, party, world, verification, start) for party in parties]
        for one in joined:
            one.result()

        assert_settled(world, verification)
        assert world.verification(verification).is_refunded != with_code


def deliver(text: str) -> Party:
    return lambda world, verification: world.supplier.deliver(world.order_of(verification), text)


def end(outcome: str) -> Party:
    return lambda world, verification: world.supplier.end(world.order_of(verification), outcome)


def wait(seconds: float) -> Party:
    return lambda world, _: world.clock.advance(seconds)


def fail(method: str) -> Party:
    return lambda world, _: world.supplier.fail(method, Unavailable("down"))


events = st.sampled_from(
    [
        *PARTIES,
        deliver(CODE),
        deliver(TEXT),
        end("returned"),
        end("delivered"),
        wait(5),
        wait(120),
        wait(600),
        fail("get"),
        fail("messages"),
        fail("cancel"),
    ]
)
points = st.sampled_from(
    ["before refund", "after refund", "before saving a verification", "after messages", "after get", "before cancel"]
)


@settings(max_examples=300)
@given(st.lists(events, max_size=8), st.lists(st.tuples(points, events), max_size=5))
def test_any_order_of_events_ends_a_verification_paid_or_refunded_once(
    planned: list[Party], in_between: list[tuple[str, Party]]
) -> None:
    world = World()
    world.fund(naira(1_000))
    verification = world.buy_with_number()
    for point, event in in_between:
        world.meanwhile(point, lambda event=event: event(world, verification))  # type: ignore[misc]

    for event in planned:
        event(world, verification)
    for _ in range(75):
        world.live(60)
        world.sweep()

    assert_settled(world, verification)
    ended = world.verification(verification)
    if ended.state == "received":
        assert ended.message_count > 0
