"""Go back to an earlier release: its code, template, parameters and site.

    make rollback STAGE=prod                    the release before the one that runs
    make rollback STAGE=prod TO=<id or version>
    make rollback STAGE=prod LIST=1             lists the releases

Secrets, signing keys and CloudFront's secret stay as they are. Data stay too: a release names the oldest one that may
run on what it writes, and below it this command refuses.
"""

import argparse
import dataclasses
import io
import json
import os
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.artifacts import artifact_bucket, download
from infra.deploy import Uploaded
from infra.edge import ARN, bring_with_edge
from infra.preflight import agree
from infra.publish import publish, refresh_pages
from infra.refusals import one_line
from infra.release import WATCHED_MIN, NotReady, ready_session
from infra.releases import DONE, Release, before, new_release_id, record, releases, without_secrets
from infra.settings import BY_COMMANDS
from infra.stack_states import settle
from infra.target import DeployError, Target, stack_parameters


def roll_back(target: Target, wanted: str = "") -> Release:
    """Bring the stage to an earlier release and return it. Raises DeployError."""
    if settle(target):
        raise DeployError(f"the stack of {target.stage} never completed: make deploy STAGE={target.stage}")
    known = releases(target)
    running = stack_parameters(target)
    earlier = before(known, wanted, running=running)
    target.say(f"going back to {earlier.version} ({earlier.release_id}, deployed by {earlier.by})")
    bucket = artifact_bucket(target)
    template = json.loads(download(target, bucket, earlier.template))
    site = download(target, bucket, earlier.site)
    # The web ACL of then may be gone: the stage gets the one that its second stack has now.
    given = {name: value for name, value in earlier.parameters.items() if name not in (*BY_COMMANDS, ARN)}
    for name in BY_COMMANDS:
        if running.get(name) and name not in template.get("Parameters", {}):
            raise DeployError(
                f"{earlier.version} knows no {name}, which this stage uses: mend forward and `make deploy`"
            )
    release = dataclasses.replace(
        earlier,
        release_id=new_release_id(),
        by=target.client("sts").get_caller_identity()["Arn"],
        restores=earlier.release_id,
        state="started",
    )
    record(target, release)
    outputs = bring_with_edge(target, Uploaded(bucket, earlier.template, template), given, kept=BY_COMMANDS)
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(io.BytesIO(site)) as archive:
        archive.extractall(folder)
        publish(target, [Path(folder)], outputs["SiteBucketName"], outputs["SiteUrl"])
    refresh_pages(target)
    done = dataclasses.replace(release, state=DONE, parameters=without_secrets(stack_parameters(target), template))
    record(target, done)
    return done


def _listed(target: Target) -> str:
    return "\n".join(
        f"{one.release_id}  {one.version:<20} {one.state:<8} {one.by}"
        + (f"  restores {one.restores}" if one.restores else "")
        for one in releases(target)
    )


def _run(session: boto3.Session, options: argparse.Namespace, say: Callable[[str], None]) -> str:
    target = Target(
        session,
        options.stage,
        say=say,
        watched_min=WATCHED_MIN,
        role_arn=os.environ.get("STACK_ROLE_ARN", ""),
        agrees=lambda changes: agree(options.stage, changes),
    )
    if options.list:
        return _listed(target) or f"no release of {options.stage} is recorded"
    return f"{options.stage} runs {roll_back(target, options.to or '').version} again"


def main() -> None:
    """Roll back, or say in one line why not."""
    parser = argparse.ArgumentParser(description="Go back to an earlier release.")
    parser.add_argument("--stage", required=True)
    parser.add_argument("--to", help="id or version of a release; default: the one before")
    parser.add_argument("--list", action="store_true", help="list the releases")
    options = parser.parse_args()
    try:
        print(_run(ready_session(options.stage, os.environ), options, lambda text: print(f"  {text}", flush=True)))
    except (NotReady, DeployError) as refusal:
        sys.exit(f"not rolled back: {refusal}")
    except (ClientError, BotoCoreError) as error:
        sys.exit(f"not rolled back: {one_line(error)}")


if __name__ == "__main__":
    main()
