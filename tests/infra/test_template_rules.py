"""The expanded template keeps AWS's rules, and each rule finds the template that breaks it."""

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

from infra.expanded import expand
from infra.rows import ROOT
from infra.rules import edges, messages, stacks
from infra.rules._template import resources
from tests.infra.stage import Stage

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
    stacks.RoomToGrow,
    stacks.RuntimeHasAFuture,
    stacks.AlarmSaysWhatToDo,
]


@pytest.fixture(scope="session")
def expanded(stage: Stage) -> dict[str, Any]:
    return expand(dict(stage.template))


@pytest.fixture
def broken(expanded: dict[str, Any]) -> dict[str, Any]:
    return deepcopy(expanded)


def found(rule: Any, template: dict[str, Any]) -> list[str]:
    return [match.message for match in rule().match(SimpleNamespace(template=template))]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_stack_keeps_the_rule_and_the_rule_names_its_source(expanded: dict[str, Any], rule: Any) -> None:
    assert found(rule, expanded) == []
    assert rule.source_url.startswith("https://docs.aws.amazon.com/")


def everything(template: dict[str, Any], kind: str) -> dict[str, Any]:
    return resources(SimpleNamespace(template=template), kind)


def _grow(template: dict[str, Any]) -> None:
    template["Resources"] |= {f"Topic{number}": {"Type": "AWS::SNS::Topic"} for number in range(stacks.MOST_RESOURCES)}


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
        lambda t: _of("SignInInvokePermission")(t).pop("SourceArn"),
        "SignInInvokePermission lets",
    ),
    (
        stacks.DataOutlivesStack,
        lambda t: t["Resources"]["WalletsTable"].update(DeletionPolicy="Retain"),
        "WalletsTable needs",
    ),
    (stacks.DataOutlivesStack, lambda t: t["Resources"]["PageLogs"].pop("UpdateReplacePolicy"), "PageLogs needs"),
    (stacks.RoomToGrow, _grow, "350 are the most"),
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
    assert {rule for rule, _, _ in BREAKS} == set(RULES)


def test_the_rules_are_those_of_make_check(broken: dict[str, Any], tmp_path: Path) -> None:
    broken["Resources"]["FetchCode"]["Properties"].pop("RecursiveLoop")
    template = tmp_path / "broken.json"
    template.write_text(json.dumps(broken))

    linter = str(Path(sys.executable).with_name("cfn-lint"))
    command = [linter, "--append-rules", "infra/rules", "--", str(template)]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    result = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False)

    assert "E9001" in result.stdout
    assert "--append-rules infra/rules" in (ROOT / "Makefile").read_text()


def test_sixty_more_routes_fit_below_cloudformations_limit(expanded: dict[str, Any]) -> None:
    route, most = 4, 500

    assert len(expanded["Resources"]) + 60 * route < most
