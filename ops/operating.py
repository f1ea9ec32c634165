"""What the operators' commands share: which stage they speak to, and how they show what they found.

`--stage local` (the default) speaks to the platform that `make run` started; any other to AWS by the shell's own
credentials and region.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import boto3

from callbox.adapters.dynamodb.connection import use_tables
from callbox.adapters.dynamodb.oversight import DynamoOperatorLog
from callbox.adapters.ids import RandomIds
from callbox.domain.differences import Difference
from callbox.domain.operators import OperatorAct, act_errors


def add_stage(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--stage", default="local")
    parser.add_argument("--state-dir", default=".local", help="where make run keeps its state (stage local)")


def add_author(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--author", help="who does it; needed by what changes something")
    parser.add_argument("--reason", help="why; needed by what changes something")


def reach(options: argparse.Namespace) -> None:
    """Point boto at the stage. Ends the program when the local platform does not run."""
    if options.stage == "local":
        stack = Path(options.state_dir) / "stack.json"
        if not stack.exists():
            sys.exit(f"{stack} is not there: start the platform with `make run` first")
        os.environ["AWS_ENDPOINT_URL"] = json.loads(stack.read_text())["aws_endpoint_url"]
        os.environ |= {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
        os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    elif "AWS_REGION" in os.environ:
        os.environ.setdefault("AWS_DEFAULT_REGION", os.environ["AWS_REGION"])


def reach_tables(options: argparse.Namespace) -> None:
    """Point boto and all models at the stage."""
    reach(options)
    use_tables(f"callbox-{options.stage}-", region=os.environ.get("AWS_DEFAULT_REGION"))


def take_environment_of(function: str, options: argparse.Namespace) -> None:
    """Take over the configuration that a function of the stage runs with, so that the command does as it does."""
    reach(options)
    name = f"callbox-{options.stage}-{function}"
    found = boto3.client("lambda").get_function_configuration(FunctionName=name)
    os.environ |= found["Environment"]["Variables"]


def note(options: argparse.Namespace, act: str, subject: str) -> None:
    """Put an act into the operators' log, before it is done. Ends the program when nobody or nothing stands behind it.

    `reach_tables` comes first.
    """
    errors = act_errors(options.author or "", options.reason or "")
    if errors:
        sys.exit(f"{act} needs --author and --reason")
    now = datetime.now(UTC)
    deed = OperatorAct(RandomIds().new_id(now), now, options.author, act, subject, {"reason": options.reason})
    DynamoOperatorLog().add(deed)


def shown(differences: Iterable[Difference]) -> Iterator[str]:
    """Yield the lines that tell a person of differences."""
    for one in differences:
        yield f"  {one.kind}  {one.subject}"
        yield f"      {one.meaning}"
        yield "      " + ", ".join(f"{name} {value}" for name, value in sorted(one.facts.items()))
