"""Deploy to AWS: the same template and zips that `make run` runs on one machine.

    make deploy STAGE=prod           asks what is missing, shows the changes, asks, deploys
    make preflight STAGE=prod        only asks what is missing

Credentials and region come from the shell as for every AWS tool. The first deployment of a stage needs AWS_ACCOUNT_ID,
MAIL_FROM, ALARM_EMAIL and who runs it (NEEDED_FIRST); SITE_DOMAIN with SITE_CERTIFICATE_ARN, WITH_WEB_ACL and every
other setting of an operator (README.md) are free. Later ones keep what is not named.
"""

import argparse
import json
import os
import re
import secrets
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from callbox.config import problems
from infra import openapi
from infra.asked import Asked
from infra.bundle import BundleError, bundle_site
from infra.deploy import upload_to
from infra.edge import bring_with_edge
from infra.package import AWS_TEMPLATE, PackagingError, build
from infra.pages import build_pages
from infra.preflight import Findings, agree, findings, git
from infra.publish import publish, refresh_pages
from infra.refusals import one_line
from infra.releases import (
    DONE,
    Release,
    given_before,
    keep_site,
    new_release_id,
    record,
    releases,
    without_secrets,
)
from infra.rows import ROOT
from infra.runtime import RuntimeProblem, check_interpreter
from infra.settings import BY_COMMANDS, as_parameters, given, of_parameters, parameter
from infra.stack import load
from infra.stack_states import settle
from infra.target import DeployError, Target, parameters_of, stack_parameters
from ops.keys import PARAMETER, SECRET, current_secret, key_pair_of, new_key_pair, put_secret
from ops.origin import ORIGIN_SECRET, new_origin_secret
from ops.push_key import PUSH_PARAMETER, PUSH_SECRET, new_push_key

FOR_THE_STAGE = (
    "ALARM_EMAIL",
    "SITE_DOMAIN",
    "SITE_CERTIFICATE_ARN",
    "WITH_WEB_ACL",
    "CONCURRENCY_ALARM",
    "MONTHLY_BUDGET_USD",
    "WITH_COST_DASHBOARD",
)
"""What the deployer gives beside the settings: no function reads it (infra/parameters.yaml)."""
NEEDED_FIRST = (
    "MAIL_FROM",
    "ALARM_EMAIL",
    "OPERATOR_NAME",
    "OPERATOR_NUMBER",
    "OPERATOR_ADDRESS",
    "SUPPORT_EMAIL",
    "ABUSE_EMAIL",
    "PRIVACY_EMAIL",
    "SECURITY_EMAIL",
    "GOVERNING_LAW",
)
"""What no stage can do without. Customers must be able to know and reach who runs it."""
WATCHED_MIN = 5
"""How long CloudFormation watches the alarms after an update: two evaluations of an alarm of five minutes' period
would double the length of a deployment, and a broken release shows in the first."""


class NotReady(Exception):
    """Something must be given or done first; the text says what, a line each."""


@dataclass(frozen=True)
class Built:
    """What a release deploys: a template beside its zips, and the folders of the site."""

    template: Path
    site: Sequence[Path]


def build_for_aws(version: str, settings: Mapping[str, str]) -> Built:
    """Build for Lambda's platform, with the stage's settings in its pages.

    Raises RuntimeProblem, PackagingError or BundleError.
    """
    check_interpreter()
    build(for_lambda=True)
    site = bundle_site(reinstall=True)
    return Built(AWS_TEMPLATE, [site, openapi.write(version=version), build_pages(site, settings)])


