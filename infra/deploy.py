"""Deploy a built package: upload it, bring the stack to it, wait until that is complete.

The same code deploys to AWS and to the local platform; only the session and the polling interval differ.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from infra.artifacts import made_bucket, template_url, upload_package
from infra.change_set import change_stack
from infra.package import TEMPLATE
from infra.stack_states import settle
from infra.target import DeployError, Target, outputs


@dataclass(frozen=True)
class Uploaded:
    """A package in the bucket of its stage."""

    bucket: str
    template_key: str
    template: Mapping[str, Any]


def upload_to(target: Target, template: Path = TEMPLATE) -> Uploaded:
    """Upload the built package with one of its templates."""
    bucket = made_bucket(target)
    return Uploaded(bucket, *upload_package(target, bucket, template))


def deploy(target: Target, parameters: Mapping[str, str]) -> dict[str, str]:
    """Bring the stack to the built package and return its outputs. Does nothing if nothing changed."""
    carried = settle(target)
    return bring(target, upload_to(target), {**carried, **parameters}, kept=None)


def bring(
    target: Target, uploaded: Uploaded, given: Mapping[str, str], *, kept: Collection[str] | None
) -> dict[str, str]:
    """Bring a settled stack to an uploaded package; `given` and `kept` as in change_set.sent_parameters."""
    url = template_url(target, uploaded.bucket, uploaded.template_key)
    return bring_template(target, {"TemplateURL": url}, uploaded.template, given, kept=kept)


def bring_template(
    target: Target,
    source: Mapping[str, str],
    template: Mapping[str, Any],
    given: Mapping[str, str],
    *,
    kept: Collection[str] | None,
) -> dict[str, str]:
    """Bring a settled stack to a template, which `source` names or holds for CloudFormation; return its outputs.

    Protects the stack from deletion, unless its tables are not protected either.
    """
    change_stack(target, source, template, given, kept=kept)
    stack = target.stack()
    if stack is None:
        raise DeployError(f"the stack {target.stack_name} is gone: run the same command again")
    if given.get("DeletionProtection") != "false" and not stack.get("EnableTerminationProtection"):
        target.client("cloudformation").update_termination_protection(
            StackName=target.stack_name, EnableTerminationProtection=True
        )
    return outputs(target)
