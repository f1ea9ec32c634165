"""Which payments pause their account, and what identifies a payer."""

from datetime import timedelta

import pytest

from callbox.domain import payers
from callbox.domain.identity import DepositId, UserId
from callbox.domain.payers import PaidAccount
from tests.builders import NOW, a_deposit


def linked(name: str, payer: str = "card:1", *, days_ago: float = 0, deposit: str = "an-old-one") -> PaidAccount:
    at = NOW - timedelta(days=days_ago)
    return PaidAccount(payer, UserId(name), DepositId(deposit), at, at)


def pause_of(*accounts: PaidAccount, **changes: object) -> str | None:
    return payers.pause_of(a_deposit("mine", user_id=UserId("me"), **changes), accounts, now=NOW)


@pytest.mark.parametrize(("others", "pause"), [(0, None), (2, None), (3, "shared_card"), (9, "shared_card")])
def test_the_fourth_account_of_one_card_is_paused(others: int, pause: str | None) -> None:
    accounts = [linked(f"other-{n}") for n in range(others)]

    assert pause_of(*accounts, linked("me", deposit="mine")) == pause


def test_an_account_that_the_card_paid_for_before_stays_free() -> None:
    assert pause_of(*[linked(f"other-{n}") for n in range(9)], linked("me")) is None


def test_accounts_of_a_month_ago_do_not_count() -> None:
    assert pause_of(*[linked(f"other-{n}", days_ago=30) for n in range(9)], linked("me", deposit="mine")) is None
    others = [linked(f"other-{n}", days_ago=29) for n in range(3)]
    assert pause_of(*others, linked("me", deposit="mine")) == "shared_card"


def test_an_agent_may_make_transfers_for_many_accounts() -> None:
    others = [linked(f"other-{n}", "transfer:1") for n in range(99)]

    assert pause_of(*others, linked("me", "transfer:1", deposit="mine")) is None


@pytest.mark.parametrize("payer", ["card:1", "transfer:1"])
def test_new_money_of_a_payer_who_won_a_dispute_pauses_its_account(payer: str) -> None:
    before = PaidAccount(payer, UserId("other"), DepositId("old"), NOW, NOW, disputed_at=NOW)

    assert pause_of(before, linked("me", payer)) == "disputed_payer"


def test_a_payment_whose_dispute_is_lost_before_it_is_credited_pauses_its_account() -> None:
    assert pause_of(dispute_lost=True) == "disputed_payer"


def test_one_payer_looks_alike_however_it_is_written() -> None:
    assert payers.traits("transfer", "GTBank ", "XXXX1234", "ada  LOVELACE") == payers.traits(
        "transfer", "gtbank", "xxxx1234", "Ada Lovelace"
    )


def test_there_is_no_payer_when_a_part_is_missing() -> None:
    assert payers.traits("card", None) is None
    assert payers.traits("transfer", "GTBank", " ", "Ada") is None
    assert payers.traits("transfer", "GTBank", "XXXX1234", None) is None


def test_what_identifies_a_payer_is_not_printed() -> None:
    assert "SIG_1" not in repr(payers.traits("card", "SIG_1"))
