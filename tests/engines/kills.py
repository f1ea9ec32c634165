"""Kill workers of the running platform with `kill -9` at chosen points, let it recover, and ask all what is true.

    python -m infra.local.run --port-base 0 --state-dir .local/kills --fresh -- python -m tests.engines.kills

A point is a call to Paystack or the supplier. The simulator is told to keep the caller waiting there, before the work
or after it; when its log shows the call, the worker that made it dies. Nothing in the product knows of this. Part of
`make soak`.
"""

# ruff: noqa: T201  (a command speaks to whoever started it)

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

from tests.contract.customers import PRICE_MINOR, SERVICE, Customer

_WAIT_S = 60.0
_HOLD_MS = 4_000
_RECOVERY_S = 1_800.0
"""A number is open for a quarter of an hour, its supplier may take ten minutes to settle it, and then comes a sweep."""
_TIMEOUT_S = 60


@dataclass(frozen=True)
class Point:
    """A call of `function` to one of the outside parties, reached by what a customer does."""

    function: str
    party: str
    method: str
    path: str
    act: str


POINTS = (
    Point("settle_deposit", "paystack", "GET", "/transaction/verify", "pay"),
    Point("request_number", "textverified", "POST", "/api/pub/v2/verifications", "buy"),
    Point("request_number", "textverified", "GET", "/api/pub/v2/verifications/", "buy"),
    Point("fetch_code", "textverified", "GET", "/api/pub/v2/sms", "buy"),
    Point("fetch_code", "textverified", "GET", "/api/pub/v2/verifications", "buy"),
    Point("create_deposit", "paystack", "POST", "/transaction/initialize", "top up"),
)


