"""One stage of Callbox as its template describes it: references followed, names written out.

Resolves by the template itself, so that a reference to the wrong resource shows as the wrong name.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_FIXED = {
    "Stage": "test",
    "AWS::Partition": "aws",
    "AWS::Region": "eu-west-1",
    "AWS::AccountId": "111122223333",
    "AWS::URLSuffix": "amazonaws.com",
    "BooksPrefix": "callbox-test-at-20260101t000000z-",
    "MailFrom": "hello@callbox.example",
    "RestAPI": "the-api",
}
# What a resource is called, by its type: the property with the name and the service of its ARN.
_NAMES = {
    "AWS::DynamoDB::Table": ("TableName", "dynamodb:eu-west-1:111122223333:table/"),
    "AWS::SQS::Queue": ("QueueName", "sqs:eu-west-1:111122223333:"),
    "AWS::Serverless::Function": ("FunctionName", "lambda:eu-west-1:111122223333:function:"),
    "AWS::S3::Bucket": ("BucketName", "s3:::"),
    "AWS::Logs::LogGroup": ("LogGroupName", "logs:eu-west-1:111122223333:log-group:"),
}


@dataclass(frozen=True)
class Stage:
    template: Mapping[str, Any]

    @property
    def resources(self) -> dict[str, Any]:
        found: dict[str, Any] = self.template["Resources"]
        return found

    def of_type(self, kind: str) -> dict[str, Any]:
        """Return the properties of every resource of one type, by logical name."""
        return {name: item["Properties"] for name, item in self.resources.items() if item["Type"] == kind}

    def properties(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.resources[name]["Properties"]
        return found

    def function(self, name: str) -> dict[str, Any]:
        """Return the properties of the Lambda with this row's name."""
        [found] = [
            item
            for item in self.of_type("AWS::Serverless::Function").values()
            if self.text(item["FunctionName"]) == f"callbox-test-{name}"
        ]
        result: dict[str, Any] = found
        return result

    def role(self, name: str) -> dict[str, Any]:
        """Return the properties of the role the Lambda really has."""
        [role, attribute] = self.function(name)["Role"]["Fn::GetAtt"]
        assert attribute == "Arn"
        return self.properties(role)

    def text(self, value: Any) -> str:  # noqa: PLR0911 - one line for each of CloudFormation's functions
        """Write a value out as this stage, on AWS, would have it."""
        match value:
            case str() | int():
                return str(value)
            case {"Ref": name}:
                return self._ref(name)
            case {"Fn::GetAtt": [name, attribute]}:
                return self._attribute(name, attribute)
            case {"Fn::Sub": [text, variables]}:
                return self._filled(text, variables)
            case {"Fn::Sub": text}:
                return self._filled(text, {})
            case {"Fn::If": ["IsLocal" | "HasSiteDomain" | "BooksAreRestored", _, otherwise]}:
                return self.text(otherwise)
            case {"Fn::Split": [mark, source]}:
                return "\n".join(self.text(source).split(mark))
            case {"Fn::Select": [index, source]}:
                return self.text(source).split("\n")[int(index)]
        raise AssertionError(f"not understood: {value}")

    def _filled(self, text: str, variables: Mapping[str, Any]) -> str:
        def fill(match: re.Match[str]) -> str:
            name = match.group(1)
            if name in variables:
                return self.text(variables[name])
            resource, dot, attribute = name.partition(".")
            return self._attribute(resource, attribute) if dot else self._ref(name)

        return re.sub(r"\$\{([^}]+)\}", fill, text)

    def _ref(self, name: str) -> str:
        if name in _FIXED:
            return _FIXED[name]
        return self._name(name)

    def _name(self, resource: str) -> str:
        item = self.resources[resource]
        if item["Type"] not in _NAMES:
            return resource
        return self.text(item["Properties"][_NAMES[item["Type"]][0]])

    def _attribute(self, resource: str, attribute: str) -> str:
        kind = self.resources[resource]["Type"]
        if attribute == "Arn" and kind in _NAMES:
            return f"arn:aws:{_NAMES[kind][1]}{self._name(resource)}"
        if attribute in {"QueueName", "RegionalDomainName"}:
            return self._name(resource)
        return f"{resource}.{attribute}"
