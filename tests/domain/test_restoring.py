"""What restored books take over: nothing that is money, everything that protects it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from callbox.domain.deposits import Deposit, is_reference_of
from callbox.domain.differences import Difference
from callbox.domain.ledger import Wallet
from callbox.domain.restoring import (
    deposit_taken_over,
    is_explained,
    verification_taken_over,
    wallet_taken_over,
)
from callbox.domain.standing import LossReason, Standing
from tests.builders import ADA, NOW, a_deposit, a_verification, naira

LATER = NOW + timedelta(hours=3)


def test_a_newer_deposit_is_pending_again_whatever_it_was() -> None:
    told = a_deposit(
        status="credited", due_at=None, paid_reference="deposit-1-2", settled_at=NOW, returned_minor=500,
        attempt=2, authorization_url="https://pay", dispute_lost=True, version=7,
    )  # fmt: skip

    taken = deposit_taken_over(told, None, now=LATER)

    assert taken == Deposit(
        deposit_id=told.deposit_id, user_id=ADA, amount=told.amount, status="pending", created_at=NOW, due_at=LATER,
        attempt=2, authorization_url="https://pay", dispute_lost=True, version=8,
    )  # fmt: skip


def test_an_older_deposit_that_was_credited_since_is_asked_about_with_all_its_attempts() -> None:
    restored = a_deposit(version=2, sweep_failures=3)
    told = a_deposit(status="credited", due_at=None, attempt=3, authorization_url="https://pay", version=6)

    taken = deposit_taken_over(told, restored, now=LATER)

    assert taken == replace(
        restored, due_at=LATER, attempt=3, authorization_url="https://pay", sweep_failures=0, version=7
    )
    assert is_reference_of(taken, "deposit-1-3")


def test_a_credited_deposit_takes_over_a_lost_dispute_and_is_not_asked_about() -> None:
    restored = a_deposit(status="credited", due_at=None, paid_reference="deposit-1-1", version=2)

    taken = deposit_taken_over(replace(restored, dispute_lost=True, version=3), restored, now=LATER)

    assert taken == replace(restored, dispute_lost=True, version=4)


@pytest.mark.parametrize("version", [3, 4], ids=["unchanged since", "taken over before"])
def test_a_deposit_that_is_not_older_stays_as_it_is(version: int) -> None:
    assert deposit_taken_over(a_deposit(version=3), a_deposit(version=version), now=LATER) is None


def test_an_open_verification_is_due_at_once_above_the_version_told() -> None:
    restored = a_verification(state="waiting", version=3, sweep_failures=2)
    told = replace(restored, state="received", due_at=None, version=9)

    assert verification_taken_over(told, restored, now=LATER) == replace(
        restored, due_at=LATER, sweep_failures=0, version=10
    )


def test_an_ended_verification_only_rises_above_the_version_told() -> None:
    restored = a_verification(state="received", due_at=None, version=5)

    assert verification_taken_over(replace(restored, version=6), restored, now=LATER) == replace(restored, version=7)


def test_a_newer_verification_is_not_taken_over_and_an_unchanged_one_stays() -> None:
    assert verification_taken_over(a_verification(), None, now=LATER) is None
    assert verification_taken_over(a_verification(version=2), a_verification(version=2), now=LATER) is None


def test_a_wallet_takes_over_freeze_and_level_and_no_money() -> None:
    told = Wallet(ADA, naira(90), n=9, frozen="chargeback", trust="reviewed")

    assert wallet_taken_over(told, Wallet(ADA, naira(20), n=2), was_unfrozen=False) == Wallet(
        ADA, naira(20), n=2, frozen="chargeback", trust="reviewed"
    )
    assert wallet_taken_over(told, None, was_unfrozen=False) == Wallet(
        ADA, naira(0), frozen="chargeback", trust="reviewed"
    )


def test_a_lost_dispute_and_an_operators_look_are_taken_over_and_what_happens_again_is_not() -> None:
    lost: tuple[tuple[datetime, LossReason], ...] = ((LATER, "service_denied"),)
    told = Wallet(ADA, naira(90), n=9, standing=Standing(900, disputed_at=LATER, losses=lost, looked_at=LATER))
    restored = Wallet(ADA, naira(20), n=2, standing=Standing(200))

    taken = wallet_taken_over(told, restored, was_unfrozen=False)

    assert taken is not None
    assert taken.standing == Standing(200, disputed_at=LATER, looked_at=LATER)


@pytest.mark.parametrize(("was_unfrozen", "frozen"), [(True, None), (False, "stolen card")])
def test_only_an_operator_ends_a_freeze(was_unfrozen: bool, frozen: str | None) -> None:
    restored = Wallet(ADA, naira(20), n=2, frozen="stolen card")

    taken = wallet_taken_over(Wallet(ADA, naira(20), n=2), restored, was_unfrozen=was_unfrozen)

    assert (taken or restored).frozen == frozen


def test_a_wallet_with_nothing_newer_stays_as_it_is() -> None:
    assert wallet_taken_over(Wallet(ADA, naira(90), n=9), Wallet(ADA, naira(20), n=2), was_unfrozen=True) is None
    assert wallet_taken_over(Wallet(ADA, naira(90), n=9), None, was_unfrozen=False) is None


def test_only_an_unowned_order_of_after_that_second_is_explained() -> None:
    def order(**facts: str) -> Difference:
        return Difference("order_without_payer", "order-1", {"ordered_at": f"{LATER:%FT%TZ}", **facts})

    assert is_explained(order(), at=NOW)
    assert not is_explained(order(), at=LATER + timedelta(minutes=1))
    assert not is_explained(order(verification_id="verification-1"), at=NOW)
    assert not is_explained(Difference("paid_twice", "deposit-1", {}), at=NOW)
