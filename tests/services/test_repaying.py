"""A pay-out refunds a frozen account's whole balance to its payers, once, and never more than was paid in."""

from collections.abc import Callable, Sequence
from datetime import timedelta

import pytest

from callbox.composition.services import Services
from callbox.domain.errors import Invalid, Refused, Unavailable, Uncertain
from callbox.domain.identity import UserId
from callbox.domain.ledger import Entry
from callbox.domain.money import Money
from callbox.ports.clock import Clock
from callbox.services.repaying import REST, SENDING_TIME, RepayService
from tests.builders import ADA, naira
from tests.fake_oversight import FakePayOuts, ListedPaystack
from tests.fake_stores import FakeBooks, FakeTables
from tests.fake_world import FakeClock
from tests.services.world import World

EMAIL = f"{ADA}@example.com"
WHY = {"author": "operator@callbox.example", "reason": "closed at the customer's wish"}
A_RUN = SENDING_TIME + REST
FIVE_MINUTES = timedelta(minutes=5)


class ReadBooks(FakeBooks):
    """The books. `meanwhile` runs just before the next read of their entries."""

    def __init__(self, tables: FakeTables) -> None:
        super().__init__(tables)
        self.meanwhile: list[Callable[[], None]] = []

    def entries(self, user_id: UserId, *, before_n: int | None, limit: int) -> Sequence[Entry]:
        while self.meanwhile:
            self.meanwhile.pop()()
        return super().entries(user_id, before_n=before_n, limit=limit)


