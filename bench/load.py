"""Load test of the running local platform with a growing number of concurrent customers.

    python -m infra.local.run --port-base 0 --state-dir .local/load --fresh -- \\
        python -m bench.load --users 8 --seconds 60

All Lambdas share this machine's processors, so throughput and latency do not apply to AWS. The cost of a journey does:
requests per route, seconds of processor time, and the number of journeys that each setting allows.
"""

import argparse
import json
import os
import random
import statistics
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import requests

from bench import report
from bench.processor import clocks, used_between
from bench.visitors import BrokenOff, Mailbox, Notes, Visitor
from infra.rows import read_rows

MOST_USERS = 64
MOST_SECONDS = 600.0
WARMING_JOURNEYS = 2
"""Concurrent journeys before the measurement; they start the functions' first processes."""
JOURNEYS = "the whole journey"


@dataclass(frozen=True)
class Level:
    """One load level: `users` concurrent users, each starting the next journey when one ends."""

    users: int
    seconds: float
    notes: Notes
    processor_s: Mapping[str, float]

    @property
    def journeys(self) -> int:
        return len(self.notes.steps_s[JOURNEYS])


def main() -> None:
    parser = argparse.ArgumentParser(description="Run customers' journeys on the local platform.")
    parser.add_argument("--users", type=int, default=8, help="maximum concurrent users; starts with 1 and doubles")
    parser.add_argument("--seconds", type=float, default=60.0, help="duration of each level; started journeys finish")
    options = parser.parse_args()
    most, seconds = min(options.users, MOST_USERS), min(options.seconds, MOST_SECONDS)
    stack = json.loads(Path(os.environ["CALLBOX_STACK"]).read_text())
    # visitors trigger their codes themselves
    autopilot = f"{stack['textverified_url']}/__control/autopilot"
    requests.post(autopilot, json={"code_after_s": None}, timeout=10).raise_for_status()
    mailbox = Mailbox(stack["mailbox_url"])
    run(stack, mailbox, users=WARMING_JOURNEYS, seconds=0)
    levels, users = [], 1
    while users <= most:
        levels.append(run(stack, mailbox, users=users, seconds=seconds))
        _print_level(levels[-1])
        users *= 2
    _print_curve(levels)
    _print_limits(levels[-1])
    report.keep_tables()


def run(stack: Mapping[str, str], mailbox: Mailbox, *, users: int, seconds: float) -> Level:
    """Run `users` visitors, each with at least one journey; no new journey starts after `seconds`."""
    notes = Notes()
    before, began = clocks(), time.monotonic()

    def visit(number: int) -> None:
        time.sleep(random.Random(number).uniform(0, 1))  # spread the first requests
        while True:
            try:
                Visitor(stack, mailbox, notes).journey()
            except (BrokenOff, requests.RequestException, StopIteration) as problem:
                with notes.lock:
                    notes.broken_off.append(f"{type(problem).__name__}: {problem}"[:200])
            if time.monotonic() - began >= seconds:
                return

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took_s = time.monotonic() - began
    return Level(users, took_s, notes, used_between(before, clocks()))


def _print_level(level: Level) -> None:
    notes = level.notes
    rows = [
        [route, len(seconds), len(seconds) / level.seconds, *_spread_ms(seconds), notes.throttled[route],
         len(notes.errors[route])]
        for route, seconds in sorted(notes.requests_s.items())
    ]  # fmt: skip
    title = f"{level.users} users, {level.seconds:.0f} s: {level.journeys} journeys, {len(notes.broken_off)} failed"
    report.table(
        title, ["route", "requests", "a second", "p50 ms", "p95 ms", "throttled", "errors"], rows, name="load-routes"
    )
    steps = [[name, len(seconds), *_spread_ms(seconds)] for name, seconds in notes.steps_s.items()]
    report.table("Steps", ["step", "times", "p50 ms", "p95 ms"], steps, name="load-steps")
    for line in sorted(set(notes.broken_off))[:5]:
        print(f"    failed: {line}")


def _print_curve(levels: list[Level]) -> None:
    cores = os.cpu_count() or 1
    rows = [
        [level.users, level.journeys, level.journeys / level.seconds * 60, _median_s(level, JOURNEYS),
         _median_s(level, "bought → number"), _median_s(level, "code sent → shown"), len(level.notes.broken_off),
         *[f"{level.processor_s.get(name, 0.0) / level.seconds / cores:.0%}"
           for name in ("lambdas", "emulated cloud", "suppliers", "all")]]
        for level in levels
    ]  # fmt: skip
    head = ["users", "journeys", "a minute", "journey p50 s", "number p50 s", "code p50 s", "failed",
            "Lambdas", "emulated cloud", "suppliers", "whole machine"]  # fmt: skip
    report.table(f"Concurrent users; shares of {cores} processors", head, rows, name="load")


def _print_limits(level: Level) -> None:
    """Print how many journeys per second each route's throttle allows."""
    throttles = {f"{row.method} {row.path.removeprefix('/api/v1')}": row.throttle for row in read_rows().values()}
    rows: list[list[object]] = []
    for route, seconds in level.notes.requests_s.items():
        each, throttle = len(seconds) / max(1, level.journeys), throttles[route]
        if throttle[0]:
            rows.append([route, each, throttle[0], throttle[0] / each])
    rows.sort(key=lambda row: float(str(row[-1])))
    report.table(
        "What the throttles allow", ["route", "a journey", "a second", "journeys a second"], rows, name="load-limits"
    )
    lambdas_s = level.processor_s.get("lambdas", 0.0) / max(1, level.journeys)
    print(f"\n  {lambdas_s:.2f} s of the Lambdas' processor time per journey")


def _median_s(level: Level, step: str) -> float | None:
    found = level.notes.steps_s.get(step)
    return statistics.median(found) if found else None


def _spread_ms(seconds: list[float]) -> tuple[float, float]:
    ordered = sorted(seconds)
    return statistics.median(ordered) * 1000, ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))] * 1000


if __name__ == "__main__":
    main()
