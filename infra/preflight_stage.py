"""The preflight's questions about the stage itself: its stack, its supplier account, and what is still to be set."""

import json
from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from infra.asked import MISSING, Asked
from infra.stack import load

SUPPLIER_SECRET = "textverified"  # noqa: S105 - the name of the secret


def stack_state(asked: Asked) -> Iterator[str]:
    """Tell of states that a deployment cannot end by itself. It waits for, continues or repeats all others."""
    status = (asked.stack or {}).get("StackStatus", "")
    protected = (asked.stack or {}).get("EnableTerminationProtection")
    if status in ("ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "CREATE_FAILED", "DELETE_FAILED") and protected:
        yield (
            f"the stack callbox-{asked.stage} never completed ({status}), but is protected: aws cloudformation "
            f"update-termination-protection --no-enable-termination-protection --stack-name callbox-{asked.stage}"
        )


def leftover_secrets(asked: Asked) -> Iterator[str]:
    """Name secrets that a deleted stack left. CloudFormation adopts no secret by its name and makes no second one."""
    if asked.stack is not None:
        return
    client = asked.client("secretsmanager")
    for name in load("secrets"):
        secret_id = f"callbox/{asked.stage}/{name}"
        try:
            client.describe_secret(SecretId=secret_id)
        except ClientError as error:
            if error.response["Error"]["Code"] not in MISSING:
                raise
        else:
            yield (
                f"the secret {secret_id} is left of a deleted stack: note its value, then aws secretsmanager "
                f"delete-secret --force-delete-without-recovery --secret-id {secret_id}"
            )


def supplier_account(asked: Asked) -> Iterator[str]:
    """Compare the TextVerified account with those of other stages: each would cancel the other's orders."""
    client = asked.client("secretsmanager")
    own = _username(client, f"callbox/{asked.stage}/{SUPPLIER_SECRET}")
    if not own:
        return
    filters = [{"Key": "name", "Values": ["callbox/"]}]
    for page in client.get_paginator("list_secrets").paginate(Filters=filters):
        for secret in page["SecretList"]:
            prefix, _, rest = secret["Name"].partition("/")
            stage, _, name = rest.partition("/")
            if prefix != "callbox" or name != SUPPLIER_SECRET or stage == asked.stage:
                continue
            if _username(client, secret["Name"]) == own:
                yield (
                    f"the stage {stage} uses the same TextVerified account, and each would cancel the other's orders: "
                    f"python -m ops.secrets --stage {asked.stage} --name {SUPPLIER_SECRET}, with an account of its own"
                )


def alarm_addresses(asked: Asked) -> Iterator[str]:
    """Name the addresses that have not confirmed yet: AWS sends them no alarm."""
    if asked.stack is None:
        return
    client = asked.client("sns")
    for page in client.get_paginator("list_subscriptions").paginate():
        for one in page["Subscriptions"]:
            is_ours = one["TopicArn"].rpartition(":")[2].startswith(f"callbox-{asked.stage}-")
            if is_ours and one["SubscriptionArn"] == "PendingConfirmation":
                yield (
                    f"{one['Endpoint']} gets no alarms of {one['TopicArn'].rpartition(':')[2]}: open the link in the "
                    'mail "AWS Notification - Subscription Confirmation"'
                )


def missing_secrets(asked: Asked) -> Iterator[str]:
    client = asked.client("secretsmanager")
    for name, secret in load("secrets").items():
        held = _value(client, f"callbox/{asked.stage}/{name}")
        absent = [key for key in secret["holds"] if not held.get(key)]
        # The first deployment makes the signing key; the webhook's secret is only for accounts that have a webhook.
        if absent and name != "jwt_signing_key" and absent != ["webhook_secret"]:
            yield (
                f"the secret callbox/{asked.stage}/{name} lacks {', '.join(absent)}: "
                f"python -m ops.secrets --stage {asked.stage} --name {name}, after the first deployment"
            )


def missing_prices(asked: Asked) -> Iterator[str]:
    cure = f"python -m ops.pricing seed --stage {asked.stage}, after the first deployment"
    try:
        answer = asked.client("dynamodb").scan(TableName=f"callbox-{asked.stage}-settings", Limit=1)
    except ClientError as error:
        if error.response["Error"]["Code"] not in MISSING:
            raise
        yield f"no prices are set: {cure}"
        return
    if not answer["Items"]:
        yield f"no prices are set: {cure}"


def _username(client: Any, secret_id: str) -> str:
    return str(_value(client, secret_id).get("username", ""))


def _value(client: Any, secret_id: str) -> dict[str, Any]:
    """Return a secret's keys and values; empty when it is missing, has no value, or is no JSON object."""
    try:
        text = client.get_secret_value(SecretId=secret_id).get("SecretString", "")
    except ClientError as error:
        if error.response["Error"]["Code"] in MISSING:
            return {}
        raise
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
