"""The contract of the books for returned payments and frozen wallets."""

from dataclasses import replace
from functools import partial

import pytest

from callbox.adapters.dynamodb.tables import DepositItem
from callbox.domain import ledger, returns
from callbox.domain.deposits import Deposit
from callbox.domain.errors import Refused
from callbox.domain.ledger import Movement, Wallet
from callbox.domain.money import Money
from callbox.domain.operators import OperatorAct
from callbox.domain.returns import Receivable
from callbox.domain.standing import NO_STANDING, looked_at
from callbox.domain.verifications import closed
from callbox.ports import Moved
from callbox.ports.books import WalletMoved
from tests.adapters.dynamodb.rivals import race
from tests.adapters.dynamodb.stores import Stores
from tests.builders import ADA, BOB, NOW, PRICE, a_deposit, a_key, a_verification, fund, naira

RETURNED = "a payment was returned"
MOST_RACES = 64


def _credited(stores: Stores, amount: Money) -> Deposit:
    fund(stores.books, stores.deposits, amount, deposit_id="deposit-1")
    deposit = stores.deposits.get(a_deposit().deposit_id)
    assert deposit is not None
    return deposit


def _return(
    wallet: Wallet, before: Deposit, returned: Money, freeze: str | None = None
) -> tuple[Movement, Deposit, Deposit, Receivable | None]:
    """Return what `adjust` is called with."""
    after = returns.with_return(before, returned)
    missing = Money(returned.minor - before.returned_minor, returned.currency)
    movement = ledger.adjustment(wallet, missing, deposit_id=before.deposit_id, at=NOW, freeze=freeze)
    return movement, before, after, returns.receivable(movement, before, after, at=NOW)


def _buy(stores: Stores, wallet: Wallet, name: str = "verification-1") -> None:
    bought = a_verification(name)
    movement = ledger.purchase(wallet, PRICE, verification_ids=[bought.verification_id], at=NOW)
    stores.books.purchase(movement, [bought], a_key(name))


def _refund(wallet: Wallet) -> Movement:
    return ledger.refund(wallet, PRICE, verification_id=a_verification().verification_id, at=NOW)


def _act(number: int = 1, **changes: str) -> OperatorAct:
    act = OperatorAct(f"act-{number}", NOW, "operator", "account_frozen", ADA, {"reason": "stolen", "n": 1})
    return replace(act, **changes)  # type: ignore[arg-type]


def test_a_return_changes_wallet_statement_and_deposit_together(stores: Stores) -> None:
    deposit = _credited(stores, naira(500))
    given = _return(stores.books.wallet(ADA), deposit, naira(120))

    stores.books.adjust(*given)

    assert stores.books.wallet(ADA) == Wallet(ADA, naira(380), n=2)
    assert stores.books.entries(ADA, before_n=None, limit=1) == list(given[0].entries)
    assert stores.deposits.get(deposit.deposit_id) == replace(deposit, returned_minor=12_000, version=3)
    assert stores.receivables.of(ADA) == []


def test_a_return_is_taken_once(stores: Stores) -> None:
    deposit = _credited(stores, naira(500))
    given = _return(stores.books.wallet(ADA), deposit, naira(120))
    stores.books.adjust(*given)

    again = _return(stores.books.wallet(ADA), deposit, naira(120))
    for attempt in (given, again):
        with pytest.raises(Moved) as refused:
            stores.books.adjust(*attempt)
        assert not isinstance(refused.value, WalletMoved)

    assert stores.books.wallet(ADA) == Wallet(ADA, naira(380), n=2)


def test_the_uncovered_part_of_a_return_is_owed_and_stops_purchases(stores: Stores) -> None:
    deposit = _credited(stores, naira(500))
    _buy(stores, stores.books.wallet(ADA))
    given = _return(stores.books.wallet(ADA), deposit, naira(500), RETURNED)

    stores.books.adjust(*given)

    assert stores.books.wallet(ADA) == Wallet(ADA, naira(0), n=3, frozen=RETURNED)
    assert stores.receivables.of(ADA) == [
        Receivable(ADA, "deposit-1-50000", deposit.deposit_id, Money(45_000, "NGN"), NOW)
    ]
    assert stores.receivables.of(BOB) == []


def test_an_empty_wallet_is_frozen_without_an_entry(stores: Stores) -> None:
    deposit = _credited(stores, PRICE)
    _buy(stores, stores.books.wallet(ADA))
    given = _return(stores.books.wallet(ADA), deposit, PRICE, RETURNED)

    stores.books.adjust(*given)

    assert stores.books.wallet(ADA) == Wallet(ADA, naira(0), n=2, frozen=RETURNED)
    assert [one.amount for one in stores.receivables.of(ADA)] == [PRICE]
    with pytest.raises(Moved):
        stores.books.adjust(*given)
    assert len(stores.receivables.of(ADA)) == 1


