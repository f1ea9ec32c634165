"""The operators' commands, run as an operator types them, on a cloud with real transactions."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import requests

from callbox.adapters.dynamodb.books import DynamoBooks
from callbox.adapters.dynamodb.deposits import DynamoDeposits
from callbox.adapters.dynamodb.mailboxes import DynamoMailboxes
from callbox.adapters.dynamodb.oversight import DynamoPayOuts
from callbox.adapters.dynamodb.users import DynamoUsers
from callbox.domain import closures, ledger
from callbox.domain.deposits import Deposit
from callbox.domain.mailboxes import mailbox_key
from tests.builders import ADA, NOW, PRICE, a_deposit, a_key, a_user, a_verification, fund, naira
from tests.ministack_process import ministack
from tests.ops.operated import PREFIX, Operated, operated
from tests.simulator_processes import RunningPaystack, running_paystack, running_textverified
from tests.waiting import PATIENCE_S

EMAIL = f"{ADA}@example.com"
ACT = ("--author", "operator@callbox.example", "--reason", "card reported stolen")


@pytest.fixture(scope="module")
def paystack() -> Iterator[RunningPaystack]:
    with running_paystack() as paystack:
        yield paystack


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory, paystack: RunningPaystack) -> Iterator[Operated]:
    state_dir: Path = tmp_path_factory.mktemp("state")
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("AWS_ACCESS_KEY_ID", "local"), ("AWS_SECRET_ACCESS_KEY", "local")):
            patch.setenv(name, value)
        with (
            ministack() as url,
            running_textverified(code_after=-1) as supplier,
            operated(url, state_dir, paystack, supplier) as stage,
        ):
            yield stage


@pytest.fixture
def stage(cloud: Operated, paystack: RunningPaystack) -> Operated:
    """The stage with empty tables, empty queues and an empty Paystack."""
    paystack.control("POST", "/__control/reset")
    paystack.control("POST", "/__control/webhook", {"url": None})
    dynamodb, sqs = cloud.client("dynamodb"), cloud.client("sqs")
    for name in dynamodb.list_tables()["TableNames"]:
        schema = dynamodb.describe_table(TableName=name)["Table"]["KeySchema"]
        keys = [one["AttributeName"] for one in schema]
        for item in dynamodb.scan(TableName=name)["Items"]:
            dynamodb.delete_item(TableName=name, Key={key: item[key] for key in keys})
    for url in sqs.list_queues(QueueNamePrefix=PREFIX)["QueueUrls"]:
        sqs.purge_queue(QueueUrl=url)
    return cloud


def ada(stage: Operated) -> None:
    """Make an account for Ada with ₦1,000."""
    DynamoUsers().add(a_user(ADA))
    fund(DynamoBooks(), DynamoDeposits(), naira(1_000))
    funding = DynamoDeposits().get(a_deposit("funding").deposit_id)
    assert funding is not None
    DynamoDeposits().save(funding, replace(funding, paid_reference=funding.reference))


def set_balance(stage: Operated, minor: int) -> None:
    stage.client("dynamodb").update_item(
        TableName=f"{PREFIX}wallets",
        Key={"user_id": {"S": ADA}},
        UpdateExpression="SET balance_minor = :minor",
        ExpressionAttributeValues={":minor": {"N": str(minor)}},
    )


# --- accounts


def test_an_account_is_frozen_shown_and_unfrozen_with_author_and_reason(stage: Operated) -> None:
    ada(stage)

    frozen = stage.run("accounts", "freeze", "--account", ADA, *ACT)
    assert (frozen.returncode, frozen.stderr) == (0, "")
    assert json.loads(frozen.stdout)["frozen"] == "card reported stolen"
    assert DynamoBooks().wallet(ADA).frozen == "card reported stolen"

    shown = json.loads(stage.run("accounts", "show", "--account", ADA).stdout)
    assert (shown["user_id"], shown["balance_minor"], shown["owes"]) == (ADA, 100_000, [])

    assert stage.run("accounts", "unfreeze", "--account", ADA, *ACT).returncode == 0
    assert DynamoBooks().wallet(ADA).frozen is None
    acts = stage.client("dynamodb").scan(TableName=f"{PREFIX}operator_log")["Items"]
    assert sorted((one["act"]["S"], one["author"]["S"]) for one in acts) == [
        ("account_frozen", "operator@callbox.example"),
        ("account_unfrozen", "operator@callbox.example"),
    ]


def test_an_account_is_marked_as_reviewed_with_author_and_reason(stage: Operated) -> None:
    ada(stage)

    reviewed = stage.run("accounts", "trust", "--account", ADA, "--level", "reviewed", *ACT)

    assert (reviewed.returncode, json.loads(reviewed.stdout)["trust_level"]) == (0, "reviewed")
    assert DynamoBooks().wallet(ADA).trust == "reviewed"
    assert DynamoMailboxes().reviewed_account(mailbox_key(a_user(ADA).email)) == ADA
    assert "level: reviewed" in stage.run("operator_log", "--act", "trust_level_set").stdout
    assert stage.run("accounts", "trust", "--account", ADA, *ACT).returncode == 2


@pytest.mark.parametrize("missing", ["--author", "--reason"])
def test_freezing_requires_author_and_reason(stage: Operated, missing: str) -> None:
    ada(stage)
    given = {"--author": "operator", "--reason": "stolen"}
    del given[missing]

    result = stage.run("accounts", "freeze", "--account", ADA, *(part for pair in given.items() for part in pair))

    assert result.returncode == 2
    assert DynamoBooks().wallet(ADA).frozen is None


def test_an_address_is_read_from_standard_input_and_never_from_the_command_line(stage: Operated) -> None:
    ada(stage)

    found = stage.run("accounts", "find", given=f"{EMAIL.upper()}\n")
    on_the_line = stage.run("accounts", "show", "--email", EMAIL)

    assert json.loads(found.stdout)["user_id"] == ADA
    assert (on_the_line.returncode, on_the_line.stdout) == (2, "")


def test_an_unknown_account_is_reported(stage: Operated) -> None:
    result = stage.run("accounts", "show", "--account", "0" * 26)

    assert (result.returncode, result.stdout) == (1, "")
    assert "no account" in result.stderr


def test_a_command_reports_that_the_platform_does_not_run(stage: Operated, tmp_path: Path) -> None:
    elsewhere = replace(stage, state_dir=tmp_path)
    for command in (["accounts", "show", "--account", ADA], ["audit"], ["reconcile"], ["dead_letters", "list"]):
        result = elsewhere.run(*command)
        assert (result.returncode, "make run" in result.stderr) == (1, True)


def test_the_removal_of_a_factor_is_queued_with_its_mail_and_logged(stage: Operated) -> None:
    ada(stage)

    recovered = stage.run("accounts", "recover", ADA, *ACT)

    assert recovered.returncode == 0, recovered.stderr
    assert json.loads(recovered.stdout) == {"user_id": ADA, "second_factor_removed_after_hours": 72}
    assert stage.count("mails") == 1
    assert "second_factor_removal_ruled" in stage.run("operator_log").stdout
    assert stage.run("accounts", "recover", ADA).returncode == 2


def test_the_end_of_one_customers_sessions_is_queued_with_its_mail_and_logged(stage: Operated) -> None:
    ada(stage)

    ended = stage.run("accounts", "end-sessions", ADA, *ACT)

    assert ended.returncode == 0, ended.stderr
    assert stage.count("mails") == 1
    assert "sessions_end_ruled" in stage.run("operator_log").stdout
    assert stage.run("accounts", "end-sessions", ADA).returncode == 2
    assert stage.run("accounts", "end-sessions", "01KB7Q0000000000000000000X", *ACT).returncode == 1


def test_a_frozen_accounts_balance_goes_back_to_its_payer(stage: Operated, paystack: RunningPaystack) -> None:
    DynamoUsers().add(a_user(ADA))
    paid_at_paystack(stage, paystack)
    assert "credited" in stage.run("reconcile").stdout
    stage.run("accounts", "freeze", "--account", ADA, *ACT)

    first, second = (stage.run("accounts", "refund", "--account", ADA, *ACT) for _ in range(2))

    assert (first.returncode, "500000 minor units" in first.stderr) == (0, True), first.stderr
    assert (second.returncode, "asked" in second.stderr) == (0, False)
    [act] = stage.run("operator_log", "--act", "refund_asked").stdout.splitlines()
    assert "amount_minor: 500000" in act
    refunds = requests.get(
        f"{paystack.url}/refund", headers={"Authorization": f"Bearer {paystack.secret_key}"}, timeout=PATIENCE_S
    ).json()["data"]
    assert [one["amount"] for one in refunds] == [500_000]


def test_a_claim_names_a_closed_account_whose_balance_goes_back(stage: Operated, paystack: RunningPaystack) -> None:
    DynamoUsers().add(a_user(ADA))
    paid_at_paystack(stage, paystack)
    stage.run("reconcile")
    closure = closures.asked(DynamoBooks().wallet(ADA), now=NOW)
    DynamoBooks().close(DynamoBooks().wallet(ADA), closure)
    DynamoUsers().close(a_user(ADA), "closed-x1")

    unknown = stage.run("accounts", "claim", "CB-00000-00000")
    shown = json.loads(stage.run("accounts", "claim", closure.claim.lower()).stdout)
    refund = stage.run("accounts", "refund", "--account", shown["user_id"], *ACT)

    assert (unknown.returncode, "nothing was changed" in unknown.stderr) == (1, True)
    assert (shown["claim"], shown["user_id"], shown["balance_minor"]) == (closure.claim, ADA, 500_000)
    assert (refund.returncode, "500000 minor units" in refund.stderr) == (0, True), refund.stderr


def test_a_second_operator_is_told_when_an_account_can_be_paid_out(stage: Operated, paystack: RunningPaystack) -> None:
    ada(stage)
    stage.run("accounts", "freeze", "--account", ADA, *ACT)
    now = datetime.now(UTC)
    DynamoPayOuts().begin(ADA, "another run", now=now, free_at=now + timedelta(minutes=30))

    result = stage.run("accounts", "refund", "--account", ADA, *ACT)

    assert (result.returncode, "nothing was changed" in result.stderr, "in 30 minutes" in result.stderr) == (1,) * 3


# --- services and the log


def test_a_service_is_denied_allowed_and_shown_and_the_log_lists_each_act(stage: Operated) -> None:
    denied = stage.run("services", "deny", "--service", "acme", "--alias", "Acme Money", *ACT)
    assert (denied.returncode, denied.stderr) == (0, "")
    assert json.loads(denied.stdout)["category"] == "operator"
    assert json.loads(stage.run("services", "show", "--service", "Acme Money").stdout)["for_sale"] is False

    allowed = json.loads(stage.run("services", "allow", "--service", "acme", *ACT).stdout)
    assert (allowed["for_sale"], allowed["ruling"]["author"]) == (True, "operator@callbox.example")
    assert json.loads(stage.run("services", "show", "--service", "paypal").stdout)["category"] == "payments"
    assert [one["service"] for one in json.loads(stage.run("services", "list").stdout)] == ["acme"]

    listed = stage.run("operator_log").stdout.splitlines()
    assert [line.split("  ")[1:4] for line in listed] == [
        ["operator@callbox.example", "service_denied", "acme"],
        ["operator@callbox.example", "service_allowed", "acme"],
    ]
    assert all("reason: card reported stolen" in line for line in listed)
    assert len(stage.run("operator_log", "--act", "service_allowed").stdout.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    [("services", "deny", "--service", "acme"), ("services", "show"), ("operator_log", "--since", "1999-01-01")],
)
def test_incomplete_commands_are_refused(stage: Operated, arguments: tuple[str, ...]) -> None:
    assert stage.run(*arguments).returncode == 2


# --- audit


def test_an_audit_of_correct_books_exits_with_0(stage: Operated) -> None:
    ada(stage)

    result = stage.run("audit", "--segments", "3")

    assert (result.returncode, result.stderr) == (0, result.stderr)
    assert "1 wallets" in result.stderr
    assert result.stdout.splitlines() == [
        "1 wallets, 1 entries, 1 deposits",
        "balances: 100000 minor units",
        "account paystack: -100000 minor units",
        "account wallets: 100000 minor units",
        "no difference",
    ]


def test_an_audit_of_wrong_books_shows_them_and_exits_with_1(stage: Operated) -> None:
    ada(stage)
    set_balance(stage, 99_999)

    result = stage.run("audit")

    assert result.returncode == 1
    assert f"balance_differs  {ADA}" in result.stdout
    assert "balance_minor 99999, entries_minor 100000" in result.stdout
    assert DynamoBooks().wallet(ADA).balance.minor == 99_999


# --- reconcile


def paid_at_paystack(stage: Operated, paystack: RunningPaystack) -> Deposit:
    """Let Ada pay for a deposit of ₦5,000 whose webhook is lost."""
    deposit = a_deposit("01KADEPOSIT", due_at=None)
    DynamoDeposits().add(deposit, a_key("01KADEPOSIT"))
    body = {"email": EMAIL, "amount": 500_000, "currency": "NGN", "reference": deposit.reference}
    headers = {"Authorization": f"Bearer {paystack.secret_key}"}
    requests.post(
        f"{paystack.url}/transaction/initialize", json=body, headers=headers, timeout=PATIENCE_S
    ).raise_for_status()
    paystack.control("POST", f"/__control/transactions/{deposit.reference}", {"action": "pay"})
    return deposit


def test_a_reconciliation_credits_a_missed_payment_and_says_so(stage: Operated, paystack: RunningPaystack) -> None:
    ada(stage)
    deposit = paid_at_paystack(stage, paystack)

    first = stage.run("reconcile")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "corrected" in first.stdout
    assert f"credited {deposit.reference}" in first.stdout
    assert "no difference" in first.stdout
    assert DynamoBooks().wallet(ADA).balance == naira(6_000)

    second = stage.run("reconcile", "--since", f"{NOW - timedelta(days=1):%Y-%m-%d}")
    assert "corrected" not in second.stdout
    assert DynamoBooks().wallet(ADA).balance == naira(6_000)


def test_a_reconciliation_shows_and_records_differences_without_changing_them(stage: Operated) -> None:
    ada(stage)
    set_balance(stage, 99_999)

    first, second = stage.run("reconcile"), stage.run("reconcile")

    assert (first.returncode, second.returncode) == (1, 1)
    assert "1 differences, 1 of them new" in first.stdout
    assert "1 differences, 0 of them new" in second.stdout
    items = stage.client("dynamodb").scan(TableName=f"{PREFIX}differences")["Items"]
    assert [one["difference_id"]["S"] for one in items] == [f"balance_differs:{ADA}"]
    assert DynamoBooks().wallet(ADA).balance.minor == 99_999


def test_an_invalid_date_is_refused(stage: Operated) -> None:
    assert stage.run("reconcile", "--since", "yesterday").returncode == 2


# --- dead letters


def bury(stage: Operated, queue: str, body: object, **options: str) -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    stage.client("sqs").send_message(QueueUrl=stage.queue_url(queue), MessageBody=text, **options)


def test_dead_letters_are_listed_and_explained_without_being_removed(stage: Operated) -> None:
    ada(stage)
    DynamoDeposits().add(a_deposit("open"), a_key("open"))
    bury(stage, "deposits-dead", {"reference": "open-1"})
    bury(stage, "deposits-dead", {"reference": "funding-1"})

    listed = stage.run("dead_letters", "list", "--queue", "deposits")
    assert listed.returncode == 0, listed.stderr
    assert listed.stdout.startswith("deposits: 2 messages")
    assert '{"reference": "open-1"}' in listed.stdout

    explained = stage.run("dead_letters", "explain", "--queue", "deposits")
    assert "deposit open is pending: we ask Paystack again\n" in explained.stdout
    assert "deposit funding is credited" in explained.stdout
    assert "nothing would change" in explained.stdout
    assert stage.count("deposits-dead") == 2


def test_dead_mails_are_explained_and_redriven(stage: Operated) -> None:
    ada(stage)
    bury(stage, "mails-dead", {"kind": "session_reused", "recipient": ADA})
    bury(stage, "mails-dead", {"kind": "greeting", "recipient": ADA})

    explained = stage.run("dead_letters", "explain", "--queue", "mails")
    assert f"mail session_reused to {ADA}: we send it\n" in explained.stdout
    assert "not one of our messages" in explained.stdout

    redriven = stage.run("dead_letters", "redrive", "--queue", "mails", *ACT)
    assert "mails: 1 message sent again, 1 kept" in redriven.stdout
    assert (stage.count("mails"), stage.count("mails-dead")) == (1, 1)


def test_redriving_requires_author_and_reason(stage: Operated) -> None:
    bury(stage, "codes-dead", "no json")

    assert stage.run("dead_letters", "redrive").returncode == 1
    assert stage.run("dead_letters", "redrive", "--queue", "codes", *ACT).returncode == 0

    [act] = stage.run("operator_log").stdout.splitlines()
    assert "dead_letters_redriven  codes  reason: card reported stolen" in act


def test_a_price_change_is_in_the_log(stage: Operated) -> None:
    assert stage.run("pricing", "seed").returncode == 0
    changed = stage.run("pricing", "set", "--author", "operator@callbox.example", "--markup", "1.9", "--reason", "rent")
    assert changed.returncode == 0, changed.stderr

    first, second = stage.run("operator_log").stdout.splitlines()
    assert "prices_changed  pricing" in first
    assert second.endswith("operator@callbox.example  prices_changed  pricing  markup: 1.9, reason: rent")


def test_dead_letters_can_be_redriven_and_a_second_time_changes_nothing(stage: Operated) -> None:
    ada(stage)
    books, bought = DynamoBooks(), a_verification()
    movement = ledger.purchase(books.wallet(ADA), PRICE, verification_ids=[bought.verification_id], at=NOW)
    books.purchase(movement, [bought], a_key("verification-1"))
    message = {"user_id": ADA, "verification_id": bought.verification_id}
    bury(stage, "numbers-dead.fifo", message, MessageGroupId="textverified-2", MessageDeduplicationId="a")
    bury(stage, "codes-dead", message)
    bury(stage, "codes-dead", "no json")

    first = stage.run("dead_letters", "redrive", *ACT)
    assert first.returncode == 0, first.stderr
    assert "we order its number, or refund it" in first.stdout
    assert "codes: 1 message sent again, 1 kept" in first.stdout
    assert (stage.count("numbers.fifo"), stage.count("codes"), stage.count("deposits")) == (1, 1, 0)
    assert (stage.count("numbers-dead.fifo"), stage.count("codes-dead")) == (0, 1)

    [sent] = stage.client("sqs").receive_message(
        QueueUrl=stage.queue_url("numbers.fifo"), MessageSystemAttributeNames=["All"]
    )["Messages"]
    assert json.loads(sent["Body"]) == message
    assert sent["Attributes"]["MessageGroupId"] == "textverified-2"

    second = stage.run("dead_letters", "redrive", *ACT)
    assert second.returncode == 0
    assert (stage.count("numbers.fifo"), stage.count("codes")) == (1, 1)
