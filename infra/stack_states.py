"""Bring a stack out of a half-finished state, wait for it, and find why a change of it failed.

The only stacks that are deleted here are those whose creation never completed: AWS accepts no update of them.
"""

import math
import time
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from infra.target import DeployError, Target, parameters_of

# The first deployment creates a CloudFront distribution, which takes minutes; no other resource takes longer.
LIMIT_S = 45 * 60
MASKED = "****"
"""CloudFormation's value of a NoEcho parameter."""
FINISHED = ("CREATE_COMPLETE", "UPDATE_COMPLETE")
NEVER_COMPLETED = ("CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED", "DELETE_FAILED")
_BEGINNINGS = ("CREATE_IN_PROGRESS", "UPDATE_IN_PROGRESS", "DELETE_IN_PROGRESS")
_NESTED = "AWS::CloudFormation::Stack"
_CANCELLED = ("cancelled", "canceled")
"""The reason of resources that failed because another one did."""


def settle(target: Target) -> dict[str, str]:
    """Wait for and finish what an earlier deployment began, so that the stack can be created or updated.

    Returns the values of a deleted stack's parameters that can be read: they were given once and are not asked again.
    Raises DeployError with the one thing to do.
    """
    stack = ended(target)
    status = stack["StackStatus"] if stack else ""
    if status == "UPDATE_ROLLBACK_FAILED":
        target.say("an earlier update could not be rolled back completely: continuing its rollback")
        _continue_rollback(target)
        return {}
    if status not in NEVER_COMPLETED:
        return {}
    target.say(f"the stack's creation never completed ({status}): deleting what it left, to create it again")
    carried = {name: value for name, value in parameters_of(stack).items() if value != MASKED}
    _delete(target)
    return carried


def ended(target: Target) -> dict[str, Any] | None:
    """Return the stack once nothing is in progress; None when there is none. Raises DeployError after the limit."""
    deadline = time.monotonic() + LIMIT_S
    said = ""
    while time.monotonic() < deadline:
        stack = target.stack()
        status = stack["StackStatus"] if stack else "DELETE_COMPLETE"
        if status in ("DELETE_COMPLETE", "REVIEW_IN_PROGRESS"):
            # In review, a stack has a change set and nothing else.
            return None
        if not status.endswith("_IN_PROGRESS"):
            return stack
        if status != said:
            target.say(status)
            said = status
        time.sleep(target.pause_s)
    raise DeployError(
        f"the stack {target.stack_name} is still {said} after {LIMIT_S // 60} minutes: run the same command again"
    )


def await_finished(target: Target) -> None:
    """Wait for the change that was begun. Raises DeployError when the stack did not take it."""
    stack = ended(target)
    status = stack["StackStatus"] if stack else "missing"
    if status not in FINISHED:
        raise DeployError("\n".join([f"the stack ended as {status}", *failures(target)]))


def failures(target: Target) -> list[str]:
    """Return the failures of the last operation, a line each; the last line is the one that came first, the cause."""
    lines = [
        f"  {event['LogicalResourceId']} ({event['ResourceType']}): "
        + event.get("ResourceStatusReason", "no reason given")
        for event in _failed(target, target.stack_name)
    ]
    lines += _invalid(target)
    return [*lines[1:], lines[0].strip()] if lines else ["CloudFormation names no resource that failed"]


def _invalid(target: Target) -> list[str]:
    """Return what CloudFormation refused before it began, such as a bucket's name that is taken: these are no events
    of the stack."""
    stack = target.stack()
    return invalid(target, StackName=stack["StackId"]) if stack else []


def invalid(target: Target, **subject: str) -> list[str]:
    """Return what CloudFormation found invalid in a stack (StackName) or a change set (ChangeSetName), a line each."""
    answer = target.client("cloudformation").describe_events(**subject, Filters={"FailedEvents": True})
    return [
        f"  {event['LogicalResourceId']} ({event['ResourceType']}): {event['ValidationStatusReason']}"
        for event in answer["OperationEvents"]
        if event["EventType"] == "VALIDATION_ERROR" and event.get("ValidationFailureMode") == "FAIL"
    ]