def test_a_return_from_an_older_wallet_is_refused_with_the_current_wallet(stores: Stores) -> None:
    deposit = _credited(stores, naira(500))
    older = stores.books.wallet(ADA)
    _buy(stores, older)

    with pytest.raises(WalletMoved) as refused:
        stores.books.adjust(*_return(older, deposit, naira(120)))

    assert refused.value.wallet == stores.books.wallet(ADA)
    assert stores.deposits.get(deposit.deposit_id) == deposit


def test_a_freeze_that_comes_first_is_not_overwritten_by_a_return(stores: Stores) -> None:
    deposit = _credited(stores, naira(500))
    older = stores.books.wallet(ADA)
    stores.books.freeze(older, "stolen", _act())

    with pytest.raises(WalletMoved) as refused:
        stores.books.adjust(*_return(older, deposit, naira(500), RETURNED))

    assert refused.value.wallet == replace(older, frozen="stolen") == stores.books.wallet(ADA)
    stores.books.adjust(*_return(refused.value.wallet, deposit, naira(500), RETURNED))
    assert stores.books.wallet(ADA) == Wallet(ADA, naira(0), n=2, frozen="stolen")


def test_a_frozen_wallet_buys_nothing_even_when_the_freeze_came_after_reading(stores: Stores) -> None:
    wallet = fund(stores.books, stores.deposits, naira(1_000))
    stores.books.freeze(wallet, "stolen", _act())

    with pytest.raises(WalletMoved) as refused:
        _buy(stores, wallet)

    assert refused.value.wallet == replace(wallet, frozen="stolen")
    assert stores.verifications.get(ADA, a_verification().verification_id) is None
    assert stores.keys.find(ADA, "key-of-verification-1") is None


def test_a_return_computed_for_a_frozen_wallet_is_refused_after_the_unfreeze(stores: Stores) -> None:
    deposit = _credited(stores, naira(500))
    stores.books.freeze(stores.books.wallet(ADA), "stolen", _act())
    older = stores.books.wallet(ADA)
    stores.books.freeze(older, None, _act(2))

    with pytest.raises(WalletMoved) as refused:
        stores.books.adjust(*_return(older, deposit, naira(500), RETURNED))

    stores.books.adjust(*_return(refused.value.wallet, deposit, naira(500), RETURNED))
    assert stores.books.wallet(ADA) == Wallet(ADA, naira(0), n=2, frozen=RETURNED, standing=looked_at(NO_STANDING, NOW))


def test_a_credit_keeps_the_freeze(stores: Stores) -> None:
    wallet = fund(stores.books, stores.deposits, naira(1_000))
    _buy(stores, wallet)
    bought = stores.books.wallet(ADA)
    stores.books.freeze(bought, "stolen", _act())

    failed = closed(a_verification(), "failed", reason="x", now=NOW)
    with pytest.raises(WalletMoved) as refused:
        stores.books.refund(_refund(bought), a_verification(), failed)
    stores.books.refund(_refund(refused.value.wallet), a_verification(), failed)
    fund(stores.books, stores.deposits, naira(200), deposit_id="more")

    assert stores.books.wallet(ADA) == Wallet(ADA, naira(1_200), n=4, frozen="stolen")


def test_a_freeze_and_its_log_entry_are_written_together(stores: Stores) -> None:
    wallet = fund(stores.books, stores.deposits, naira(1_000))

    stores.books.freeze(wallet, "stolen", _act())

    assert stores.books.wallet(ADA) == replace(wallet, frozen="stolen")
    assert stores.operator_log.day("2026-03-04") == [_act()]
    assert stores.operator_log.day("2026-03-05") == []


def test_a_freeze_of_a_frozen_wallet_is_refused_and_not_logged(stores: Stores) -> None:
    wallet = fund(stores.books, stores.deposits, naira(1_000))
    stores.books.freeze(wallet, "stolen", _act())

    with pytest.raises(WalletMoved) as refused:
        stores.books.freeze(wallet, "chargeback", _act(2))

    assert refused.value.wallet.frozen == "stolen"
    assert stores.operator_log.day("2026-03-04") == [_act()]


def test_an_unfrozen_wallet_can_buy_again(stores: Stores) -> None:
    wallet = fund(stores.books, stores.deposits, naira(1_000))
    stores.books.freeze(wallet, "stolen", _act())
    stores.books.freeze(stores.books.wallet(ADA), None, _act(2, act="account_unfrozen"))

    freed = stores.books.wallet(ADA)
    assert freed == replace(wallet, standing=looked_at(NO_STANDING, NOW))
    _buy(stores, freed)
    assert [act.act for act in stores.operator_log.day("2026-03-04")] == ["account_frozen", "account_unfrozen"]


