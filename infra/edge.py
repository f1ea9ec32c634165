"""The stage's second stack, of what CloudFront wants in us-east-1 (edge.yaml): the web ACL and the alarm on its errors.

The distribution needs the ACL, and the alarm the distribution. So a deployment brings this stack before the stage's
own, with the distribution that the stage has already, and again after it if the distribution or the wish for an ACL has
changed. An ACL that the stage shall have no longer goes after it: AWS deletes none that a distribution uses. After an
interruption, the next deployment does what is left.
"""

import dataclasses
import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from infra.change_set import alarms_that_undo, rings, values_after
from infra.deploy import Uploaded, bring, bring_template
from infra.gradual import DIGEST, GRADUAL, functions_digest
from infra.stack import load
from infra.stack_states import settle
from infra.target import Target, outputs, stack_parameters

REGION = "us-east-1"
"""Where CloudFront takes web ACLs from and has its metrics:
https://docs.aws.amazon.com/waf/latest/developerguide/cloudfront-features.html"""
WISH, ARN = "WithWebAcl", "WebAclArn"
"""Parameters of the stage: whether it has a web ACL, as the deployer says; and which, as found here."""
DISTRIBUTION = "SiteDistributionId"


def edge_of(target: Target) -> Target:
    """Return the second stack of the target's stage."""
    return dataclasses.replace(target, part="-edge", region=REGION, watched_min=0)


def bring_with_edge(
    target: Target, uploaded: Uploaded, given: Mapping[str, str], *, kept: Collection[str] | None
) -> dict[str, str]:
    """Bring a settled stage and its second stack to an uploaded package; return the stage's outputs.

    `given` and `kept` are those of `deploy.bring`, without what is found here: the ACL's ARN and the functions' digest.
    A template that knows no ACL has no second stack.
    """
    declared = uploaded.template.get("Parameters", {})
    given = {**given, **_at_once(target, uploaded.template)}
    stage = values_after(declared, stack_parameters(target), given, kept=kept)
    found = {DIGEST: functions_digest(uploaded.template, stage)}
    if ARN not in declared:
        return bring(target, uploaded, {**given, **found}, kept=kept)
    found[ARN] = _before(target, stage)
    made = bring(target, uploaded, {**given, **found}, kept=kept)
    _after(target, stage, made.get(DISTRIBUTION, ""))
    return made


def _at_once(target: Target, template: Mapping[str, Any]) -> dict[str, str]:
    """Return what gives new code all traffic at once if an alarm rings already: it would undo every deployment."""
    ringing = [alarm["AlarmName"] for alarm in alarms_that_undo(target, template) if rings(alarm)]
    if not ringing or GRADUAL not in template.get("Parameters", {}):
        return {}
    target.say(f"{', '.join(ringing)} rings already: it undoes nothing, and new code gets all traffic at once")
    return {GRADUAL: "false"}


def _before(target: Target, stage: Mapping[str, str]) -> str:
    """Make what the stage needs; return the ARN of its web ACL, or nothing if it is to have none."""
    edge = edge_of(target)
    settle(edge)
    wish = _wish(stage)
    made = _bring(edge, stage, outputs(target).get(DISTRIBUTION, ""), with_acl=wish or ARN in outputs(edge))
    return made[ARN] if wish else ""


def _after(target: Target, stage: Mapping[str, str], distribution: str) -> None:
    """Give the alarm the stage's distribution, and delete an ACL that the stage uses no longer."""
    edge = edge_of(target)
    there = (stack_parameters(edge).get("DistributionId", ""), ARN in outputs(edge))
    if there == (distribution, _wish(stage)):
        return

    def follows_from_what_was_agreed(changes: Sequence[str]) -> bool:
        for line in changes:
            target.say(line)
        return True

    agreed = dataclasses.replace(edge, agrees=follows_from_what_was_agreed)
    _bring(agreed, stage, distribution, with_acl=_wish(stage))


def _wish(stage: Mapping[str, str]) -> bool:
    return stage.get(WISH, "true") == "true"


def _bring(edge: Target, stage: Mapping[str, str], distribution: str, *, with_acl: bool) -> dict[str, str]:
    template: dict[str, Any] = load("edge")
    if not with_acl:
        del template["Resources"]["WebAcl"], template["Outputs"][ARN]
    if not distribution:
        del template["Resources"]["SiteErrorsAlarm"]
    given = {"Stage": edge.stage, "AlarmEmail": stage.get("AlarmEmail", ""), "DistributionId": distribution}
    return bring_template(edge, {"TemplateBody": json.dumps(template)}, template, given, kept=())
