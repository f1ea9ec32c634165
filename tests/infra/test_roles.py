"""What each Lambda may do is what its row says, and nothing else."""

from typing import Any

import pytest

from infra.rows import Row, read_rows
from infra.stack import load
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
    """Return what the row asks for, written by hand instead of with the code under test."""
    pairs = {
        ("logs:CreateLogStream", f"{log_group(row)}:*"),
        ("logs:PutLogEvents", own_streams(row)),
        ("xray:PutTelemetryRecords", "*"),
        ("xray:PutTraceSegments", "*"),
    }
    for target, actions in row.tables.items():
        table, _, index = target.partition("/")
        arn = f"arn:aws:dynamodb:{ACCOUNT}:table/callbox-test-{table}" + (f"/index/{index}" if index else "")
        pairs |= {(f"dynamodb:{action}", arn) for action in actions}
    pairs |= {("sqs:SendMessage", queue_arn(name)) for name in row.sends}
    if row.queue:
        consuming = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
        pairs |= {(action, queue_arn(row.queue)) for action in consuming}
    for name in row.secrets:
        pairs.add(("ssm:GetParameter", f"arn:aws:ssm:{ACCOUNT}:parameter/callbox/test/{name}"))
    if row.mails:
        pairs.add(("ses:SendEmail", f"arn:aws:ses:{ACCOUNT}:identity/callbox.example"))
    if row.site:
        bucket = "arn:aws:s3:::callbox-test-site-111122223333"
        pairs |= {("s3:GetObject", f"{bucket}/{key}") for key in ("services/_templates.json", "pages-manifest.json")}
        written = ("index.html", "prices.html", "sitemap.xml", "pages-manifest.json", "services/*")
        pairs |= {("s3:PutObject", f"{bucket}/{key}") for key in written}
        pairs.add(("s3:DeleteObject", f"{bucket}/services/*"))
    return pairs


def log_group(row: Row) -> str:
    return f"arn:aws:logs:{ACCOUNT}:log-group:/callbox/test/{'page' if row.pages else 'ticket'}"


def own_streams(row: Row) -> str:
    """Lambda names a stream of a shared group YYYY/MM/DD/<function>[<version>][<id>]."""
    return f"{log_group(row)}:log-stream:*/callbox-test-{row.name}[*"


def queue_arn(name: str) -> str:
    return f"arn:aws:sqs:{ACCOUNT}:callbox-test-{name}" + (".fifo" if name == "numbers" else "")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_lambda_may_do_exactly_what_its_row_says(stage: Stage, row: Row) -> None:
    assert allowed(stage, row.name) == wanted(row)


def test_no_two_lambdas_share_a_role(stage: Stage) -> None:
    roles = [function["Role"]["Fn::GetAtt"][0] for function in stage.of_type("AWS::Serverless::Function").values()]

    assert len(roles) == len(set(roles)) == len(ROWS)


def test_only_lambda_can_assume_a_role(stage: Stage) -> None:
    for row in ROWS:
        trust = stage.role(row.name)["AssumeRolePolicyDocument"]["Statement"]

        assert [statement["Principal"] for statement in trust] == [{"Service": "lambda.amazonaws.com"}]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_only_a_lambdas_own_log_streams_are_named_by_a_wildcard(stage: Stage, row: Row) -> None:
    with_wildcard = {(action, arn) for action, arn in allowed(stage, row.name) if "*" in arn}

    assert {arn for action, arn in with_wildcard if action == "logs:PutLogEvents"} == {own_streams(row)}
    assert {arn for action, arn in with_wildcard if action == "logs:CreateLogStream"} == {f"{log_group(row)}:*"}
    assert {action.partition(":")[0] for action, _ in with_wildcard} == {"logs", "xray", *(["s3"] if row.site else [])}


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


READS = {"BatchGetItem", "GetItem", "Query"}
BOOKS = {"wallets", "entries", "deposits", "verifications"}
RESTORED = BOOKS | {"receivables", "batches", "idempotency_keys"}


def touching(row: Row, table: str) -> set[str]:
    """Return the actions a row names on a table and its indexes."""
    return {action for target, actions in row.tables.items() if target.partition("/")[0] == table for action in actions}


