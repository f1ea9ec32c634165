"""A deployment that failed or was interrupted, and the next one, on the emulated cloud."""

from typing import Any

import pytest

from infra.change_set import NotAgreed
from infra.edge import bring_with_edge
from infra.target import DeployError, stack_parameters
from tests.infra.release.deployments import BROKEN, TriedStage, deployed, queue, table, template, uploaded


def test_a_first_deployment_protects_its_stack_and_shows_what_it_adds(tried: TriedStage) -> None:
    deployed(tried, template({"Jobs": queue(tried, "jobs")}))

    stack = tried.target.stack()
    assert stack is not None
    assert stack["EnableTerminationProtection"] is True
    assert tried.shown == ["Add     Jobs (AWS::SQS::Queue)"]


def test_the_cause_of_a_failure_is_the_last_line(tried: TriedStage) -> None:
    resources = {f"Q{n}": {**queue(tried, f"q{n}"), "DependsOn": "Broken"} for n in range(3)}

    with pytest.raises(DeployError) as failed:
        deployed(tried, template({"Broken": BROKEN, **resources}))

    assert str(failed.value).splitlines()[0] == "the stack ended as ROLLBACK_COMPLETE"
    assert str(failed.value).splitlines()[-1].startswith("Broken (AWS::CloudWatch::Dashboard): ")


def test_the_cause_is_found_on_a_later_page_of_events(tried: TriedStage) -> None:
    many = {f"Q{n:03}": queue(tried, f"q{n}") for n in range(60)}

    with pytest.raises(DeployError) as failed:
        deployed(tried, template({**many, "Broken": {**BROKEN, "DependsOn": [*many]}}))

    pages = [*tried.target.client("cloudformation").get_paginator("describe_stack_events").paginate(
        StackName=tried.target.stack_name
    )]  # fmt: skip
    assert len(pages) > 1
    assert str(failed.value).splitlines()[-1].startswith("Broken (AWS::CloudWatch::Dashboard): ")


def test_a_creation_that_was_rolled_back_is_repeated_with_its_parameters(tried: TriedStage) -> None:
    parameters = {"Sender": {"Type": "String"}}
    with pytest.raises(DeployError):
        deployed(tried, template({"Broken": BROKEN}, parameters), {"Sender": "a@example.com"})
    assert tried.status == "ROLLBACK_COMPLETE"

    deployed(tried, template({"Jobs": queue(tried, "jobs")}, parameters))

    assert tried.status == "CREATE_COMPLETE"
    assert stack_parameters(tried.target) == {"Sender": "a@example.com"}
    assert any("never completed (ROLLBACK_COMPLETE)" in line for line in tried.said)


def test_what_an_earlier_stack_left_is_adopted(tried: TriedStage) -> None:
    document = template({"Books": table(tried, "books")})
    deployed(tried, document)
    client = tried.target.client("cloudformation")
    client.update_termination_protection(StackName=tried.target.stack_name, EnableTerminationProtection=False)
    tried.target.client("dynamodb").put_item(TableName=f"{tried.target.stage}-books", Item={"id": {"S": "kept"}})
    client.delete_stack(StackName=tried.target.stack_name)
    client.get_waiter("stack_delete_complete").wait(StackName=tried.target.stack_name, WaiterConfig={"Delay": 1})

    deployed(tried, document)

    assert tried.shown == ["Import  Books (AWS::DynamoDB::Table)"]
    items = tried.target.client("dynamodb").scan(TableName=f"{tried.target.stage}-books")["Items"]
    assert items == [{"id": {"S": "kept"}}]


def test_a_failed_update_leaves_the_running_stack_and_the_next_one_goes_on(tried: TriedStage) -> None:
    deployed(tried, template({"Jobs": queue(tried, "jobs")}))
    with pytest.raises(DeployError) as failed:
        deployed(tried, template({"Jobs": queue(tried, "jobs"), "Broken": BROKEN}))
    assert "UPDATE_ROLLBACK_COMPLETE" in str(failed.value)

    deployed(tried, template({"Jobs": queue(tried, "jobs", VisibilityTimeout=77)}))

    assert tried.status == "UPDATE_COMPLETE"


