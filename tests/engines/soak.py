"""The long run on each engine: `python -m tests.engines.soak --transactions 10000`. Part of `make soak`.

Runs acts until this many transactions have moved a wallet; fewer are a failure. Then the books are audited, by the
services and by plain sums, and eight threads' view of one wallet is checked.
"""

# ruff: noqa: T201  (a command prints for its user)

import argparse
import os
import sys
import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from rich.console import Console
from rich.progress import Progress

from tests import money  # the layer's path
from tests.adapters.conftest import REGION
from tests.adapters.dynamodb.conftest import tables
from tests.adapters.dynamodb.stores import dynamodb_stores
from tests.engines.dynamodb_local import NotInstalled, dynamodb_local
from tests.engines.histories import record
from tests.engines.traffic import EngineWorld, Traffic
from tests.engines.wallet_history import contradictions
from tests.engines.weather import bad_weather
from tests.ministack_process import ministack
from tests.money.soak import COLUMNS

ENGINES: dict[str, Callable[[], AbstractContextManager[str]]] = {
    "ministack": ministack,
    "DynamoDB Local": dynamodb_local,
}
CUSTOMERS = 8
FAULT_RATE = 0.05
WATCHERS = 8
LOOKS = 100

__all__ = ["main", "money"]


def main(arguments: list[str]) -> int:
    """Print what was done on each engine. Return 1 when any money is wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.engines.soak", description=__doc__.splitlines()[0])
    parser.add_argument("--transactions", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=32)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=ENGINES, action="append", help="this one; both when none is named")
    given = parser.parse_args(arguments)
    os.environ.update(AWS_ACCESS_KEY_ID="test", AWS_SECRET_ACCESS_KEY="test", AWS_DEFAULT_REGION=REGION)
    wrong = 0
    for name in given.engine or ENGINES:
        try:
            with ENGINES[name]() as address:
                wrong += _run(name, address, given)
        except NotInstalled as missing:
            print(f"{name}: {missing}")
            wrong += 1
    return 1 if wrong else 0


def _run(name: str, address: str, given: argparse.Namespace) -> int:
    began = time.monotonic()
    with tables(address):
        traffic = Traffic(EngineWorld(), customers=CUSTOMERS)
        with Progress(*COLUMNS, console=Console(stderr=True)) as bar:
            acts = bar.add_task(f"{name}, acts", total=given.transactions)
            result = traffic.run(
                given.transactions,
                threads=given.threads,
                seed=given.seed,
                fault_rate=FAULT_RATE,
                movements=given.transactions,
                progress=lambda: bar.advance(acts),
            )
    print(f"{name}: {given.threads} threads, {time.monotonic() - began:.0f} s\n{result.report()}")
    with tables(address), bad_weather(given.seed, rate=FAULT_RATE) as struck:
        history = record(dynamodb_stores(), threads=WATCHERS, operations=LOOKS, seed=given.seed)
    found = contradictions(history)
    print(f"history of one wallet  {len(history):>9,} operations, {struck.total()} faults, {len(found)} contradictions")
    print(*found[:20], sep="\n", flush=True)
    if missing := max(0, given.transactions - result.movements):
        print(f"{missing:,} transactions fewer than asked for", flush=True)
    return (not result.is_clean) + bool(found) + bool(missing)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
