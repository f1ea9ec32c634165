"""What each Lambda may do is what its row says, and nothing else."""

from typing import Any

import pytest

from infra.rows import Row, read_rows
from tests.infra.stage import Stage

ROWS = list(read_rows().values())
ACCOUNT = "eu-west-1:111122223333"


def allowed(stage: Stage, name: str) -> set[tuple[str, str]]:
    """Return every (action, resource) the Lambda's role allows, ARNs written out."""
    role = stage.role(name)
    assert "ManagedPolicyArns" not in role
    pairs = set()
    for policy in role["Policies"]:
        for statement in policy["PolicyDocument"]["Statement"]:
            assert statement["Effect"] == "Allow"
            assert set(statement) == {"Effect", "Action", "Resource"}
            pairs |= {(action, stage.text(arn)) for action in statement["Action"] for arn in statement["Resource"]}
    return pairs


def wanted(row: Row) -> set[tuple[str, str]]:
    """Return what the row asks for, spelled by hand and not by the code under test."""
    log = f"arn:aws:logs:{ACCOUNT}:log-group:/aws/lambda/callbox-test-{row.name}:*"
    pairs = {("logs:CreateLogStream", log), ("logs:PutLogEvents", log)}
    for target, actions in row.tables.items():
        table, _, index = target.partition("/")
        arn = f"arn:aws:dynamodb:{ACCOUNT}:table/callbox-test-{table}" + (f"/index/{index}" if index else "")
        pairs |= {(f"dynamodb:{action}", arn) for action in actions}
    pairs |= {("sqs:SendMessage", queue_arn(name)) for name in row.sends}
    if row.queue:
        consuming = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
        pairs |= {(action, queue_arn(row.queue)) for action in consuming}
    for name in row.secrets:
        pairs.add(("secretsmanager:GetSecretValue", f"arn:aws:secretsmanager:{ACCOUNT}:secret:callbox/test/{name}"))
    if row.mails:
        pairs.add(("ses:SendEmail", f"arn:aws:ses:{ACCOUNT}:identity/callbox.example"))
    return pairs


def queue_arn(name: str) -> str:
    return f"arn:aws:sqs:{ACCOUNT}:callbox-test-{name}" + (".fifo" if name == "numbers" else "")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_lambda_may_do_exactly_what_its_row_says(stage: Stage, row: Row) -> None:
    assert allowed(stage, row.name) == wanted(row)


def test_no_two_lambdas_share_a_role(stage: Stage) -> None:
    roles = [function["Role"]["Fn::GetAtt"][0] for function in stage.of_type("AWS::Serverless::Function").values()]

    assert len(roles) == len(set(roles)) == len(ROWS)


def test_a_role_can_be_taken_by_lambda_only(stage: Stage) -> None:
    for row in ROWS:
        trust = stage.role(row.name)["AssumeRolePolicyDocument"]["Statement"]

        assert [statement["Principal"] for statement in trust] == [{"Service": "lambda.amazonaws.com"}]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_only_a_lambdas_own_log_streams_are_named_by_a_wildcard(stage: Stage, row: Row) -> None:
    with_wildcard = {arn for _action, arn in allowed(stage, row.name) if "*" in arn}

    assert with_wildcard == {f"arn:aws:logs:{ACCOUNT}:log-group:/aws/lambda/callbox-test-{row.name}:*"}


def test_every_table_a_row_names_has_the_index_it_names(stage: Stage) -> None:
    tables: dict[str, Any] = {
        stage.text(table["TableName"]).removeprefix("callbox-test-"): table
        for table in stage.of_type("AWS::DynamoDB::Table").values()
    }
    for row in ROWS:
        for target in row.tables:
            name, _, index = target.partition("/")
            known = [item["IndexName"] for item in tables[name].get("GlobalSecondaryIndexes", [])]

            assert not index or index in known, f"{row.name} reads {target}"
