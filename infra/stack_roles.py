"""Build the role of one Lambda: the permissions that its row names, and writing its own log."""

from typing import Any

from callbox.adapters.dynamodb.tables import BOOKS
from callbox.domain.public_pages import MANIFEST, TEMPLATES
from infra.rows import Row, camel
from infra.stack_logs import group_name

Resources = dict[str, Any]
SITE_BUCKET = "callbox-${Stage}-site-${AWS::AccountId}"
"""As site.yaml names it. By its name, since the functions do not wait for the bucket."""

_LAMBDA_MAY_ASSUME = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}

# X-Ray has no resource to name: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
_TRACE_STATEMENT = {
    "Effect": "Allow",
    "Action": ["xray:PutTelemetryRecords", "xray:PutTraceSegments"],
    "Resource": ["*"],
}


def role(row: Row, queues: dict[str, Any]) -> Resources:
    statements = [
        *_log_statements(row),
        _TRACE_STATEMENT,
        *[_table_statement(target, actions) for target, actions in row.tables.items()],
        *[_allow(["sqs:SendMessage"], f"{queue_resource(name, queues)}.Arn") for name in row.sends],
        *[_secret_statement(name) for name in row.secrets],
    ]
    if row.kind == "queue":
        consume = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        statements.append(_allow(consume, f"{queue_resource(row.queue, queues)}.Arn"))
    if row.mails:
        statements.append(_mail_statement())
    if row.site:
        statements += _site_statements()
    return {
        "AssumeRolePolicyDocument": _LAMBDA_MAY_ASSUME,
        "Policies": [
            {
                "PolicyName": row.name,
                "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
            }
        ],
    }


def operator_statements(tables: dict[str, list[str]]) -> list[Resources]:
    """Return what the operators' commands may do with tables, by table and action as in functions.yaml."""
    return [_table_statement(target, actions) for target, actions in tables.items()]


def _log_statements(row: Row) -> list[Resources]:
    """Allow writing to the streams that Lambda names after the function: other functions share its group."""
    group = f"arn:${{AWS::Partition}}:logs:${{AWS::Region}}:${{AWS::AccountId}}:log-group:{group_name(row.pages)}"
    own = f"{group}:log-stream:*/callbox-${{Stage}}-{row.name}[*"
    return [
        {"Effect": "Allow", "Action": ["logs:CreateLogStream"], "Resource": [{"Fn::Sub": f"{group}:*"}]},
        {"Effect": "Allow", "Action": ["logs:PutLogEvents"], "Resource": [{"Fn::Sub": own}]},
    ]


def _table_statement(target: str, actions: list[str]) -> Resources:
    """Allow the actions on one table. After a restore, a table of the books is the restored one (ops.restore)."""
    table, _, index = target.partition("/")
    part = f"/index/{index}" if index else ""
    arn: Resources = {"Fn::Sub": f"${{{camel(table)}Table.Arn}}{part}"}
    if table in BOOKS:
        tables = "arn:${AWS::Partition}:dynamodb:${AWS::Region}:${AWS::AccountId}:table"
        arn = {"Fn::If": ["BooksAreRestored", {"Fn::Sub": f"{tables}/${{BooksPrefix}}{table}{part}"}, arn]}
    return {
        "Effect": "Allow",
        "Action": [f"dynamodb:{action}" for action in sorted(actions)],
        "Resource": [arn],
    }


def _secret_statement(name: str) -> Resources:
    """Allow one secret. AWS's own key for them decrypts for everyone who may read the parameter.

    https://docs.aws.amazon.com/systems-manager/latest/userguide/ps-restrict-decryption.html
    """
    parameter = "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter"
    return {
        "Effect": "Allow",
        "Action": ["ssm:GetParameter"],
        "Resource": [{"Fn::Sub": f"{parameter}/callbox/${{Stage}}/{name}"}],
    }


def _mail_statement() -> Resources:
    """Allow mail from the sender's own domain: the part of MailFrom after the @."""
    domain = {"Fn::Select": [1, {"Fn::Split": ["@", {"Ref": "MailFrom"}]}]}
    arn = "arn:${AWS::Partition}:ses:${AWS::Region}:${AWS::AccountId}:identity/${Domain}"
    return {
        "Effect": "Allow",
        "Action": ["ses:SendEmail"],
        # The local platform cannot tell the sender from the request, so it checks the permission for every identity.
        "Resource": [{"Fn::If": ["IsLocal", "*", {"Fn::Sub": [arn, {"Domain": domain}]}]}],
    }


def _site_statements() -> list[Resources]:
    """Allow the files of the site that a function keeps: it reads the templates and the manifest, and writes pages."""
    kept = ("index.html", "prices.html", "sitemap.xml", MANIFEST, "services/*")
    may = {"s3:GetObject": (MANIFEST, TEMPLATES), "s3:PutObject": kept, "s3:DeleteObject": ("services/*",)}
    bucket = f"arn:${{AWS::Partition}}:s3:::{SITE_BUCKET}"
    return [
        {"Effect": "Allow", "Action": [action], "Resource": [{"Fn::Sub": f"{bucket}/{key}"} for key in keys]}
        for action, keys in may.items()
    ]


def _allow(actions: list[str], attribute: str) -> Resources:
    return {"Effect": "Allow", "Action": actions, "Resource": [{"Fn::Sub": "${" + attribute + "}"}]}


def queue_resource(name: str, queues: dict[str, Any]) -> str:
    if name not in queues:
        raise ValueError(f"no queue named {name!r} in queues.yaml")
    return f"{camel(name)}Queue"