def test_a_stack_in_review_is_created(tried: TriedStage) -> None:
    document = template({"Jobs": queue(tried, "jobs")})
    tried.agrees = False
    with pytest.raises(NotAgreed):
        deployed(tried, document)
    tried.target.client("cloudformation").create_change_set(
        StackName=tried.target.stack_name, ChangeSetName="left", ChangeSetType="CREATE",
        TemplateURL=f"https://s3.us-east-1.amazonaws.com/{uploaded(tried, document).bucket}/"
        f"{uploaded(tried, document).template_key}",
    )  # fmt: skip
    assert tried.status == "REVIEW_IN_PROGRESS"

    tried.agrees = True
    deployed(tried, document)

    assert tried.status == "CREATE_COMPLETE"


def test_a_no_changes_nothing_and_leaves_no_stack(tried: TriedStage) -> None:
    tried.agrees = False

    with pytest.raises(NotAgreed):
        deployed(tried, template({"Jobs": queue(tried, "jobs")}))

    assert tried.status in ("none", "DELETE_COMPLETE")


def test_an_unchanged_stack_is_up_to_date(tried: TriedStage) -> None:
    document = template({"Jobs": queue(tried, "jobs")})
    deployed(tried, document)

    deployed(tried, document)

    assert tried.said[-1] == f"the stack {tried.target.stack_name} is up to date"


PARAMETERS: dict[str, Any] = {"Kept": {"Type": "String", "Default": "1"}, "Free": {"Type": "String", "Default": "1"}}


def test_a_parameter_that_the_template_lacks_is_not_sent_and_a_changed_default_arrives(tried: TriedStage) -> None:
    jobs = {"Jobs": queue(tried, "jobs", VisibilityTimeout={"Ref": "Kept"}, DelaySeconds={"Ref": "Free"})}
    older = {**PARAMETERS, "Gone": {"Type": "String", "Default": "x"}}
    deployed(tried, template(jobs, older), {"Kept": "7", "Gone": "7"})
    newer = {name: {**one, "Default": "2"} for name, one in PARAMETERS.items()}

    deployed(tried, template(jobs, newer), {}, kept={"Kept"})

    assert stack_parameters(tried.target) == {"Kept": "7", "Free": "2"}


ALARM = {
    "Type": "AWS::CloudWatch::Alarm",
    "Properties": {
        "AlarmName": {"Fn::Sub": "${AWS::StackName}-code-broken"},
        "Namespace": "AWS/ApiGateway", "MetricName": "5XXError",
        "Statistic": "Sum", "Period": 300, "EvaluationPeriods": 1, "Threshold": 1,
        "ComparisonOperator": "GreaterThanThreshold", "TreatMissingData": "ignore",
    },
}  # fmt: skip


@pytest.mark.parametrize(("state", "triggers", "gradual"), [("OK", 1, "true"), ("ALARM", 0, "false")])
def test_an_alarm_that_rings_already_does_not_undo_the_release_that_mends(
    tried: TriedStage, state: str, triggers: int, gradual: str
) -> None:
    sent: list[dict[str, Any]] = []
    parameters: dict[str, Any] = {
        "GradualTraffic": {"Type": "String", "Default": "true"},
        "FunctionsDigest": {"Type": "String"},
    }
    jobs = queue(tried, "jobs", Tags=[{"Key": "traffic", "Value": {"Ref": "GradualTraffic"}}])
    document = template({"CodeBrokenAlarm": ALARM, "Jobs": jobs}, parameters)
    deployed(tried, document, {"FunctionsDigest": "0"})
    name = f"{tried.target.stack_name}-code-broken"
    tried.target.client("cloudwatch").set_alarm_state(AlarmName=name, StateValue=state, StateReason="a test")
    tried.target.session.events.register(
        "provide-client-params.cloudformation.CreateChangeSet", lambda params, **_: sent.append(params)
    )

    newer = template({"CodeBrokenAlarm": ALARM, "Jobs": jobs, "More": queue(tried, "more")}, parameters)
    bring_with_edge(tried.target, uploaded(tried, newer), {}, kept=())

    [one] = sent
    assert len(one["RollbackConfiguration"]["RollbackTriggers"]) == triggers
    assert stack_parameters(tried.target)["GradualTraffic"] == gradual
    assert any(f"{name} rings already" in line for line in tried.said) == (state == "ALARM")
