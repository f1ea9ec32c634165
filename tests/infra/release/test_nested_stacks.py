"""Nested stacks on the emulated cloud: what they make, how parameters reach them, and what their failures say."""

import json
from typing import Any

import pytest

from infra.artifacts import made_bucket, template_url, upload, upload_package
from infra.change_set import NotAgreed
from infra.nested import FILES, MONITORING, ROLES, STACK, split
from infra.package import build
from infra.target import DeployError
from tests.infra.release.deployments import BROKEN, Template, TriedStage, deployed, queue, with_what_it_needs
from tests.infra.release.test_every_type import given

SOME = (
    "CreateDeposit", "FetchCode", "CodeBrokenAlarm", "CodesAgeAlarm", "ApiErrorsAlarm", "ConcurrencyNearItsLimitAlarm",
    "PageErrorLines", "OrphansNotLookedFor", "UncallableFunctions",
)  # fmt: skip


def some_of(stage: TriedStage) -> Template:
    """Return two functions of the built template, some alarms and filters, and all that they refer to."""
    build()
    _, document = upload_package(stage.target, made_bucket(stage.target))
    return {**document, "Resources": with_what_it_needs(document, *SOME), "Outputs": {}}


def nested(stage: TriedStage, document: Template) -> Template:
    """Return the template split, its nested templates in the stage's bucket."""
    made, bucket = split(document), made_bucket(stage.target)
    text = json.dumps(made.root)
    for name, one in made.nested.items():
        key = upload(stage.target, bucket, json.dumps(one).encode(), ".json")
        text = text.replace(f'"./{name}"', json.dumps(template_url(stage.target, bucket, key)))
    root: Template = json.loads(text)
    return root


def made_of(stage: TriedStage) -> Template:
    """Return what AWS's services say of the stage's roles, alarms and filters, with its name as <stage>."""
    clients = {name: stage.target.client(name) for name in ("lambda", "iam", "cloudwatch", "logs")}
    found: Template = {}
    for name in ("create_deposit", "fetch_code"):
        role = clients["lambda"].get_function_configuration(FunctionName=f"callbox-{stage.target.stage}-{name}")["Role"]
        answer = clients["iam"].get_role_policy(RoleName=role.rpartition("/")[2], PolicyName=name)
        found[name] = answer["PolicyDocument"]
    prefix = f"callbox-{stage.target.stage}-"
    for alarm in clients["cloudwatch"].describe_alarms(AlarmNamePrefix=prefix)["MetricAlarms"]:
        told = ("AlarmActions", "OKActions", "Dimensions", "MetricName", "Namespace", "Threshold", "AlarmDescription")
        found[alarm["AlarmName"]] = {key: alarm.get(key) for key in told}
    for group in ("page", "ticket"):
        filters = clients["logs"].describe_metric_filters(logGroupName=f"/callbox/{stage.target.stage}/{group}")
        found[group] = sorted(one["filterPattern"] for one in filters["metricFilters"])
    text: Template = json.loads(json.dumps(found).replace(stage.target.stage, "<stage>"))
    return text


def nested_stacks(stage: TriedStage) -> dict[str, str]:
    pages = stage.target.client("cloudformation").get_paginator("list_stack_resources").paginate(
        StackName=stage.target.stack_name
    )  # fmt: skip
    summaries = [item for page in pages for item in page["StackResourceSummaries"]]
    return {one["LogicalResourceId"]: one["PhysicalResourceId"] for one in summaries if one["ResourceType"] == STACK}


def test_the_nested_stacks_make_what_the_one_template_makes(tried: TriedStage) -> None:
    unsplit = TriedStage()
    deployed(unsplit, some_of(unsplit), given(unsplit))
    deployed(tried, nested(tried, some_of(tried)), given(tried))

    assert nested_stacks(tried).keys() == {ROLES, MONITORING}
    assert nested_stacks(unsplit) == {}
    assert made_of(tried) == made_of(unsplit)


def test_a_changed_parameter_reaches_the_nested_stacks(tried: TriedStage) -> None:
    document = nested(tried, some_of(tried))
    deployed(tried, document, given(tried))
    before = nested_stacks(tried)
    assert "at-some-second-" not in json.dumps(made_of(tried))

    deployed(tried, document, {"BooksPrefix": "at-some-second-", "ConcurrencyAlarm": "8"})

    made = made_of(tried)
    assert "table/at-some-second-deposits" in json.dumps(made["create_deposit"])
    assert made["callbox-<stage>-concurrency-near-its-limit"]["Threshold"] == 8
    assert nested_stacks(tried) == before


def inner(stage: TriedStage, resources: Template) -> Template:
    """Return a nested stack of these resources."""
    bucket = made_bucket(stage.target)
    key = upload(stage.target, bucket, json.dumps({"Resources": resources}).encode(), ".json")
    return {"Type": STACK, "Properties": {"TemplateURL": template_url(stage.target, bucket, key)}}


def test_a_failure_inside_a_nested_stack_says_why_and_the_deployment_can_be_repeated(tried: TriedStage) -> None:
    """Its name and resource are told on AWS alone (test_states.py): here the event names no nested stack."""
    broken = {"Jobs": queue(tried, "jobs"), "Broken": {**BROKEN, "DependsOn": "Jobs"}}
    with pytest.raises(DeployError) as failed:
        deployed(tried, {"Resources": {"Inner": inner(tried, broken)}})
    assert str(failed.value).splitlines()[-1].endswith("DashboardName must be between 1 and 255 characters")
    assert tried.status == "ROLLBACK_COMPLETE"

    deployed(tried, {"Resources": {"Inner": inner(tried, {"Jobs": broken["Jobs"]})}})

    assert tried.status == "CREATE_COMPLETE"


def test_a_no_leaves_no_stack(tried: TriedStage) -> None:
    tried.agrees = False

    with pytest.raises(NotAgreed):
        deployed(tried, {"Resources": {"Inner": inner(tried, {"Jobs": queue(tried, "jobs")})}})

    assert tried.status in ("none", "DELETE_COMPLETE")


def test_a_package_names_its_nested_templates_by_their_digests(tried: TriedStage, tmp_path: Any) -> None:
    build()
    root = {
        "Resources": {name: {"Properties": {"TemplateURL": f"./{file}"}, "Type": STACK} for name, file in FILES.items()}
    }
    (tmp_path / "aws.json").write_text(json.dumps(root))
    for file in FILES.values():
        (tmp_path / file).write_text(json.dumps({"Description": file}))
    bucket = made_bucket(tried.target)

    _, document = upload_package(tried.target, bucket, tmp_path / "aws.json")

    for name, file in FILES.items():
        address = document["Resources"][name]["Properties"]["TemplateURL"]
        key = address.rpartition("/")[2]
        body = tried.target.client("s3").get_object(Bucket=bucket, Key=key)["Body"].read()
        assert json.loads(body) == {"Description": file}
        assert address == template_url(tried.target, bucket, key)
