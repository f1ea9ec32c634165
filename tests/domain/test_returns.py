"""Returned payments: how much the payer has back, and how that changes a wallet."""

import pytest

from callbox.domain import ledger
from callbox.domain.deposits import Payment
from callbox.domain.errors import Refused
from callbox.domain.ledger import Movement, Wallet
from callbox.domain.money import Money
from callbox.domain.returns import is_chargeback, receivable, returned_of, with_return
from tests.builders import ADA, NOW, PRICE, a_deposit, a_verification, naira

DEPOSIT = a_deposit(amount=naira(500), status="credited", due_at=None)


def adjusted(wallet: Wallet, returned: Money, freeze: str | None = None) -> Movement:
    return ledger.adjustment(wallet, returned, deposit_id=DEPOSIT.deposit_id, at=NOW, freeze=freeze)


@pytest.mark.parametrize(
    ("status", "charged", "refunded", "returned", "chargeback"),
    [
        ("success", 500, 0, 0, False),
        ("success", 500, 120, 120, False),
        ("reversed", 500, 500, 500, False),
        ("reversed", 500, 0, 500, True),
        ("reversed", 500, 120, 500, True),
        ("success", 510, 505, 500, False),
        ("reversed", 510, 510, 500, False),
    ],
)
def test_the_returned_part_of_a_deposit_is_computed_from_its_payment(
    status: str, charged: int, refunded: int, returned: int, *, chargeback: bool
) -> None:
    payment = Payment("deposit-1-1", status, naira(charged), naira(500))

    assert returned_of(DEPOSIT, payment, naira(refunded)) == naira(returned)
    assert is_chargeback(payment, naira(refunded)) == chargeback


def test_a_return_takes_no_more_than_the_balance() -> None:
    movement = adjusted(Wallet(ADA, naira(300), n=4), naira(500))

    [entry] = movement.entries
    assert (entry.kind, entry.n, entry.amount, entry.balance_after) == ("adjustment", 5, naira(-300), naira(0))
    assert movement.after == Wallet(ADA, naira(0), n=5)
    owed = receivable(movement, DEPOSIT, with_return(DEPOSIT, naira(500)), at=NOW)
    assert owed is not None
    assert owed.amount == naira(200)


def test_only_the_uncovered_part_of_a_return_is_owed() -> None:
    movement = adjusted(Wallet(ADA, naira(900), n=4), naira(500))

    assert receivable(movement, DEPOSIT, with_return(DEPOSIT, naira(500)), at=NOW) is None


def test_a_return_from_an_empty_wallet_makes_no_entry() -> None:
    empty = Wallet(ADA, naira(0), n=4)

    assert adjusted(empty, naira(500)) == Movement(empty, empty, ())


def test_a_freeze_keeps_its_first_reason() -> None:
    wallet = Wallet(ADA, naira(900), n=4)

    assert adjusted(wallet, naira(1), "returned").after.frozen == "returned"
    assert adjusted(Wallet(ADA, naira(900), 4, "stolen"), naira(1), "returned").after.frozen == "stolen"
    assert adjusted(Wallet(ADA, naira(900), 4, "stolen"), naira(1)).after.frozen == "stolen"


@pytest.mark.parametrize("minor", [0, -1])
def test_a_return_of_nothing_is_rejected(minor: int) -> None:
    with pytest.raises(ValueError, match="direction"):
        adjusted(Wallet(ADA, naira(900), n=4), Money(minor, "NGN"))


def test_a_frozen_wallet_buys_nothing_at_any_balance() -> None:
    frozen = Wallet(ADA, naira(9_000), n=4, frozen="stolen")

    for wallet in (frozen, Wallet(ADA, naira(0), n=0, frozen="stolen")):
        with pytest.raises(Refused) as refused:
            ledger.purchase(wallet, PRICE, verification_ids=[a_verification().verification_id], at=NOW)
        assert refused.value.code == "account_frozen"


def test_a_frozen_wallet_can_be_credited_and_stays_frozen() -> None:
    frozen = Wallet(ADA, naira(100), n=4, frozen="stolen")

    deposited = ledger.deposit(frozen, naira(500), deposit_id=DEPOSIT.deposit_id, at=NOW)
    refunded = ledger.refund(frozen, PRICE, verification_id=a_verification().verification_id, at=NOW)

    assert deposited.after == Wallet(ADA, naira(600), 5, "stolen")
    assert refunded.after == Wallet(ADA, naira(550), 5, "stolen")
