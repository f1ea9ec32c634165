"""Read an expanded template: what its resources refer to."""

from collections.abc import Iterator
from typing import Any

Resources = dict[str, Any]


def resources(cfn: Any, kind: str = "") -> Resources:
    """Return the template's resources by name, all or of one type."""
    found: Resources = cfn.template.get("Resources", {})
    return {name: item for name, item in found.items() if kind in ("", item.get("Type"))}


def properties(item: Resources) -> Resources:
    found: Resources = item.get("Properties", {})
    return found


def references(value: Any) -> Iterator[str]:
    """Yield the names of everything that a value refers to: by Ref, Fn::GetAtt, or in the text of Fn::Sub."""
    if isinstance(value, dict):
        if isinstance(value.get("Ref"), str):
            yield value["Ref"]
        if "Fn::GetAtt" in value:
            attribute = value["Fn::GetAtt"]
            yield attribute[0] if isinstance(attribute, list) else attribute.partition(".")[0]
        if "Fn::Sub" in value:
            text = value["Fn::Sub"] if isinstance(value["Fn::Sub"], str) else value["Fn::Sub"][0]
            for part in text.split("${")[1:]:
                yield part.partition("}")[0].partition(".")[0]
        for inner in value.values():
            yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def needs(all_resources: Resources, name: str) -> set[str]:
    """Return everything that is made before a resource: what it refers to or depends on, and so on."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        item = all_resources.get(waiting.pop(), {})
        depends = item.get("DependsOn", [])
        direct = {*references(properties(item)), *([depends] if isinstance(depends, str) else depends)}
        waiting += [one for one in direct - found if one in all_resources]
        found |= direct
    return found


def statements(policy: Any) -> Iterator[Resources]:
    """Yield the statements of a policy document, those behind Fn::If on AWS's side (not IsLocal) included."""
    for statement in policy.get("Statement", []) if isinstance(policy, dict) else []:
        choice = statement.get("Fn::If")
        yield from [one for one in choice[1:] if "Effect" in one] if choice else [statement]
