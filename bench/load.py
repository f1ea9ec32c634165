"""Customers on the running local platform, each making the whole journey: how much it bears, and what gives first.

    python -m infra.local.run --port-base 0 --state-dir .local/load --fresh -- \\
        env PYTHONPATH=. python -m bench.load --users 4 --seconds 60

Figures of this machine's emulated cloud, in which every Lambda worker shares its processors: they say what a journey
asks of each route and what queues first, not what AWS bears.
"""

import argparse
import json
import os
import statistics
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import requests

from bench import report
from bench.journey import MAX_PRICE_MINOR, PASSWORD, SERVICE

_TIMEOUT_S = 60
_CODE_WITHIN_S = 90


@dataclass
class Notes:
    """What was seen, by route; safe to be written by several threads."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    journeys_s: list[float] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, route: str, seconds: float, error: str | None) -> None:
        with self.lock:
            self.seconds[route].append(seconds)
            if error is not None:
                self.errors[route].append(error)


class LoadError(Exception):
    """A journey could not go on."""


class Visitor:
    """One customer on the platform; every request is timed."""

    def __init__(self, stack: dict[str, str], notes: Notes) -> None:
        self._stack = stack
        self._notes = notes
        self._session = requests.Session()
        self._email = f"load-{uuid4().hex[:12]}@example.com"

    def journey(self) -> None:
        """Sign up, top up, buy, wait for the code. Raises LoadError."""
        began = time.monotonic()
        user = self._send("POST /users", {"email": self._email, "password": PASSWORD, "accepted_terms": "1"})["user"]
        confirm(self._stack, user["id"])
        token = self._send("POST /sessions", {"email": self._email, "password": PASSWORD})["access_token"]
        self._session.headers["Authorization"] = f"Bearer {token}"
        deposit = self._send("POST /deposits", {"amount_minor": 500_000}, keyed=True)["deposit"]
        reference = deposit["reference"]
        paid = f"{self._stack['paystack_url']}/__control/transactions/{reference}"
        requests.post(paid, json={"action": "pay"}, timeout=_TIMEOUT_S).raise_for_status()
        self._until(lambda: self._send("GET /deposits/{id}", path=f"/deposits/{deposit['id']}")["deposit"],
                    lambda found: found["status"] == "credited")  # fmt: skip
        body = {"service": SERVICE, "country": "US", "capability": "sms", "max_price_minor": MAX_PRICE_MINOR}
        bought = self._send("POST /verifications", body, keyed=True)["verification"]
        path = f"/verifications/{bought['id']}"
        self._until(lambda: self._send("GET /verifications/{id}", path=path)["verification"],
                    lambda found: found["state"] not in ("requesting", "waiting"))  # fmt: skip
        self._send("GET /wallet")
        with self._notes.lock:
            self._notes.journeys_s.append(time.monotonic() - began)

    def _until(self, ask: Any, is_done: Any) -> None:
        ends = time.monotonic() + _CODE_WITHIN_S
        while not is_done(found := ask()):
            if time.monotonic() > ends:
                raise LoadError(f"still {found.get('state') or found.get('status')}")
            time.sleep((found.get("next_poll_ms") or 1000) / 1000)

    def _send(self, route: str, body: object = None, *, path: str | None = None, keyed: bool = False) -> Any:
        method, _, place = route.partition(" ")
        headers = {"Idempotency-Key": str(uuid4())} if keyed else {}
        url = f"{self._stack['api_url']}/api/v1{path or place}"
        began = time.monotonic()
        answer = self._session.request(method, url, json=body, headers=headers, timeout=_TIMEOUT_S)
        seconds = time.monotonic() - began
        error = None if answer.ok else f"{answer.status_code} {answer.text[:120]}"
        self._notes.note(route, seconds, error)
        if error is not None:
            raise LoadError(f"{route}: {error}")
        return answer.json()


def confirm(stack: dict[str, str], user_id: str) -> None:
    """Confirm a customer's address without the mail, which is no part of the load."""
    dynamodb = boto3.client(
        "dynamodb", endpoint_url=stack["aws_endpoint_url"], region_name="us-east-1",
        aws_access_key_id="local", aws_secret_access_key="local",  # noqa: S106 - opens nothing
    )  # fmt: skip
    dynamodb.update_item(
        TableName="callbox-local-users",
        Key={"user_id": {"S": user_id}},
        UpdateExpression="SET email_verified = :yes",
        ExpressionAttributeValues={":yes": {"BOOL": True}},
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Let customers make journeys on the local platform.")
    parser.add_argument("--users", type=int, default=4, help="at the same time")
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    stack = json.loads(Path(os.environ["CALLBOX_STACK"]).read_text())
    warm = Notes()
    Visitor(stack, warm).journey()  # the functions' first processes start here
    for users in sorted({1, options.users // 2 or 1, options.users}):
        notes, took_s = run(stack, users, options.seconds)
        _print(users, notes, took_s)


def run(stack: dict[str, str], users: int, seconds: float) -> tuple[Notes, float]:
    """Let `users` customers make one journey after the other for so many seconds."""
    notes = Notes()
    began = time.monotonic()

    def visit() -> None:
        while time.monotonic() - began < seconds:
            try:
                Visitor(stack, notes).journey()
            except (LoadError, requests.RequestException) as problem:
                notes.note("journeys broken off", 0.0, str(problem)[:160])

    threads = [threading.Thread(target=visit) for _ in range(users)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return notes, time.monotonic() - began


def _print(users: int, notes: Notes, took_s: float) -> None:
    rows = []
    for route, seconds in sorted(notes.seconds.items()):
        ordered = sorted(seconds)
        rows.append(
            [route, len(seconds), len(seconds) / took_s, statistics.median(ordered) * 1000,
             ordered[int(len(ordered) * 0.95)] * 1000, len(notes.errors[route])]
        )  # fmt: skip
    head = ["route", "requests", "a second", "p50 ms", "p95 ms", "errors"]
    journeys = len(notes.journeys_s)
    mean = statistics.fmean(notes.journeys_s) if journeys else float("nan")
    a_minute = journeys / took_s * 60
    title = f"{users} at a time: {journeys} journeys in {took_s:.0f} s, {a_minute:.1f} a minute, {mean:.1f} s each"
    report.table(title, head, rows)
    for route, errors in notes.errors.items():
        for error in sorted(set(errors))[:3]:
            print(f"    {route}: {error}")


if __name__ == "__main__":
    main()
