"""The template of AWS as a root and nested stacks: nothing is lost, and every reference leads to the same as before."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from infra.gradual import ROLLS_BACK, with_gradual_traffic
from infra.nested import FILES, MONITORING, ROLES, STACK, Split, split
from infra.package import TEMPLATE
from infra.rows import Row

Template = dict[str, Any]


@pytest.fixture(scope="module")
def whole(package: None, rows: dict[str, Row]) -> Template:
    return with_gradual_traffic(json.loads(TEMPLATE.read_text()), rows)


@pytest.fixture(scope="module")
def made(whole: Template) -> Split:
    return split(whole)


def every(made: Split) -> Iterator[Template]:
    yield made.root
    yield from made.nested.values()


def named(value: Any) -> Iterator[tuple[str, str]]:  # noqa: C901 - one case for each of CloudFormation's functions
    """Yield (what it names, its attribute) for each reference, and ("If", condition) for each condition."""
    match value:
        case {"Ref": str() as name}:
            yield name, ""
        case {"Fn::GetAtt": [name, attribute]}:
            yield name, attribute
        case {"Fn::Sub": text}:
            variables = {} if isinstance(text, str) else text[1]
            for token in re.findall(r"\$\{([^!}]+)\}", text if isinstance(text, str) else text[0]):
                if token not in variables:
                    yield token.partition(".")[0], token.partition(".")[2]
            yield from named(variables)
        case dict():
            for key, one in value.items():
                if key in ("Condition", "Fn::If") and (isinstance(one, str) or key == "Fn::If"):
                    yield "If", one if isinstance(one, str) else one[0]
                if key == "DependsOn":
                    yield from ((name, "") for name in ([one] if isinstance(one, str) else one))
                yield from named(one)
        case list():
            for one in value:
                yield from named(one)


def test_all_stacks_together_make_what_the_one_template_makes(whole: Template, made: Split) -> None:
    found = [
        (name, item["Type"])
        for template in every(made)
        for name, item in template["Resources"].items()
        if item["Type"] != STACK
    ]

    assert sorted(found) == sorted((name, item["Type"]) for name, item in whole["Resources"].items())
    assert {name for name, item in made.root["Resources"].items() if item["Type"] == STACK} == {ROLES, MONITORING}
    assert whole["Outputs"] == made.root["Outputs"]
    assert whole["Parameters"] == made.root["Parameters"]


def test_every_reference_is_known_in_its_own_stack(made: Split) -> None:
    for template in every(made):
        known = {*template["Resources"], *template["Parameters"]}
        conditions = template.get("Conditions", {})
        parts = [template["Resources"], conditions, template.get("Outputs", {}), template.get("Globals", {})]
        for name, attribute in named(parts):
            if name == "If":
                assert attribute in conditions
            else:
                assert name in known or name.startswith("AWS::"), name
            if name in FILES and attribute:
                inside = made.nested[FILES[name]]
                assert attribute.removeprefix("Outputs.") in inside["Outputs"]


def test_a_nested_stack_gets_parameters_of_the_root_as_they_are_and_all_that_it_declares(made: Split) -> None:
    for stack, file in FILES.items():
        properties = made.root["Resources"][stack]["Properties"]

        assert properties["TemplateURL"] == f"./{file}"
        assert properties["Parameters"] == {name: {"Ref": name} for name in made.nested[file]["Parameters"]}
        assert {*properties["Parameters"]} <= {*made.root["Parameters"]}


def test_what_outlives_the_stack_and_what_undoes_an_update_is_in_the_root(made: Split) -> None:
    for nested in made.nested.values():
        assert not [name for name, item in nested["Resources"].items() if "DeletionPolicy" in item]
    assert {*ROLLS_BACK} < {*made.root["Resources"]}


def test_a_nested_stack_is_made_after_all_of_the_root_that_it_names(made: Split) -> None:
    waits = made.root["Resources"][MONITORING]["DependsOn"]

    assert {"PageLogs", "TicketLogs", "AccessLogs", "PageTopic", "TicketTopic", "CodesQueue"} < {*waits}
    assert "WalletsTable" in made.root["Resources"][ROLES]["DependsOn"]


def test_no_stack_waits_for_itself(made: Split) -> None:
    resources = made.root["Resources"]
    direct = {name: {one for one, _ in named(item) if one in resources} for name, item in resources.items()}
    done: set[str] = set()
    while ready := {name for name, needs in direct.items() if name not in done and needs <= done}:
        done |= ready

    assert {*resources} - done == set()


@pytest.mark.parametrize(
    ("resource", "reference"),
    [
        ({"Type": "AWS::SNS::Topic", "Properties": {}}, {"Ref": "Other"}),
        ({"Type": "AWS::S3::Bucket", "Properties": {"BucketName": "b"}}, {"Ref": "Other"}),
        ({"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q"}}, {"Ref": "Other"}),
        ({"Type": "AWS::SQS::Queue", "Properties": {"QueueName": "q"}}, {"Fn::Sub": "${Other.QueueUrl}"}),
    ],
)
def test_what_follows_from_no_fixed_name_is_refused(whole: Template, resource: Template, reference: Any) -> None:
    alarm = {"Type": "AWS::CloudWatch::Alarm", "Properties": {"AlarmActions": [reference]}}
    resources = {**whole["Resources"], "Other": resource, "OddAlarm": alarm}

    with pytest.raises(ValueError, match="of Other, which follows from no fixed name"):
        split({**whole, "Resources": resources})
