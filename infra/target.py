"""Where a deployment goes, how it reports, and the error that ends it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.exceptions import ClientError


class DeployError(Exception):
    """The deployment failed. The last line of the text names the cause."""


@dataclass(frozen=True)
class Target:
    """A session for the account, the stage, the polling interval, and how to tell and ask the person who deploys.

    `watched_min` is how long CloudFormation watches the alarms after an update. `role_arn` is the role with which
    CloudFormation makes the resources; empty for the rights of the session. `part` and `region` are those of a second
    stack of the stage (infra/edge.py); empty for the stage's own.
    """

    session: boto3.Session
    stage: str
    pause_s: float = 5.0
    watched_min: int = 0
    role_arn: str = ""
    part: str = ""
    region: str = ""
    say: Callable[[str], None] = field(default=lambda _text: None)
    agrees: Callable[[Sequence[str]], bool] = field(default=lambda _changes: True)

    @property
    def stack_name(self) -> str:
        return f"callbox-{self.stage}{self.part}"

    @property
    def options(self) -> str:
        """Return the options by which the AWS CLI finds the stack."""
        return f"--stack-name {self.stack_name}" + (f" --region {self.region}" if self.region else "")

    def client(self, service: str) -> Any:
        elsewhere = {"region_name": self.region} if self.region else {}
        return self.session.client(service, **elsewhere)

    def stack(self) -> dict[str, Any] | None:
        """Return what CloudFormation says of the stack; None when there is none."""
        try:
            answer = self.client("cloudformation").describe_stacks(StackName=self.stack_name)
        except ClientError as error:
            if "does not exist" in error.response["Error"]["Message"]:
                return None
            raise
        stack: dict[str, Any] = answer["Stacks"][0]
        return stack


def stack_parameters(target: Target) -> dict[str, str]:
    """Return the parameters of the last deployment; empty when there is no stack."""
    return parameters_of(target.stack())


def parameters_of(stack: dict[str, Any] | None) -> dict[str, str]:
    if stack is None or stack["StackStatus"] == "REVIEW_IN_PROGRESS":
        # A change set gave them, but no stack has them.
        return {}
    return {item["ParameterKey"]: item["ParameterValue"] for item in stack.get("Parameters", [])}


def outputs(target: Target) -> dict[str, str]:
    """Return the stack's outputs; empty when there is no stack."""
    return {item["OutputKey"]: item["OutputValue"] for item in (target.stack() or {}).get("Outputs", [])}
