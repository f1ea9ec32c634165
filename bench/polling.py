"""Simulate polling for codes: calls and delays of each mode, at a thousand to a million verifications a day.

40,000 verifications per line, with enough lanes and workers for its rate (bench/scaling.py shows what happens with too
few).
"""

import math
import random
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from bench.flow import DAY_S, WINDOW_S, Z95, Flow, Result, Setting, World, delay_s, evenly, later_delay_s
from callbox.domain.polling import PollSchedule

VERIFICATIONS = 40_000
LATER_LOOKS_OF = 4_000
SEED = 20_261_123
MODES: tuple[PollSchedule, ...] = ("single", "batch", "webhook")
RATES = (1_000, 100_000, 1_000_000)


@dataclass(frozen=True)
class Polling:
    """One mode at one rate. Polls, calls and invocations are per verification; calls include the order and the end."""

    mode: PollSchedule
    a_day: int
    polls: float
    calls: float
    calls_a_s: float
    invocations: float
    p50_s: float
    p95_s: float


def simulate(
    *, modes: Sequence[PollSchedule] = MODES, rates: Sequence[int] = RATES, verifications: int = VERIFICATIONS
) -> list[Polling]:
    return [_one(mode, a_day, verifications) for a_day in rates for mode in modes]


def _one(mode: PollSchedule, a_day: int, verifications: int) -> Polling:
    flow = Flow(_enough(mode, a_day), World(), seed=SEED, sample_every_s=math.inf)
    result: Result = flow.run(evenly(a_day, verifications, seed=SEED))
    calls = result.calls / verifications
    return Polling(
        mode=mode,
        a_day=a_day,
        polls=result.polls / verifications,
        calls=calls,
        calls_a_s=calls * a_day / DAY_S,
        invocations=result.invocations / verifications,
        p50_s=statistics.median(result.delays_s),
        p95_s=statistics.quantiles(result.delays_s, n=20)[-1],
    )


@cache
def later_looks(mode: PollSchedule) -> float:
    """Return the mean number of looks for later texts after a code, until its number ends.

    After an announced code the look that was queued before it comes early, and asks nothing.
    """
    world, chance = World(), random.Random(SEED)
    sigma = math.log(world.p95_s / world.median_s) / Z95
    looks = codes = 0
    for _ in range(LATER_LOOKS_OF):
        at = chance.lognormvariate(math.log(world.median_s), sigma)
        if at >= WINDOW_S:
            continue
        codes, came_at = codes + 1, at
        looks += mode == "webhook"
        while at < WINDOW_S:
            at += later_delay_s(round(came_at), round(at), mode)
            looks += 1
    return looks / codes


def page_polls(*, pause_s: float = 0.0, verifications: int = VERIFICATIONS) -> float:
    """Return a page's number of polls of one verification until it knows the end, with at least `pause_s` between them.

    It polls at once after the purchase, every second until there is a number, then at the intervals of `next_poll_ms`.
    """
    world, chance = World(), random.Random(SEED)
    sigma = math.log(world.p95_s / world.median_s) / Z95
    asked = 0
    for _ in range(verifications):
        after = chance.lognormvariate(math.log(world.median_s), sigma)
        is_never = chance.random() < world.never or after >= WINDOW_S
        known_s = (WINDOW_S if is_never else after) + chance.uniform(0, 4)  # our own poll comes first
        at = -(chance.uniform(*world.order_s) + world.own_s)
        while True:
            asked += 1
            at += max(1.0 if at < 0 else delay_s(round(at, 1), "single"), pause_s)
            if at >= known_s:
                break
    return asked / verifications


def _enough(mode: PollSchedule, a_day: int) -> Setting:
    """Return a setting that keeps the queues short at this rate: twice the average load."""
    a_s = a_day / DAY_S
    orders = max(2, math.ceil(a_s * 1.4 * 2))
    polls = max(10, math.ceil(a_s * (6 if mode == "webhook" else 20) * 0.4 * 2))
    return Setting(mode=mode, lanes=2 * orders, order_workers=orders, code_workers=polls)
