"""A frozen account's balance goes back to its payers: all of it, once, and never more than was paid in."""

from collections.abc import Callable, Sequence

import pytest

from callbox.domain.deposits import Deposit
from callbox.domain.errors import Invalid, Refused, Uncertain
from callbox.domain.identity import UserId
from callbox.domain.money import Money
from callbox.ports import Deposits
from callbox.services.freezing import FreezeService
from callbox.services.repaying import RepayService
from callbox.services.returning import ReturnService
from tests.builders import ADA, naira
from tests.fake_oversight import FakeOperatorLog, FakeReceivables, ListedPaystack
from tests.services.world import World

EMAIL = f"{ADA}@example.com"
WHY = {"author": "operator@callbox.example", "reason": "closed at the customer's wish"}


class Listed:
    """The deposits. What is put into `meanwhile` happens just before their next listing."""

    def __init__(self, behind: Deposits) -> None:
        self.add, self.get, self.save, self.due = behind.add, behind.get, behind.save, behind.due
        self._page = behind.page
        self.meanwhile: list[Callable[[], None]] = []

    def page(self, user_id: UserId, *, before_id: str | None, limit: int) -> Sequence[Deposit]:
        while self.meanwhile:
            self.meanwhile.pop()()
        return self._page(user_id, before_id=before_id, limit=limit)


class Desk:
    """Ada has paid ₦3,000 and then ₦2,000, spent ₦450, and is frozen."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.paystack = ListedPaystack(world.clock)
        world.deposits._paystack = self.paystack
        self.references = [self.pay(300_000), self.pay(200_000)]
        world.buy()
        self.accounts = FreezeService(
            books=world.books,
            users=world.users,
            receivables=FakeReceivables(world.tables),
            clock=world.clock,
            ids=world.ids,
            events=world.events,
        )
        self.accounts.freeze(EMAIL, **WHY)
        self.listed = Listed(world.store_of_deposits)
        self.service = RepayService(
            accounts=self.accounts,
            deposits=self.listed,
            paystack=self.paystack,
            log=FakeOperatorLog(world.tables),
            clock=world.clock,
            ids=world.ids,
        )

    def pay(self, amount_minor: int) -> str:
        self.world.clock.advance(1)
        deposit = self.world.top_up(amount_minor, key=str(amount_minor))
        self.paystack.pay(deposit.reference)
        self.world.deposits.credit(deposit.reference)
        return deposit.reference

    def repay(self) -> list[int]:
        return [one.amount.minor for one in self.service.repay(EMAIL, **WHY)]

    def settle(self) -> None:
        returns = ReturnService(
            deposits=self.world.store_of_deposits,
            books=self.world.books,
            paystack=self.paystack,
            clock=self.world.clock,
            events=self.world.events,
        )
        for reference in self.references:
            returns.take_back(reference)


@pytest.fixture
def desk(world: World) -> Desk:
    return Desk(world)


def acts(world: World) -> list[int]:
    found = world.tables.operator_log.values()
    return [int(act.facts["amount_minor"]) for act in found if act.act == "refund_asked"]


def test_the_whole_balance_goes_back_newest_payment_first_and_is_logged(desk: Desk, world: World) -> None:
    assert desk.repay() == [200_000, 255_000]
    assert acts(world) == [200_000, 255_000]

    desk.settle()
    assert world.balance_minor == 0
    assert world.tables.receivables == {}


def test_a_second_call_asks_for_nothing_more_before_and_after_it_was_carried_out(desk: Desk) -> None:
    desk.repay()

    assert desk.repay() == []
    desk.settle()
    assert desk.repay() == []


def test_what_leaves_the_wallet_while_the_payments_are_read_is_not_asked_for_again(desk: Desk, world: World) -> None:
    desk.repay()
    desk.listed.meanwhile.append(desk.settle)

    assert desk.repay() == []
    desk.settle()
    assert (world.balance_minor, world.tables.receivables) == (0, {})


def test_what_comes_into_the_wallet_later_goes_back_with_the_next_call(desk: Desk, world: World) -> None:
    desk.repay()
    desk.settle()
    [bought] = world.tables.verifications.values()
    world.fulfilment.give_up(bought.user_id, bought.verification_id)

    assert desk.repay() == [45_000]
    desk.settle()
    assert world.balance_minor == 0


def test_an_account_that_can_still_buy_is_not_paid_out(desk: Desk, world: World) -> None:
    desk.accounts.unfreeze(EMAIL, **WHY)

    with pytest.raises(Refused, match="Freeze"):
        desk.repay()
    assert acts(world) == []


def test_nothing_goes_back_without_author_and_reason(desk: Desk, world: World) -> None:
    with pytest.raises(Invalid):
        desk.service.repay(EMAIL, author="", reason="")
    assert acts(world) == []


@pytest.mark.parametrize("got_through", [True, False])
def test_after_an_unclear_answer_the_next_call_asks_for_what_is_missing(
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

    assert desk.repay() == ([255_000] if got_through else [200_000, 255_000])
    desk.settle()
    assert world.balance_minor == 0


def test_money_that_no_payment_at_paystack_stands_for_stays_where_it_is(world: World) -> None:
    desk = Desk(world)
    world.fund(naira(100))

    desk.repay()
    desk.settle()

    assert world.balance_minor >= 0
    assert sum(acts(world)) <= 500_000
