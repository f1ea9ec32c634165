"""Kill workers of the running platform with `kill -9` at chosen points, let it recover, and compare all books.

    python -m infra.local.run --port-base 0 --state-dir .local/kills --fresh -- python -m tests.engines.kills

Customers top up, buy, cancel, retry, have payments refunded, and repeat unanswered requests with the same key.
The workers reach AWS through a gate; they are killed there and at the simulators, see `tests.engines.killer`. The
product has no code for this. Fails unless every function that moves money was killed. Part of `make soak`.
"""

# ruff: noqa: T201  (a command prints for its user)

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event

import boto3
import requests

from infra.local.place import REGION
from infra.ticks import tick
from tests.engines.gate import gate
from tests.engines.killed_customers import KilledCustomer
from tests.engines.killer import KILLED, OF_KILLS, Kills
from tests.engines.settled_books import Books
from tests.engines.workers import Workers

_CUSTOMERS = 5
_ENVIRONMENT = {"NUMBER_LANES": "64", "TRUST_LIMITS": '{"funded": {"open_verifications": 40}}'}
"""A killed order keeps its lane closed until SQS hands its message out again, twelve minutes later. With four
lanes the sweeper would soon make all orders, and with ten open numbers a customer could soon buy no more."""
_CODE_AFTER_S = 20.0
_LOOK_EVERY_S = 0.2
_RECONCILE_EVERY_S = 45.0
"""The platform's daily work."""
_ALONE_S = 600.0
"""How long the platform must recover without it. Then only what no webhook, customer or timer announced is left."""
_RECOVERY_LOOK_EVERY_S = 10.0
_KILLING_S = 2_400.0
_RECOVERY_S = 1_800.0
"""A number is open for a quarter of an hour, its supplier may take ten minutes to settle it, and a sweep follows."""
_TIMEOUT_S = 60


def main(arguments: list[str]) -> int:
    """Print the kills and the findings. Return 1 for any error."""
    parser = argparse.ArgumentParser(prog="python -m tests.engines.kills", description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=OF_KILLS)
    parser.add_argument(
        "--never-ratio",
        type=float,
        default=0.1,
        help="share of the first half's numbers without a code, which end late",
    )
    given = parser.parse_args(arguments)
    place = Path(os.environ["CALLBOX_STACK"])
    stack = json.loads(place.read_text())
    _set_codes(stack, never_ratio=given.never_ratio)
    kills = Kills(stack, Workers(place.parent))
    customers = [KilledCustomer(stack, seed) for seed in range(_CUSTOMERS)]
    with gate(stack["aws_endpoint_url"], kills.reached) as gate_url:
        return _run(kills, customers, gate_url, place.parent, given.kills)


def _run(kills: Kills, customers: list[KilledCustomer], gate_url: str, state: Path, wanted: int) -> int:
    stack, stop = kills.stack, Event()
    with ThreadPoolExecutor(_CUSTOMERS) as pool:
        list(pool.map(KilledCustomer.prepare, customers))
        _lead_through(gate_url)
        began = time.monotonic()
        living = [pool.submit(one.live, stop) for one in customers]
        try:
            _strike(kills, wanted, stack)
        finally:
            kills.is_over = True
            stop.set()
        for one in living:
            one.result()
    struck_s = time.monotonic() - began
    print(f"{kills.of.total()} workers killed in {struck_s:.0f} s, {kills.spared} were gone before")
    print(*(f"  {times:>4}  {function}" for function, times in kills.of.most_common()), sep="\n")
    print(*(f"  {times:>4}  {' at '.join(where)}" for where, times in sorted(kills.done.items())), sep="\n", flush=True)
    books = Books(stack, customers)
    wrong = [] if kills.of.total() >= wanted else [f"only {kills.of.total()} kills in {struck_s:.0f} s"]
    wrong += kills.missing(wanted)
    if unsettled := _recovered(books):
        wrong.append(f"not settled {_RECOVERY_S:.0f} s after the last kill: {unsettled}")
    print(f"recovery took {time.monotonic() - began - struck_s:.0f} s after the last kill")
    wrong += books.wrongs()
    print(books.report(), f"wrong {len(wrong):>26}", *(f"  {one}" for one in wrong), sep="\n", flush=True)
    options = ["--stage", "local", "--state-dir", str(state)]
    ends = [
        subprocess.run([sys.executable, "-m", command, *options], check=False).returncode
        for command in ("ops.audit", "ops.reconcile")
    ]
    print(f"{kills.of.total()} kills; {len(wrong)} wrong; audit ended with {ends[0]}, reconciliation with {ends[1]}")
    return 1 if wrong or any(ends) else 0


def _strike(kills: Kills, wanted: int, stack: Mapping[str, str]) -> None:
    """Kill until there are enough kills in total and of each function, or the time is over."""
    began, is_first_half, reconciled = time.monotonic(), True, 0.0
    while (kills.of.total() < wanted or kills.missing(wanted)) and time.monotonic() < began + _KILLING_S:
        kills.strike()
        if is_first_half and kills.of.total() * 2 >= wanted:
            is_first_half = False
            _set_codes(stack, never_ratio=0.0)
        if time.monotonic() > reconciled + _RECONCILE_EVERY_S:
            reconciled = time.monotonic()
            _reconcile()
        time.sleep(_LOOK_EVERY_S)


def _set_codes(stack: Mapping[str, str], *, never_ratio: float) -> None:
    order = {"code_after_s": _CODE_AFTER_S, "never_ratio": never_ratio}
    url = f"{stack['textverified_url']}/__control/autopilot"
    requests.post(url, json=order, timeout=_TIMEOUT_S).raise_for_status()


def _lead_through(gate_url: str) -> None:
    """Let the functions that may be killed reach AWS through the gate."""
    client = boto3.client("lambda")
    for function in KILLED:
        name = f"callbox-local-{function}"
        variables = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        changed = {"Variables": {**variables, **_ENVIRONMENT, "AWS_ENDPOINT_URL": gate_url}}
        client.update_function_configuration(FunctionName=name, Environment=changed)


def _reconcile() -> None:
    """Start the daily reconciliation asynchronously, as its timer does."""
    boto3.client("lambda").invoke(
        FunctionName="callbox-local-reconcile_books", InvocationType="Event", Payload=tick(REGION)
    )


def _recovered(books: Books) -> str:
    """Wait until everything has settled, printing what has not. Return what did not settle in time."""
    began, said, reconciled = time.monotonic(), "", False
    while (unsettled := books.unsettled()) and time.monotonic() < began + _RECOVERY_S:
        if unsettled != said:
            print(f"      {unsettled}", flush=True)
        said = unsettled
        if not reconciled and time.monotonic() > began + _ALONE_S:
            print("      reconciling", flush=True)
            reconciled = True
            _reconcile()
        time.sleep(_RECOVERY_LOOK_EVERY_S)
    return unsettled


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
