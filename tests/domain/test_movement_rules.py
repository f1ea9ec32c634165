"""The books refuse every movement that was computed wrongly."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from callbox.domain import ledger, returns
from callbox.domain.deposits import Deposit
from callbox.domain.ledger import Movement, Wallet
from callbox.domain.movement_rules import check_adjustment, check_credit, check_purchase, check_refund
from callbox.domain.returns import Receivable
from callbox.domain.verifications import Verification, closed, received
from tests.builders import ADA, BOB, NOW, PRICE, a_deposit, a_verification, naira

WALLET = Wallet(ADA, naira(1_000), n=4)
DEPOSIT = a_deposit(amount=naira(500))
CREDITED = replace(DEPOSIT, status="credited", due_at=None)
BOUGHT = a_verification()
FAILED = closed(BOUGHT, "failed", reason="no_number_in_time", now=NOW)
RECEIVED = received(replace(BOUGHT, state="waiting"), now=NOW)

CREDIT = ledger.deposit(WALLET, naira(500), deposit_id=DEPOSIT.deposit_id, at=NOW)
PURCHASE = ledger.purchase(WALLET, PRICE, verification_ids=[BOUGHT.verification_id], at=NOW)
RETURNED = replace(CREDITED, returned_minor=150_000, amount=naira(2_000))
OWED = replace(RETURNED, returned_minor=50_000)
"""Of ₦2,000, ₦500 was returned earlier and ₦1,000 is returned now: exactly what the wallet holds."""
ADJUSTMENT = ledger.adjustment(WALLET, naira(1_000), deposit_id=DEPOSIT.deposit_id, at=NOW)
REFUND = ledger.refund(WALLET, PRICE, verification_id=BOUGHT.verification_id, at=NOW)


def _returned(minor: int) -> dict[str, object]:
    return {"status": "credited", "amount": naira(2_000), "returned_minor": minor, "due_at": None}


def test_a_movement_that_the_ledger_computes_is_accepted() -> None:
    check_credit(CREDIT, DEPOSIT, CREDITED)
    check_credit(CREDIT, replace(DEPOSIT, status="failed"), CREDITED)
    check_purchase(PURCHASE, [BOUGHT])
    check_refund(REFUND, BOUGHT, FAILED)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda it: replace(it, entries=()),
        lambda it: replace(it, after=replace(it.after, user_id=BOB)),
        lambda it: replace(it, after=replace(it.after, balance=naira(9_999))),
        lambda it: replace(it, after=replace(it.after, n=it.after.n + 1)),
        lambda it: replace(it, before=replace(it.before, n=it.before.n + 1)),
        lambda it: replace(it, entries=(replace(it.entries[0], n=it.entries[0].n + 1),)),
        lambda it: replace(it, entries=(replace(it.entries[0], balance_after=naira(9_999)),)),
        lambda it: replace(it, entries=(replace(it.entries[0], user_id=BOB),)),
        lambda it: replace(it, entries=(it.entries[0], it.entries[0])),
    ],
    ids=["empty", "owner", "balance", "count", "start", "gap", "balance after", "entry's owner", "twice"],
)
def test_entries_must_explain_the_change_of_the_wallet(spoil: Callable[[Movement], Movement]) -> None:
    with pytest.raises(ValueError, match="not a movement"):
        check_credit(spoil(CREDIT), DEPOSIT, CREDITED)
    with pytest.raises(ValueError, match="not a movement"):
        check_purchase(spoil(PURCHASE), [BOUGHT])
    with pytest.raises(ValueError, match="not a movement"):
        check_refund(spoil(REFUND), BOUGHT, FAILED)


def test_a_balance_never_falls_below_zero() -> None:
    poor = Wallet(ADA, PRICE, n=4)
    taken = ledger.purchase(poor, PRICE, verification_ids=[BOUGHT.verification_id], at=NOW)
    poorer = replace(poor, balance=PRICE - naira(1))
    balance = poorer.balance - PRICE
    entry = replace(taken.entries[0], balance_after=balance)

    check_purchase(taken, [BOUGHT])
    with pytest.raises(ValueError, match="below zero"):
        check_purchase(Movement(poorer, replace(taken.after, balance=balance), (entry,)), [BOUGHT])


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (DEPOSIT, replace(CREDITED, amount=naira(501))),
        (replace(DEPOSIT, amount=naira(501)), replace(CREDITED, amount=naira(501))),
        (replace(DEPOSIT, user_id=BOB), replace(CREDITED, user_id=BOB)),
        (a_deposit("deposit-2", amount=naira(500)), CREDITED),
        (CREDITED, CREDITED),
        (DEPOSIT, DEPOSIT),
    ],
    ids=["amount changed", "another amount", "another user's", "another deposit", "credited before", "not credited"],
)
def test_a_credit_is_the_amount_of_its_deposit_once(before: Deposit, after: Deposit) -> None:
    with pytest.raises(ValueError, match="not a movement"):
        check_credit(CREDIT, before, after)


@pytest.mark.parametrize(
    "bought",
    [
        [],
        [BOUGHT, a_verification("verification-2")],
        [a_verification("verification-2")],
        [replace(BOUGHT, price=naira(449))],
        [replace(BOUGHT, user_id=BOB)],
        [FAILED],
    ],
    ids=["none", "one too many", "another", "another price", "another user's", "ended"],
)
def test_a_purchase_takes_the_price_of_each_verification(bought: list[Verification]) -> None:
    with pytest.raises(ValueError, match="not a movement"):
        check_purchase(PURCHASE, bought)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (BOUGHT, replace(FAILED, price=naira(449))),
        (replace(BOUGHT, price=naira(449)), replace(FAILED, price=naira(449))),
        (replace(BOUGHT, user_id=BOB), replace(FAILED, user_id=BOB)),
        (a_verification("verification-2"), FAILED),
        (FAILED, FAILED),
        (RECEIVED, FAILED),
        (BOUGHT, RECEIVED),
    ],
    ids=["price changed", "another price", "another user's", "another", "refunded before", "paid for", "not refunded"],
)
def test_a_refund_is_the_price_of_an_open_verification_once(before: Verification, after: Verification) -> None:
    with pytest.raises(ValueError, match="not a movement"):
        check_refund(REFUND, before, after)


def test_one_kind_of_movement_is_not_accepted_as_another() -> None:
    with pytest.raises(ValueError, match="not a movement"):
        check_credit(REFUND, DEPOSIT, CREDITED)
    with pytest.raises(ValueError, match="not a movement"):
        check_purchase(REFUND, [BOUGHT])
    with pytest.raises(ValueError, match="not a movement"):
        check_refund(CREDIT, BOUGHT, FAILED)


def test_a_return_that_the_ledger_computes_is_accepted() -> None:
    poor = replace(WALLET, balance=naira(400))
    movement = ledger.adjustment(poor, naira(1_000), deposit_id=DEPOSIT.deposit_id, at=NOW, freeze="returned")

    check_adjustment(ADJUSTMENT, OWED, RETURNED, None)
    check_adjustment(movement, OWED, RETURNED, returns.receivable(movement, OWED, RETURNED, at=NOW))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (OWED, replace(RETURNED, amount=naira(2_001))),
        (replace(OWED, user_id=BOB), replace(RETURNED, user_id=BOB)),
        (replace(OWED, deposit_id=a_deposit("deposit-2").deposit_id), RETURNED),
        (a_deposit("deposit-2", **_returned(50_000)), a_deposit("deposit-2", **_returned(150_000))),
        (replace(OWED, status="pending"), RETURNED),
        (OWED, replace(RETURNED, status="failed")),
        (RETURNED, RETURNED),
        (RETURNED, replace(RETURNED, dispute_lost=True)),
        (OWED, replace(RETURNED, returned_minor=150_001)),
        (replace(OWED, amount=naira(1_400)), replace(RETURNED, amount=naira(1_400))),
    ],
    ids=[
        "amount changed", "another user's", "document changed", "another deposit", "not credited before",
        "not credited after", "nothing more", "nothing more and a dispute", "more returned than taken",
        "more than the deposit",
    ],
)  # fmt: skip
def test_a_return_takes_exactly_the_returned_part_of_a_credited_deposit(before: Deposit, after: Deposit) -> None:
    with pytest.raises(ValueError, match="not a movement"):
        check_adjustment(ADJUSTMENT, before, after, None)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda owed: None,
        lambda owed: replace(owed, amount=naira(599)),
        lambda owed: replace(owed, user_id=BOB),
        lambda owed: replace(owed, deposit_id=a_deposit("deposit-2").deposit_id),
    ],
    ids=["forgotten", "another amount", "another user's", "another deposit's"],
)
def test_the_uncovered_part_of_a_return_is_owed(spoil: Callable[[Receivable], Receivable | None]) -> None:
    poor = replace(WALLET, balance=naira(400))
    movement = ledger.adjustment(poor, naira(1_000), deposit_id=DEPOSIT.deposit_id, at=NOW, freeze="returned")
    owed = returns.receivable(movement, OWED, RETURNED, at=NOW)
    assert owed is not None

    with pytest.raises(ValueError, match="not a movement"):
        check_adjustment(movement, OWED, RETURNED, spoil(owed))


def test_money_is_owed_only_by_an_empty_frozen_wallet() -> None:
    rich = ledger.adjustment(replace(WALLET, frozen="x"), naira(400), deposit_id=DEPOSIT.deposit_id, at=NOW)
    free = ledger.adjustment(replace(WALLET, balance=naira(400)), naira(1_000), deposit_id=DEPOSIT.deposit_id, at=NOW)

    for movement in (rich, free):
        owed = returns.receivable(movement, OWED, RETURNED, at=NOW)
        with pytest.raises(ValueError, match="not a movement"):
            check_adjustment(movement, OWED, RETURNED, owed)


def test_a_return_only_takes_money_out() -> None:
    taken = ADJUSTMENT.entries[0]
    given = replace(taken, amount=naira(1_000), balance_after=naira(2_000))

    with pytest.raises(ValueError, match="not a movement"):
        check_adjustment(replace(ADJUSTMENT, entries=(replace(taken, kind="refund"),)), OWED, RETURNED, None)
    with pytest.raises(ValueError, match="not a movement"):
        check_adjustment(
            Movement(WALLET, replace(ADJUSTMENT.after, balance=naira(2_000)), (given,)), OWED, RETURNED, None
        )


def test_a_lost_dispute_about_money_taken_earlier_freezes_purchases_once() -> None:
    lost = replace(RETURNED, dispute_lost=True)
    check_adjustment(ledger.stop(WALLET, "returned"), RETURNED, lost, None)

    for movement, before in ((ledger.stop(WALLET, "returned"), lost), (Movement(WALLET, WALLET, ()), RETURNED)):
        with pytest.raises(ValueError, match="not a movement"):
            check_adjustment(movement, before, lost, None)
