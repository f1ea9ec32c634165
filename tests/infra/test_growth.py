"""What is still to come fits: 57 more functions, 17 tables and 3 queues, by the rows that they will have."""

import dataclasses
import json
from collections.abc import Mapping
from typing import Any

import pytest
import yaml
from cfnlint.helpers import LIMITS

from infra.expanded import ANY_RELEASE, expand
from infra.gradual import moves_money, with_gradual_traffic
from infra.nested import STACK, split
from infra.package import TEMPLATE
from infra.rows import FUNCTIONS_FILE, Row, declared, read_rows
from infra.rules.stacks import MOST_ALARMS, MOST_RESOURCES
from infra.stack import load
from infra.stack_alarms import alarm_resources
from infra.stack_data import queue_resources, table_resources
from infra.stack_functions import GATEWAY_ROLE, function_resources, gateway_statement, swagger_method

Template = dict[str, Any]
TABLES = {f"more_{number}": {"key": ["id"], "indexes": {"by_user": {"key": ["user_id"], "projection": "ALL"}}}
          for number in range(17)}  # fmt: skip
QUEUES = [f"lane{number}" for number in range(3)]
POLICY_MOST_CHARACTERS = 10_240
"""All inline policies of a role, without spaces:
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
LONGEST = {"${AWS::Region}": "ap-southeast-1", "${AWS::AccountId}": "1" * 12, "${Stage}": "s" * 12,
           "${AWS::Partition}": "aws"}  # fmt: skip


@pytest.fixture(scope="module")
def grown_rows(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Row]:
    """The rows of today and 57 more: 50 routes, 3 consumers, 4 timers; 11 of them move money."""
    functions: dict[str, Any] = dict(declared())
    document: dict[str, Any] = yaml.safe_load(FUNCTIONS_FILE.read_text())
    route, timer = functions["get_wallet"], functions["audit_books"]
    consumer = functions["settle_deposit"]
    more = {
        **{f"do_something_more_{n}": dataclasses.replace(route, path=f"/more/{n}") for n in range(50)},
        **{f"work_{name}": dataclasses.replace(consumer, queue=name) for name in QUEUES},
        **{f"run_{n}": dataclasses.replace(timer, every="1 hour") for n in range(4)},
    }
    money = {**document["create_verification"], "sends": []}
    for place, name in enumerate(more):
        more[name].name = name
        document[name] = money if place < 8 or name.startswith("work_") else document["get_wallet"]
    path = tmp_path_factory.mktemp("grown") / "functions.yaml"
    path.write_text(yaml.safe_dump(document, sort_keys=False))
    return read_rows(path, {**functions, **more})


@pytest.fixture(scope="module")
def grown(package: None, grown_rows: Mapping[str, Row]) -> dict[str, Template]:
    """The stacks of AWS as they would be, expanded, by their names."""
    rows, now = dict(grown_rows), read_rows()
    more = {name: row for name, row in rows.items() if name not in now}
    queues = {**load("queues"), **{name: load("queues")["deposits"] for name in QUEUES}}
    template: Template = json.loads(TEMPLATE.read_text())
    resources = template["Resources"]
    [calls] = resources[GATEWAY_ROLE]["Properties"]["Policies"]
    routes = [row for row in rows.values() if row.kind == "api"]
    calls["PolicyDocument"]["Statement"] = [gateway_statement(routes)]
    paths = resources["RestAPI"]["Properties"]["DefinitionBody"]["paths"]
    for row in more.values():
        resources |= function_resources(row, queues)
        if row.kind == "api":
            like = json.loads(json.dumps(paths["/api/v1/wallet"]["get"]))
            paths[row.path] = {row.method.lower(): {**like, **swagger_method(row)}}
    resources |= table_resources(TABLES)
    resources |= queue_resources(queues, rows) | alarm_resources(rows, load("alarms")["Alarms"])
    made = split(with_gradual_traffic(template, rows))
    return {"root": expand(made.root, ANY_RELEASE), **made.nested}


def test_each_stack_stays_below_its_limits(grown: dict[str, Template], grown_rows: Mapping[str, Row]) -> None:
    now = read_rows()
    more = [row for name, row in grown_rows.items() if name not in now]
    assert (len(more), len([row for row in more if moves_money(row)])) == (57, 11)

    for name, template in grown.items():
        assert len(template["Resources"]) <= MOST_RESOURCES, name
        for part in ("Parameters", "Outputs"):
            assert len(template.get(part, {})) <= LIMITS[part]["number"], name
        assert len(json.dumps(template)) <= LIMITS["template"]["body"], name


def test_the_alarms_are_still_few(grown: dict[str, Template]) -> None:
    kinds = [item["Type"] for template in grown.values() for item in template["Resources"].values()]

    assert kinds.count("AWS::CloudWatch::Alarm") <= MOST_ALARMS
    assert kinds.count(STACK) == 2


def test_a_route_costs_two_resources_and_one_that_moves_money_five(
    grown: dict[str, Template], grown_rows: Mapping[str, Row]
) -> None:
    for name, cost in (("do_something_more_20", 2), ("do_something_more_0", 5)):
        row = grown_rows[name]
        own = [
            one for template in grown.values() for one in template["Resources"]
            if one.startswith(row.resource) and not one.removeprefix(row.resource)[:1].isdigit()
        ]  # fmt: skip
        assert len(own) == cost, own


def test_the_policy_by_which_api_gateway_calls_the_routes_fits_a_role(grown: dict[str, Template]) -> None:
    [policy] = grown["root"]["Resources"][GATEWAY_ROLE]["Properties"]["Policies"]
    [statement] = policy["PolicyDocument"]["Statement"]
    text = json.dumps(
        {**statement, "Resource": [one["Fn::Sub"] for one in statement["Resource"]]}, separators=(",", ":")
    )
    for variable, value in LONGEST.items():
        text = text.replace(variable, value)

    assert len(text) < POLICY_MOST_CHARACTERS