class Desk:
    """Ada has paid ₦3,000 and then ₦2,000, spent ₦450, and is frozen."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.paystack = ListedPaystack(world.clock)
        self.books = ReadBooks(world.tables)
        self.ports = world.ports.but(
            paystack=self.paystack,
            paystack_records=self.paystack,
            paystack_refunds=self.paystack,
            books=self.books,
            pay_outs=FakePayOuts(),
        )
        self.services = Services(self.ports)
        self.references = [self.pay(300_000), self.pay(200_000)]
        world.buy()
        self.accounts = self.services.freezes
        self.accounts.freeze(EMAIL, **WHY)
        self.service = self.services.repaying

    def operator(self, clock: Clock) -> RepayService:
        """Return the command of an operator whose machine uses this clock."""
        operator = Services(self.ports.but(clock=clock))
        return operator.repaying

    def pay(self, amount_minor: int) -> str:
        self.world.clock.advance(1)
        deposit, _ = self.services.deposits.create(
            ADA, amount_minor=amount_minor, key=str(amount_minor), request_hash="body"
        )
        self.paystack.pay(deposit.reference)
        self.services.deposits.credit(deposit.reference)
        return deposit.reference

    def repay(self) -> list[int]:
        return [one.amount.minor for one in self.service.repay(EMAIL, **WHY)]

    def settle(self) -> None:
        for reference in self.references:
            self.services.returns.take_back(reference)


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def acts(world: World) -> list[int]:
    found = world.tables.operator_log.values()
    return [int(act.facts["amount_minor"]) for act in found if act.act == "refund_asked"]


def test_the_whole_balance_is_refunded_newest_payment_first_and_logged(desk: Desk, world: World) -> None:
    assert desk.repay() == [200_000, 255_000]
    assert acts(world) == [200_000, 255_000]

    desk.settle()
    assert world.balance_minor == 0
    assert world.tables.receivables == {}


def test_a_second_call_requests_no_further_refund(desk: Desk) -> None:
    desk.repay()

    assert desk.repay() == []
    desk.settle()
    assert desk.repay() == []


def test_a_refund_carried_out_while_payments_are_read_is_not_requested_again(desk: Desk, world: World) -> None:
    desk.repay()
    desk.books.meanwhile.append(desk.settle)

    assert desk.repay() == []
    desk.settle()
    assert (world.balance_minor, world.tables.receivables) == (0, {})


def test_a_refund_that_includes_fees_leaves_nothing_in_the_wallet(desk: Desk, world: World) -> None:
    desk.paystack.pay(desk.references[0], amount=Money(304_600, "NGN"))  # what was charged; ₦3,000 were credited
    desk.paystack.refund(desk.references[0], Money(300_500, "NGN"))
    desk.settle()
    assert world.balance_minor == 155_000

    assert desk.repay() == [155_000]
    desk.settle()
    assert world.balance_minor == 0


def test_a_later_deposit_is_refunded_by_the_next_call(desk: Desk, world: World) -> None:
    desk.repay()
    desk.settle()
    [bought] = world.tables.verifications.values()
    world.ordering.expire_request(bought.user_id, bought.verification_id)

    assert desk.repay() == [45_000]
    desk.settle()
    assert world.balance_minor == 0


def test_an_account_that_is_not_frozen_is_held_until_its_balance_has_gone_back(desk: Desk, world: World) -> None:
    desk.accounts.unfreeze(EMAIL, **WHY)

    assert sum(desk.repay()) == 455_000
    assert world.books.wallet(ADA).frozen == "refund under way"
    with pytest.raises(Refused) as refused:
        world.buy(key="meanwhile")
    assert refused.value.code == "account_frozen"

    desk.settle()
    assert (world.books.wallet(ADA).frozen, world.balance_minor) == (None, 0)
    assert [event for event, _ in world.log.alarms] == []


def test_a_hold_whose_refunds_are_over_ends_with_the_next_run(desk: Desk, world: World) -> None:
    desk.accounts.unfreeze(EMAIL, **WHY)
    desk.repay()
    desk.pay(100_000)  # money that comes in meanwhile keeps the balance above nothing
    for reference in desk.references:
        desk.services.returns.take_back(reference)
    assert world.books.wallet(ADA).frozen == "refund under way"

    assert desk.repay() == [100_000]
    desk.services.returns.take_back(max(world.tables.deposits) + "-1")
    assert world.books.wallet(ADA).frozen is None


def test_another_reason_to_stop_purchases_takes_the_place_of_the_hold(desk: Desk, world: World) -> None:
    desk.accounts.unfreeze(EMAIL, **WHY)
    desk.repay()
    desk.accounts.freeze(EMAIL, **WHY)

    desk.settle()
    assert desk.repay() == []
    assert world.books.wallet(ADA).frozen == WHY["reason"]


def test_a_pay_out_needs_an_author_and_a_reason(desk: Desk, world: World) -> None:
    with pytest.raises(Invalid):
        desk.service.repay(EMAIL, author="", reason="")
    assert acts(world) == []


@pytest.mark.parametrize("got_through", [True, False])
def test_after_an_unclear_answer_the_next_call_requests_the_missing_refunds(
    desk: Desk, world: World, got_through: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = desk.paystack.refund

    def unclear(reference: str, amount: Money) -> None:
        if got_through:
            real(reference, amount)
        raise Uncertain("no answer")

    with monkeypatch.context() as patch:
        patch.setattr(desk.paystack, "refund", unclear)
        with pytest.raises(Uncertain):
            desk.repay()

    world.clock.advance(A_RUN)
    assert desk.repay() == ([255_000] if got_through else [200_000, 255_000])
    desk.settle()
    assert world.balance_minor == 0


def test_money_without_a_payment_at_paystack_stays_in_the_wallet(world: World) -> None:
    desk = Desk(world)
    world.fund(naira(100))

    desk.repay()
    desk.settle()

    assert world.balance_minor >= 0
    assert sum(acts(world)) <= 500_000


# --- two operators


class Died(BaseException):
    """The process has died."""


def test_two_operators_at_once_pay_out_an_account_once(desk: Desk, world: World) -> None:
    refused: list[Refused] = []

    def second() -> None:
        with pytest.raises(Refused) as caught:
            desk.repay()
        refused.append(caught.value)

    desk.books.meanwhile.append(second)

    assert desk.repay() == [200_000, 255_000]
    assert (refused[0].code, refused[0].facts) == ("being_paid_out", {"minutes": 30})
    assert acts(world) == [200_000, 255_000]


def test_a_second_operator_between_two_refunds_is_refused(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = desk.paystack.refund

    def refund(reference: str, amount: Money) -> None:
        with pytest.raises(Refused, match="30 minutes"):
            desk.repay()
        real(reference, amount)

    monkeypatch.setattr(desk.paystack, "refund", refund)
    assert desk.repay() == [200_000, 255_000]


@pytest.mark.parametrize("error", [Died("before the answer"), Uncertain("no answer")])
def test_an_account_with_an_interrupted_pay_out_is_released_when_no_late_refund_is_possible(
    desk: Desk, world: World, error: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_short(_reference: str, _amount: Money) -> None:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(desk.paystack, "refund", cut_short)
        with pytest.raises(type(error)):
            desk.repay()

    world.clock.advance(A_RUN - timedelta(seconds=90))
    with pytest.raises(Refused, match="in 2 minutes"):
        desk.repay()
    world.clock.advance(90)
    assert desk.repay() == [200_000, 255_000]


def test_no_refund_is_sent_when_an_operator_with_another_clock_may_have_started(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first run stops after it has read the older payment; the second operator's clock is fast."""
    ahead, others = desk.operator(FakeClock(world.clock.now() + A_RUN)), list[int]()
    real = desk.paystack.refunds_promised

    def stand_still(transaction_id: int) -> int:
        promised = real(transaction_id)
        if transaction_id == 1 and not others:
            monkeypatch.undo()
            world.clock.advance(A_RUN - 2 * FIVE_MINUTES)
            others.extend(one.amount.minor for one in ahead.repay(EMAIL, **WHY))
        return promised

    monkeypatch.setattr(desk.paystack, "refunds_promised", stand_still)
    with pytest.raises(Unavailable, match="too long"):
        desk.repay()

    assert others == [200_000, 255_000]
    desk.settle()
    assert (world.balance_minor, world.tables.receivables) == (0, {})


def test_an_account_is_not_released_while_a_refund_may_be_sent_despite_clock_skew() -> None:
    clocks_apart, longest_call = 2 * FIVE_MINUTES, timedelta(seconds=60)

    assert clocks_apart + longest_call < REST


def test_a_pay_out_that_certainly_ended_releases_the_account(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_reference: str, _amount: Money) -> None:
        raise Unavailable("no")

    with monkeypatch.context() as patch:
        patch.setattr(desk.paystack, "refund", refuse)
        with pytest.raises(Unavailable):
            desk.repay()

    assert desk.repay() == [200_000, 255_000]


def test_a_deposit_that_a_lagging_list_omits_counts_as_paid(desk: Desk, world: World) -> None:
    world.store_of_deposits.page = lambda *_given, **_more: []  # type: ignore[method-assign]
    desk.repay()

    assert desk.repay() == []
