"""Kill workers of the running platform with `kill -9` at chosen points, let it recover, and ask all what is true.

    python -m infra.local.run --port-base 0 --state-dir .local/kills --fresh -- python -m tests.engines.kills

A point is a call to Paystack or the supplier. Customers top up, buy, cancel and try again, and repeat with the same key
what was not answered. The simulators are told to keep callers waiting at the points, before the work or after it, and
whichever worker is found waiting there dies. Nothing in the product knows of this. Part of `make soak`.
"""

# ruff: noqa: T201  (a command speaks to whoever started it)

import argparse
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

import boto3
import requests

from tests.engines.killed_customers import KilledCustomer
from tests.engines.settled_books import Books
from tests.engines.workers import Workers

_CUSTOMERS = 5
_LANES = 64
"""A killed order keeps its lane closed until SQS hands its message out again, twelve minutes later. With the four lanes
of a small shop all orders would soon go by the sweeper, and no more be killed."""
_SENDERS_OF_ORDERS = ("create_verification", "create_batch", "retry_verification", "sweep_open_work")
_HOLD_MS = 4_000
_CODE_AFTER_S = 20.0
_MOST_AT_ONCE = 4
_UNEVEN = 1.5
"""A point is struck at most so many times as often as the others: else no top-up would ever get through."""
_LOOK_EVERY_S = 0.2
_RECOVERY_LOOK_EVERY_S = 10.0
_KILLING_S = 2_400.0
_RECOVERY_S = 1_800.0
"""A number is open for a quarter of an hour, its supplier may take ten minutes to settle it, and then comes a sweep."""
_TIMEOUT_S = 60


@dataclass(frozen=True)
class Point:
    """A call to one of the outside parties, kept waiting before its work or after it."""

    party: str
    method: str
    path: str
    mode: str

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({'before' if self.mode == 'slow' else 'after'} its work)"


_CALLS = (
    ("paystack", "POST", "/transaction/initialize"),
    ("paystack", "GET", "/transaction/verify"),
    ("textverified", "POST", "/api/pub/v2/verifications"),
    ("textverified", "GET", "/api/pub/v2/verifications"),
    ("textverified", "GET", "/api/pub/v2/sms"),
)
POINTS = tuple(Point(*call, mode) for call in _CALLS for mode in ("slow", "error_after"))
"""A cancel is a POST below the numbers' own address, and so is an order: both are met."""


@dataclass
class Kills:
    """`done` counts the kills by function and call; `spared` the callers that were gone before they could be killed."""

    stack: Mapping[str, str]
    workers: Workers
    done: Counter[str] = field(default_factory=Counter)
    spared: int = 0
    _struck: Counter[Point] = field(default_factory=Counter)
    _seen: set[tuple[str, int]] = field(default_factory=set)

    def strike(self) -> None:
        """Keep some points armed, those first that were struck least, and kill whoever waits at one."""
        for party in ("paystack", "textverified"):
            waiting = self._held(party)
            for point, port in waiting:
                if (party, port) not in self._seen:
                    self._seen.add((party, port))
                    self._kill(point, port)
            armed = requests.get(self._control(party, "faults"), timeout=_TIMEOUT_S).json()["faults"]
            self._arm(party, {(one["method"], one["path_prefix"], one["mode"]) for one in armed}, len(waiting))

    def _arm(self, party: str, armed: set[tuple[str, str, str]], waiting: int) -> None:
        fair = _UNEVEN * (1 + self._struck.total() / len(POINTS))
        mine = [one for one in POINTS if one.party == party and (one.method, one.path, one.mode) not in armed]
        mine = [one for one in mine if self._struck[one] < fair]
        room = _MOST_AT_ONCE - len(armed) - waiting
        for point in sorted(mine, key=self._struck.__getitem__)[: max(0, room)]:
            fault = {"mode": point.mode, "method": point.method, "path_prefix": point.path, "delay_ms": _HOLD_MS}
            requests.post(self._control(party, "faults"), json=fault, timeout=_TIMEOUT_S).raise_for_status()

    def _kill(self, point: Point, port: int) -> None:
        worker = self.workers.at(port)
        self._struck[point] += 1
        if worker is None or not worker.kill():
            self.spared += 1
            return
        where = f"{worker.function} at {point}"
        self.done[where] += 1
        print(f"{self.done.total():>4}  {where}", flush=True)

    def _held(self, party: str) -> list[tuple[Point, int]]:
        held = requests.get(self._control(party, "held"), timeout=_TIMEOUT_S).json()["held"]
        return [
            (next(one for one in POINTS if _is_at(one, party, request)), request["client_port"])
            for request in held
            if request["client_port"] is not None
        ]

    def _control(self, party: str, what: str) -> str:
        return f"{self.stack[f'{party}_url']}/__control/{what}"


