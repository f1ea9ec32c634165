"""Every movement leaves a wallet whose balance is the sum of its entries, numbered without a gap, never below zero."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbox.domain import ledger
from callbox.domain.errors import Refused
from callbox.domain.identity import DepositId, UserId, VerificationId
from callbox.domain.ledger import Entry, Movement, Wallet
from callbox.domain.money import Money

AT = datetime(2026, 3, 4, tzinfo=UTC)
ADA = UserId("ada")
EMPTY = Wallet(ADA, Money(0, "NGN"))

amounts = st.integers(1, 10**9)
operations = st.one_of(
    st.tuples(st.just("deposit"), amounts, st.just(1)),
    st.tuples(st.just("purchase"), st.integers(1, 10**6), st.integers(1, 10)),
    st.tuples(st.just("refund"), amounts, st.just(1)),
)


def kobo(minor: int) -> Money:
    return Money(minor, "NGN")


def deposit(wallet: Wallet, minor: int) -> Movement:
    return ledger.deposit(wallet, kobo(minor), deposit_id=DepositId("deposit"), at=AT)


def purchase(wallet: Wallet, minor: int, count: int = 1) -> Movement:
    ids = [VerificationId(f"verification-{k}") for k in range(count)]
    return ledger.purchase(wallet, kobo(minor), verification_ids=ids, at=AT)


def refund(wallet: Wallet, minor: int) -> Movement:
    return ledger.refund(wallet, kobo(minor), verification_id=VerificationId("verification"), at=AT)


def move(wallet: Wallet, kind: str, minor: int, count: int) -> Movement | None:
    """Return the movement, or None when the wallet did not allow it."""
    if kind == "deposit":
        return deposit(wallet, minor)
    if kind == "refund":
        return refund(wallet, minor)
    try:
        return purchase(wallet, minor, count)
    except Refused as refused:
        assert refused.code == "insufficient_funds"
        assert wallet.balance < kobo(minor * count)
        return None


@given(st.lists(operations, max_size=40))
def test_the_entries_agree_with_the_wallet_after_any_movements(steps: list[tuple[str, int, int]]) -> None:
    wallet, entries = EMPTY, list[Entry]()

    for step in steps:
        if movement := move(wallet, *step):
            assert movement.before == wallet
            wallet = movement.after
            entries += movement.entries

    assert wallet.balance.minor == sum(entry.amount.minor for entry in entries) >= 0
    assert wallet.balance == (entries[-1].balance_after if entries else kobo(0))
    assert [entry.n for entry in entries] == list(range(1, wallet.n + 1))
    assert all(entry.balance_after.minor >= 0 for entry in entries)


@given(st.lists(operations, max_size=40))
def test_all_accounts_together_sum_to_zero(steps: list[tuple[str, int, int]]) -> None:
    wallet = EMPTY
    balances = {"wallet:ada": 0, "paystack": 0, "sales": 0}

    for step in steps:
        if movement := move(wallet, *step):
            wallet = movement.after
            for entry in movement.entries:
                balances[entry.debit_account] -= abs(entry.amount.minor)
                balances[entry.credit_account] += abs(entry.amount.minor)

    assert sum(balances.values()) == 0
    assert balances["wallet:ada"] == wallet.balance.minor


def test_a_deposit_comes_from_paystack_and_names_its_document() -> None:
    movement = deposit(EMPTY, 500)

    assert movement.after == Wallet(ADA, kobo(500), 1)
    assert movement.entries == (
        Entry(ADA, 1, "deposit", kobo(500), kobo(500), "paystack", "wallet:ada", AT, deposit_id=DepositId("deposit")),
    )


def test_a_purchase_is_posted_to_sales_and_a_refund_from_sales() -> None:
    bought = purchase(deposit(EMPTY, 500).after, 200)
    returned = refund(bought.after, 200)

    (out,), (back,) = bought.entries, returned.entries
    assert (out.kind, out.amount, out.debit_account, out.credit_account) == (
        "purchase",
        kobo(-200),
        "wallet:ada",
        "sales",
    )
    assert (back.kind, back.amount, back.debit_account, back.credit_account) == (
        "refund",
        kobo(200),
        "sales",
        "wallet:ada",
    )
    assert (out.verification_id, back.verification_id) == ("verification-0", "verification")
    assert returned.after == Wallet(ADA, kobo(500), 3)


def test_several_purchases_are_one_movement_with_one_entry_each() -> None:
    movement = purchase(deposit(EMPTY, 1000).after, 300, count=3)

    assert movement.after == Wallet(ADA, kobo(100), 4)
    assert [(entry.n, entry.balance_after.minor, entry.verification_id) for entry in movement.entries] == [
        (2, 700, "verification-0"),
        (3, 400, "verification-1"),
        (4, 100, "verification-2"),
    ]


def test_a_wallet_can_be_spent_to_the_last_kobo() -> None:
    assert purchase(deposit(EMPTY, 600).after, 300, count=2).after.balance == kobo(0)


def test_an_uncovered_purchase_is_refused_as_a_whole_with_the_missing_amount() -> None:
    with pytest.raises(Refused) as refused:
        purchase(deposit(EMPTY, 599).after, 300, count=2)

    assert refused.value.code == "insufficient_funds"
    assert dict(refused.value.facts) == {"price_minor": 600, "balance_minor": 599, "currency": "NGN"}


@pytest.mark.parametrize("minor", [0, -1])
@pytest.mark.parametrize("movement", [deposit, purchase, refund])
def test_a_negative_amount_cannot_reverse_a_movement(movement: Callable[[Wallet, int], Movement], minor: int) -> None:
    with pytest.raises(ValueError, match="reverse its direction"):
        movement(Wallet(ADA, kobo(1000), 1), minor)


def test_money_of_another_currency_never_enters_a_wallet() -> None:
    with pytest.raises(ValueError, match="do not add up"):
        ledger.deposit(EMPTY, Money(100, "USD"), deposit_id=DepositId("deposit"), at=AT)
