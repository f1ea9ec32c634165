"""Returns of credited payments: taken from the wallet once, never below zero, never forgotten."""

from collections.abc import Iterator

import pytest

from callbox.domain.deposits import Deposit
from callbox.domain.errors import Refused, Unavailable, Uncertain
from callbox.domain.money import Money
from callbox.domain.returns import FROZEN_BY_RETURN
from callbox.ports.paystack import Refund
from callbox.services.returning import NOTHING, Returned
from tests.builders import ADA, PRICE, naira
from tests.services.oversight import WatchedWorld


@pytest.fixture
def world() -> Iterator[WatchedWorld]:
    world = WatchedWorld()
    yield world
    assert world.interruptions.left == []
    assert world.audit.account(ADA) == []


def balance_and_owed(world: WatchedWorld) -> tuple[int, int]:
    return world.balance_minor, world.owed_minor


@pytest.fixture
def deposit(world: WatchedWorld) -> Deposit:
    """₦5,000, credited."""
    return world.credited()


def test_a_refund_at_paystack_is_taken_from_the_wallet(world: WatchedWorld, deposit: Deposit) -> None:
    world.paystack.refund(deposit.reference, naira(1_200))

    assert world.returns.take_back(deposit.reference) == Returned("taken", taken_minor=120_000)

    [entry] = world.entries("adjustment")
    assert (entry.amount, entry.deposit_id) == (naira(-1_200), deposit.deposit_id)
    assert (entry.debit_account, entry.credit_account) == (f"wallet:{ADA}", "paystack")
    assert world.balance_minor == 380_000
    assert world.deposit(deposit.deposit_id).returned_minor == 120_000


def test_a_refund_that_the_wallet_covers_does_not_stop_purchases(world: WatchedWorld, deposit: Deposit) -> None:
    world.paystack.refund(deposit.reference, naira(1_200))
    world.returns.take_back(deposit.reference)

    assert world.buy().state == "requesting"


def test_a_refund_that_is_announced_repeatedly_is_taken_once(world: WatchedWorld, deposit: Deposit) -> None:
    world.paystack.refund(deposit.reference, naira(1_200))

    told = [world.returns.take_back(deposit.reference) for _ in range(3)]

    assert told == [Returned("taken", taken_minor=120_000), NOTHING, NOTHING]
    assert world.balance_minor == 380_000


def test_a_second_refund_takes_only_what_is_new(world: WatchedWorld, deposit: Deposit) -> None:
    for part in (naira(1_200), naira(800)):
        world.paystack.refund(deposit.reference, part)
        world.returns.take_back(deposit.reference)

    assert [entry.amount for entry in world.entries("adjustment")] == [naira(-1_200), naira(-800)]
    assert world.balance_minor == 300_000


def test_a_reversal_by_refunds_is_not_a_chargeback(world: WatchedWorld, deposit: Deposit) -> None:
    world.paystack.refund(deposit.reference, naira(5_000))

    assert world.returns.take_back(deposit.reference) == Returned("taken", taken_minor=500_000)

    assert world.paystack.payments[deposit.reference].status == "reversed"
    assert balance_and_owed(world) == (0, 0)
    assert world.books.wallet(ADA).frozen is None


def test_a_chargeback_freezes_purchases_even_when_the_wallet_covers_it(world: WatchedWorld, deposit: Deposit) -> None:
    world.paystack.pay(deposit.reference, status="reversed")

    assert world.returns.take_back(deposit.reference) == Returned("taken", taken_minor=500_000)

    assert balance_and_owed(world) == (0, 0)
    assert world.books.wallet(ADA).frozen == FROZEN_BY_RETURN
    assert world.alarms() == ["account_frozen"]


def test_spent_money_is_owed_and_the_balance_stays_at_zero(world: WatchedWorld, deposit: Deposit) -> None:
    world.spend(PRICE)
    world.paystack.pay(deposit.reference, status="reversed")

    assert world.returns.take_back(deposit.reference) == Returned("taken", taken_minor=455_000, owed_minor=45_000)

    assert balance_and_owed(world) == (0, 45_000)
    assert world.deposit(deposit.deposit_id).returned_minor == 500_000


