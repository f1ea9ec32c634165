"""What the preflight asks about: a stage, the credentials, and what the deployer gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3

from infra.rows import ROOT
from infra.settings import parameter
from infra.target import parameters_of

MISSING = ("ResourceNotFoundException", "ParameterNotFound", "NotFoundException", "NotFound", "404", "NoSuchBucket")
"""The codes with which AWS's services say that there is none."""


@dataclass(frozen=True)
class Asked:
    """`stack` is what CloudFormation says of the stage's stack; None when there is none."""

    session: boto3.Session
    stage: str
    environment: Mapping[str, str]
    stack: dict[str, Any] | None
    folder: Path = ROOT

    def client(self, service: str, region: str | None = None) -> Any:
        return self.session.client(service, region_name=region or self.session.region_name)

    @property
    def is_deployed(self) -> bool:
        """Return whether the stage has a stack; one in review has a change set and nothing else."""
        return self.stack is not None and self.stack["StackStatus"] != "REVIEW_IN_PROGRESS"

    def value(self, name: str) -> str:
        """Return what the stage would have after the deployment: what is given, else what it has, else nothing."""
        return self.environment.get(name) or parameters_of(self.stack).get(parameter(name), "")
