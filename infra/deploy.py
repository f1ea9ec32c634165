"""Deploy a built package: upload it, update the stack, wait until the update is complete.

The same code deploys to AWS and to the local platform; only the session and the polling interval differ. It never
deletes a stack.
"""

import hashlib
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
from botocore.exceptions import ClientError

from infra.package import CODE_ZIP, LAYER_ZIP, PACKAGE, TEMPLATE

# The first deployment creates a CloudFront distribution, which takes minutes; no other resource takes longer.
LIMIT_S = 45 * 60
MASKED = "****"
"""CloudFormation's value of a NoEcho parameter. A parameter with this value keeps its previous one."""
_FINISHED = {"CREATE_COMPLETE", "UPDATE_COMPLETE"}
_EMPTY_CHANGES = ("didn't contain changes", "No updates are to be performed")


class DeployError(Exception):
    """The deployment failed. The text says what was refused and why."""


@dataclass(frozen=True)
class Target:
    """Where to deploy: a session for the account, the stage, and the polling interval."""

    session: boto3.Session
    stage: str
    pause_s: float = 5.0
    say: Callable[[str], None] = field(default=lambda _text: None)

    @property
    def stack_name(self) -> str:
        return f"callbox-{self.stage}"

    def client(self, service: str) -> Any:
        return self.session.client(service)


def deploy(target: Target, parameters: dict[str, str]) -> dict[str, str]:
    """Update the stack to the built package and return its outputs. Does nothing if nothing changed."""
    bucket = _artifact_bucket(target)
    template_key = _upload(target, bucket)
    _change_stack(target, _template_url(target, bucket, template_key), parameters)
    return outputs(target)


def outputs(target: Target) -> dict[str, str]:
    """Return the stack's outputs; empty when there is no stack."""
    stack = _stack(target)
    return {item["OutputKey"]: item["OutputValue"] for item in (stack or {}).get("Outputs", [])}


def forget_older_artifacts(target: Target) -> None:
    """Delete all artifacts except those of the current package. For the local platform, to save disk space.

    On AWS they stay, because a rollback needs the older ones.
    """
    bucket, s3 = _artifact_bucket(target), target.client("s3")
    current = {_upload(target, bucket), *(_artifact_key(path) for path in (LAYER_ZIP, CODE_ZIP))}
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=bucket):
        for item in page.get("Contents", []):
            if item["Key"] not in current:
                s3.delete_object(Bucket=bucket, Key=item["Key"])


def stack_parameters(target: Target) -> dict[str, str]:
    """Return the parameters of the last deployment; empty when there is no stack."""
    stack = _stack(target)
    return {item["ParameterKey"]: item["ParameterValue"] for item in (stack or {}).get("Parameters", [])}


def _artifact_bucket(target: Target) -> str:
    account = target.client("sts").get_caller_identity()["Account"]
    bucket = f"callbox-{target.stage}-artifacts-{account}"
    s3 = target.client("s3")
    try:
        s3.head_bucket(Bucket=bucket)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 404:
            raise DeployError(f"the bucket {bucket} cannot be used: {error}") from error
        region = target.session.region_name
        place = {} if region == "us-east-1" else {"CreateBucketConfiguration": {"LocationConstraint": region}}
        s3.create_bucket(Bucket=bucket, **place)
        s3.put_public_access_block(
            Bucket=bucket,
            PublicAccessBlockConfiguration={
                "BlockPublicAcls": True,
                "IgnorePublicAcls": True,
                "BlockPublicPolicy": True,
                "RestrictPublicBuckets": True,
            },
        )
    return bucket


def _upload(target: Target, bucket: str) -> str:
    """Upload the zips and the template under their digests; return the template's key."""
    s3 = target.client("s3")
    text = TEMPLATE.read_text()
    for path in (LAYER_ZIP, CODE_ZIP):
        key = _artifact_key(path)
        if not _exists(s3, bucket, key):
            s3.put_object(Bucket=bucket, Key=key, Body=path.read_bytes())
        text = text.replace(json.dumps(f"./{path.relative_to(PACKAGE)}"), json.dumps(f"s3://{bucket}/{key}"))
    template_key = f"{hashlib.sha256(text.encode()).hexdigest()}.json"
    s3.put_object(Bucket=bucket, Key=template_key, Body=text.encode())
    return template_key


