"""A customer's open pages are told each change after it is stored, exactly as they would be answered."""

import json
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from callbox.domain.deposits import Deposit
from callbox.domain.errors import Unavailable
from callbox.domain.identity import UserId
from callbox.domain.verifications import Verification
from callbox.http.shapes import DepositShape, VerificationShape, WalletNowShape
from callbox.ports.paystack import PaymentRefused
from callbox.ports.supplier import OrderRefused
from callbox.services.telling import QUIET
from tests.builders import ADA, naira
from tests.fakes import FakeMessages
from tests.services.oversight import WatchedWorld
from tests.services.world import World, minutes

CODE, SECOND, WELCOME = "Your code is 482913", "Your new code is 737373", "Welcome!"
DENIED = "Chase: Your one-time code is 730164. We'll NEVER call you to ask for it."


@pytest.fixture
def world() -> WatchedWorld:
    world = WatchedWorld()
    world.fund(naira(5_000))
    world.pages.frames.clear()
    world.pages.on_frame = lambda user_id, frame: assert_as_answered(world, user_id, frame)
    return world


def assert_as_answered(world: World, user_id: UserId, frame: dict[str, Any]) -> None:
    """Check at the very moment of a push that each route would answer the same."""
    now = world.clock.now()
    if frame["kind"] == "verification":
        [found] = world.verifications.get_many(user_id, [frame["verification"]["id"]])
        answer: msgspec.Struct = VerificationShape.of(found.verification, found.messages, now=now)
    else:
        answer = DepositShape.of(world.deposits.get(user_id, frame["deposit"]["id"]))
    assert frame[frame["kind"]] == as_json(answer)
    if "wallet" in frame:
        assert frame["wallet"] == as_json(WalletNowShape.of(world.wallets.wallet(user_id)))


def as_json(answer: msgspec.Struct) -> Any:
    return json.loads(msgspec.json.encode(answer))


class UnreadableMessages(FakeMessages):
    def between(self, *_: Any, **__: Any) -> Any:
        raise RuntimeError("the messages are read")


def deliver(world: World, verification: Verification, *texts: str) -> None:
    for text in texts:
        world.clock.advance(0.01)
        world.supplier.deliver(world.order_of(verification), text)
        world.fulfilment.fetch_code_of(world.order_of(verification))


def waiting(world: World) -> Verification:
    verification = world.buy_with_number()
    world.pages.frames.clear()
    return verification


def received(world: World) -> Verification:
    verification = world.buy_with_number()
    deliver(world, verification, CODE)
    world.pages.frames.clear()
    return world.verification(verification)


def opened(world: World) -> Deposit:
    deposit = world.top_up()
    world.pages.frames.clear()
    return deposit


def credited(world: WatchedWorld) -> Deposit:
    deposit = world.credited()
    world.pages.frames.clear()
    return deposit


def told(world: World) -> list[tuple[str, bool]]:
    """Return the state of each document that was told, and whether the wallet stood beside it."""
    assert {user_id for user_id, _ in world.pages.frames} <= {ADA}
    frames = [frame for _, frame in world.pages.frames]
    return [
        (frame["verification"]["state"] if "verification" in frame else frame["deposit"]["status"], "wallet" in frame)
        for frame in frames
    ]


def a_number_comes(world: WatchedWorld) -> None:
    world.buy_with_number()


def no_number_comes(world: WatchedWorld) -> None:
    world.supplier.fail("order", OrderRefused("no_numbers"))
    world.buy()
    world.work()


def a_text_without_a_code_comes(world: WatchedWorld) -> None:
    deliver(world, waiting(world), WELCOME)


def a_code_comes(world: WatchedWorld) -> None:
    deliver(world, waiting(world), CODE)


def a_second_code_comes(world: WatchedWorld) -> None:
    deliver(world, received(world), SECOND)


def a_denied_text_comes(world: WatchedWorld) -> None:
    deliver(world, waiting(world), DENIED)


def another_code_is_asked_for(world: WatchedWorld) -> None:
    world.services.listening.listen(ADA, received(world).verification_id)


def it_is_labelled(world: WatchedWorld) -> None:
    world.verifications.label(ADA, received(world).verification_id, "mine")


def it_is_cancelled(world: WatchedWorld) -> None:
    world.fulfilment.cancel(ADA, waiting(world).verification_id)


def it_expires(world: WatchedWorld) -> None:
    waiting(world)
    world.live(minutes(16))


def it_expires_with_a_text(world: WatchedWorld) -> None:
    verification = waiting(world)
    deliver(world, verification, WELCOME)
    world.pages.frames.clear()
    world.live(minutes(16))


def it_is_tried_again(world: WatchedWorld) -> None:
    world.retries.retry(ADA, waiting(world).verification_id, key="again", request_hash="body")


def a_payment_is_credited(world: WatchedWorld) -> None:
    deposit = opened(world)
    world.paystack.pay(deposit.reference)
    world.deposits.credit(deposit.reference)


def a_payment_is_declined(world: WatchedWorld) -> None:
    deposit = opened(world)
    world.paystack.pay(deposit.reference, status="failed")
    world.deposits.credit(deposit.reference)


def a_payment_mismatches(world: WatchedWorld) -> None:
    deposit = opened(world)
    world.paystack.pay(deposit.reference, amount=naira(1))
    world.deposits.credit(deposit.reference)


