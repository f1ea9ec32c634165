"""What a payment does to a deposit: it is credited when it matches our request exactly, and held otherwise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callbox.domain.deposits import (
    Deposit,
    DepositBounds,
    DepositStatus,
    Payment,
    as_created,
    deposit_id_of,
    is_reference_of,
    judge,
    next_attempt,
    with_checkout,
)
from callbox.domain.identity import DepositId, UserId
from callbox.domain.money import Money

CREATED = datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
NOW = CREATED + timedelta(minutes=5)
LATE = CREATED + timedelta(hours=96)
OURS = 500_000
PENDING = Deposit(
    deposit_id=DepositId("01JDEPOSIT"),
    user_id=UserId("ada"),
    amount=Money(OURS, "NGN"),
    status="pending",
    created_at=CREATED,
    due_at=CREATED + timedelta(minutes=1),
)
FAILED = replace(PENDING, status="failed", due_at=None, settled_at=NOW, reason="not_paid")

CHARGED = {"less": OURS - 1, "ours": OURS, "more": OURS + 7_500}
REQUESTED = {**CHARGED, "unsaid": None}
CREDITED_WHEN = {("ours", "unsaid", "NGN"), ("ours", "ours", "NGN"), ("more", "ours", "NGN")}
"""(charged, requested, currency): the charge may include fees beyond the requested amount; nothing else may differ."""


def a_payment(status: str, charged: int = OURS, requested: int | None = OURS, currency: str = "NGN") -> Payment:
    return Payment(
        reference=PENDING.reference,
        status=status,
        amount=Money(charged, currency),
        requested_amount=None if requested is None else Money(requested, currency),
    )


@pytest.mark.parametrize("before", [PENDING, FAILED], ids=["pending", "failed"])
@pytest.mark.parametrize(("charged", "requested", "currency"), [*product(CHARGED, REQUESTED, ("NGN", "USD"))])
def test_a_success_credits_only_the_amount_and_currency_we_requested(
    before: Deposit, charged: str, requested: str, currency: str
) -> None:
    after = judge(before, a_payment("success", CHARGED[charged], REQUESTED[requested], currency), now=NOW)

    if (charged, requested, currency) in CREDITED_WHEN:
        assert (after.status, after.reason) == ("credited", None)
    else:
        reason = "amount_differs" if currency == "NGN" else "currency_differs"
        assert (after.status, after.reason) == ("mismatched", reason)
    assert after == replace(
        before,
        status=after.status,
        reason=after.reason,
        paid_reference=PENDING.reference,
        settled_at=NOW,
        due_at=None,
    )


def test_a_requested_amount_in_another_currency_is_a_mismatch() -> None:
    payment = replace(a_payment("success"), requested_amount=Money(OURS, "USD"))

    assert judge(PENDING, payment, now=NOW).status == "mismatched"


@pytest.mark.parametrize("status", ["credited", "mismatched"])
@pytest.mark.parametrize("word", ["success", "failed", "abandoned", "reversed"])
@pytest.mark.parametrize(("charged", "currency"), [*product(CHARGED.values(), ("NGN", "USD"))])
def test_no_payment_changes_a_settled_deposit(status: DepositStatus, word: str, charged: int, currency: str) -> None:
    settled = replace(PENDING, status=status, due_at=None, paid_reference=PENDING.reference, settled_at=NOW)

    assert judge(settled, a_payment(word, charged, currency=currency), now=LATE) == settled


@pytest.mark.parametrize("before", [PENDING, FAILED], ids=["pending", "failed"])
@pytest.mark.parametrize("word", ["abandoned", "ongoing", "pending", "processing", "queued", "", "a word of tomorrow"])
@pytest.mark.parametrize("now", [NOW, LATE], ids=["within the window", "after the window"])
def test_a_payment_that_may_still_succeed_changes_nothing(before: Deposit, word: str, now: datetime) -> None:
    assert judge(before, a_payment(word), now=now) == before


@pytest.mark.parametrize(("word", "reason"), [("failed", "paystack_failed"), ("reversed", "paystack_reversed")])
def test_a_failed_or_reversed_charge_may_be_tried_again_until_the_window_ends(word: str, reason: str) -> None:
    in_time = judge(PENDING, a_payment(word), now=LATE - timedelta(seconds=1))
    late = judge(PENDING, a_payment(word), now=LATE)

    assert in_time == PENDING
    assert late == replace(PENDING, status="failed", reason=reason, settled_at=LATE, due_at=None)
    assert judge(FAILED, a_payment(word), now=LATE) == FAILED


def test_a_late_payment_of_a_failed_deposit_is_still_credited() -> None:
    failed = judge(PENDING, a_payment("failed"), now=LATE)
    after = judge(failed, a_payment("success"), now=LATE + timedelta(days=3))

    assert (after.status, after.reason) == ("credited", None)


@given(st.integers(1, 10**12), st.integers(1, 10**12), st.none() | st.integers(1, 10**12))
def test_no_payment_changes_the_amount_or_the_owner_of_a_deposit(
    ours: int, charged: int, requested: int | None
) -> None:
    before = replace(PENDING, amount=Money(ours, "NGN"))
    after = judge(before, a_payment("success", charged, requested), now=NOW)

    assert (after.amount, after.user_id) == (before.amount, before.user_id)
    assert after.status == "mismatched" or charged >= ours


def test_a_deposit_as_created_has_its_checkout_and_no_later_change() -> None:
    opened = replace(with_checkout(next_attempt(PENDING), "https://checkout.example/1"), version=3)
    ended = replace(
        opened,
        status="credited",
        due_at=None,
        paid_reference="01JDEPOSIT-1",
        settled_at=LATE,
        reason="amount_differs",
        returned_minor=100,
    )

    assert as_created(ended) == as_created(opened) == replace(opened, due_at=as_created(opened).due_at, version=1)
    assert as_created(ended).reference == "01JDEPOSIT-2"


# --- references


def test_a_reference_names_its_deposit_and_attempt() -> None:
    assert PENDING.reference == "01JDEPOSIT-1"
    assert deposit_id_of(PENDING.reference) == PENDING.deposit_id
    assert deposit_id_of("with-a-dash-12") == "with-a-dash"


@pytest.mark.parametrize("text", ["", "-", "-1", "01JDEPOSIT", "01JDEPOSIT-", "01JDEPOSIT-x", "01JDEPOSIT-²", "a-1 "])
def test_a_text_that_is_not_a_reference_of_ours_names_no_deposit(text: str) -> None:
    assert deposit_id_of(text) is None


@pytest.mark.parametrize("number", ["0", "3", "01", "-1", "1 "])
def test_only_attempts_that_were_made_are_references_of_the_deposit(number: str) -> None:
    twice = next_attempt(PENDING)

    assert is_reference_of(twice, "01JDEPOSIT-1")
    assert is_reference_of(twice, "01JDEPOSIT-2")
    assert not is_reference_of(twice, f"01JDEPOSIT-{number}")
    assert not is_reference_of(twice, "01JANOTHER-1")


def test_a_new_attempt_has_a_new_reference_and_no_checkout_yet() -> None:
    opened = with_checkout(PENDING, "https://checkout.example/1")
    again = next_attempt(opened)

    assert opened.authorization_url == "https://checkout.example/1"
    assert (again.reference, again.authorization_url) == ("01JDEPOSIT-2", None)


# --- bounds


@pytest.mark.parametrize(
    ("minor", "allowed"), [(9_999, False), (10_000, True), (5_000_000, True), (5_000_001, False), (-1, False)]
)
def test_a_deposit_has_a_minimum_and_a_maximum_amount(minor: int, allowed: bool) -> None:
    errors = DepositBounds(Money(10_000, "NGN"), Money(5_000_000, "NGN")).errors(minor)

    if allowed:
        assert errors == []
    else:
        (error,) = errors
        assert (error.field, error.code) == ("amount_minor", "out_of_range")
        assert (error.least, error.most) == (10_000, 5_000_000)
        assert error.message == "Top up between ₦100 and ₦50,000."