def test_a_refund_that_the_wallet_does_not_cover_freezes_purchases(world: WatchedWorld, deposit: Deposit) -> None:
    world.spend(PRICE)
    world.paystack.refund(deposit.reference, naira(5_000))
    world.returns.take_back(deposit.reference)

    with pytest.raises(Refused) as refused:
        world.buy()

    assert refused.value.code == "account_frozen"


def test_an_empty_wallet_owes_the_whole_return(world: WatchedWorld) -> None:
    deposit = world.credited(PRICE.minor)
    world.buy()
    world.paystack.pay(deposit.reference, status="reversed")

    assert world.returns.take_back(deposit.reference) == Returned("taken", taken_minor=0, owed_minor=45_000)

    assert world.entries("adjustment") == []
    assert balance_and_owed(world) == (0, 45_000)
    assert world.returns.take_back(deposit.reference) == NOTHING
    assert world.owed_minor == 45_000


def test_each_uncovered_part_is_a_separate_receivable(world: WatchedWorld) -> None:
    deposit = world.credited(PRICE.minor)
    world.buy()
    for part in (naira(100), naira(200)):
        world.paystack.refund(deposit.reference, part)
        world.returns.take_back(deposit.reference)

    assert [one.amount for one in world.receivables.of(ADA)] == [naira(100), naira(200)]


def test_no_more_is_taken_than_was_credited(world: WatchedWorld) -> None:
    deposit = world.top_up(500_000)
    world.paystack.pay(deposit.reference, amount=Money(510_150, "NGN"))
    world.deposits.credit(deposit.reference)
    world.paystack.pay(deposit.reference, status="reversed")

    assert world.returns.take_back(deposit.reference) == Returned("taken", taken_minor=500_000)


def test_a_refund_of_a_second_payment_for_the_same_deposit_takes_nothing(world: WatchedWorld) -> None:
    world.paystack.lose_answer("initialize", Uncertain("lost"))
    deposit = world.credited()
    other = f"{deposit.deposit_id}-1"
    world.paystack.pay(other)
    world.paystack.refund(other, naira(5_000))

    assert world.returns.take_back(other) == NOTHING
    assert world.balance_minor == 500_000


@pytest.mark.parametrize("reference", ["foreign", "01KNEVERSEEN-1", "-1"])
def test_a_return_with_a_foreign_reference_takes_nothing(world: WatchedWorld, reference: str) -> None:
    assert world.returns.take_back(reference) == NOTHING
    assert world.paystack.count("verify") == 0


def test_a_payment_that_was_never_credited_takes_nothing(world: WatchedWorld) -> None:
    deposit = world.top_up()
    world.paystack.pay(deposit.reference, amount=naira(1))
    world.deposits.credit(deposit.reference)
    world.paystack.refund(deposit.reference, naira(1))

    assert world.returns.take_back(deposit.reference) == NOTHING
    assert world.entries() == []


def test_a_payment_that_paystack_does_not_know_takes_nothing(world: WatchedWorld, deposit: Deposit) -> None:
    del world.paystack.payments[deposit.reference]

    assert world.returns.take_back(deposit.reference) == NOTHING


def test_an_open_dispute_takes_nothing_yet(world: WatchedWorld, deposit: Deposit) -> None:
    assert world.returns.take_back(deposit.reference) == NOTHING
    assert world.balance_minor == 500_000


def test_an_undone_return_raises_an_alarm_for_an_operator(world: WatchedWorld, deposit: Deposit) -> None:
    world.paystack.pay(deposit.reference, status="reversed")
    world.returns.take_back(deposit.reference)
    world.paystack.pay(deposit.reference, status="success")

    assert world.returns.take_back(deposit.reference) == Returned("excess")
    assert world.balance_minor == 0
    assert world.alarms()[-1] == "returned_less_than_taken"


