"""Which worker is killed: one that waits at a point of its work, first of the functions with the fewest kills.

A point is a call to Paystack or the supplier, whose simulators hold callers there, or a write to DynamoDB or SQS at
the gate. Each is reached before the other side's work and after it.
"""

# ruff: noqa: T201  (a command prints for its user)

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from threading import Lock

import requests

from tests.engines.workers import Workers

LEAST = {
    "create_deposit": 5,
    "verify_deposit": 5,
    "settle_deposit": 5,
    "create_verification": 5,
    "create_batch": 5,
    "retry_verification": 5,
    "cancel_verification": 5,
    "request_number": 5,
    "fetch_code": 5,
    "cancel_batch": 1,
    "sweep_open_work": 1,
    "reconcile_books": 1,
}
"""How often each function that moves money must have been killed among `OF_KILLS`. The timers run seldom, and
most numbers of a batch have ended before it is cancelled."""
OF_KILLS = 200
_OTHERS = ("cancel_orphan_orders", "receive_paystack_event", "receive_textverified_event")
KILLED = (*LEAST, *_OTHERS)
_AT_GATE = 0.4
"""The share of its writes at which the function next in turn dies, so that it also dies at later ones."""
_QUIET_S = 5.0
"""After this long without a kill the next worker is killed, out of turn: rare functions must not stop the others."""
_HOLD_MS = 4_000
_MOST_AT_ONCE = 4
_UNEVEN = 1.5
"""A point is struck at most this many times as often as the others: otherwise no top-up would ever succeed."""
_TIMEOUT_S = 60


@dataclass(frozen=True)
class Point:
    """A call to an outside party, held before its work or after it."""

    party: str
    method: str
    path: str
    mode: str

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({'before' if self.mode == 'slow' else 'after'} its work)"


_CALLS = (
    ("paystack", "POST", "/transaction/initialize"),
    ("paystack", "GET", "/transaction/verify"),
    ("paystack", "GET", "/refund"),
    ("textverified", "POST", "/api/pub/v2/verifications"),
    ("textverified", "GET", "/api/pub/v2/verifications"),
    ("textverified", "GET", "/api/pub/v2/sms"),
)
POINTS = tuple(Point(*call, mode) for call in _CALLS for mode in ("slow", "error_after"))
"""A cancel is a POST below the numbers' address, and so is an order: both match."""


@dataclass
class Kills:
    """`done` counts the kills by function and point, `of` by function; `spared` the workers gone before their kill."""

    stack: Mapping[str, str]
    workers: Workers
    done: Counter[tuple[str, str]] = field(default_factory=Counter)
    of: Counter[str] = field(default_factory=Counter)
    spared: int = 0
    is_over: bool = False
    random: Random = field(default_factory=lambda: Random(1))
    _outside: Counter[str] = field(default_factory=Counter)
    _struck: Counter[Point] = field(default_factory=Counter)
    _seen: dict[str, set[int]] = field(default_factory=dict)
    _last: float = field(default_factory=time.monotonic)
    _lock: Lock = field(default_factory=Lock)

    def missing(self, kills: int) -> list[str]:
        """Name the functions that were killed too rarely for this many kills."""
        least = {name: -(-times * kills // OF_KILLS) for name, times in LEAST.items()}
        return [f"{name} killed {self.of[name]} of {n} times" for name, n in least.items() if self.of[name] < n]

    def strike(self) -> None:
        """Keep some points armed, the least struck first, and kill the waiting worker whose turn it is."""
        for party in ("paystack", "textverified"):
            waiting = self._held(party)
            for point, port in waiting:
                if port not in self._seen.get(party, ()):
                    self._struck[point] += 1
                    self._kill(port, str(point), at_gate=False)
            self._seen[party] = {port for _, port in waiting}
            armed = requests.get(self._control(party, "faults"), timeout=_TIMEOUT_S).json()["faults"]
            self._arm(party, {(one["method"], one["path_prefix"], one["mode"]) for one in armed}, len(waiting))

    def reached(self, port: int, point: str) -> bool:
        """Kill, by chance, a worker at a write when it is its turn. Return whether it died."""
        return self._kill(port, point, at_gate=True)

    def _kill(self, port: int, point: str, *, at_gate: bool) -> bool:
        with self._lock:
            if self.is_over:
                return False
            worker = self.workers.at(port)
            if worker is None:
                self.spared += 1
                return False
            if not self._is_turn_of(worker.function, at_gate=at_gate):
                return False
            if not worker.kill():
                self.spared += 1
                return False
            self._last = time.monotonic()
            self.of[worker.function] += 1
            self._outside[worker.function] += not at_gate
            self.done[worker.function, point] += 1
            print(f"{self.of.total():>4}  {worker.function} at {point}", flush=True)
            return True

    def _is_turn_of(self, function: str, *, at_gate: bool) -> bool:
        """Return whether it has the fewest kills, and as many at the outside parties: it reaches the gate later."""
        if time.monotonic() - self._last > _QUIET_S:
            return True
        is_least = self.of[function] * len(KILLED) <= self.of.total()
        is_side = self.random.random() < _AT_GATE if at_gate else self._outside[function] * 2 <= self.of[function]
        return is_least and is_side

    def _arm(self, party: str, armed: set[tuple[str, str, str]], waiting: int) -> None:
        fair = _UNEVEN * (1 + self._struck.total() / len(POINTS))
        mine = [one for one in POINTS if one.party == party and (one.method, one.path, one.mode) not in armed]
        mine = [one for one in mine if self._struck[one] < fair]
        room = _MOST_AT_ONCE - len(armed) - waiting
        for point in sorted(mine, key=self._struck.__getitem__)[: max(0, room)]:
            fault = {"mode": point.mode, "method": point.method, "path_prefix": point.path, "delay_ms": _HOLD_MS}
            requests.post(self._control(party, "faults"), json=fault, timeout=_TIMEOUT_S).raise_for_status()

    def _held(self, party: str) -> list[tuple[Point, int]]:
        held = requests.get(self._control(party, "held"), timeout=_TIMEOUT_S).json()["held"]
        return [
            (next(one for one in POINTS if _is_at(one, party, request)), request["client_port"])
            for request in held
            if request["client_port"] is not None
        ]

    def _control(self, party: str, what: str) -> str:
        return f"{self.stack[f'{party}_url']}/__control/{what}"


def _is_at(point: Point, party: str, request: Mapping[str, str]) -> bool:
    is_call = point.method == request["method"] and request["path"].startswith(point.path)
    return point.party == party and is_call and point.mode == request["mode"]
