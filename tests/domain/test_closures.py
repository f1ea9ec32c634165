"""Rules of closing an account: what hinders it, and the number that names what remains."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from callbox.domain import closures, ledger
from callbox.domain.errors import Refused
from callbox.domain.identity import UserId, closed_email
from callbox.domain.ledger import Wallet
from callbox.domain.restoring import wallet_taken_over
from callbox.domain.standing import UNDER_REFUND, paused_for
from tests.builders import ADA, BOB, NOW, PRICE, a_deposit, a_user, a_verification, naira

WALLET = Wallet(ADA, naira(37), n=1)


def test_a_claim_number_is_the_accounts_own_and_is_read_however_it_is_typed() -> None:
    claim = closures.claim_of(ADA)

    assert re.fullmatch(r"CB-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", claim)
    assert claim == closures.claim_of(ADA) != closures.claim_of(BOB)
    digits = claim.removeprefix("CB-")
    for typed in (claim.lower(), f"  {claim} ", digits, claim.replace("-", " "), claim.replace("0", "O")):
        assert closures.claim_as_written(typed) == claim
    assert len({closures.claim_of(UserId(f"user-{n}")) for n in range(2_000)}) == 2_000


def test_an_account_closes_after_seven_days_with_what_it_holds() -> None:
    closure = closures.asked(WALLET, now=NOW)

    assert (closure.left, closure.closes_at, closure.due_at) == (naira(37), NOW + timedelta(days=7), closure.closes_at)
    begun = closures.begun(closure, now=NOW)
    assert closures.begun(begun, now=NOW + timedelta(days=1)) == begun
    assert closures.over(begun, now=NOW).due_at is None


@pytest.mark.parametrize(
    ("frozen", "code"),
    [
        ("card reported stolen", "account_frozen"),
        (paused_for("disputed_payer"), "purchases_paused"),
        (UNDER_REFUND, "payout_under_way"),
    ],
)
def test_an_account_that_is_not_settled_cannot_be_closed(frozen: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        closures.must_be_settled(replace(WALLET, frozen=frozen), refunds_blocked={"factor_removed": None})

    assert refused.value.code == code
    assert closures.is_held(replace(WALLET, frozen=frozen, closes_at=NOW))
    assert not closures.is_held(replace(WALLET, closes_at=NOW))


def test_an_account_cannot_be_closed_while_refunds_are_blocked() -> None:
    with pytest.raises(Refused) as refused:
        closures.must_be_settled(
            WALLET, refunds_blocked={"factor_removed": NOW - timedelta(hours=1), "email_changed": NOW}
        )

    assert refused.value.code == "payout_blocked"
    assert refused.value.facts == {"until": "2026-03-04T05:06:07.890123Z", "reason": "email_changed"}
    closures.must_be_settled(WALLET, refunds_blocked={"factor_removed": None, "email_changed": None})


def test_an_account_cannot_be_closed_while_something_is_under_way() -> None:
    with pytest.raises(Refused, match="number") as number:
        closures.must_be_at_rest([a_verification()], [])
    with pytest.raises(Refused, match="payment") as payment:
        closures.must_be_at_rest([], [a_deposit()])

    assert (number.value.code, payment.value.code) == ("numbers_open", "payment_under_way")
    closures.must_be_at_rest([], [a_deposit(status="cancelled"), a_deposit(status="credited")])


def test_an_account_that_closes_buys_nothing() -> None:
    closing = replace(WALLET, balance=PRICE, closes_at=NOW)

    with pytest.raises(Refused) as refused:
        ledger.purchase(closing, PRICE, verification_ids=[a_verification().verification_id], at=NOW)
    assert refused.value.code == "account_closing"


def test_a_restore_keeps_the_newest_wish_to_close() -> None:
    closing = replace(WALLET, closes_at=NOW)

    assert wallet_taken_over(closing, WALLET, was_unfrozen=False) == closing
    assert wallet_taken_over(WALLET, closing, was_unfrozen=False) == WALLET


def test_a_closed_account_has_no_address() -> None:
    assert a_user(email=closed_email("x1")).is_closed
    assert not a_user().is_closed
