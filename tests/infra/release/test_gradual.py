"""The template of AWS: gradual traffic for the functions that move money, and nothing else."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from infra.expanded import expand
from infra.gradual import ALIAS, DIGEST, GRADUAL, ROLLS_BACK, moves_money, with_gradual_traffic
from infra.package import AWS_TEMPLATE, TEMPLATE
from infra.rows import Row

Resources = dict[str, Any]
GIVEN = {DIGEST: "a" * 64}


@pytest.fixture(scope="module")
def on_aws(package: None) -> Resources:
    found: Resources = expand(json.loads(AWS_TEMPLATE.read_text()), GIVEN)["Resources"]
    return found


def of_type(resources: Resources, kind: str) -> Resources:
    return {name: item["Properties"] for name, item in resources.items() if item["Type"] == kind}


def test_the_functions_that_move_money_are_those_that_write_entries(rows: Mapping[str, Row]) -> None:
    moving = {name for name, row in rows.items() if moves_money(row)}

    assert {"settle_deposit", "create_verification", "fetch_code", "sweep_open_work"} <= moving
    assert not {"get_wallet", "sign_in", "receive_paystack_event"} & moving


def test_each_gets_its_traffic_gradually_and_the_alarms_undo_it(on_aws: Resources, rows: Mapping[str, Row]) -> None:
    moving = [row for row in rows.values() if moves_money(row)]
    groups = of_type(on_aws, "AWS::CodeDeploy::DeploymentGroup")

    assert len(groups) == len(moving)
    for row in moving:
        group = groups[f"{row.resource}DeploymentGroup"]
        assert group["AlarmConfiguration"] == {
            "Alarms": [{"Name": {"Ref": name}} for name in ROLLS_BACK],
            "Enabled": True,
        }
        assert "DEPLOYMENT_STOP_ON_ALARM" in group["AutoRollbackConfiguration"]["Events"]
        assert "CodeDeployLambdaAliasUpdate" in on_aws[f"{row.resource}Alias{ALIAS}"]["UpdatePolicy"]


def test_the_alarms_that_undo_a_release_are_alarms_of_the_template(on_aws: Resources) -> None:
    assert {on_aws[name]["Type"] for name in ROLLS_BACK} == {"AWS::CloudWatch::Alarm"}


def test_every_caller_of_such_a_function_calls_its_alias(on_aws: Resources, rows: Mapping[str, Row]) -> None:
    paths = on_aws["RestAPI"]["Properties"]["Body"]["paths"]
    sources = of_type(on_aws, "AWS::Lambda::EventSourceMapping").values()
    [calls] = on_aws["GatewayCallsRole"]["Properties"]["Policies"]
    callable_ = [one["Fn::Sub"] for one in calls["PolicyDocument"]["Statement"][0]["Resource"]]
    targets = [one["Arn"] for rule in of_type(on_aws, "AWS::Events::Rule").values() for one in rule["Targets"]]
    for row in rows.values():
        alias = {"Ref": f"{row.resource}Alias{ALIAS}"}
        if row.kind == "api":
            uri = paths[row.path][row.method.lower()]["x-amazon-apigateway-integration"]["uri"]["Fn::Sub"]
            called = f"callbox-${{Stage}}-{row.name}" + (f":{ALIAS}" if moves_money(row) else "")
            assert uri.endswith(f"function:{called}/invocations")
            assert [one for one in callable_ if one.endswith(f"function:{called}")]
        elif moves_money(row):
            assert alias in [*(one["FunctionName"] for one in sources), *targets]


def test_a_version_is_made_when_settings_change(package: None) -> None:
    document = json.loads(AWS_TEMPLATE.read_text())
    versions = [
        {*of_type(expand(document, {DIGEST: digit * 64})["Resources"], "AWS::Lambda::Version")} for digit in "ab"
    ]

    assert len(versions[0]) == len(versions[1]) > 5
    assert not versions[0] & versions[1]


def test_the_switch_of_a_restore_is_made_at_once_and_no_alarm_undoes_it(package: None, on_aws: Resources) -> None:
    document = json.loads(AWS_TEMPLATE.read_text())

    switching = expand(document, {**GIVEN, GRADUAL: "false"})["Resources"]

    assert not [item for item in switching.values() if "CodeDeploy" in item["Type"]]
    aliases = {name: item for name, item in switching.items() if item["Type"] == "AWS::Lambda::Alias"}
    assert {*aliases} == {*of_type(on_aws, "AWS::Lambda::Alias")}
    assert not [item for item in aliases.values() if "UpdatePolicy" in item]
    assert document["Parameters"][GRADUAL]["Default"] == "true"


def test_the_local_platform_gets_none_of_it(package: None) -> None:
    expanded = expand(json.loads(TEMPLATE.read_text()))["Resources"]

    assert not [
        kind for kind in (item["Type"] for item in expanded.values()) if "CodeDeploy" in kind or "Alias" in kind
    ]


def test_an_alarm_that_is_gone_is_named(package: None, rows: Mapping[str, Row]) -> None:
    document = json.loads(TEMPLATE.read_text())
    del document["Resources"]["CodeBrokenAlarm"]

    with pytest.raises(ValueError, match="CodeBrokenAlarm"):
        with_gradual_traffic(document, rows)


def test_aws_gets_nothing_that_only_the_local_platform_makes(on_aws: Resources) -> None:
    assert not [name for name, item in on_aws.items() if item.get("Condition") == "IsLocal"]
