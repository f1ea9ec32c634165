"""States of a stack that the emulated cloud does not reach, against stubs of CloudFormation's answers."""

import dataclasses
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

import boto3
import pytest

from infra.change_set import NotAgreed, change_stack
from infra.stack_states import ended, failures, settle
from infra.target import DeployError, Target
from tests.infra.release.answers import StubbedSession

STACK = "AWS::CloudFormation::Stack"
STACK_ID = "arn:aws:cloudformation:eu-west-1:111122223333:stack/callbox-prod/1"
NESTED_ID = "arn:aws:cloudformation:eu-west-1:111122223333:stack/callbox-prod-inner/2"
NOW = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def aws() -> StubbedSession:
    return StubbedSession()


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def target(aws: StubbedSession, said: list[str]) -> Target:
    return Target(cast(boto3.Session, aws), "prod", pause_s=0, say=said.append)


def status(aws: StubbedSession, *statuses: str) -> None:
    for one in statuses:
        stack = {"StackName": "callbox-prod", "StackId": STACK_ID, "CreationTime": NOW, "StackStatus": one}
        aws.answer("cloudformation", "describe_stacks", {"Stacks": [stack]})


def gone(aws: StubbedSession) -> None:
    aws.refuse("cloudformation", "describe_stacks", "ValidationError", "Stack with id callbox-prod does not exist")


def event(name: str, state: str, reason: str = "", kind: str = "AWS::SQS::Queue", **more: str) -> dict[str, Any]:
    return {
        "StackId": STACK_ID, "EventId": f"{name}{state}", "StackName": "callbox-prod", "LogicalResourceId": name,
        "PhysicalResourceId": name, "ResourceType": kind, "Timestamp": NOW, "ResourceStatus": state,
        "ResourceStatusReason": reason, **more,
    }  # fmt: skip


def events(aws: StubbedSession, *pages: list[dict[str, Any]]) -> None:
    """Answer with pages of events, newest first."""
    for number, page in enumerate(pages, 1):
        token = {"NextToken": str(number)} if number < len(pages) else {}
        aws.answer("cloudformation", "describe_stack_events", {"StackEvents": page, **token})


def no_validation(aws: StubbedSession) -> None:
    aws.answer("cloudformation", "describe_events", {"OperationEvents": []})


@pytest.mark.parametrize(
    "waiting",
    [
        "CREATE_IN_PROGRESS",
        "UPDATE_IN_PROGRESS",
        "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS",
        "UPDATE_ROLLBACK_IN_PROGRESS",
        "UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS",
    ],
)
def test_what_is_in_progress_is_awaited(aws: StubbedSession, target: Target, said: list[str], waiting: str) -> None:
    status(aws, waiting, waiting, "UPDATE_COMPLETE")

    assert settle(target) == {}
    assert said == [waiting]


