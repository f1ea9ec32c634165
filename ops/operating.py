"""What the operators' commands share: the choice of the stage, its services, and the output of differences.

`--stage local` (the default) is the platform that `make run` started. Any other stage is on AWS, reached with the
credentials and region of the shell.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

from callbox.composition.aws import AwsPorts
from callbox.composition.services import Services
from callbox.domain.differences import Difference
from callbox.domain.errors import Invalid
from callbox.ports.log import Log

CONFIGURED = "reconcile_books"
"""The function whose configuration the commands use: it has access to everything that they need."""


def add_stage(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stage", default="local")
    parser.add_argument("--state-dir", default=".local", help="state folder of make run (stage local)")


def add_author(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--author", help="your email address; required by each change")
    parser.add_argument("--reason", help="reason; required by each change")


def reach(options: argparse.Namespace) -> None:
    """Point boto3 at the stage. Exits when the local platform is not running."""
    if options.stage == "local":
        stack = Path(options.state_dir) / "stack.json"
        if not stack.exists():
            sys.exit(f"{stack} does not exist: start the platform with `make run` first")
        os.environ["AWS_ENDPOINT_URL"] = json.loads(stack.read_text())["aws_endpoint_url"]
        os.environ |= {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
        os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    elif "AWS_REGION" in os.environ:
        os.environ.setdefault("AWS_DEFAULT_REGION", os.environ["AWS_REGION"])


class Silent:
    """A log that keeps nothing: the operator log and the terminal show what a command did."""

    def record(self, event: str, **facts: str | int | None) -> None: ...

    def alarm(self, event: str, **facts: str | int | None) -> None: ...


def services_of(options: argparse.Namespace, *, log: Log | None = None, moves_money: bool = False) -> Services:
    """Return the stage's use cases, configured like its functions. Exits when the stage does not exist.

    With `moves_money`, also exits when a restore has stopped the stage: a change would be lost, or made in wrong books.
    """
    reach(options)
    name = f"callbox-{options.stage}-{CONFIGURED}"
    client = boto3.client("lambda")
    try:
        found = client.get_function_configuration(FunctionName=name)
        concurrency = client.get_function_concurrency(FunctionName=name) if moves_money else {}
    except ClientError as error:
        sys.exit(f"the configuration of {name} cannot be read ({error}): is the stage {options.stage!r} deployed?")
    if concurrency.get("ReservedConcurrentExecutions") == 0:
        sys.exit(f"nothing was changed: a restore has stopped the stage {options.stage!r}; try again when it has ended")
    os.environ |= found["Environment"]["Variables"]
    return Services(AwsPorts(log=log or Silent()))


def queue_url(options: argparse.Namespace, name: str) -> str:
    """Return the URL of a queue of the stage, which `services_of` has reached."""
    return str(boto3.client("sqs").get_queue_url(QueueName=f"callbox-{options.stage}-{name}")["QueueUrl"])


def note(services: Services, options: argparse.Namespace, act: str, subject: str) -> None:
    """Write an act to the operator log before it is done. Exits when the author or the reason is missing."""
    try:
        services.operator_acts.note(act, subject, author=options.author or "", reason=options.reason or "")
    except Invalid:
        sys.exit(f"{act} needs --author and --reason")


def shown(differences: Iterable[Difference]) -> Iterator[str]:
    """Yield the lines to print for differences."""
    for one in differences:
        yield f"  {one.kind}  {one.subject}"
        yield f"      {one.meaning}"
        yield "      " + ", ".join(f"{name} {value}" for name, value in sorted(one.facts.items()))