def test_a_refund_in_another_currency_raises_an_alarm_and_takes_nothing(world: WatchedWorld, deposit: Deposit) -> None:
    world.paystack.refund(deposit.reference, Money(1_200, "USD"))

    assert world.returns.take_back(deposit.reference) == Returned("foreign")
    assert world.alarms() == ["return_currency_differs"]
    assert world.balance_minor == 500_000


def test_nothing_is_taken_while_paystack_does_not_answer(world: WatchedWorld, deposit: Deposit) -> None:
    world.paystack.refund(deposit.reference, naira(1_200))
    for method in ("verify", "refunds"):
        world.paystack.fail(method, Unavailable("down"))
        with pytest.raises(Unavailable):
            world.returns.take_back(deposit.reference)

    assert world.balance_minor == 500_000
    assert world.returns.take_back(deposit.reference).outcome == "taken"


def test_two_workers_with_one_return_take_the_money_once(world: WatchedWorld, deposit: Deposit) -> None:
    world.paystack.refund(deposit.reference, naira(1_200))
    world.meanwhile("before adjust", lambda: world.returns.take_back(deposit.reference))

    assert world.returns.take_back(deposit.reference) == NOTHING
    assert world.balance_minor == 380_000


def test_a_purchase_during_a_return_leaves_correct_books(world: WatchedWorld, deposit: Deposit) -> None:
    world.paystack.refund(deposit.reference, naira(5_000))
    world.meanwhile("before adjust", world.buy)

    assert world.returns.take_back(deposit.reference) == Returned("taken", taken_minor=455_000, owed_minor=45_000)
    assert balance_and_owed(world) == (0, 45_000)


def test_a_return_whose_answer_was_lost_is_taken_once(world: WatchedWorld, deposit: Deposit) -> None:
    def lose() -> None:
        raise Unavailable("the answer is lost")

    world.paystack.refund(deposit.reference, naira(1_200))
    world.meanwhile("after adjust", lose)

    with pytest.raises(Unavailable):
        world.returns.take_back(deposit.reference)

    assert world.returns.take_back(deposit.reference) == NOTHING
    assert world.balance_minor == 380_000


def test_a_return_keeps_an_operators_reason_for_a_freeze(world: WatchedWorld, deposit: Deposit) -> None:
    world.freezes.freeze("user-ada@example.com", author="operator", reason="card reported stolen")
    world.paystack.pay(deposit.reference, status="reversed")
    world.returns.take_back(deposit.reference)

    assert world.books.wallet(ADA).frozen == "card reported stolen"


def test_a_refund_of_a_verification_after_a_return_reaches_the_frozen_wallet(
    world: WatchedWorld, deposit: Deposit
) -> None:
    bought = world.buy()
    world.paystack.pay(deposit.reference, status="reversed")
    world.returns.take_back(deposit.reference)

    world.ordering.expire_request(ADA, bought.verification_id)

    assert balance_and_owed(world) == (45_000, 45_000)
    assert world.books.wallet(ADA).frozen == FROZEN_BY_RETURN


# --- disputes that were lost


def test_a_lost_dispute_that_paystack_pays_as_a_refund_freezes_purchases(world: WatchedWorld, deposit: Deposit) -> None:
    world.paystack.refund(deposit.reference, naira(5_000))

    assert world.returns.take_back(deposit.reference, dispute_lost=True) == Returned("taken", taken_minor=500_000)

    assert world.books.wallet(ADA).frozen == FROZEN_BY_RETURN
    assert world.alarms() == ["account_frozen"]


@pytest.mark.parametrize("part", [naira(1_200), naira(5_000)])
def test_a_lost_dispute_freezes_purchases_although_its_refund_was_taken_before(
    world: WatchedWorld, deposit: Deposit, part: Money
) -> None:
    world.paystack.refund(deposit.reference, part)
    world.returns.take_back(deposit.reference)
    assert world.books.wallet(ADA).frozen is None
    before = (world.balance_minor, len(world.entries()))

    assert world.returns.take_back(deposit.reference, dispute_lost=True) == NOTHING

    assert world.books.wallet(ADA).frozen == FROZEN_BY_RETURN
    assert (world.balance_minor, len(world.entries())) == before
    assert world.alarms() == ["account_frozen"]