def _artifact_key(path: Path) -> str:
    return f"{hashlib.sha256(path.read_bytes()).hexdigest()}.zip"


def _exists(s3: Any, bucket: str, key: str) -> bool:
    try:
        s3.head_object(Bucket=bucket, Key=key)
    except ClientError:
        return False
    return True


def _template_url(target: Target, bucket: str, key: str) -> str:
    # Path style, as the AWS CLI writes it: the local platform supports no other.
    return f"https://s3.{target.session.region_name}.amazonaws.com/{bucket}/{key}"


def _change_stack(target: Target, template_url: str, parameters: dict[str, str]) -> None:
    cloudformation = target.client("cloudformation")
    stack = _stack(target)
    creating = stack is None or stack["StackStatus"] == "REVIEW_IN_PROGRESS"
    change_set = f"deploy-{int(time.time())}"
    try:
        cloudformation.create_change_set(
            StackName=target.stack_name,
            ChangeSetName=change_set,
            ChangeSetType="CREATE" if creating else "UPDATE",
            TemplateURL=template_url,
            Parameters=[_parameter(key, value) for key, value in parameters.items()],
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            Tags=[{"Key": "app", "Value": "callbox"}, {"Key": "stage", "Value": target.stage}],
        )
    except ClientError as error:
        raise DeployError(f"the change was refused: {error.response['Error']['Message']}") from error
    if not _changes_ready(target, change_set):
        target.say("the stack is up to date")
        return
    started = time.time()
    cloudformation.execute_change_set(StackName=target.stack_name, ChangeSetName=change_set)
    _await_stack(target, started)


def _parameter(key: str, value: str) -> dict[str, Any]:
    if value == MASKED:
        return {"ParameterKey": key, "UsePreviousValue": True}
    return {"ParameterKey": key, "ParameterValue": value}


def _changes_ready(target: Target, change_set: str) -> bool:
    """Wait for the change set; return False when it is empty."""
    cloudformation = target.client("cloudformation")
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        answer = cloudformation.describe_change_set(StackName=target.stack_name, ChangeSetName=change_set)
        if answer["Status"] == "CREATE_COMPLETE":
            return True
        if answer["Status"] == "FAILED":
            reason = answer.get("StatusReason", "")
            cloudformation.delete_change_set(StackName=target.stack_name, ChangeSetName=change_set)
            if any(text in reason for text in _EMPTY_CHANGES):
                return False
            raise DeployError(f"the change was refused: {reason}")
        time.sleep(target.pause_s)
    raise DeployError("the change set was not ready in time")


def _await_stack(target: Target, started: float) -> None:
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        stack = _stack(target)
        status = stack["StackStatus"] if stack else "missing"
        if status in _FINISHED:
            return
        if not status.endswith(("_IN_PROGRESS", "CLEANUP_IN_PROGRESS")):
            raise DeployError(f"the stack ended as {status}:\n{_failures(target, started)}")
        target.say(status)
        time.sleep(target.pause_s)
    raise DeployError(f"the stack was not ready within {LIMIT_S // 60} minutes")


def _failures(target: Target, started: float) -> str:
    events = target.client("cloudformation").describe_stack_events(StackName=target.stack_name)["StackEvents"]
    return "\n".join(
        f"  {event['LogicalResourceId']}: {event.get('ResourceStatusReason', 'no reason given')}"
        for event in reversed(events)
        if event["ResourceStatus"].endswith("_FAILED") and event["Timestamp"].timestamp() >= started - 60
    )


def _stack(target: Target) -> dict[str, Any] | None:
    try:
        answer = target.client("cloudformation").describe_stacks(StackName=target.stack_name)
    except ClientError as error:
        if "does not exist" in error.response["Error"]["Message"]:
            return None
        raise
    stack: dict[str, Any] = answer["Stacks"][0]
    return stack
