"""Set a stage's secret, key by key, from prompts or a file: never on the command line, which the shell remembers.

    python -m ops.secrets --stage prod --name paystack
    python -m ops.secrets --stage prod --name textverified --file supplier.json

An empty answer keeps a key's value. Functions use a new value within five minutes.
"""

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from infra.refusals import one_line
from infra.stack import load
from ops.keys import SECRET, current_secret, put_secret, secret_name
from ops.operating import add_stage, reach


class Malformed(Exception):
    """The file is not what the secret holds; the text says why, without a value."""


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    reach(options)
    holds = load("secrets")[options.name]["holds"]
    try:
        session = boto3.Session()
        current = current_secret(session, options.stage, options.name) or {}
        given = read_file(options.file, holds) if options.file else asked(holds, current)
        put_secret(session, options.stage, options.name, {**current, **given})
    except Malformed as malformed:
        print(f"nothing was changed: {malformed}", file=sys.stderr)
        return 1
    except (ClientError, BotoCoreError) as error:
        print(f"nothing was changed: {one_line(error)}", file=sys.stderr)
        return 1
    print(f"{secret_name(options.stage, options.name)} holds {', '.join(sorted({**current, **given}))}")
    return 0


def asked(
    holds: Sequence[str], current: Mapping[str, str], *, ask: Callable[[str], str] = getpass.getpass
) -> dict[str, str]:
    """Ask for each key without showing what is typed."""
    answers = {key: ask(f"{key}{' (Enter keeps it)' if key in current else ''}: ").strip() for key in holds}
    return {key: answer for key, answer in answers.items() if answer}


def read_file(path: Path, holds: Sequence[str]) -> dict[str, str]:
    """Return the file's keys and values. Raises Malformed."""
    try:
        found = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise Malformed(f"{path} cannot be read as JSON ({type(error).__name__})") from error
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        raise Malformed(f"{path} is not a JSON object of texts")
    if unknown := sorted(found.keys() - set(holds)):
        raise Malformed(f"{path} has {', '.join(unknown)}; the secret holds {', '.join(holds)}")
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description="Set a stage's secret.")
    names = sorted(name for name, secret in load("secrets").items() if name != SECRET and "makes" not in secret)
    parser.add_argument("--name", required=True, choices=names)
    parser.add_argument("--file", type=Path, help="a JSON file; without it, each key is asked for")
    add_stage(parser)
    return parser


if __name__ == "__main__":
    sys.exit(main())
