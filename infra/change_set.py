"""Change a stack by a change set: make it, show it, ask, execute it, wait."""

import time
from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from botocore.exceptions import ClientError

from infra.gradual import rolling_back
from infra.refusals import refused_permission
from infra.stack_states import LIMIT_S, await_finished, ended
from infra.target import DeployError, Target, parameters_of

_EMPTY_CHANGES = ("didn't contain changes", "No updates are to be performed")
_SHOWN_SINGLY = 60
"""Changes of one kind beyond this are counted by type."""


class NotAgreed(DeployError):
    """The person who deploys said no. Nothing was changed."""


def change_stack(
    target: Target, url: str, template: Mapping[str, Any], given: Mapping[str, str], *, kept: Collection[str] | None
) -> bool:
    """Bring the stack to a template; return False if nothing had to change.

    `given` and `kept` are those of `sent_parameters`. Call `settle` before. Raises DeployError.
    """
    stack = ended(target)
    name = f"deploy-{int(time.time() * 1000)}"
    cloudformation = target.client("cloudformation")
    running = parameters_of(stack)
    try:
        cloudformation.create_change_set(
            StackName=target.stack_name,
            ChangeSetName=name,
            ChangeSetType="UPDATE" if stack else "CREATE",
            TemplateURL=url,
            Parameters=sent_parameters(template.get("Parameters", {}), running, given, kept=kept),
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            # Adopts tables, secrets and buckets that an earlier stack left.
            ImportExistingResources=True,
            RollbackConfiguration=_rollback(target, template) if stack else {},
            **({"RoleARN": target.role_arn} if target.role_arn else {}),
            Tags=[{"Key": "app", "Value": "callbox"}, {"Key": "stage", "Value": target.stage}],
        )
    except ClientError as error:
        raise DeployError(
            refused_permission(error) or f"the change was refused: {error.response['Error']['Message']}"
        ) from error
    if not _is_ready(target, name):
        target.say("the stack is up to date")
        return False
    if not target.agrees(_described(target, name)):
        _discard(target, name, is_new=stack is None)
        raise NotAgreed("you did not agree; nothing was changed")
    cloudformation.execute_change_set(StackName=target.stack_name, ChangeSetName=name)
    await_finished(target)
    return True


def sent_parameters(
    declared: Mapping[str, Any], running: Collection[str], given: Mapping[str, str], *, kept: Collection[str] | None
) -> list[dict[str, Any]]:
    """Return the parameters to send: only those the template declares.

    Those of `given` get their value. Of the others, those of the running stack that are in `kept`, or that have no
    default, keep theirs; with None, all do. The rest get the template's default, also one that has changed.
    """
    sent: list[dict[str, Any]] = []
    for name, one in declared.items():
        if name in given:
            sent.append({"ParameterKey": name, "ParameterValue": given[name]})
        elif name in running and (kept is None or name in kept or "Default" not in one):
            sent.append({"ParameterKey": name, "UsePreviousValue": True})
    return sent


def _rollback(target: Target, template: Mapping[str, Any]) -> dict[str, Any]:
    """Return the triggers: those of the template's alarms that exist already, as AWS refuses others."""
    marked = rolling_back(template["Resources"])
    if not marked:
        return {}
    pages = target.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=target.stack_name)
    names = sorted(
        item["PhysicalResourceId"]
        for page in pages
        for item in page["StackResourceSummaries"]
        if item["LogicalResourceId"] in marked and not item["ResourceStatus"].startswith("DELETE")
    )
    if not names:
        return {}
    alarms = target.client("cloudwatch").describe_alarms(AlarmNames=names, AlarmTypes=["MetricAlarm"])["MetricAlarms"]
    return {
        "MonitoringTimeInMinutes": target.watched_min,
        "RollbackTriggers": [{"Arn": alarm["AlarmArn"], "Type": "AWS::CloudWatch::Alarm"} for alarm in alarms],
    }


def _is_ready(target: Target, name: str) -> bool:
    """Wait for the change set; return False when it is empty."""
    cloudformation = target.client("cloudformation")
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        answer = cloudformation.describe_change_set(StackName=target.stack_name, ChangeSetName=name)
        if answer["Status"] == "CREATE_COMPLETE":
            return True
        if answer["Status"] == "FAILED":
            reason = answer.get("StatusReason", "")
            is_empty = any(text in reason for text in _EMPTY_CHANGES)
            # The stack of a refused creation stays in review: the next deployment uses it.
            cloudformation.delete_change_set(StackName=target.stack_name, ChangeSetName=name)
            if is_empty:
                return False
            raise DeployError(f"the change was refused: {reason}")
        time.sleep(target.pause_s)
    raise DeployError("the change set was not ready in time: run the same command again")


def _described(target: Target, name: str) -> list[str]:
    """Return the change set's changes, a line each, what is removed or replaced first."""
    pages = target.client("cloudformation").get_paginator("describe_change_set")
    changes = [
        item["ResourceChange"]
        for page in pages.paginate(StackName=target.stack_name, ChangeSetName=name)
        for item in page["Changes"]
    ]
    lines: list[str] = []
    for action in ("Remove", "Replace", "Import", "Modify", "Dynamic", "Add"):
        chosen = [one for one in changes if _action(one) == action]
        if len(chosen) > _SHOWN_SINGLY:
            counted = Counter(one["ResourceType"] for one in chosen)
            lines += [f"{action:<8}{count} × {kind}" for kind, count in sorted(counted.items())]
        else:
            lines += [f"{action:<8}{one['LogicalResourceId']} ({one['ResourceType']})" for one in chosen]
    return lines


def _action(one: Mapping[str, Any]) -> str:
    # "Conditional" replaces only if a value changes that is not known yet.
    return "Replace" if one.get("Replacement") == "True" else str(one["Action"])


def _discard(target: Target, name: str, *, is_new: bool) -> None:
    cloudformation = target.client("cloudformation")
    cloudformation.delete_change_set(StackName=target.stack_name, ChangeSetName=name)
    if is_new:
        # A stack in review has no resources.
        cloudformation.delete_stack(StackName=target.stack_name)
