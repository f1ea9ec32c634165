"""The contract of the stores of the reconciliation: whole tables in segments, differences once, balances in order."""

from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from functools import partial

import pytest

from callbox.adapters.dynamodb.scanning import scan
from callbox.adapters.dynamodb.tables import DepositItem
from callbox.domain import ledger
from callbox.domain.differences import Difference
from callbox.domain.identity import UserId
from callbox.domain.verifications import closed
from callbox.ports.pay_outs import BeingPaidOut
from callbox.ports.supplier_balances import SupplierBalance
from callbox.services.auditing import Audit
from tests.adapters.dynamodb.rivals import race
from tests.adapters.dynamodb.stores import Stores
from tests.builders import ADA, NOW, PRICE, a_deposit, a_key, a_verification, fund, naira
from tests.fakes import FakeClock

A_DAY = timedelta(days=1)


@pytest.mark.parametrize("segments", [1, 3])
def test_the_parts_of_a_table_are_the_whole_table(stores: Stores, segments: int) -> None:
    users = [UserId(f"user-{number:02}") for number in range(10)]
    for user_id in users:
        fund(stores.books, stores.deposits, naira(200), user_id=user_id, deposit_id=f"of-{user_id}")
    stores.deposits.add(a_deposit("pending"), a_key("pending"))

    wallets = [one for part in range(segments) for one in stores.wallet_scan.scan(segment=part, segments=segments)]
    deposits = [one for part in range(segments) for one in stores.deposit_scan.scan(segment=part, segments=segments)]

    assert sorted(wallet.user_id for wallet in wallets) == users
    assert all(wallet == stores.books.wallet(wallet.user_id) for wallet in wallets)
    assert sorted(one.deposit_id for one in deposits) == sorted([*(f"of-{user_id}" for user_id in users), "pending"])
    assert all(one == stores.deposits.get(one.deposit_id) for one in deposits)


@pytest.mark.parametrize("page", [1, 3, 10, 11])
def test_a_table_of_many_pages_is_read_to_its_end_once(dynamodb: Stores, page: int) -> None:
    for number in range(10):
        fund(dynamodb.books, dynamodb.deposits, naira(200), user_id=UserId(f"user-{number}"), deposit_id=f"d-{number}")

    found = [item.deposit_id for part in (0, 1) for item in scan(DepositItem, segment=part, segments=2, page=page)]

    assert sorted(found) == [f"d-{number}" for number in range(10)]


def test_an_empty_table_has_empty_parts(stores: Stores) -> None:
    assert list(stores.wallet_scan.scan(segment=0, segments=2)) == []


def test_an_audit_of_wallets_that_move_meanwhile_finds_nothing_wrong(concurrent_stores: Stores) -> None:
    stores = concurrent_stores
    fund(stores.books, stores.deposits, naira(20_000))
    audit = Audit(
        books=stores.books,
        wallets=stores.wallet_scan,
        deposits=stores.deposits,
        all_deposits=stores.deposit_scan,
        verifications=stores.verifications,
        receivables=stores.receivables,
        clock=FakeClock(),
    )

    def buy_and_refund() -> None:
        for number in range(20):
            bought = a_verification(f"verification-{number:02}")
            wallet = stores.books.wallet(ADA)
            purchase = ledger.purchase(wallet, PRICE, verification_ids=[bought.verification_id], at=NOW)
            stores.books.purchase(purchase, [bought], a_key(bought.verification_id))
            refund = ledger.refund(purchase.after, PRICE, verification_id=bought.verification_id, at=NOW)
            stores.books.refund(refund, bought, closed(bought, "failed", reason="x", now=NOW))

    def audit_again_and_again() -> list[Difference]:
        return [one for _ in range(10) for one in audit.run(segments=2).differences]

    assert race(buy_and_refund, audit_again_and_again) == [None, []]
    assert audit.run(segments=2).entries == 41


def test_a_difference_is_new_only_the_first_time(stores: Stores) -> None:
    found = Difference("balance_differs", "user-ada", {"balance_minor": 1, "entries_minor": 2})

    assert stores.differences.note(found, now=NOW)
    assert not stores.differences.note(found, now=NOW + A_DAY)
    assert stores.differences.note(Difference("balance_differs", "user-bob"), now=NOW + A_DAY)


def test_the_last_balance_is_the_newest_one(stores: Stores) -> None:
    assert stores.supplier_balances.last() is None
    balances = [
        SupplierBalance(NOW + number * A_DAY, Decimal("12.50") - number, ("lr_1", "lr_2"), Decimal("1.50"))
        for number in range(3)
    ]

    for balance in (balances[0], balances[2], balances[1]):
        stores.supplier_balances.add(balance)

    assert stores.supplier_balances.last() == balances[2]


def test_a_balance_without_open_orders_is_read_as_it_was_stored(stores: Stores) -> None:
    balance = SupplierBalance(NOW, Decimal("0.00"), (), Decimal(0))

    stores.supplier_balances.add(balance)

    assert stores.supplier_balances.last() == balance


def test_an_account_belongs_to_one_run_until_the_run_ends_or_expires(stores: Stores) -> None:
    pay_outs, free_at = stores.pay_outs, NOW + timedelta(minutes=30)
    pay_outs.begin(ADA, "first", now=NOW, free_at=free_at)
    pay_outs.begin(ADA, "first", now=NOW, free_at=free_at)  # its answer was lost
    pay_outs.begin(UserId("another"), "other", now=NOW, free_at=free_at)

    with pytest.raises(BeingPaidOut) as refused:
        pay_outs.begin(ADA, "second", now=free_at - timedelta(seconds=1), free_at=free_at + A_DAY)
    assert refused.value.free_at == free_at

    pay_outs.end(ADA, "first")
    pay_outs.end(ADA, "first")
    pay_outs.begin(ADA, "second", now=NOW, free_at=free_at)
    pay_outs.begin(ADA, "third", now=free_at, free_at=free_at + A_DAY)


def test_an_expired_run_does_not_end_the_next_one(stores: Stores) -> None:
    stores.pay_outs.begin(ADA, "first", now=NOW, free_at=NOW + timedelta(minutes=30))
    stores.pay_outs.begin(ADA, "second", now=NOW + A_DAY, free_at=NOW + 2 * A_DAY)

    stores.pay_outs.end(ADA, "first")

    with pytest.raises(BeingPaidOut):
        stores.pay_outs.begin(ADA, "first", now=NOW + A_DAY, free_at=NOW + 2 * A_DAY)


def test_one_of_many_concurrent_runs_gets_the_account(concurrent_stores: Stores) -> None:
    begun: list[str] = []

    def begin(number: int) -> None:
        with suppress(BeingPaidOut):
            concurrent_stores.pay_outs.begin(ADA, f"run {number}", now=NOW, free_at=NOW + A_DAY)
            begun.append(f"run {number}")

    race(*[partial(begin, number) for number in range(8)])

    assert len(begun) == 1