def test_a_customer_without_a_wallet_can_be_frozen_and_then_pay(stores: Stores) -> None:
    stores.books.freeze(stores.books.wallet(ADA), "stolen", _act())
    assert stores.books.wallet(ADA) == Wallet(ADA, naira(0), n=0, frozen="stolen")

    fund(stores.books, stores.deposits, naira(200))
    assert stores.books.wallet(ADA) == Wallet(ADA, naira(200), n=1, frozen="stolen")


def test_a_first_deposit_is_credited_once_into_a_wallet_created_by_a_freeze(stores: Stores) -> None:
    stores.books.freeze(stores.books.wallet(ADA), "stolen", _act())
    fund(stores.books, stores.deposits, naira(200))
    before = a_deposit("second", amount=naira(200))
    stores.deposits.add(before, a_key("second"))
    older = Wallet(ADA, naira(0), n=0, frozen="stolen")

    movement = ledger.deposit(older, naira(200), deposit_id=before.deposit_id, at=NOW)
    with pytest.raises(WalletMoved):
        stores.books.credit(movement, before, replace(before, status="credited", due_at=None))

    assert stores.books.wallet(ADA) == Wallet(ADA, naira(200), n=1, frozen="stolen")


def test_a_deposit_stored_before_returns_existed_has_returned_nothing(dynamodb: Stores) -> None:
    deposit = _credited(dynamodb, naira(500))
    item = DepositItem.get(deposit.deposit_id)
    item.update([DepositItem.returned_minor.remove()])

    found = dynamodb.deposits.get(deposit.deposit_id)
    assert found == deposit
    dynamodb.books.adjust(*_return(dynamodb.books.wallet(ADA), deposit, naira(120)))
    assert dynamodb.books.wallet(ADA).balance == naira(380)


def test_a_lost_dispute_freezes_purchases_once_and_moves_no_money(stores: Stores) -> None:
    deposit = _credited(stores, naira(500))
    stores.books.adjust(*_return(stores.books.wallet(ADA), deposit, naira(120)))
    taken = stores.deposits.get(deposit.deposit_id)
    assert taken is not None
    movement = ledger.stop(stores.books.wallet(ADA), RETURNED)

    stores.books.adjust(movement, taken, replace(taken, dispute_lost=True), None)

    assert stores.books.wallet(ADA) == Wallet(ADA, naira(380), n=2, frozen=RETURNED)
    assert len(stores.books.entries(ADA, before_n=None, limit=5)) == 2
    noted = stores.deposits.get(deposit.deposit_id)
    assert noted == replace(taken, dispute_lost=True, version=4)
    with pytest.raises(Moved):
        stores.books.adjust(movement, taken, replace(taken, dispute_lost=True), None)


def test_a_lost_dispute_that_took_nothing_is_recorded(stores: Stores) -> None:
    deposit = _credited(stores, naira(500))

    stores.deposits.save(deposit, replace(deposit, dispute_lost=True))

    assert stores.deposits.get(deposit.deposit_id) == replace(deposit, dispute_lost=True, version=3)


def _take_back(stores: Stores, returned: Money) -> bool:
    """Take a return as a service does, and repeat after each lost race. Return whether this call took it."""
    for _ in range(MOST_RACES):
        deposit = stores.deposits.get(a_deposit().deposit_id)
        assert deposit is not None
        if deposit.returned_minor == returned.minor:
            return False
        try:
            stores.books.adjust(*_return(stores.books.wallet(ADA), deposit, returned, RETURNED))
        except Moved:
            continue
        return True
    raise AssertionError("lost more races than there were other threads")


def _buy_if_possible(stores: Stores, name: str) -> bool:
    for _ in range(MOST_RACES):
        try:
            _buy(stores, stores.books.wallet(ADA), name)
        except WalletMoved:
            continue
        except Refused:
            return False
        return True
    raise AssertionError("lost more races than there were other threads")


def test_concurrent_workers_take_one_return_once(concurrent_stores: Stores) -> None:
    _credited(concurrent_stores, naira(500))

    taken = race(*[partial(_take_back, concurrent_stores, naira(120))] * 8)

    assert sorted(taken, key=bool) == [False] * 7 + [True]
    assert concurrent_stores.books.wallet(ADA).balance == naira(380)


def test_purchases_during_a_return_leave_no_negative_balance_and_no_missing_debt(concurrent_stores: Stores) -> None:
    stores = concurrent_stores
    _credited(stores, naira(2_250))

    bought = race(
        partial(_take_back, stores, naira(2_250)),
        *[partial(_buy_if_possible, stores, f"verification-{number}") for number in range(8)],
    )

    count = sum(1 for one in bought[1:] if one is True)
    wallet, owed = stores.books.wallet(ADA), sum(one.amount.minor for one in stores.receivables.of(ADA))
    assert bought[0] is True
    assert (wallet.balance.minor, wallet.frozen, owed) == (0, RETURNED, count * PRICE.minor)
    with pytest.raises(Refused):
        ledger.purchase(wallet, PRICE, verification_ids=[a_verification("late").verification_id], at=NOW)