def a_payment_is_cancelled(world: WatchedWorld) -> None:
    world.deposits.cancel(ADA, opened(world).deposit_id)


def a_payment_is_refused(world: WatchedWorld) -> None:
    world.paystack.fail("initialize", PaymentRefused("amount"))
    with pytest.raises(Exception, match="Nothing was charged"):
        world.top_up()


def a_payment_goes_back(world: WatchedWorld) -> None:
    deposit = credited(world)
    world.paystack.refund(deposit.reference, naira(1_200))
    world.returns.take_back(deposit.reference)


@pytest.mark.parametrize(
    ("happens", "expected"),
    [
        (a_number_comes, [("waiting", True)]),
        (no_number_comes, [("failed", True)]),
        (a_text_without_a_code_comes, [("waiting", False)]),
        (a_code_comes, [("received", True)]),
        (a_second_code_comes, [("received", False)]),
        (a_denied_text_comes, [("failed", True)]),
        (another_code_is_asked_for, [("received", False)]),
        (it_is_labelled, [("received", False)]),
        (it_is_cancelled, [("cancelled", True)]),
        (it_expires, [("expired", True)]),
        (it_expires_with_a_text, [("received", True)]),
        (it_is_tried_again, [("cancelled", True)]),
        (a_payment_is_credited, [("credited", True)]),
        (a_payment_is_declined, [("pending", False)]),
        (a_payment_mismatches, [("mismatched", False)]),
        (a_payment_is_cancelled, [("cancelled", False)]),
        (a_payment_is_refused, [("failed", False)]),
        (a_payment_goes_back, [("credited", True)]),
    ],
    ids=lambda one: one.__name__ if callable(one) else "",
)
def test_each_change_is_told_once_as_it_would_be_answered(
    world: WatchedWorld, happens: Callable[[WatchedWorld], None], expected: list[tuple[str, bool]]
) -> None:
    happens(world)

    assert told(world) == expected


def test_a_purchase_is_answered_and_not_told(world: WatchedWorld) -> None:
    world.buy()

    assert world.pages.tried == 0


def test_bookkeeping_is_not_told(world: WatchedWorld) -> None:
    requesting = world.buy()
    world.supplier.fail("order", *[Unavailable("down")] * 8)
    world.live(minutes(1.1))
    world.sweep()
    assert world.verification(requesting).version > 1
    assert told(world) == []
    deposit = opened(world)
    for _ in range(2):
        world.clock.advance(minutes(1.2))
        world.sweep()

    assert world.deposit(deposit.deposit_id).version > deposit.version + 1
    assert told(world) == [("pending", False)], "only that it is not paid yet"


def test_nothing_is_read_while_no_page_is_open(world: WatchedWorld) -> None:
    verification = waiting(world)
    world.supplier.deliver(world.order_of(verification), CODE)
    polling = world.but(messages=UnreadableMessages(world.tables)).fulfilment

    for is_open in (False, True):
        world.pages.is_open = is_open
        polling.fetch_code_of(world.order_of(verification))
        assert ("live_failed" in world.log.names) == is_open, "the messages were read for nobody, or by nobody"
        world.supplier.deliver(world.order_of(verification), SECOND)

    assert world.verification(verification).state == "received"


@pytest.mark.parametrize("failure", [Unavailable("stalled"), RuntimeError("a fault of ours")])
def test_a_push_that_fails_changes_nothing_else(world: WatchedWorld, failure: Exception) -> None:
    world.pages.failure = failure

    paid, cancelled = world.buy_with_number(), world.buy_with_number()
    deliver(world, paid, CODE)
    answered = world.fulfilment.cancel(ADA, cancelled.verification_id)

    assert (world.verification(paid).state, answered.verification.state) == ("received", "cancelled")
    assert [entry.kind for entry in world.entries()] == ["deposit", "purchase", "purchase", "refund"]
    failed = [facts for event, facts in world.log.recorded if event == "live_failed"]
    assert failed == [{"kind": type(failure).__name__}], "logged more than once, or with more than its kind"


def test_after_a_failure_nothing_is_told_for_a_while(world: WatchedWorld) -> None:
    first, second = waiting(world), waiting(world)
    world.pages.failure, world.pages.tried = Unavailable("stalled"), 0
    deliver(world, first, CODE)
    assert world.pages.tried == 1

    deliver(world, second, WELCOME)
    assert world.pages.tried == 1, "each order of a batch waits for the socket that stalls"

    world.pages.failure = None
    world.clock.advance(QUIET)
    deliver(world, second, CODE)
    assert told(world) == [("received", True)]


def test_a_document_that_cannot_be_read_silences_no_other(world: WatchedWorld) -> None:
    first, second = waiting(world), waiting(world)
    polling = world.but(messages=UnreadableMessages(world.tables)).fulfilment
    for one in (first, second):
        world.supplier.deliver(world.order_of(one), CODE)

    for one in (first, second):
        polling.fetch_code_of(world.order_of(one))

    assert world.log.names.count("live_failed") == 2


def test_a_page_is_told_only_what_is_stored(world: WatchedWorld) -> None:
    """A change that loses its race is told by the one that won, and once."""
    verification = waiting(world)
    world.meanwhile("before saving a verification", lambda: deliver(world, verification, CODE))

    deliver(world, verification, SECOND)

    revisions = [frame["verification"]["revision"] for _, frame in world.pages.frames]
    assert revisions == sorted(set(revisions))
    assert revisions[-1] == world.verification(verification).version
