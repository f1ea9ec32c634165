"""Split the template of AWS into a root stack and two nested ones: CloudFormation takes 500 resources in a stack.

FunctionRoles has the role of every function, Monitoring what observes the stage: alarms, metric filters, the dashboard,
the budget. All else stays in the root: what outlives a stack, because AWS documents its adoption best there, and the
alarms that undo an update, because the root's deployments name them. The local platform takes the template unsplit.

Into a nested stack go only parameters of the root, as they are. What it needs of the root's resources it takes by their
fixed names, and is made after them. So its changes can be computed before anything exists: a change set refuses, or
shows wrongly, what depends on a value that is not known yet.
https://github.com/aws-cloudformation/cloudformation-coverage-roadmap/issues/759
https://github.com/aws-cloudformation/cfn-language-discussion/issues/152
"""

import copy
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from infra.gradual import ROLLS_BACK

STACK = "AWS::CloudFormation::Stack"
ROLES, MONITORING = "FunctionRoles", "Monitoring"
FILES = {ROLES: "aws-function-roles.json", MONITORING: "aws-monitoring.json"}
"""The nested stacks by their logical ids, and the files of their templates beside the root's."""
_OBSERVES = (
    "AWS::Budgets::Budget",
    "AWS::CloudWatch::Alarm",
    "AWS::CloudWatch::Dashboard",
    "AWS::Logs::MetricFilter",
)
_HERE = "${AWS::Region}:${AWS::AccountId}"
_NAMED = {
    "AWS::DynamoDB::Table": ("TableName", f"dynamodb:{_HERE}:table/"),
    "AWS::Logs::LogGroup": ("LogGroupName", f"logs:{_HERE}:log-group:"),
    "AWS::SNS::Topic": ("TopicName", f"sns:{_HERE}:"),
    "AWS::SQS::Queue": ("QueueName", f"sqs:{_HERE}:"),
}
"""By type, the property with the fixed name, and what stands before it in the ARN."""
_NAME = ("AWS::DynamoDB::Table", "AWS::Logs::LogGroup")
"""Types whose Ref is the name. Of a topic it is the ARN; of a queue an address, which no nested stack may need."""
_TOKEN = re.compile(r"\$\{([^!}][^}]*)\}")
Template = dict[str, Any]


@dataclass(frozen=True)
class Split:
    """The root's template, and the nested ones by the names of their files, which the root's TemplateURLs are."""

    root: Template
    nested: Mapping[str, Template]


def split(template: Template) -> Split:
    """Return the template as a root and its nested stacks, with the same resources in all.

    Raises ValueError if a nested stack needs of the root what follows from no fixed name.
    """
    root = copy.deepcopy(template)
    nested: dict[str, Template] = {}
    roles = {*_function_roles(root["Resources"])}
    for stack, belongs in ((ROLES, lambda name, _: name in roles), (MONITORING, _observes)):
        own = {name: item for name, item in root["Resources"].items() if belongs(name, item)}
        if own:
            nested[FILES[stack]] = _moved(root, stack, own)
    used = _conditions_of([root["Resources"], root["Outputs"]])
    root["Conditions"] = _closure(root.get("Conditions", {}), used)
    return Split(root, nested)


def has_nested(template: Mapping[str, Any]) -> bool:
    """Return whether stacks are nested in the template."""
    return any(item["Type"] == STACK for item in template["Resources"].values())


def _function_roles(resources: Template) -> Iterator[str]:
    for item in resources.values():
        if item["Type"] == "AWS::Serverless::Function":
            yield item["Properties"]["Role"]["Fn::GetAtt"][0]


def _observes(name: str, item: Template) -> bool:
    return item["Type"] in _OBSERVES and name not in ROLLS_BACK


def _moved(root: Template, stack: str, own: Template) -> Template:
    """Take a nested stack's own resources out of the root, put the stack in, and return the stack's template."""
    inside = _Inside(root, own)
    resources = {name: inside.rewritten(item) for name, item in own.items()}
    conditions = _closure(root.get("Conditions", {}), _conditions_of(resources))
    parameters = sorted({*_references(resources), *_references(conditions)} & root["Parameters"].keys())
    outputs: Template = {}
    rest = {name: item for name, item in root["Resources"].items() if name not in own}
    root["Resources"] = {name: _outside(item, stack, own, outputs) for name, item in rest.items()}
    root["Outputs"] = _outside(root.get("Outputs", {}), stack, own, outputs)
    root["Resources"][stack] = {
        "Type": STACK,
        # As it was in one template: a role came after its tables, a metric filter needs its log group.
        **({"DependsOn": sorted(inside.needed)} if inside.needed else {}),
        "Properties": {"TemplateURL": f"./{FILES[stack]}", "Parameters": {name: {"Ref": name} for name in parameters}},
    }
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"{root['Description']}: {stack}",
        # The root has checked the values.
        "Parameters": {
            name: {key: one for key, one in root["Parameters"][name].items() if key in ("Type", "NoEcho")}
            for name in parameters
        },
        **({"Conditions": conditions} if conditions else {}),
        "Resources": resources,
        **({"Outputs": outputs} if outputs else {}),
    }


