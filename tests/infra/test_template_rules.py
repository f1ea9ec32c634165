"""The expanded templates keep AWS's rules, and each rule finds the template that breaks it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from infra.expanded import WHOLE, expand, stacks_on_aws, whole_on_aws
from infra.package import TEMPLATE
from infra.rows import ROOT
from infra.rules import edges, messages, stacks
from infra.rules._template import resources

Break = Callable[[dict[str, Any]], object]
RULES = [
    messages.LoopAllowed,
    messages.VisibilityOutlastsConsumer,
    messages.DelayIsPossible,
    edges.AccountBeforeStage,
    edges.ErrorsAreNotKept,
    edges.OnlyHttps,
    edges.PermissionNamesItsSource,
    stacks.DataOutlivesStack,
    stacks.FewAlarms,
    stacks.RuntimeHasAFuture,
    stacks.AlarmSaysWhatToDo,
]


FORMS = ("sam.json", WHOLE)
"""The local platform's, and all that AWS makes in one, so that a rule can follow references across the stacks."""


@pytest.fixture(scope="session")
def expanded(package: None) -> dict[str, dict[str, Any]]:
    return {"sam.json": expand(json.loads(TEMPLATE.read_text())), WHOLE: whole_on_aws(), **stacks_on_aws()}


@pytest.fixture
def broken(expanded: dict[str, dict[str, Any]]) -> dict[str, Any]:
    return deepcopy(expanded[WHOLE])


def found(rule: Any, template: dict[str, Any]) -> list[str]:
    return [match.message for match in rule().match(SimpleNamespace(template=template))]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_stack_keeps_the_rule_and_the_rule_names_its_source(
    expanded: dict[str, dict[str, Any]], rule: Any, form: str
) -> None:
    assert found(rule, expanded[form]) == []
    assert rule.source_url.startswith("https://docs.aws.amazon.com/")


def test_each_stack_of_aws_has_room_to_grow(expanded: dict[str, dict[str, Any]]) -> None:
    made = {name: template for name, template in expanded.items() if name not in FORMS}

    assert len(made) == 3
    assert [found(stacks.RoomToGrow, template) for template in made.values()] == [[], [], []]
    assert stacks.RoomToGrow.source_url.startswith("https://docs.aws.amazon.com/")


def everything(template: dict[str, Any], kind: str) -> dict[str, Any]:
    return resources(SimpleNamespace(template=template), kind)


def _grow(template: dict[str, Any]) -> None:
    template["Resources"] |= {f"Topic{number}": {"Type": "AWS::SNS::Topic"} for number in range(stacks.MOST_RESOURCES)}


def _ring(template: dict[str, Any]) -> None:
    alarm = template["Resources"]["ApiErrorsAlarm"]
    template["Resources"] |= {f"Alarm{number}": alarm for number in range(stacks.MOST_ALARMS)}


def _loop_over_two(template: dict[str, Any]) -> None:
    """Let the function that consumes `codes` send to `numbers`, whose own consumer sends to `codes`."""
    [policy] = template["Resources"]["FetchCodeRole"]["Properties"]["Policies"]
    send = {"Effect": "Allow", "Action": ["sqs:SendMessage"], "Resource": [{"Fn::Sub": "${NumbersQueue.Arn}"}]}
    policy["PolicyDocument"]["Statement"].append(send)


def _of(name: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda template: template["Resources"][name]["Properties"]


BREAKS: list[tuple[Any, Break, str]] = [
    (messages.LoopAllowed, lambda t: _of("FetchCode")(t).pop("RecursiveLoop"), "FetchCode consumes"),
    (messages.LoopAllowed, _loop_over_two, "RequestNumber consumes"),
    (messages.VisibilityOutlastsConsumer, lambda t: _of("FetchCode")(t).update(Timeout=46), "CodesQueue hides"),
    (messages.DelayIsPossible, lambda t: _of("CodesQueue")(t).update(DelaySeconds=901), "CodesQueue delays"),
    (edges.AccountBeforeStage, lambda t: t["Resources"]["RestAPI"].pop("DependsOn"), "waits for no"),
    (
        edges.AccountBeforeStage,
        lambda t: t["Resources"]["ApiGatewayAccount"].update(DeletionPolicy="Delete"),
        "ApiGatewayAccount needs",
    ),
    (
        edges.AccountBeforeStage,
        lambda t: t["Resources"]["ApiGatewayLogsRole"].pop("DeletionPolicy"),
        "ApiGatewayLogsRole needs",
    ),
    (
        edges.ErrorsAreNotKept,
        lambda t: _of("Site")(t)["DistributionConfig"]["CustomErrorResponses"].pop(5),
        "Site keeps [503]",
    ),
    (edges.OnlyHttps, lambda t: _of("LogBucketPolicy")(t)["PolicyDocument"]["Statement"].pop(0), "LogBucket answers"),
    (
        edges.PermissionNamesItsSource,
        lambda t: _of("APIHandlerInvokePermission")(t).pop("SourceArn"),
        "APIHandlerInvokePermission lets",
    ),
    (
        stacks.DataOutlivesStack,
        lambda t: t["Resources"]["WalletsTable"].update(DeletionPolicy="Retain"),
        "WalletsTable needs",
    ),
    (stacks.DataOutlivesStack, lambda t: t["Resources"]["PageLogs"].pop("UpdateReplacePolicy"), "PageLogs needs"),
    (stacks.RoomToGrow, _grow, "350 are the most"),
    (stacks.FewAlarms, _ring, "40 are the most"),
    (stacks.RuntimeHasAFuture, lambda t: _of("SignIn")(t).update(Runtime="python3.9"), "SignIn runs on python3.9"),
    (
        stacks.AlarmSaysWhatToDo,
        lambda t: _of("ApiErrorsAlarm")(t).update(AlarmDescription="The API is broken."),
        "what to do first",
    ),
    (stacks.AlarmSaysWhatToDo, lambda t: _of("ApiErrorsAlarm")(t).pop("OKActions"), "when it ends"),
]


@pytest.mark.parametrize(("rule", "change", "message"), BREAKS)
def test_a_template_that_breaks_the_rule_is_found(
    broken: dict[str, Any], rule: Any, change: Break, message: str
) -> None:
    change(broken)

    assert [text for text in found(rule, broken) if message in text] != []


def test_every_rule_has_a_template_that_breaks_it() -> None:
    assert {rule for rule, _, _ in BREAKS} == {*RULES, stacks.RoomToGrow}


def test_the_rules_are_those_of_make_check_on_all_templates(broken: dict[str, Any], tmp_path: Path) -> None:
    broken["Resources"]["FetchCode"]["Properties"].pop("RecursiveLoop")
    template = tmp_path / "broken.json"
    template.write_text(json.dumps(broken))

    linter = str(Path(sys.executable).with_name("cfn-lint"))
    command = [linter, "--append-rules", "infra/rules", "--", str(template)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    result = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False)

    assert "E9001" in result.stdout
    checked = [line for line in (ROOT / "Makefile").read_text().splitlines() if "-- build/expanded" in line]
    assert all("--append-rules infra/rules" in line for line in checked)
    together, stack_by_stack = checked
    assert all(f"build/expanded/{form}" in together for form in FORMS)
    assert stack_by_stack.endswith(" build/expanded/aws*.json")
    assert not {"E9022", "E3010", "E1002"} & {*stack_by_stack.split()}