def test_a_lost_dispute_that_took_nothing_raises_an_alarm_for_an_operator(
    world: WatchedWorld, deposit: Deposit
) -> None:
    assert world.returns.take_back(deposit.reference, dispute_lost=True) == NOTHING

    assert world.alarms() == ["dispute_lost_untaken"]
    assert (world.balance_minor, world.books.wallet(ADA).frozen) == (500_000, None)


def test_a_refund_after_a_lost_dispute_freezes_purchases(world: WatchedWorld, deposit: Deposit) -> None:
    world.returns.take_back(deposit.reference, dispute_lost=True)
    world.paystack.refund(deposit.reference, naira(5_000))

    assert world.returns.take_back(deposit.reference).taken_minor == 500_000

    assert world.books.wallet(ADA).frozen == FROZEN_BY_RETURN


def test_a_dispute_lost_before_the_credit_raises_an_alarm_and_is_remembered(
    world: WatchedWorld,
) -> None:
    deposit = world.top_up()
    world.paystack.pay(deposit.reference, status="reversed")
    assert world.returns.take_back(deposit.reference, dispute_lost=True) == NOTHING
    assert world.alarms() == ["dispute_lost_untaken"]

    world.paystack.pay(deposit.reference)
    world.deposits.credit(deposit.reference)
    world.paystack.refund(deposit.reference, naira(5_000))
    world.returns.take_back(deposit.reference)

    assert world.books.wallet(ADA).frozen == FROZEN_BY_RETURN


def test_a_lost_dispute_with_an_unknown_reference_changes_no_account(world: WatchedWorld) -> None:
    deposit = world.top_up()

    assert world.returns.take_back(f"{deposit.deposit_id}-7", dispute_lost=True) == NOTHING

    assert world.alarms() == []


@pytest.mark.parametrize("status", ["success", "reversed"])
def test_a_repeated_lost_dispute_does_not_freeze_an_account_that_an_operator_unfroze(
    world: WatchedWorld, deposit: Deposit, status: str
) -> None:
    if status == "success":
        world.paystack.refund(deposit.reference, naira(1_200))
    else:
        world.paystack.pay(deposit.reference, status="reversed")
    world.returns.take_back(deposit.reference, dispute_lost=status == "success")
    world.freezes.unfreeze("user-ada@example.com", author="operator", reason="is the owner")

    for _ in range(2):
        assert world.returns.take_back(deposit.reference, dispute_lost=True) == NOTHING

    assert world.books.wallet(ADA).frozen is None


def test_an_operators_freeze_during_a_lost_dispute_keeps_its_reason(world: WatchedWorld, deposit: Deposit) -> None:
    world.paystack.refund(deposit.reference, naira(1_200))
    world.returns.take_back(deposit.reference)
    world.meanwhile(
        "before adjust",
        lambda: world.freezes.freeze("user-ada@example.com", author="operator", reason="card reported stolen"),
    )

    world.returns.take_back(deposit.reference, dispute_lost=True)

    assert world.books.wallet(ADA).frozen == "card reported stolen"
    assert world.deposit(deposit.deposit_id).dispute_lost


def test_a_return_taken_by_another_worker_meanwhile_is_not_reported_as_too_much(
    world: WatchedWorld, deposit: Deposit
) -> None:
    world.paystack.refund(deposit.reference, naira(1_000))

    class SlowPaystack:
        """More is returned and taken while its first answer is under way."""

        def __getattr__(self, name: str) -> object:
            return getattr(world.paystack, name)

        def refunds(self, *, transaction_id: int) -> list[Refund]:
            answer = list(world.paystack.refunds(transaction_id=transaction_id))
            if world.deposit(deposit.deposit_id).returned_minor == 0:
                world.paystack.refund(deposit.reference, naira(500))
                world.returns.take_back(deposit.reference)
            return answer

    slow = world.but(paystack_records=SlowPaystack()).returns

    assert slow.take_back(deposit.reference) == NOTHING
    assert world.alarms() == []
    assert balance_and_owed(world) == (350_000, 0)