@dataclass
class Kills:
    """`done` counts the kills by function and call; `missed` the points at which no worker was found in time."""

    stack: Mapping[str, str]
    state: Path
    customer: Customer
    done: Counter[str] = field(default_factory=Counter)
    missed: int = 0

    def strike(self, point: Point, mode: str) -> None:
        """Let a customer act, and kill the worker that reaches the point."""
        base = self.stack[f"{point.party}_url"]
        seen = len(self._requests(base, point))
        fault = {"mode": mode, "method": point.method, "path_prefix": point.path, "delay_ms": _HOLD_MS}
        requests.post(f"{base}/__control/faults", json=fault, timeout=_TIMEOUT_S).raise_for_status()
        with ThreadPoolExecutor(1) as pool:
            acting = pool.submit(self._act, point.act)
            if _wait(lambda: len(self._requests(base, point)) > seen, _WAIT_S) and self._kill(point.function):
                where = f"{point.function} at {point.method} {point.path} ({mode})"
                self.done[where] += 1
                print(f"{self.done.total():>4}  {where}", flush=True)
            else:
                self.missed += 1
            acting.result()

    def _act(self, act: str) -> None:
        if act == "buy":
            self.send("POST", "/verifications", {"service": SERVICE, "max_price_minor": PRICE_MINOR})
            return
        answer = self.send("POST", "/deposits", {"amount_minor": 1_000_000})
        if act == "pay" and answer is not None:
            self.pay(answer["deposit"]["reference"])

    def pay(self, reference: str) -> None:
        path = f"{self.stack['paystack_url']}/__control/transactions/{reference}"
        requests.post(path, json={"action": "pay"}, timeout=_TIMEOUT_S)

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request as the customer; None when it is refused or its worker was killed."""
        headers = {"Idempotency-Key": os.urandom(8).hex(), "Authorization": f"Bearer {self.customer.token}"}
        url = f"{self.stack['api_url']}/api/v1{path}"
        try:
            answer = requests.request(method, url, headers=headers, json=body, timeout=_TIMEOUT_S)
        except requests.RequestException:
            return None
        if answer.status_code == 401:  # a token lives a quarter of an hour
            self.customer.token = self.customer.new_session()[0]
            return self.send(method, path, body)
        return answer.json() if answer.ok else None

    def _requests(self, base: str, point: Point) -> list[Any]:
        log = requests.get(f"{base}/__control/requests", timeout=_TIMEOUT_S).json()
        found = log["requests"] if isinstance(log, dict) else log
        return [one for one in found if one["method"] == point.method and one["path"].startswith(point.path)]

    def _kill(self, function: str) -> bool:
        """Kill every worker of the function; tell whether there was one."""
        mine = f"{self.state}/tmp/ministack-lambda-callbox-local-{function}-"
        killed = 0
        for process in Path("/proc").glob("[0-9]*"):
            try:
                if mine in (process / "cmdline").read_bytes().decode(errors="replace"):
                    os.kill(int(process.name), signal.SIGKILL)
                    killed += 1
            except (OSError, ValueError):
                continue  # it has just ended
        return killed > 0

    # --- afterwards

    def is_settled(self) -> bool:
        """Tell whether every payment is credited and no number is open."""
        opened = self.send("GET", "/verifications?state=open")
        paid = self._successes()
        entries = [one for one in self.pages("/wallet/entries", "entries") if one["kind"] == "deposit"]
        return opened is not None and not opened["verifications"] and len(entries) == len(paid)

    def pages(self, path: str, name: str) -> list[Any]:
        found: list[Any] = []
        cursor = ""
        while True:
            page = self.send("GET", f"{path}?limit=100{cursor}")
            if page is None:
                return found
            found += page[name]
            if not page["next_cursor"]:
                return found
            cursor = f"&cursor={page['next_cursor']}"

    def wrongs(self) -> list[str]:
        """Compare the wallet with both simulators."""
        entries = self.pages("/wallet/entries", "entries")
        credited = sum(one["amount_minor"] for one in entries if one["kind"] == "deposit")
        paid = sum(one["amount"] for one in self._successes())
        wrong = [] if credited == paid else [f"{paid} was paid and {credited} is credited"]
        bought = Counter(one["verification_id"] for one in entries if one["kind"] == "purchase")
        back = Counter(one["verification_id"] for one in entries if one["kind"] == "refund")
        for one in self.pages("/verifications", "verifications"):
            due = 0 if one["state"] == "received" else 1
            if (bought[one["id"]], back[one["id"]]) != (1, due):
                wrong.append(f"{one['id']} is {one['state']}, paid {bought[one['id']]} and refunded {back[one['id']]}")
        orders = requests.get(f"{self.stack['textverified_url']}/__control/verifications", timeout=_TIMEOUT_S).json()
        listed = orders["verifications"] if isinstance(orders, dict) else orders
        keys = Counter(one.get("idempotency_key") or one.get("idempotencyKey") for one in listed)
        return wrong + [f"{times} orders under the key {key}" for key, times in keys.items() if key and times > 1]

    def _successes(self) -> list[Any]:
        answer = requests.get(f"{self.stack['paystack_url']}/__control/transactions", timeout=_TIMEOUT_S).json()
        found = answer["transactions"] if isinstance(answer, dict) else answer
        return [one for one in found if one["status"] == "success"]


def main(arguments: list[str]) -> int:
    """Print what was killed and what was found. Return 1 for anything wrong."""
    parser = argparse.ArgumentParser(prog="python -m tests.engines.kills", description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=200)
    given = parser.parse_args(arguments)
    place = Path(os.environ["CALLBOX_STACK"])
    stack = json.loads(place.read_text())
    customer = Customer(stack)
    customer.prepare()
    kills = Kills(stack, place.parent, customer)
    began, nth = time.monotonic(), 0
    while kills.done.total() < given.kills and kills.missed <= given.kills:
        kills.strike(POINTS[nth % len(POINTS)], ("slow", "error_after")[nth // len(POINTS) % 2])
        nth += 1
    struck_s = time.monotonic() - began
    settled = _wait(kills.is_settled, _RECOVERY_S)
    print(f"{kills.done.total()} workers killed in {struck_s:.0f} s, {kills.missed} points missed")
    print(*(f"  {times:>4}  {where}" for where, times in sorted(kills.done.items())), sep="\n")
    wrong = kills.wrongs() if settled else [f"not settled {_RECOVERY_S:.0f} s after the last kill", *kills.wrongs()]
    print(f"settled {time.monotonic() - began - struck_s:.0f} s after the last kill; {len(wrong)} wrong")
    print(*(f"  {one}" for one in wrong), sep="\n", flush=True)
    audit = [sys.executable, "-m", "infra.audit", "--stage", "local", "--state-dir", str(place.parent)]
    return 1 if subprocess.run(audit, check=False).returncode or wrong else 0


def _wait(is_so: Callable[[], bool], seconds: float) -> bool:
    ends = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > ends:
            return False
        time.sleep(0.05 if seconds < _RECOVERY_S else 2.0)
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