def release(
    target: Target,
    environment: Mapping[str, str],
    *,
    build_version: Callable[[str, Mapping[str, str]], Built] = build_for_aws,
    clone: Path = ROOT,
) -> str:
    """Deploy code, template and site; return the site's address. Raises NotReady before anything is uploaded."""
    stage, session, say = target.stage, target.session, target.say
    require(preflight(session, stage, environment, clone), say)
    version = environment.get("VERSION") or git("rev-parse", "--short=12", "HEAD", folder=str(clone))
    say("building the package and the site")
    there = stack_parameters(target)
    built = build_version(version, of_parameters({**there, **changed_parameters(stage, there, environment)}))
    carried = settle(target)
    existing = {**carried, **stack_parameters(target)}
    changed = {parameter("VERSION"): version, **changed_parameters(stage, existing, environment)}
    say("uploading")
    uploaded = upload_to(target, built.template)
    known = releases(target)
    begun = Release(
        release_id=new_release_id(),
        version=version,
        commit=git("rev-parse", "HEAD", folder=str(clone)),
        by=session.client("sts").get_caller_identity()["Arn"],
        template=uploaded.template_key,
        site=keep_site(target, built.site),
        given=tuple(sorted({*given_before(known), *changed})),
    )
    new_keys, credentials = _credentials(session, stage, existing, is_new=not stack_parameters(target))
    record(target, begun)
    _make_secrets(session, stage)
    say("deploying")
    kept = [*begun.given, *BY_COMMANDS] if known else None
    outputs = bring_with_edge(target, uploaded, carried | changed | credentials, kept=kept)
    for name, value in new_keys.items():
        put_secret(session, stage, name, value)
    say("publishing the site")
    publish(target, built.site, outputs["SiteBucketName"], outputs["SiteUrl"])
    refresh_pages(target)
    record(target, _done(begun, target, uploaded.template))
    if domain := stack_parameters(target).get("SiteDomain"):
        say(
            f"the DNS of {domain} must point to {outputs['SiteDistributionDomain']}: by a CNAME, or an alias at its top"
        )
    for line in findings_later(session, stage, environment):
        say(f"still to do: {line}")
    return outputs["SiteUrl"]


def preflight(session: boto3.Session, stage: str, environment: Mapping[str, str], clone: Path = ROOT) -> Findings:
    """Ask everything that can be asked before a deployment. Reads only."""
    target = Target(session, stage)
    stack = target.stack()
    try:
        changed_parameters(stage, parameters_of(stack), environment)
    except NotReady as refusal:
        wrong = str(refusal).splitlines()
    else:
        wrong = []
    return findings(Asked(session, stage, environment, stack, clone), wrong_settings=wrong)


def findings_later(session: boto3.Session, stage: str, environment: Mapping[str, str]) -> tuple[str, ...]:
    return findings(Asked(session, stage, environment, Target(session, stage).stack())).to_do


def require(found: Findings, say: Callable[[str], None]) -> None:
    """Tell what is to do later. Raises NotReady with what must be done first."""
    for line in found.to_do:
        say(f"to do later: {line}")
    if found.unmet:
        raise NotReady("\n".join(["", *(f"  {line}" for line in found.unmet)]))


