"""Change a stack by a change set, with those of its nested stacks: make it, show it, ask, execute it, wait."""

import re
import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from botocore.exceptions import ClientError

from infra.gradual import rolling_back
from infra.nested import has_nested
from infra.refusals import refused_permission
from infra.stack_states import LIMIT_S, await_finished, ended, invalid
from infra.target import DeployError, Target, parameters_of

_EMPTY_CHANGES = ("didn't contain changes", "No updates are to be performed")
_NESTED_CHANGE_SET = re.compile(r"arn:[\w-]+:cloudformation:[^\s]+:changeSet/[\w-]+/[\w-]+")
"""In the reason of a change set that failed because one of a nested stack did."""
_SHOWN_SINGLY = 60
"""Changes of one kind beyond this are counted by type."""


class NotAgreed(DeployError):
    """The person who deploys said no. Nothing was changed."""


def change_stack(
    target: Target,
    source: Mapping[str, str],
    template: Mapping[str, Any],
    given: Mapping[str, str],
    *,
    kept: Collection[str] | None,
) -> bool:
    """Bring the stack to a template; return False if nothing had to change.

    `source` is TemplateURL or TemplateBody. `given` and `kept` are those of `sent_parameters`. Call `settle` before.
    Raises DeployError.
    """
    stack = ended(target)
    request = {
        "StackName": target.stack_name,
        "ChangeSetType": "UPDATE" if stack else "CREATE",
        **source,
        "Parameters": sent_parameters(template.get("Parameters", {}), parameters_of(stack), given, kept=kept),
        "Capabilities": ["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
        # Adopts tables and buckets that an earlier stack left.
        "ImportExistingResources": True,
        "RollbackConfiguration": _rollback(target, template) if stack else {},
        **({"RoleARN": target.role_arn} if target.role_arn else {}),
        "Tags": [{"Key": "app", "Value": "callbox"}, {"Key": "stage", "Value": target.stage}],
    }
    try:
        name = _made(target, {**request, **({"IncludeNestedStacks": True} if has_nested(template) else {})})
    except _NestedEmpty:
        target.say("a nested stack has no changes: AWS lists those inside nested stacks for all of them or not at all")
        name = _made(target, request)
    if not name:
        target.say(f"the stack {target.stack_name} is up to date")
        return False
    cloudformation = target.client("cloudformation")
    changes = _described(target, name)
    target.say(f"changes of the stack {target.stack_name}{f' in {target.region}' if target.region else ''}:")
    if not target.agrees(changes):
        _delete(target, name, nested=has_nested(template))
        if stack is None:
            # A stack in review has no resources.
            cloudformation.delete_stack(StackName=target.stack_name)
        raise NotAgreed(f"you did not agree; the stack {target.stack_name} was not changed")
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


def values_after(
    declared: Mapping[str, Any], running: Mapping[str, str], given: Mapping[str, str], *, kept: Collection[str] | None
) -> dict[str, str]:
    """Return the values that `sent_parameters` of the same arguments lead to."""
    sent = {
        one["ParameterKey"]: one.get("ParameterValue") for one in sent_parameters(declared, running, given, kept=kept)
    }
    defaults = {name: str(one["Default"]) for name, one in declared.items() if "Default" in one}
    return {**defaults, **{name: running[name] if value is None else value for name, value in sent.items()}}


def alarms_that_undo(target: Target, template: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the template's alarms that undo an update and exist already: AWS refuses others as triggers."""
    marked, stack = rolling_back(template["Resources"]), target.stack()
    if not marked or stack is None or stack["StackStatus"] == "REVIEW_IN_PROGRESS":
        return []
    pages = target.client("cloudformation").get_paginator("list_stack_resources").paginate(StackName=target.stack_name)
    names = sorted(
        item["PhysicalResourceId"]
        for page in pages
        for item in page["StackResourceSummaries"]
        if item["LogicalResourceId"] in marked and not item["ResourceStatus"].startswith("DELETE")
    )
    if not names:
        return []
    answer = target.client("cloudwatch").describe_alarms(AlarmNames=names, AlarmTypes=["MetricAlarm"])
    found: list[dict[str, Any]] = answer["MetricAlarms"]
    return found


def rings(alarm: Mapping[str, Any]) -> bool:
    """Return whether it rings already. Then it says nothing of a new release, and would undo the one that mends."""
    return bool(alarm["StateValue"] == "ALARM")


def _rollback(target: Target, template: Mapping[str, Any]) -> dict[str, Any]:
    """Return the triggers, which replace those of the update before."""
    alarms = [alarm for alarm in alarms_that_undo(target, template) if not rings(alarm)]
    return {
        "MonitoringTimeInMinutes": target.watched_min if alarms else 0,
        "RollbackTriggers": [{"Arn": alarm["AlarmArn"], "Type": "AWS::CloudWatch::Alarm"} for alarm in alarms],
    }


class _NestedEmpty(Exception):
    """The change set failed only because a nested stack has no changes."""


def _made(target: Target, request: Mapping[str, Any]) -> str:
    """Make a change set and wait for it; return its name, or nothing when it is empty."""
    name = f"deploy-{int(time.time() * 1000)}"
    try:
        target.client("cloudformation").create_change_set(ChangeSetName=name, **request)
    except ClientError as error:
        raise DeployError(
            refused_permission(error) or f"the change was refused: {error.response['Error']['Message']}"
        ) from error
    return name if _is_ready(target, name, nested="IncludeNestedStacks" in request) else ""


def _is_ready(target: Target, name: str, *, nested: bool) -> bool:
    """Wait for the change set; return False when it is empty. Raises DeployError, or _NestedEmpty."""
    cloudformation = target.client("cloudformation")
    deadline = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline:
        answer = cloudformation.describe_change_set(StackName=target.stack_name, ChangeSetName=name)
        if answer["Status"] == "CREATE_COMPLETE":
            return True
        if answer["Status"] == "FAILED":
            reason = answer.get("StatusReason", "")
            is_empty = _is_empty(reason)
            causes = [] if is_empty else [*_nested_reasons(target, reason)]
            is_nested_empty = bool(causes) and all(_is_empty(cause) for cause in causes)
            if not is_empty:
                causes += invalid(target, ChangeSetName=answer["ChangeSetId"])
            # The stack of a refused creation stays in review: the next deployment uses it.
            _delete(target, name, nested=nested)
            if is_empty:
                return False
            if is_nested_empty:
                raise _NestedEmpty
            raise DeployError("\n".join([f"the change was refused: {reason}", *causes]))
        time.sleep(target.pause_s)
    raise DeployError("the change set was not ready in time: run the same command again")


def _is_empty(reason: str) -> bool:
    return any(text in reason for text in _EMPTY_CHANGES)


def _nested_reasons(target: Target, reason: str) -> Iterator[str]:
    """Yield why the change sets of nested stacks failed, which the root's reason only names."""
    for change_set in _NESTED_CHANGE_SET.findall(reason):
        answer = target.client("cloudformation").describe_change_set(ChangeSetName=change_set)
        inner = answer.get("StatusReason", "")
        yield from [*_nested_reasons(target, inner)] or [f"  {inner}", *invalid(target, ChangeSetName=change_set)]


def _described(target: Target, name: str) -> list[str]:
    """Return the change set's changes, a line each, what is removed or replaced first.

    A resource of a nested stack comes after the name of that.
    """
    changes = [*_changes(target, StackName=target.stack_name, ChangeSetName=name)]
    lines: list[str] = []
    for action in ("Remove", "Replace", "Import", "Modify", "Dynamic", "Add"):
        chosen = [one for one in changes if _action(one) == action]
        if len(chosen) > _SHOWN_SINGLY:
            counted = Counter(one["ResourceType"] for one in chosen)
            lines += [f"{action:<8}{count} × {kind}" for kind, count in sorted(counted.items())]
        else:
            lines += [f"{action:<8}{one['LogicalResourceId']} ({one['ResourceType']})" for one in chosen]
    return lines


def _changes(target: Target, inside: str = "", **change_set: str) -> Iterator[dict[str, Any]]:
    """Yield the changes of a change set, and of those of its nested stacks, which it names.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ResourceChange.html
    """
    for page in target.client("cloudformation").get_paginator("describe_change_set").paginate(**change_set):
        for item in page["Changes"]:
            one = item["ResourceChange"]
            name = f"{inside}{one['LogicalResourceId']}"
            yield {**one, "LogicalResourceId": name}
            if nested := one.get("ChangeSetId"):
                yield from _changes(target, f"{name}/", ChangeSetName=nested)


def _action(one: Mapping[str, Any]) -> str:
    # "Conditional" replaces only if a value changes that is not known yet.
    return "Replace" if one.get("Replacement") == "True" else str(one["Action"])


def _delete(target: Target, name: str, *, nested: bool) -> None:
    """Delete a change set. With nested ones, these and the stacks that they began go too, and AWS takes its time.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/using-cfn-updating-stacks-changesets-delete.html
    """
    cloudformation = target.client("cloudformation")
    cloudformation.delete_change_set(StackName=target.stack_name, ChangeSetName=name)
    deadline = time.monotonic() + LIMIT_S
    while nested and time.monotonic() < deadline:
        try:
            cloudformation.describe_change_set(StackName=target.stack_name, ChangeSetName=name)
        except cloudformation.exceptions.ChangeSetNotFoundException:
            return
        time.sleep(target.pause_s)