def test_what_stays_in_progress_says_to_run_the_command_again(
    aws: StubbedSession, target: Target, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = iter([0.0, 1.0, 46 * 60.0])
    monkeypatch.setattr("infra.stack_states.time.monotonic", lambda: next(clock))
    status(aws, "UPDATE_IN_PROGRESS")

    with pytest.raises(DeployError, match=r"still UPDATE_IN_PROGRESS after 45 minutes: run the same command again$"):
        ended(target)


def test_a_deletion_in_progress_is_awaited_and_the_stack_created_anew(aws: StubbedSession, target: Target) -> None:
    status(aws, "DELETE_IN_PROGRESS")
    gone(aws)

    assert settle(target) == {}


def test_an_unfinished_rollback_is_continued(aws: StubbedSession, target: Target, said: list[str]) -> None:
    status(aws, "UPDATE_ROLLBACK_FAILED")
    aws.answer("cloudformation", "continue_update_rollback", {})
    status(aws, "UPDATE_ROLLBACK_IN_PROGRESS", "UPDATE_ROLLBACK_COMPLETE")

    assert settle(target) == {}
    assert said[0].endswith("continuing its rollback")


def test_a_rollback_that_fails_again_says_the_one_thing_to_do(aws: StubbedSession, target: Target) -> None:
    status(aws, "UPDATE_ROLLBACK_FAILED")
    aws.answer("cloudformation", "continue_update_rollback", {})
    status(aws, "UPDATE_ROLLBACK_FAILED")
    summary = {"LogicalResourceId": "Jobs", "ResourceType": "AWS::SQS::Queue", "LastUpdatedTimestamp": NOW}
    aws.answer(
        "cloudformation", "list_stack_resources",
        {"StackResourceSummaries": [{**summary, "ResourceStatus": "UPDATE_FAILED"}]},
    )  # fmt: skip
    events(aws, [event("Jobs", "UPDATE_FAILED", "no permission")])
    status(aws, "UPDATE_ROLLBACK_FAILED")
    no_validation(aws)

    with pytest.raises(DeployError) as failed:
        settle(target)

    lines = str(failed.value).splitlines()
    assert lines[1] == "Jobs (AWS::SQS::Queue): no permission"
    assert lines[-1].endswith("continue-update-rollback --stack-name callbox-prod --resources-to-skip Jobs")


@pytest.mark.parametrize("state", ["CREATE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"])
def test_a_stack_that_never_completed_is_deleted(aws: StubbedSession, target: Target, state: str) -> None:
    status(aws, state, state)
    aws.answer("cloudformation", "delete_stack", {})
    status(aws, "DELETE_IN_PROGRESS")
    gone(aws)

    assert settle(target) == {}


def test_what_a_deletion_could_not_delete_stays_behind(aws: StubbedSession, target: Target) -> None:
    status(aws, "DELETE_FAILED", "DELETE_FAILED")
    summary = {"LogicalResourceId": "Books", "ResourceType": "AWS::DynamoDB::Table", "LastUpdatedTimestamp": NOW}
    aws.answer(
        "cloudformation", "list_stack_resources",
        {"StackResourceSummaries": [{**summary, "ResourceStatus": "DELETE_FAILED"}]},
    )  # fmt: skip
    stubber = aws.client("cloudformation")
    sent: list[dict[str, Any]] = []
    stubber.meta.events.register(
        "provide-client-params.cloudformation.DeleteStack", lambda params, **_: sent.append(params)
    )
    aws.answer("cloudformation", "delete_stack", {})
    gone(aws)

    settle(target)

    assert sent == [{"StackName": "callbox-prod", "RetainResources": ["Books"]}]


def test_a_protected_stack_that_never_completed_names_the_command(aws: StubbedSession, target: Target) -> None:
    status(aws, "ROLLBACK_COMPLETE", "ROLLBACK_COMPLETE")
    message = "Stack [callbox-prod] cannot be deleted while TerminationProtection is enabled"
    aws.refuse("cloudformation", "delete_stack", "ValidationError", message)

    with pytest.raises(DeployError, match="--no-enable-termination-protection --stack-name callbox-prod"):
        settle(target)


def test_what_a_change_set_was_refused_for_is_named(aws: StubbedSession, target: Target) -> None:
    status(aws, "REVIEW_IN_PROGRESS")
    change_set = f"{STACK_ID}/changeSet"
    aws.answer("cloudformation", "create_change_set", {"Id": change_set})
    reason = "The following validation failed: [AWS::EarlyValidation::ResourceExistenceCheck]"
    aws.answer(
        "cloudformation", "describe_change_set",
        {"ChangeSetId": change_set, "Status": "FAILED", "StatusReason": reason},
    )  # fmt: skip
    refused = {
        "EventId": "1", "EventType": "VALIDATION_ERROR", "LogicalResourceId": "Logs", "ResourceType": "AWS::S3::Bucket",
        "Timestamp": NOW, "ValidationFailureMode": "FAIL", "ValidationStatusReason": "the name is taken",
    }  # fmt: skip
    aws.answer("cloudformation", "describe_events", {"OperationEvents": [refused]})
    aws.answer("cloudformation", "delete_change_set", {})

    with pytest.raises(DeployError) as failed:
        change_stack(target, {"TemplateBody": "{}"}, {"Resources": {}}, {}, kept=())

    assert str(failed.value).splitlines()[-1].strip() == "Logs (AWS::S3::Bucket): the name is taken"


def test_the_cause_in_a_nested_stack_is_named_and_cancelled_resources_are_not(
    aws: StubbedSession, target: Target
) -> None:
    inner = event("Inner", "CREATE_FAILED", "Embedded stack was not created", "AWS::CloudFormation::Stack")
    begun = event("callbox-prod", "CREATE_IN_PROGRESS", "User Initiated", "AWS::CloudFormation::Stack")
    events(
        aws,
        [event("Late", "CREATE_FAILED", "Resource creation cancelled"), inner | {"PhysicalResourceId": NESTED_ID}],
        [begun | {"PhysicalResourceId": STACK_ID}, event("Older", "CREATE_FAILED", "of the operation before")],
    )
    events(aws, [event("Table", "CREATE_FAILED", "limit of tables"), event("Topic", "CREATE_FAILED", "first")])
    status(aws, "ROLLBACK_COMPLETE")
    no_validation(aws)

    assert [line.strip() for line in failures(target)] == [
        "Table (AWS::SQS::Queue): limit of tables",
        "Topic (AWS::SQS::Queue): first",
    ]


def test_the_cause_in_a_nested_stack_is_found_behind_its_own_deletion(aws: StubbedSession, target: Target) -> None:
    """A nested stack that could not be created is deleted while its root goes back."""
    own = {"StackId": NESTED_ID, "PhysicalResourceId": NESTED_ID}
    failed = event("Inner", "CREATE_FAILED", "Embedded stack was not created", STACK)
    begun = event("callbox-prod", "UPDATE_IN_PROGRESS", "User Initiated", STACK)
    events(aws, [failed | {"PhysicalResourceId": NESTED_ID}, begun | {"PhysicalResourceId": STACK_ID}])
    events(
        aws,
        [
            event("callbox-prod-inner", "DELETE_COMPLETE", "", STACK) | own,
            event("callbox-prod-inner", "DELETE_IN_PROGRESS", "", STACK) | own,
            event("Role", "CREATE_FAILED", "no permission") | {"StackId": NESTED_ID},
            event("callbox-prod-inner", "CREATE_IN_PROGRESS", "", STACK) | own,
        ],
    )
    status(aws, "UPDATE_ROLLBACK_COMPLETE")
    no_validation(aws)

    assert failures(target) == ["Role (AWS::SQS::Queue): no permission"]


def resources(aws: StubbedSession, *listed: tuple[str, str, str]) -> None:
    """Answer with resources: logical id, status, and the physical id of a nested stack."""
    aws.answer(
        "cloudformation", "list_stack_resources",
        {"StackResourceSummaries": [
            {
                "LogicalResourceId": name, "ResourceType": STACK if nested else "AWS::SQS::Queue",
                "PhysicalResourceId": nested or name, "LastUpdatedTimestamp": NOW, "ResourceStatus": state,
            }
            for name, state, nested in listed
        ]},
    )  # fmt: skip


def test_what_is_stuck_in_a_nested_stack_is_given_up_by_that_stacks_name(aws: StubbedSession, target: Target) -> None:
    status(aws, "UPDATE_ROLLBACK_FAILED")
    aws.answer("cloudformation", "continue_update_rollback", {})
    status(aws, "UPDATE_ROLLBACK_FAILED")
    resources(
        aws, ("Inner", "UPDATE_FAILED", NESTED_ID), ("Jobs", "UPDATE_FAILED", ""), ("Logs", "UPDATE_COMPLETE", "")
    )
    resources(aws, ("Role", "UPDATE_FAILED", ""))
    events(aws, [event("Jobs", "UPDATE_FAILED", "no permission")])
    status(aws, "UPDATE_ROLLBACK_FAILED")
    no_validation(aws)

    with pytest.raises(DeployError, match=r"--resources-to-skip callbox-prod-inner\.Role Jobs$"):
        settle(target)


def test_a_nested_stack_that_could_not_be_deleted_goes_before_its_root(aws: StubbedSession, target: Target) -> None:
    status(aws, "DELETE_FAILED", "DELETE_FAILED")
    resources(aws, ("Inner", "DELETE_FAILED", NESTED_ID), ("Books", "DELETE_FAILED", ""))
    resources(aws, ("Alarm", "DELETE_FAILED", ""))
    sent = requests(aws, "DeleteStack")
    aws.answer("cloudformation", "delete_stack", {})
    inner = {"StackName": "callbox-prod-inner", "CreationTime": NOW, "StackStatus": "DELETE_COMPLETE"}
    aws.answer("cloudformation", "describe_stacks", {"Stacks": [inner]})
    aws.answer("cloudformation", "delete_stack", {})
    gone(aws)

    settle(target)

    assert sent == [
        {"StackName": NESTED_ID, "RetainResources": ["Alarm"]},
        {"StackName": "callbox-prod", "RetainResources": ["Books"]},
    ]


NESTED = {"Resources": {"Inner": {"Type": STACK, "Properties": {}}, "Jobs": {"Type": "AWS::SQS::Queue"}}}
ROOT_SET = "arn:aws:cloudformation:eu-west-1:111122223333:changeSet/deploy-1/root"
INNER_SET = "arn:aws:cloudformation:eu-west-1:111122223333:changeSet/deploy-1-Inner-XBVUQ6I0JZWD/70d48f2d"
NESTED_FAILED = f"Nested change set {INNER_SET} was not successfully created: Currently in FAILED."
NO_CHANGES = "The submitted information didn't contain changes. Submit different information to create a change set."


def requests(aws: StubbedSession, operation: str) -> list[dict[str, Any]]:
    """Return a list to which each request of an operation will be added."""
    sent: list[dict[str, Any]] = []
    aws.client("cloudformation").meta.events.register(
        f"provide-client-params.cloudformation.{operation}", lambda params, **_: sent.append(params)
    )
    return sent


def change_set(aws: StubbedSession, state: str, reason: str = "", *, changes: Any = ()) -> None:
    answer = {"ChangeSetId": ROOT_SET, "Status": state, "StatusReason": reason, "Changes": [*changes]}
    aws.answer("cloudformation", "describe_change_set", answer)


def change(name: str, kind: str, action: str, **more: str) -> dict[str, Any]:
    return {"ResourceChange": {"LogicalResourceId": name, "ResourceType": kind, "Action": action, **more}}


def begun(aws: StubbedSession) -> None:
    aws.answer("cloudformation", "create_change_set", {"Id": ROOT_SET})


def forgotten(aws: StubbedSession) -> None:
    """Answer to the deletion of a change set with nested ones, which AWS does later."""
    aws.answer("cloudformation", "delete_change_set", {})
    change_set(aws, "DELETE_PENDING")
    aws.refuse("cloudformation", "describe_change_set", "ChangeSetNotFound", "there is none")


def test_the_changes_inside_nested_stacks_are_shown(aws: StubbedSession, target: Target) -> None:
    status(aws, "REVIEW_IN_PROGRESS")
    sent = requests(aws, "CreateChangeSet")
    begun(aws)
    change_set(aws, "CREATE_COMPLETE")
    inner = change("Inner", STACK, "Modify", Replacement="False", ChangeSetId=INNER_SET)
    change_set(aws, "CREATE_COMPLETE", changes=[inner, change("Jobs", "AWS::SQS::Queue", "Add")])
    change_set(aws, "CREATE_COMPLETE", changes=[change("Role", "AWS::IAM::Role", "Modify", Replacement="True")])
    forgotten(aws)
    aws.answer("cloudformation", "delete_stack", {})
    shown: list[str] = []

    def no(changes: Sequence[str]) -> bool:
        shown.extend(changes)
        return False

    with pytest.raises(NotAgreed):
        change_stack(dataclasses.replace(target, agrees=no), {"TemplateBody": "{}"}, NESTED, {}, kept=())

    assert shown == [
        "Replace Inner/Role (AWS::IAM::Role)",
        f"Modify  Inner ({STACK})",
        "Add     Jobs (AWS::SQS::Queue)",
    ]
    assert sent[0]["IncludeNestedStacks"] is True
    assert sent[0]["ImportExistingResources"] is True


def test_why_a_nested_change_set_was_refused_is_the_last_line(aws: StubbedSession, target: Target) -> None:
    status(aws, "REVIEW_IN_PROGRESS")
    begun(aws)
    change_set(aws, "FAILED", NESTED_FAILED)
    change_set(aws, "FAILED", "Template format error: Unresolved resource dependencies [Logs]")
    no_validation(aws)
    no_validation(aws)
    forgotten(aws)

    with pytest.raises(DeployError) as failed:
        change_stack(target, {"TemplateBody": "{}"}, NESTED, {}, kept=())

    last = str(failed.value).splitlines()[-1]
    assert last.strip() == "Template format error: Unresolved resource dependencies [Logs]"


def test_a_nested_stack_without_changes_keeps_no_release_back(
    aws: StubbedSession, target: Target, said: list[str]
) -> None:
    status(aws, "UPDATE_COMPLETE", "UPDATE_COMPLETE")
    sent = requests(aws, "CreateChangeSet")
    begun(aws)
    change_set(aws, "FAILED", NESTED_FAILED)
    change_set(aws, "FAILED", NO_CHANGES)
    no_validation(aws)
    no_validation(aws)
    forgotten(aws)
    begun(aws)
    change_set(aws, "CREATE_COMPLETE")
    change_set(aws, "CREATE_COMPLETE", changes=[change("Jobs", "AWS::SQS::Queue", "Add")])
    aws.answer("cloudformation", "execute_change_set", {})
    status(aws, "UPDATE_COMPLETE")

    assert change_stack(target, {"TemplateBody": "{}"}, NESTED, {}, kept=())

    assert [one.get("IncludeNestedStacks") for one in sent] == [True, None]
    assert said[0].startswith("a nested stack has no changes")
