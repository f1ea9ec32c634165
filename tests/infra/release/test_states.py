"""States of a stack that the emulated cloud does not reach, against stubs of CloudFormation's answers."""

from datetime import UTC, datetime
from typing import Any, cast

import boto3
import pytest

from infra.stack_states import ended, settle
from infra.target import DeployError, Target
from tests.infra.release.answers import StubbedSession

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


def test_the_cause_in_a_nested_stack_is_named_and_cancelled_resources_are_not(
    aws: StubbedSession, target: Target
) -> None:
    from infra.stack_states import failures  # noqa: PLC0415 - one use

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
