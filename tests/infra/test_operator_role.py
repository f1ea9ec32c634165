"""The role of the operators' commands requires a second factor and cannot delete records."""

from typing import Any

from infra.rows import read_rows
from tests.infra.stage import Stage

ROLE = "OperatorRole"


def statements(stage: Stage, effect: str) -> list[Any]:
    [policy] = stage.properties(ROLE)["Policies"]
    return [one for one in policy["PolicyDocument"]["Statement"] if one["Effect"] == effect]


def allowed(stage: Stage) -> set[tuple[str, str]]:
    return {
        (action, stage.text(arn))
        for one in statements(stage, "Allow")
        for action in one["Action"]
        for arn in one["Resource"]
    }


def test_it_can_be_assumed_only_with_a_second_factor_used_within_the_hour(stage: Stage) -> None:
    [trust] = stage.properties(ROLE)["AssumeRolePolicyDocument"]["Statement"]

    assert trust["Condition"] == {
        "Bool": {"aws:MultiFactorAuthPresent": "true"},
        "NumericLessThan": {"aws:MultiFactorAuthAge": "3600"},
    }
    assert {key: stage.text(arn) for key, arn in trust["Principal"].items()} == {
        "AWS": "arn:aws:iam::111122223333:root"
    }


def test_it_can_delete_only_redriven_dead_letters(stage: Stage) -> None:
    erasing = {action for action, _ in allowed(stage) if "Delete" in action or "*" in action}

    assert erasing == {"sqs:DeleteMessage"}


BOOKS_AND_WATCH = ("reconcile_books", "audit_books")


def test_it_writes_to_a_table_what_its_commands_need_and_nothing_more(stage: Stage) -> None:
    tables = {(action, arn.partition(":table/callbox-test-")[2]) for action, arn in allowed(stage) if ":table/" in arn}
    writes = {(action.partition(":")[2], table) for action, table in tables if "Put" in action or "Update" in action}
    # reconcile and audit do as their functions do
    rows = read_rows()
    watching = {
        (action, table) for name in BOOKS_AND_WATCH for table, found in rows[name].tables.items() for action in found
    }

    assert {(action, table) for action, table in watching if action in ("PutItem", "UpdateItem")} <= writes
    assert writes - watching == {
        ("PutItem", "operator_log"),
        ("PutItem", "pay_outs"),  # refund
        ("UpdateItem", "pay_outs"),
        ("PutItem", "settings"),  # prices
        ("PutItem", "service_rulings"),
        ("PutItem", "mailboxes"),  # trust
    }


def test_it_names_each_table_and_none_that_holds_credentials_or_messages(stage: Stage) -> None:
    named = {
        arn.partition(":table/callbox-test-")[2] for action, arn in allowed(stage) if action.startswith("dynamodb:")
    }

    assert not [table for table in named if "*" in table or not table]
    assert named & {"second_factors", "sessions", "mailed_tokens", "tallies", "idempotency_keys", "messages"} == set()


def test_it_reaches_nothing_of_another_stage(stage: Stage) -> None:
    assert {arn for _, arn in allowed(stage) if "callbox-test-" not in arn and "callbox/test/" not in arn} == set()


def test_it_may_not_sign_tokens(stage: Stage) -> None:
    secrets = {arn.rpartition("/")[2] for action, arn in allowed(stage) if action == "ssm:GetParameter"}

    assert secrets == {"payers", "paystack", "textverified"}


def test_the_log_of_operators_cannot_be_changed(stage: Stage) -> None:
    [refused] = statements(stage, "Deny")

    assert set(refused["Action"]) == {"dynamodb:UpdateItem", "dynamodb:DeleteItem"}
    assert [stage.text(arn) for arn in refused["Resource"]] == [
        "arn:aws:dynamodb:eu-west-1:111122223333:table/callbox-test-operator_log"
    ]
