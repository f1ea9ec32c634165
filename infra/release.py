"""Deploy to AWS: the same template and zips that `make run` runs on one machine.

    make deploy STAGE=prod

Credentials and region come from the shell as for every AWS tool. The first deployment of a stage needs MAIL_FROM and
ALARM_EMAIL; SITE_DOMAIN with SITE_CERTIFICATE_ARN, WEB_ACL_ARN and every setting of an operator (README.md) are free.
Later ones keep what is not named.
"""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Mapping

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from callbox.config import problems
from infra import openapi
from infra.bundle import BundleError, bundle_site
from infra.deploy import DeployError, Target, deploy, stack_parameters
from infra.package import PackagingError, build, package_digest
from infra.publish import publish
from infra.rows import ROOT
from infra.settings import as_parameters, given, of_parameters, parameter
from infra.stack import load
from ops.keys import PARAMETER, SECRET, current_secret, new_key_pair, put_secret
from ops.origin import ORIGIN_SECRET, new_origin_secret

FOR_THE_STAGE = (
    "ALARM_EMAIL",
    "SITE_DOMAIN",
    "SITE_CERTIFICATE_ARN",
    "WEB_ACL_ARN",
    "CONCURRENCY_ALARM",
    "MONTHLY_BUDGET_USD",
    "WITH_COST_DASHBOARD",
)
"""What the deployer gives beside the settings: no function reads it (infra/parameters.yaml)."""
NEEDED_FIRST = ("MAIL_FROM", "ALARM_EMAIL")
"""What the first deployment of a stage cannot do without."""


class NotReady(Exception):
    """Something must be given or done first; the text says what."""


def release(session: boto3.Session, stage: str, say: Callable[[str], None]) -> str:
    """Deploy code, template and site; return the site's address."""
    target = Target(session, stage, say=say)
    existing = stack_parameters(target)
    parameters = changed_parameters(stage, existing)
    say("building the package and the site")
    build()
    site = bundle_site(reinstall=True)
    parameters.setdefault(parameter("VERSION"), _version())
    say("deploying")
    # A stage without a signing key gets its first one; the private half goes where only two functions read.
    pair = None if current_secret(session, stage, SECRET) else new_key_pair()
    if pair:
        parameters[PARAMETER] = json.dumps(json.loads(existing.get(PARAMETER, "{}")) | pair.public_keys())
    if ORIGIN_SECRET not in existing:
        parameters |= new_origin_secret().parameters()
    outputs = deploy(target, existing | parameters)
    if pair:
        put_secret(session, stage, SECRET, pair.secret_value())
    say("publishing the site")
    publish(target, [site, openapi.write(version=parameters[parameter("VERSION")])], outputs["SiteBucketName"])
    for line in _secrets_missing(session, stage):
        say(line)
    return outputs["SiteUrl"]


def changed_parameters(stage: str, existing: Mapping[str, str]) -> dict[str, str]:
    """Return what this deployment changes. Raises NotReady naming all that is missing or malformed together."""
    named = given(os.environ) | {name: os.environ[name] for name in FOR_THE_STAGE if os.environ.get(name)}
    changed = as_parameters(named)
    known = {**existing, **changed}
    missing = [
        f"{name} is not set: the first deployment of {stage} needs it in the environment"
        for name in NEEDED_FIRST
        if parameter(name) not in known
    ]
    if found := [*missing, *problems(of_parameters(known)), *_malformed(named)]:
        raise NotReady("\n".join(found))
    return {"Stage": stage, **changed}


def _malformed(named: Mapping[str, str]) -> list[str]:
    """Return what the template would refuse of what is given for the stage."""
    declared = load("parameters")["Parameters"]
    return [
        f"{name} is malformed: give {declared[parameter(name)]['ConstraintDescription']}"
        for name in FOR_THE_STAGE
        if name in named and not re.fullmatch(declared[parameter(name)].get("AllowedPattern", ".*"), named[name])
    ]


def _version() -> str:
    """Name the commit; a tree that differs from it gets the package's own hash added."""
    commit = _git("rev-parse", "--short=12", "HEAD")
    if not commit:
        return package_digest()[:12]
    return f"{commit}-changed" if _git("status", "--porcelain", "--untracked-files=no") else commit


def _git(*arguments: str) -> str:
    result = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    return result.stdout.strip() if result.returncode == 0 else ""


def _secrets_missing(session: boto3.Session, stage: str) -> list[str]:
    lines = []
    for name, secret in load("secrets").items():
        if not current_secret(session, stage, name):
            shape = json.dumps(dict.fromkeys(secret["holds"], "..."))
            lines.append(
                f"still to do: aws secretsmanager put-secret-value --secret-id callbox/{stage}/{name} "
                f"--secret-string '{shape}'"
            )
    return lines


def _ready_session(stage: str) -> boto3.Session:
    """Check what can be checked before anything is changed. Raises NotReady with the cures."""
    named = given(os.environ)
    found = (
        problems({"STAGE": stage, **named}) if stage else ["name the stage: make deploy STAGE=prod", *problems(named)]
    )
    # boto3 alone reads AWS_DEFAULT_REGION only; every other AWS tool knows both.
    session = boto3.Session(region_name=os.environ.get("AWS_REGION"))
    if not session.region_name:
        found.append("no region: set AWS_REGION, for example AWS_REGION=eu-west-1")
    if found:
        raise NotReady("\n".join(found))
    try:
        session.client("sts").get_caller_identity()
    except (BotoCoreError, ClientError) as error:
        raise NotReady(f"no usable AWS credentials ({error}): `aws configure`, or set AWS_PROFILE") from error
    return session


def main() -> None:
    """Release, or say in one line why not."""
    parser = argparse.ArgumentParser(description="Deploy Callbox to AWS.")
    parser.add_argument("--stage", required=True)
    stage = parser.parse_args().stage
    try:
        address = release(_ready_session(stage), stage, lambda text: print(f"  {text}", flush=True))
    except (NotReady, BundleError, DeployError, PackagingError) as refusal:
        sys.exit(f"not deployed: {refusal}")
    print(f"deployed: {address}")


if __name__ == "__main__":
    main()
