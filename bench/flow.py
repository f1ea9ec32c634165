"""Simulate queues, workers and the supplier event by event with a seeded clock.

The functions' own `poll_delay_s` gives the times of polls; the number of list pages read follows the supplier's
adapter. The times of the outside world are the parameters of `World`, each with its source.
"""

import heapq
import math
import random
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import yaml

from callbox.config import SETTINGS
from callbox.domain import verifications as rules
from callbox.domain.identity import UserId, VerificationId
from callbox.domain.money import Money
from callbox.domain.polling import PollSchedule, poll_delay_s
from infra.stack import INFRA

QUEUES: Mapping[str, Any] = yaml.safe_load((INFRA / "queues.yaml").read_text())
[LANES] = [int(setting.default or "") for setting in SETTINGS if setting.name == "NUMBER_LANES"]
DAY_S = 86_400.0
WINDOW_S = 900.0
Z95 = 1.6449
"""Standard deviations between the median and the 95th percentile of a normal distribution."""
_START = datetime(2026, 11, 23, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """Parameters outside our control, in seconds; a pair is the range of a uniform distribution."""

    # log-normal arrivals, as observed: median 15 s, p95 90 s, a quarter never
    median_s: float = 15.0
    p95_s: float = 90.0
    never: float = 0.25
    order_s: tuple[float, float] = (0.6, 1.8)  # the supplier sells a number
    question_s: tuple[float, float] = (0.15, 0.45)  # it answers a request for a state, a list or a message
    webhook_s: tuple[float, float] = (0.3, 1.5)  # from the arrival until its event is in our queue
    webhook_arrives: float = 0.99
    pickup_s: tuple[float, float] = (0.02, 0.12)  # SQS delivers, a warm Lambda starts
    own_s: float = 0.03  # our reads and writes for one verification


@dataclass(frozen=True)
class Setting:
    """Parameters in our control: the mode, infra/queues.yaml and the stack parameters; default: as shipped."""

    mode: PollSchedule = "batch"
    lanes: int = LANES
    order_workers: int = QUEUES["numbers"]["concurrency"]
    code_workers: int = QUEUES["codes"]["concurrency"]
    batch: int = 10
    page: int = 50
    most_pages: int = 5


@dataclass
class Result:
    """The result. Delays are from a message's arrival until it is stored; waits are in the queue after it is due."""

    verifications: int = 0
    polls: int = 0
    calls: int = 0
    invocations: int = 0
    seconds: float = 0.0
    delays_s: list[float] = field(default_factory=list)
    order_waits_s: list[float] = field(default_factory=list)
    code_waits_s: list[float] = field(default_factory=list)
    depths: list[tuple[float, int, int]] = field(default_factory=list)
    """(second, waiting orders, due polls that wait)"""


@dataclass(slots=True)
class _One:
    rented_at: float = 0.0
    arrives_at: float = math.inf
    is_over: bool = False


class Flow:
    """One simulation run. `run` takes the ordered times of purchases."""

    def __init__(self, setting: Setting, world: World, *, seed: int, sample_every_s: float = 10.0) -> None:
        self._setting = setting
        self._world = world
        self._chance = random.Random(seed)
        self._sigma = math.log(world.p95_s / world.median_s) / Z95
        self._log: list[tuple[float, int, Callable[[float], None]]] = []
        self._number = 0
        self._lanes = [deque[tuple[float, _One]]() for _ in range(setting.lanes)]
        self._busy_lanes: set[int] = set()
        self._due: deque[tuple[float, _One, bool]] = deque()
        self._working = 0
        self._rented: list[float] = []
        self._sample_every_s = sample_every_s
        self.result = Result()

    def run(self, arrivals: Iterator[float]) -> Result:
        self._next_purchase(arrivals)
        next_sample = 0.0
        while self._log:
            now, _, happen = heapq.heappop(self._log)
            if now >= next_sample:
                self.result.depths.append((now, sum(map(len, self._lanes)), len(self._due)))
                next_sample = now + self._sample_every_s
            happen(now)
            self.result.seconds = now
        return self.result

    # --- orders

    def _next_purchase(self, arrivals: Iterator[float]) -> None:
        def buy(now: float) -> None:
            self.result.verifications += 1
            lane = self._chance.randrange(self._setting.lanes)
            self._lanes[lane].append((now, _One()))
            self._order_next(now)
            self._next_purchase(arrivals)

        at = next(arrivals, None)
        if at is not None:
            self._at(at, buy)

    def _order_next(self, now: float) -> None:
        """Start orders while a worker and a lane are free; the messages of a lane run one after the other."""
        for lane, waiting in enumerate(self._lanes):
            if len(self._busy_lanes) >= self._setting.order_workers:
                return
            if not waiting or lane in self._busy_lanes:
                continue
            queued_at, one = waiting.popleft()
            self.result.order_waits_s.append(now - queued_at)
            self._busy_lanes.add(lane)
            taken = self._some(self._world.pickup_s) + self._some(self._world.order_s) + self._world.own_s
            self.result.calls += 2  # the order and its state
            self._at(now + taken, self._rent(one, lane))

    def _rent(self, one: _One, lane: int) -> Callable[[float], None]:
        def rented(now: float) -> None:
            self._busy_lanes.discard(lane)
            one.rented_at = now
            self._rented.append(now)
            world = self._world
            if self._chance.random() >= world.never:
                after = self._chance.lognormvariate(math.log(world.median_s), self._sigma)
                one.arrives_at = now + after if after < WINDOW_S else math.inf
            if self._setting.mode == "webhook" and self._chance.random() < world.webhook_arrives:
                self._become_due(one, one.arrives_at + self._some(world.webhook_s), is_hint=True)
            self._poll_later(one, now)
            self._order_next(now)

        return rented

    # --- polls

    def _poll_later(self, one: _One, now: float) -> None:
        self._become_due(one, now + delay_s(round(now - one.rented_at, 1), self._setting.mode))

    def _become_due(self, one: _One, at: float, *, is_hint: bool = False) -> None:
        def due(now: float) -> None:
            if one.is_over:
                return
            self._due.append((now, one, is_hint))
            self._poll_next(now)

        if at < math.inf:
            self._at(at, due)

    def _poll_next(self, now: float) -> None:
        while self._due and self._working < self._setting.code_workers:
            self._working += 1
            # polls that become due while SQS delivers join the batch
            self._at(now + self._some(self._world.pickup_s), self._poll)
            if self._working * self._setting.batch > len(self._due):
                return

    def _poll(self, now: float) -> None:
        """Simulate one invocation: read one list for the due polls, then poll each order that the list lacks."""
        taken = [self._due.popleft() for _ in range(min(len(self._due), self._setting.batch))]
        self.result.code_waits_s += [now - due_at for due_at, _, _ in taken]
        polls = [one for _, one, is_hint in taken if not is_hint and not one.is_over]
        at, listed = now, set[int]()
        if self._setting.mode != "single" and len(polls) > 1:
            at, listed = self._list(polls, at)
        for _, one, is_hint in taken:
            if not one.is_over:
                at = self._poll_one(one, at, is_listed=id(one) in listed, is_hint=is_hint)
        self.result.invocations += bool(taken)
        self._at(at, self._free_worker)

    def _free_worker(self, now: float) -> None:
        self._working -= 1
        self._poll_next(now)

    def _list(self, polls: list[_One], at: float) -> tuple[float, set[int]]:
        """Read pages, newest orders first, while another page may save calls; stop after one without a match."""
        found: set[int] = set()
        for read in range(1, self._setting.most_pages + 1):
            at += self._some(self._world.question_s)
            self.result.calls += 1
            oldest = self._rented[max(0, len(self._rented) - read * self._setting.page)]
            found |= {id(one) for one in polls if one.rented_at >= oldest}
            if not found or len(polls) - len(found) <= read:
                break
        return at, found

    def _poll_one(self, one: _One, at: float, *, is_listed: bool, is_hint: bool) -> float:
        self.result.polls += 1
        world = self._world
        if not is_listed:
            at += self._some(world.question_s)
            self.result.calls += 1
        at += world.own_s
        if one.arrives_at <= at:
            if not is_hint:  # a hint has read the messages already
                at += self._some(world.question_s)
                self.result.calls += 1
            one.is_over = True
            self.result.delays_s.append(at - one.arrives_at)
        elif at - one.rented_at >= WINDOW_S:
            one.is_over = True
            self.result.calls += 3  # cancel the order, read its state and its messages
            at += 3 * self._some(world.question_s)
        elif not is_hint:
            self._poll_later(one, at)
        return at

    def _some(self, spread: tuple[float, float]) -> float:
        return self._chance.uniform(*spread)

    def _at(self, moment: float, happen: Callable[[float], None]) -> None:
        self._number += 1
        heapq.heappush(self._log, (moment, self._number, happen))


@cache
def delay_s(waited_s: float, mode: PollSchedule) -> int:
    """Return the functions' polling delay after `waited_s` of waiting."""
    return poll_delay_s(_waiting(), now=_START + timedelta(seconds=waited_s), mode=mode)


@cache
def later_delay_s(came_s: int, at_s: int, mode: PollSchedule) -> int:
    """Return the functions' polling delay at `at_s` of waiting, after a code that came at `came_s`."""
    received = rules.received(_waiting(), now=_START + timedelta(seconds=came_s))
    return poll_delay_s(received, now=_START + timedelta(seconds=at_s), mode=mode)


@cache
def _waiting() -> rules.Verification:
    requested = rules.requested(
        user_id=UserId("user"),
        verification_id=VerificationId("one"),
        selection=rules.Selection("discord", "US", "sms"),
        price=Money(1, "NGN"),
        max_cost_usd=Decimal("0.75"),
        now=_START,
    )
    ends_at = _START + timedelta(seconds=WINDOW_S)
    return rules.with_number(requested, order_id="s", number="+12025550123", ends_at=ends_at, now=_START)


def evenly(a_day: float, count: int, *, seed: int) -> Iterator[float]:
    """Yield the times of `count` independent purchases at a constant rate."""
    chance, at = random.Random(seed), 0.0
    for _ in range(count):
        at += chance.expovariate(a_day / DAY_S)
        yield at