def _failed(target: Target, stack: str, began: Collection[str] = _BEGINNINGS) -> list[dict[str, Any]]:
    """Return the failed resources of a stack's last operation, oldest first; for a nested stack, its own resources.

    `began` is how the operation began. A nested stack that could not be created was deleted after that.
    """
    found: list[dict[str, Any]] = []
    for event in list(_last_operation(target, stack, began)):
        reason = event.get("ResourceStatusReason", "")
        if not event["ResourceStatus"].endswith("_FAILED") or any(text in reason.lower() for text in _CANCELLED):
            continue
        if event["PhysicalResourceId"] == event["StackId"]:
            continue
        if event["ResourceType"] == _NESTED and event["PhysicalResourceId"]:
            beginning = event["ResourceStatus"].replace("_FAILED", "_IN_PROGRESS")
            inner = _failed(target, event["PhysicalResourceId"], [beginning])
            found = [*(inner or [event]), *found]
        else:
            found = [event, *found]
    return found


def _last_operation(target: Target, stack: str, began: Collection[str]) -> Iterator[dict[str, Any]]:
    """Yield the events since the last operation on a stack began, newest first, from all pages."""
    for page in target.client("cloudformation").get_paginator("describe_stack_events").paginate(StackName=stack):
        for event in page["StackEvents"]:
            yield event
            if event["ResourceStatus"] in began and event["PhysicalResourceId"] == event["StackId"]:
                return


def _continue_rollback(target: Target) -> None:
    cloudformation = target.client("cloudformation")
    cloudformation.continue_update_rollback(StackName=target.stack_name)
    stack = ended(target)
    if stack and stack["StackStatus"] == "UPDATE_ROLLBACK_COMPLETE":
        return
    stuck = " ".join(_to_skip(target, target.stack_name)) or "<logical ids>"
    raise DeployError(
        "\n".join(
            [
                "the rollback of an earlier update failed again:",
                *failures(target),
                "mend that, or give these resources up with: aws cloudformation continue-update-rollback "
                f"{target.options} --resources-to-skip {stuck}",
            ]
        )
    )


def _to_skip(target: Target, stack: str, inside: str = "") -> Iterator[str]:
    """Yield what failed to roll back as the command wants it: resources of a nested stack after that one's own name.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ContinueUpdateRollback.html
    """
    for item in _in_status(target, stack, "UPDATE_FAILED"):
        if nested := _nested_id(item):
            yield from _to_skip(target, nested, f"{nested.split('/')[1]}.")
        else:
            yield f"{inside}{item['LogicalResourceId']}"


def _delete(target: Target) -> None:
    cloudformation = target.client("cloudformation")
    try:
        role = {"RoleARN": target.role_arn} if target.role_arn else {}
        cloudformation.delete_stack(StackName=target.stack_name, **role, **_kept(target))
    except ClientError as error:
        if "TerminationProtection" not in error.response["Error"]["Message"]:
            raise
        raise DeployError(
            f"the stack {target.stack_name} never completed, but is protected: aws cloudformation "
            f"update-termination-protection --no-enable-termination-protection {target.options}"
        ) from error
    stack = ended(target)
    if stack is not None:
        raise DeployError(
            "\n".join(
                [
                    f"what the failed creation left could not be deleted; delete it by hand, then deploy again "
                    f"({stack['StackStatus']})",
                    *failures(target),
                ]
            )
        )


def _kept(target: Target) -> dict[str, list[str]]:
    """Leave what an earlier deletion could not delete: only then does AWS let the stack go."""
    stack = target.stack()
    if not stack or stack["StackStatus"] != "DELETE_FAILED":
        return {}
    return {"RetainResources": _left(target, target.stack_name)}


def _left(target: Target, stack: str) -> list[str]:
    """Return what could not be deleted of a stack, after deleting its nested ones without what they could not delete.

    Left behind whole, those would hold the names of what is in them.
    """
    left: list[str] = []
    for item in _in_status(target, stack, "DELETE_FAILED"):
        if nested := _nested_id(item):
            cloudformation = target.client("cloudformation")
            cloudformation.delete_stack(StackName=nested, RetainResources=_left(target, nested))
            cloudformation.get_waiter("stack_delete_complete").wait(
                StackName=nested, WaiterConfig={"Delay": math.ceil(target.pause_s)}
            )
        else:
            left.append(item["LogicalResourceId"])
    return left


def _nested_id(item: Mapping[str, Any]) -> str:
    """Return the id of the nested stack that a listed resource is; empty if it is none, or was not made."""
    return str(item.get("PhysicalResourceId", "")) if item["ResourceType"] == _NESTED else ""


def _in_status(target: Target, stack: str, status: str) -> list[dict[str, Any]]:
    """Return the stack's own resources in a status."""
    pages = target.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=stack)
    return [item for page in pages for item in page["StackResourceSummaries"] if item["ResourceStatus"] == status]
