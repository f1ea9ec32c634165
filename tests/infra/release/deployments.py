"""Small templates, and deploying them as releases do."""

import json
import re
from collections.abc import Sequence
from itertools import count
from typing import Any

from infra.artifacts import made_bucket, upload
from infra.deploy import Uploaded, bring
from infra.local.cloud import session
from infra.stack_states import settle
from infra.target import Target

Template = dict[str, Any]
BROKEN = {"Type": "AWS::CloudWatch::Dashboard", "Properties": {"DashboardName": "x" * 300, "DashboardBody": "{}"}}
"""A resource that cannot be made, here and on AWS."""
_numbers = count(1)


class TriedStage:
    """A stage that no other test uses. Keeps what a deployment says and shows; agrees unless told otherwise."""

    def __init__(self) -> None:
        self.said: list[str] = []
        self.shown: list[str] = []
        self.agrees = True
        self.target = Target(
            session(), f"try{next(_numbers)}", pause_s=0.05, say=self.said.append, agrees=self._is_agreed
        )

    def _is_agreed(self, changes: Sequence[str]) -> bool:
        self.shown = list(changes)
        return self.agrees

    @property
    def status(self) -> str:
        stack = self.target.stack()
        return str(stack["StackStatus"]) if stack else "none"


def template(resources: Template, parameters: Template | None = None, outputs: Template | None = None) -> Template:
    return {"Parameters": parameters or {}, "Resources": resources, "Outputs": outputs or {}}


def queue(stage: TriedStage, name: str, **properties: Any) -> Template:
    """Return a queue with its own name."""
    return {"Type": "AWS::SQS::Queue", "Properties": {"QueueName": f"{stage.target.stage}-{name}", **properties}}


def table(stage: TriedStage, name: str) -> Template:
    """Return a table that outlives its stack."""
    return {
        "Type": "AWS::DynamoDB::Table",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "TableName": f"{stage.target.stage}-{name}",
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
            "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        },
    }


def uploaded(stage: TriedStage, document: Template) -> Uploaded:
    bucket = made_bucket(stage.target)
    return Uploaded(bucket, upload(stage.target, bucket, json.dumps(document).encode(), ".json"), document)


def deployed(
    stage: TriedStage, document: Template, given: dict[str, str] | None = None, **options: Any
) -> dict[str, str]:
    """Settle the stack and bring it to a template; return its outputs."""
    carried = settle(stage.target)
    kept = options.pop("kept", None)
    return bring(stage.target, uploaded(stage, document), {**carried, **(given or {})}, kept=kept)


def referred(value: Any) -> set[str]:  # noqa: PLR0911 - one line for each of CloudFormation's functions
    """Return the names in a value's references."""
    match value:
        case {"Ref": name}:
            return {name}
        case {"Fn::GetAtt": [name, *_]}:
            return {name}
        case {"Fn::Sub": text} if isinstance(text, str):
            return {name.partition(".")[0] for name in re.findall(r"\$\{([^}]+)\}", text)}
        case dict():
            return {name for key, one in value.items() for name in referred(one)} | (
                {value["DependsOn"]} if isinstance(value.get("DependsOn"), str) else set()
            )
        case [str() as text, {**variables}] if "${" in text:
            return referred({"Fn::Sub": text}) | referred(variables)
        case list():
            return {name for one in value for name in referred(one)}
    return set()


def with_what_it_needs(document: Template, *names: str) -> Template:
    """Return the resources and all that they refer to, also in what every function has."""
    found: set[str] = set()
    open_ = {*names}
    while open_:
        found |= open_
        open_ = {
            one
            for resource in open_
            for one in referred([document["Resources"][resource], document.get("Globals", {})])
            if one in document["Resources"]
        } - found
    return {one: document["Resources"][one] for one in sorted(found)}
