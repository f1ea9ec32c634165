"""Build the role of one Lambda: the permissions that its row names, and writing its own log."""

from typing import Any

from infra.rows import Row, camel

Resources = dict[str, Any]

_LAMBDA_MAY_ASSUME = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}],
}


def role(row: Row, queues: dict[str, Any]) -> Resources:
    arn = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}"
    statements = [
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": [{"Fn::Sub": f"{arn}:log-group:/aws/lambda/callbox-${{Stage}}-{row.name}:*"}],
        },
        *[_table_statement(target, actions) for target, actions in row.tables.items()],
        *[_allow(["sqs:SendMessage"], f"{queue_resource(name, queues)}.Arn") for name in row.sends],
        # .Id is the ARN with its random suffix on AWS and locally; on the local platform Ref is only the name.
        *[_allow(["secretsmanager:GetSecretValue"], f"{camel(name)}Secret.Id") for name in row.secrets],
    ]
    if row.kind == "queue":
        consume = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]
        statements.append(_allow(consume, f"{queue_resource(row.queue, queues)}.Arn"))
    if row.mails:
        statements.append(_mail_statement())
    return {
        "AssumeRolePolicyDocument": _LAMBDA_MAY_ASSUME,
        "Policies": [
            {
                "PolicyName": row.name,
                "PolicyDocument": {"Version": "2012-10-17", "Statement": statements},
            }
        ],
    }


def _table_statement(target: str, actions: list[str]) -> Resources:
    table, _, index = target.partition("/")
    arn = f"${{{camel(table)}Table.Arn}}" + (f"/index/{index}" if index else "")
    return {
        "Effect": "Allow",
        "Action": [f"dynamodb:{action}" for action in sorted(actions)],
        "Resource": [{"Fn::Sub": arn}],
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


def _allow(actions: list[str], attribute: str) -> Resources:
    return {"Effect": "Allow", "Action": actions, "Resource": [{"Fn::Sub": "${" + attribute + "}"}]}


def queue_resource(name: str, queues: dict[str, Any]) -> str:
    if name not in queues:
        raise ValueError(f"no queue named {name!r} in queues.yaml")
    return f"{camel(name)}Queue"