def main(arguments: list[str]) -> int:
    """Print what was killed and what was found. Return 1 for anything wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.engines.kills", description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument(
        "--never-ratio",
        type=float,
        default=0.1,
        help="share of the first half's numbers without a code, which end late",
    )
    given = parser.parse_args(arguments)
    place = Path(os.environ["CALLBOX_STACK"])
    stack = json.loads(place.read_text())
    _widen_lanes()
    _set_codes(stack, never_ratio=given.never_ratio)
    kills = Kills(stack, Workers(place.parent))
    customers = [KilledCustomer(stack, seed) for seed in range(_CUSTOMERS)]
    stop = Event()
    with ThreadPoolExecutor(_CUSTOMERS) as pool:
        list(pool.map(KilledCustomer.prepare, customers))
        began = time.monotonic()
        living = [pool.submit(one.live, stop) for one in customers]
        try:
            _strike(kills, given.kills, stack)
        finally:
            stop.set()
        for one in living:
            one.result()
    struck_s = time.monotonic() - began
    print(f"{kills.done.total()} workers killed in {struck_s:.0f} s, {kills.spared} were gone before")
    print(*(f"  {times:>4}  {where}" for where, times in sorted(kills.done.items())), sep="\n", flush=True)
    books = Books(stack, customers)
    wrong = [] if kills.done.total() >= given.kills else [f"only {kills.done.total()} kills in {struck_s:.0f} s"]
    if unsettled := _recovered(books):
        wrong.append(f"not settled {_RECOVERY_S:.0f} s after the last kill: {unsettled}")
    print(f"recovery took {time.monotonic() - began - struck_s:.0f} s after the last kill")
    wrong += books.wrongs()
    print(books.report(), f"wrong {len(wrong):>26}", *(f"  {one}" for one in wrong), sep="\n", flush=True)
    options = ["--stage", "local", "--state-dir", str(place.parent)]
    ends = [
        subprocess.run([sys.executable, "-m", command, *options], check=False).returncode
        for command in ("infra.audit", "infra.reconcile")
    ]
    print(f"{kills.done.total()} kills; {len(wrong)} wrong; audit ended with {ends[0]}, reconciliation with {ends[1]}")
    return 1 if wrong or any(ends) else 0


def _strike(kills: Kills, wanted: int, stack: Mapping[str, str]) -> None:
    ends, is_first_half = time.monotonic() + _KILLING_S, True
    while kills.done.total() < wanted and time.monotonic() < ends:
        kills.strike()
        if is_first_half and kills.done.total() * 2 >= wanted:
            is_first_half = False
            _set_codes(stack, never_ratio=0.0)
        time.sleep(_LOOK_EVERY_S)


def _set_codes(stack: Mapping[str, str], *, never_ratio: float) -> None:
    order = {"code_after_s": _CODE_AFTER_S, "never_ratio": never_ratio}
    url = f"{stack['textverified_url']}/__control/autopilot"
    requests.post(url, json=order, timeout=_TIMEOUT_S).raise_for_status()


def _widen_lanes() -> None:
    client = boto3.client("lambda")
    for function in _SENDERS_OF_ORDERS:
        name = f"callbox-local-{function}"
        variables = client.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
        changed = {"Variables": {**variables, "NUMBER_LANES": str(_LANES)}}
        client.update_function_configuration(FunctionName=name, Environment=changed)


def _is_at(point: Point, party: str, request: Mapping[str, str]) -> bool:
    is_call = point.method == request["method"] and request["path"].startswith(point.path)
    return point.party == party and is_call and point.mode == request["mode"]


def _recovered(books: Books) -> str:
    """Wait until all has settled, saying what has not; return what has not in time."""
    ends, said = time.monotonic() + _RECOVERY_S, ""
    while (unsettled := books.unsettled()) and time.monotonic() < ends:
        if unsettled != said:
            print(f"      {unsettled}", flush=True)
        said = unsettled
        time.sleep(_RECOVERY_LOOK_EVERY_S)
    return unsettled


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