@dataclass
class _Inside:
    """Rewrites what a nested stack refers to outside itself, and notes it."""

    root: Template
    own: Collection[str]
    needed: set[str] = field(default_factory=set)

    def rewritten(self, value: Any) -> Any:  # noqa: PLR0911 - one line for each of CloudFormation's functions
        match value:
            case {"Ref": str() as name} if self._is_outside(name):
                return {"Fn::Sub": self._text(name, "Ref")}
            case {"Fn::GetAtt": [name, attribute]} if self._is_outside(name):
                return {"Fn::Sub": self._text(name, attribute)}
            case {"Fn::Sub": str() as text}:
                return {"Fn::Sub": _TOKEN.sub(self._filled, text)}
            case {"Fn::Sub": [text, variables]}:
                return {"Fn::Sub": [_TOKEN.sub(self._filled, text), self.rewritten(variables)]}
            case dict():
                return {key: self.rewritten(one) for key, one in value.items()}
            case list():
                return [self.rewritten(one) for one in value]
        return value

    def _is_outside(self, name: str) -> bool:
        return name in self.root["Resources"] and name not in self.own

    def _filled(self, token: re.Match[str]) -> str:
        name, _, attribute = token[1].partition(".")
        return self._text(name, attribute or "Ref") if self._is_outside(name) else token[0]

    def _text(self, name: str, attribute: str) -> str:
        """Return the text of Fn::Sub for a reference to a resource of the root."""
        item = self.root["Resources"][name]
        kind = item["Type"]
        key, place = _NAMED.get(kind, ("", ""))
        given = item["Properties"].get(key, {})
        fixed = given if isinstance(given, str) else given.get("Fn::Sub")
        self.needed.add(name)
        if isinstance(fixed, str):
            if attribute == key or (attribute == "Ref" and kind in _NAME):
                return fixed
            if attribute == "Arn" or (attribute == "Ref" and kind == "AWS::SNS::Topic"):
                return f"arn:${{AWS::Partition}}:{place}{fixed}"
        raise ValueError(f"a nested stack needs {attribute} of {name}, which follows from no fixed name")


def _outside(value: Any, stack: str, moved: Collection[str], outputs: Template) -> Any:
    """Rewrite what the root refers to inside a nested stack: that becomes an output of the stack."""
    match value:
        case {"Fn::GetAtt": [str() as name, str() as attribute]} if name in moved:
            outputs[f"{name}{attribute}"] = {"Value": value}
            return {"Fn::GetAtt": [stack, f"Outputs.{name}{attribute}"]}
        case {"Ref": str() as name} if name in moved:
            outputs[name] = {"Value": value}
            return {"Fn::GetAtt": [stack, f"Outputs.{name}"]}
        case {"Fn::Sub": text} if inside := {*_references({"Fn::Sub": text})} & {*moved}:
            raise ValueError(f"the root names {sorted(inside)} of {stack} in a Fn::Sub: use Ref or Fn::GetAtt")
        case dict():
            return {key: _outside(one, stack, moved, outputs) for key, one in value.items()}
        case list():
            return [_outside(one, stack, moved, outputs) for one in value]
    return value


def _references(value: Any) -> Iterator[str]:
    """Yield what a value names by Ref or in the text of Fn::Sub."""
    match value:
        case {"Ref": str() as name}:
            yield name
        case {"Fn::Sub": text}:
            for token in _TOKEN.findall(text if isinstance(text, str) else text[0]):
                yield token.partition(".")[0]
            if not isinstance(text, str):
                yield from _references(text[1])
        case dict():
            for one in value.values():
                yield from _references(one)
        case list():
            for one in value:
                yield from _references(one)


def _conditions_of(value: Any) -> Iterator[str]:
    """Yield the conditions that a value names: of a resource, of Fn::If, of another condition."""
    if isinstance(value, dict):
        if isinstance(value.get("Condition"), str):
            yield value["Condition"]
        if "Fn::If" in value:
            yield value["Fn::If"][0]
        for one in value.values():
            yield from _conditions_of(one)
    elif isinstance(value, list):
        for one in value:
            yield from _conditions_of(one)


def _closure(declared: Template, names: Iterator[str]) -> Template:
    """Return the conditions of these names, and those that they name."""
    found: Template = {}
    waiting = [*names]
    while waiting:
        name = waiting.pop()
        if name not in found and name in declared:
            found[name] = declared[name]
            waiting += _conditions_of(declared[name])
    return dict(sorted(found.items()))