def _credentials(
    session: boto3.Session, stage: str, existing: Mapping[str, str], *, is_new: bool
) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Return the new keys to store, by their secrets' names, and the parameters of new or found credentials.

    The private halves go where only few functions read. A secret that an earlier stack left is used again.
    """
    new_keys: dict[str, dict[str, str]] = {}
    changed: dict[str, str] = {}
    current = current_secret(session, stage, SECRET)
    pair = key_pair_of(current) if current else new_key_pair()
    public_keys = json.loads(existing.get(PARAMETER) or "{}")
    if pair.kid not in public_keys:
        changed[PARAMETER] = json.dumps(public_keys | pair.public_keys())
    if is_new or ORIGIN_SECRET not in existing:
        changed |= new_origin_secret().parameters()
    if not current:
        new_keys[SECRET] = pair.secret_value()
    push_key = current_secret(session, stage, PUSH_SECRET)
    if not push_key:
        push_key = new_keys[PUSH_SECRET] = new_push_key()
    if existing.get(PUSH_PARAMETER) != push_key["public_key"]:
        changed[PUSH_PARAMETER] = push_key["public_key"]
    return new_keys, changed


def _make_secrets(session: boto3.Session, stage: str) -> None:
    """Fill what no operator enters, unless it is there: CloudFormation makes no encrypted parameter."""
    for name, secret in load("secrets").items():
        key, held = secret.get("makes"), current_secret(session, stage, name) or {}
        if key and not held.get(key):
            put_secret(session, stage, name, {**held, key: secrets.token_urlsafe(48)})


def _done(begun: Release, target: Target, template: Mapping[str, object]) -> Release:
    parameters = without_secrets(stack_parameters(target), template)
    return Release(**{**vars(begun), "parameters": parameters, "state": DONE})


def changed_parameters(
    stage: str, existing: Mapping[str, str], environment: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """Return what this deployment changes. Raises NotReady naming all that is missing or malformed together."""
    named = given(environment) | {name: environment[name] for name in FOR_THE_STAGE if environment.get(name)}
    changed = as_parameters(named)
    known = {**existing, **changed}
    missing = [
        f"{name} is not set: {stage} has none yet, so this deployment needs it in the environment"
        for name in NEEDED_FIRST
        if parameter(name) not in known
    ]
    if found := [*missing, *problems(of_parameters(known)), *_malformed(named)]:
        raise NotReady("\n".join(found))
    return {"Stage": stage, **changed}


def _malformed(named: Mapping[str, str]) -> list[str]:
    """Return what the template would refuse of what is given for the stage."""
    declared = load("parameters")["Parameters"]
    found = []
    for name in FOR_THE_STAGE:
        one = declared[parameter(name)]
        if name not in named:
            continue
        if one["Type"] == "Number" and not re.fullmatch("[1-9][0-9]*", named[name]):
            found.append(f"{name} is malformed: give a whole number of at least 1")
        elif named[name] not in one.get("AllowedValues", [named[name]]):
            found.append(f"{name} is malformed: give one of {', '.join(one['AllowedValues'])}")
        elif not re.fullmatch(one.get("AllowedPattern", ".*"), named[name]):
            found.append(f"{name} is malformed: give {one['ConstraintDescription']}")
    return found


def ready_session(stage: str, environment: Mapping[str, str]) -> boto3.Session:
    """Check what can be checked without AWS. Raises NotReady with the cures."""
    named = given(environment)
    found = (
        problems({"STAGE": stage, **named}) if stage else ["name the stage: make deploy STAGE=prod", *problems(named)]
    )
    # boto3 alone reads AWS_DEFAULT_REGION only; every other AWS tool knows both.
    session = boto3.Session(region_name=environment.get("AWS_REGION") or None)
    if not session.region_name:
        found.append("no region: set AWS_REGION, for example AWS_REGION=eu-west-1")
    if stage == "local":
        found.append("the stage local is the one of `make run`: name another")
    if found:
        raise NotReady("\n".join(found))
    try:
        session.client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise NotReady(f"no usable AWS credentials ({error}): `aws configure`, or set AWS_PROFILE") from error
    return session


def _say(text: str) -> None:
    print(f"  {text}", flush=True)


def main() -> None:
    """Release, or say in one line for each reason why not."""
    parser = argparse.ArgumentParser(description="Deploy Callbox to AWS.")
    parser.add_argument("--stage", required=True)
    parser.add_argument("--preflight", action="store_true", help="only ask whether a deployment can succeed")
    options = parser.parse_args()
    stage, ended = options.stage, "not ready" if options.preflight else "not deployed"
    try:
        session = ready_session(stage, os.environ)
        if options.preflight:
            require(preflight(session, stage, os.environ), _say)
            print(f"{stage} can be deployed")
            return
        target = Target(
            session,
            stage,
            say=_say,
            watched_min=WATCHED_MIN,
            role_arn=os.environ.get("STACK_ROLE_ARN", ""),
            agrees=lambda changes: agree(stage, changes),
        )
        address = release(target, os.environ)
    except (NotReady, BundleError, DeployError, PackagingError, RuntimeProblem) as refusal:
        sys.exit(f"{ended}: {refusal}")
    except (ClientError, BotoCoreError) as error:
        sys.exit(f"{ended}: {one_line(error)}")
    print(f"deployed: {address}")


if __name__ == "__main__":
    main()
