"""The preflight's questions about the stage itself: its stack, its supplier account, and what is still to be set."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from infra.asked import MISSING, Asked
from infra.edge import ARN, REGION, edge_of
from infra.stack import load
from infra.stack_states import NEVER_COMPLETED
from infra.target import Target, outputs
from ops.keys import secret_name

WISH_SETTING = "WITH_WEB_ACL"
MOST_ACLS = 100
"""Quota of web ACLs for CloudFront: https://docs.aws.amazon.com/waf/latest/developerguide/limits.html"""
SUPPLIER_SECRET = "textverified"  # noqa: S105 - the name of the secret


def stack_state(asked: Asked) -> Iterator[str]:
    """Tell of states that a deployment cannot end by itself. It waits for, continues or repeats all others."""
    target = Target(asked.session, asked.stage)
    yield from _stuck(target, asked.stack)
    edge = edge_of(target)
    yield from _stuck(edge, edge.stack())


def _stuck(target: Target, stack: Mapping[str, Any] | None) -> Iterator[str]:
    status, protected = (stack or {}).get("StackStatus", ""), (stack or {}).get("EnableTerminationProtection")
    if status in NEVER_COMPLETED and protected:
        yield (
            f"the stack {target.stack_name} never completed ({status}), but is protected: aws cloudformation "
            f"update-termination-protection --no-enable-termination-protection {target.options}"
        )


def web_acl(asked: Asked) -> Iterator[str]:
    """Ask whether the stage may have a web ACL in us-east-1, unless it has one or shall have none."""
    if asked.value(WISH_SETTING) == "false" or ARN in outputs(edge_of(Target(asked.session, asked.stage))):
        return
    acls = asked.client("wafv2", REGION).list_web_acls(Scope="CLOUDFRONT", Limit=MOST_ACLS)["WebACLs"]
    name = f"callbox-{asked.stage}"
    if name in [one["Name"] for one in acls]:
        yield (
            f"the web ACL {name} in {REGION} is of no stack: delete it in the console (WAF, Global), or deploy with "
            f"{WISH_SETTING}=false"
        )
    elif len(acls) >= MOST_ACLS:
        yield (
            f"the account has {len(acls)} web ACLs for CloudFront, AWS allows {MOST_ACLS}: request more with aws "
            f"service-quotas request-service-quota-increase --region {REGION}, or deploy with {WISH_SETTING}=false"
        )


def supplier_account(asked: Asked) -> Iterator[str]:
    """Compare the TextVerified account with those of other stages: each would cancel the other's orders."""
    client = asked.client("ssm")
    own = _username(client, secret_name(asked.stage, SUPPLIER_SECRET))
    if not own:
        return
    filters = [{"Key": "Name", "Option": "BeginsWith", "Values": ["/callbox/"]}]
    for page in client.get_paginator("describe_parameters").paginate(ParameterFilters=filters):
        for secret in page["Parameters"]:
            stage, _, name = secret["Name"].removeprefix("/callbox/").partition("/")
            if name != SUPPLIER_SECRET or stage == asked.stage:
                continue
            if _username(client, secret["Name"]) == own:
                yield (
                    f"the stage {stage} uses the same TextVerified account, and each would cancel the other's orders: "
                    f"python -m ops.secrets --stage {asked.stage} --name {SUPPLIER_SECRET}, with an account of its own"
                )


def alarm_addresses(asked: Asked) -> Iterator[str]:
    """Name the addresses that have not confirmed yet: AWS sends them no alarm."""
    if not asked.is_deployed:
        return
    for region in dict.fromkeys((asked.session.region_name, REGION)):
        for page in asked.client("sns", region).get_paginator("list_subscriptions").paginate():
            for one in page["Subscriptions"]:
                is_ours = one["TopicArn"].rpartition(":")[2].startswith(f"callbox-{asked.stage}-")
                if is_ours and one["SubscriptionArn"] == "PendingConfirmation":
                    yield (
                        f"{one['Endpoint']} gets no alarms of {one['TopicArn'].rpartition(':')[2]} in {region}: open "
                        'the link in the mail "AWS Notification - Subscription Confirmation"'
                    )


def missing_secrets(asked: Asked) -> Iterator[str]:
    client = asked.client("ssm")
    for name, secret in load("secrets").items():
        held = _value(client, secret_name(asked.stage, name))
        absent = [key for key in secret["holds"] if not held.get(key)]
        # The first deployment makes these two; the webhook's secret is only for accounts that have a webhook.
        is_made = name in ("jwt_signing_key", "push_signing_key") or "makes" in secret
        if absent and not is_made and absent != ["webhook_secret"]:
            command = f"python -m ops.secrets --stage {asked.stage} --name {name}"
            yield f"the secret {secret_name(asked.stage, name)} lacks {', '.join(absent)}: {_when(asked)}{command}"


def missing_prices(asked: Asked) -> Iterator[str]:
    cure = f"{_when(asked)}python -m ops.pricing seed --stage {asked.stage}"
    try:
        answer = asked.client("dynamodb").scan(TableName=f"callbox-{asked.stage}-settings", Limit=1)
    except ClientError as error:
        if error.response["Error"]["Code"] not in MISSING:
            raise
        yield f"no prices are set: {cure}"
        return
    if not answer["Items"]:
        yield f"no prices are set: {cure}"


def _when(asked: Asked) -> str:
    return "" if asked.is_deployed else "after the first deployment, "


def _username(client: Any, parameter: str) -> str:
    return str(_value(client, parameter).get("username", ""))


def _value(client: Any, parameter: str) -> dict[str, Any]:
    """Return a secret's keys and values; empty when it is missing or no JSON object."""
    try:
        text = client.get_parameter(Name=parameter, WithDecryption=True)["Parameter"]["Value"]
    except ClientError as error:
        if error.response["Error"]["Code"] in MISSING:
            return {}
        raise
    try:
        found = json.loads(text)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