@pytest.mark.parametrize("row", [row for row in ROWS if row.method == "GET"], ids=lambda row: row.name)
def test_a_read_route_has_no_write_permissions(row: Row) -> None:
    """A write on read (a session's last use, a cached price) would need its own line here, and a reason."""
    assert {action for actions in row.tables.values() for action in actions} <= READS
    assert (row.sends, row.mails) == ([], False)


def test_an_action_is_named_and_never_a_pattern(stage: Stage) -> None:
    actions = {action for row in ROWS for action, _ in allowed(stage, row.name)}

    assert [action for action in actions if "*" in action] == []
    assert {action.partition(":")[0] for action in actions} <= {
        "dynamodb",
        "sqs",
        "ssm",
        "ses",
        "s3",
        "logs",
        "xray",
    }


def test_no_function_may_delete_from_the_books_and_only_audits_may_scan_them() -> None:
    for row in ROWS:
        for table in BOOKS:
            assert "DeleteItem" not in touching(row, table), row.name
            assert "Scan" not in touching(row, table) or row.name in ("reconcile_books", "audit_books"), row.name


def test_the_audit_can_change_only_its_own_records() -> None:
    audit = next(row for row in ROWS if row.name == "audit_books")
    for table in audit.tables:
        assert touching(audit, table) <= READS | {"Scan"} or table == "differences", table


def test_entries_are_never_changed_and_written_only_by_functions_that_update_the_wallet() -> None:
    for row in ROWS:
        assert touching(row, "entries") <= {"PutItem", "Query"}, row.name
        if "PutItem" in touching(row, "entries"):
            assert {"GetItem", "UpdateItem"} <= touching(row, "wallets"), row.name


def test_only_functions_that_start_or_renew_a_session_can_read_the_signing_key() -> None:
    able = {row.name for row in ROWS if "jwt_signing_key" in row.secrets}

    assert able == {"sign_in", "sign_in_by_link", "refresh_session", "change_password", "reset_password"}


def test_every_secret_has_a_reader_and_every_queue_a_sender_and_a_consumer(stage: Stage) -> None:
    assert {secret for row in ROWS for secret in row.secrets} == load("secrets").keys()
    assert {queue for row in ROWS for queue in row.sends} == {row.queue for row in ROWS if row.queue}


def test_no_key_of_ours_encrypts_anything_so_no_role_needs_one(stage: Stage) -> None:
    """Tables, queues and secrets use keys that AWS owns or manages. With one of ours, roles would need kms:Decrypt."""
    assert stage.of_type("AWS::KMS::Key") == {}
    written = str(stage.template["Resources"])
    assert [name for name in ("KmsKeyId", "KMSMasterKeyId", "KmsMasterKeyId") if name in written] == []


TRACES = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]


def test_local_roles_use_a_wildcard_only_for_traces_and_mail(stage: Stage) -> None:
    """The local platform enforces roles but cannot check the sender of a mail; X-Ray has no resource to name."""
    for row in ROWS:
        [policy] = stage.role(row.name)["Policies"]
        named = [one["Action"] for one in policy["PolicyDocument"]["Statement"] if "'*'" in str(one["Resource"])]

        assert named == [TRACES, *([["ses:SendEmail"]] if row.mails else [])], row.name


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_after_a_restore_a_lambda_reaches_the_restored_books_in_place_of_the_stacks_own(row: Row, stage: Stage) -> None:
    [policy] = stage.role(row.name)["Policies"]
    chosen = [
        stage.text(arn["Fn::If"][1])
        for statement in policy["PolicyDocument"]["Statement"]
        for arn in statement["Resource"]
        if "Fn::If" in arn and arn["Fn::If"][0] == "BooksAreRestored"
    ]

    begin = f"arn:aws:dynamodb:{ACCOUNT}:table/callbox-test-at-20260101t000000z-"
    assert sorted(chosen) == sorted(
        f"{begin}{target.replace('/', '/index/')}" for target in row.tables if target.partition("/")[0] in RESTORED
    )
