"""python -m ops.reviews: what an operator sees of paused accounts and of payers."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callbox.adapters.dynamodb.books import DynamoBooks
from callbox.adapters.dynamodb.deposits import DynamoDeposits
from callbox.adapters.dynamodb.payers import DynamoPayers
from callbox.adapters.dynamodb.users import DynamoUsers
from callbox.domain import ledger, standing
from callbox.domain.deposits import credited
from callbox.domain.identity import DepositId, UserId
from callbox.domain.standing import NO_STANDING
from tests.builders import ADA, BOB, a_deposit, a_key, a_user, fund, naira
from tests.ministack_process import ministack
from tests.ops.operated import Operated, operated
from tests.simulator_processes import running_paystack, running_textverified

CARD = "card:0123"
AGENT = "transfer:4567"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Operated]:
    """Ada is paused for two withheld texts and a third; her card also paid for Bob, an agent for five accounts."""
    state_dir: Path = tmp_path_factory.mktemp("reviewed")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("AWS_ACCESS_KEY_ID", "local"), ("AWS_SECRET_ACCESS_KEY", "local")):
            patch.setenv(name, value)
        with (
            ministack() as url,
            running_paystack() as paystack,
            running_textverified(code_after=-1) as supplier,
            operated(url, state_dir, paystack, supplier) as stage,
        ):
            _fill()
            yield stage


def _fill() -> None:
    books, deposits, payers, now = DynamoBooks(), DynamoDeposits(), DynamoPayers(), datetime.now(UTC)
    lost = NO_STANDING
    for _ in range(3):
        lost = standing.with_loss(lost, "service_denied", now)
    for user_id in (ADA, BOB):
        DynamoUsers().add(a_user(user_id))
    one = standing.with_loss(NO_STANDING, "service_denied", now)
    fund(books, deposits, naira(500), user_id=BOB, deposit_id="of-bob", standing=one)
    deposit = a_deposit("of-ada", amount=naira(1_000))
    deposits.add(deposit, a_key("of-ada"))
    movement = ledger.deposit(books.wallet(ADA), deposit.amount, deposit_id=deposit.deposit_id, at=now)
    paused = ledger.standing_as(movement, lost, stop=standing.paused_for("withheld_texts"))
    books.credit(paused, deposit, credited(deposit, deposit.reference, now=now))
    for user_id in (ADA, BOB):
        payers.note(CARD, user_id, DepositId(f"of {user_id}"), at=now)
    for number in range(5):
        payers.note(AGENT, UserId(f"customer-{number}"), DepositId("x"), at=now)


def test_paused_accounts_are_listed_with_their_reason(stage: Operated) -> None:
    [found] = json.loads(stage.run("reviews", "paused").stdout)

    assert (found["user_id"], found["frozen"], found["balance_minor"]) == (ADA, "paused: withheld_texts", 100_000)
    assert [one["reason"] for one in found["losses"]] == ["service_denied"] * 3


def test_an_account_is_shown_with_the_other_accounts_of_its_payers_and_what_they_cost(stage: Operated) -> None:
    found = json.loads(stage.run("reviews", "account", "--account", ADA).stdout)

    [card] = found["payers"]
    assert (card["payer"], card["losses"]) == (CARD, 4)
    assert {one["user_id"] for one in card["accounts"]} == {ADA, BOB}


def test_payers_of_more_than_three_accounts_are_listed(stage: Operated) -> None:
    [agent] = json.loads(stage.run("reviews", "shared").stdout)

    assert (agent["payer"], len(agent["accounts"])) == (AGENT, 5)


def test_an_account_needs_an_id(stage: Operated) -> None:
    assert stage.run("reviews", "account").returncode == 2


def test_an_operator_ends_the_pause_and_the_log_says_so(stage: Operated) -> None:
    act = ("--author", "operator@callbox.example", "--reason", "tests a bank's own texts")
    freed = stage.run("accounts", "unfreeze", "--account", ADA, *act)

    assert (freed.returncode, json.loads(freed.stdout)["frozen"]) == (0, None)
    assert json.loads(stage.run("reviews", "paused").stdout) == []
    assert "was_frozen_for: paused: withheld_texts" in stage.run("operator_log", "--act", "account_unfrozen").stdout
    assert standing.withheld(DynamoBooks().wallet(ADA).standing, datetime.now(UTC)) == 0
