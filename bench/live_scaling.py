"""Simulate the pages' sockets at a million verifications a day, and their return after all have closed at once.

    python -m bench.live_scaling         prints both tables

Purchases come as in bench/scaling.py. A page opens a socket and joins at the tap, hears of the number and of the end,
and closes its socket half a minute later. It retries as frontend/js/core/live.js does. AWS's quotas are those of
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html.
"""

import heapq
import math
import random
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bench import report
from bench.flow import WINDOW_S, Z95, World
from bench.page import LINGER_S
from bench.scaling import A_DAY, SEED, purchases
from infra.stack import load

NEW_CONNECTIONS_A_S = 500.0
"""AWS's quota of an account and region; it can be raised."""
IDLE_S = 600.0
TOKEN_S = 900.0
JOINED_WITHIN_S = 2.0
MOST_PAUSE_S = 60.0
JITTER = 0.2
FRAMES = 3
"""Joined, the number, the end. A renewed join is answered by one more."""


@dataclass(frozen=True)
class Sockets:
    """Maxima over all seconds of the forty minutes, but `open` and `opened`, which are at one moment and of all."""

    open: int
    opened: int
    connects_a_s: int
    joins_a_s: int
    frames_a_s: int
    refused_joins: int
    read_units_a_s: float
    write_units_a_s: float


@dataclass(frozen=True)
class Return:
    """What happens after all open sockets have closed at the same moment, until they are joined again."""

    pages: int
    half_s: float
    nearly_all_s: float
    connects_a_s: int
    tries: float


class Bucket:
    """A throttle: a token bucket that is full at first."""

    def __init__(self, a_s: float, burst: float) -> None:
        self._a_s, self._burst, self._left, self._at = a_s, burst, burst, 0.0

    def takes(self, at: float) -> bool:
        self._left = min(self._burst, self._left + (at - self._at) * self._a_s)
        self._at = at
        if self._left < 1:
            return False
        self._left -= 1
        return True


def join_throttle() -> Bucket:
    settings = load("live")["Resources"]["LiveStage"]["Properties"]["DefaultRouteSettings"]
    return Bucket(settings["ThrottlingRateLimit"], settings["ThrottlingBurstLimit"])


def at_the_peak(taps: Iterable[float]) -> Sockets:
    world, chance = World(), random.Random(SEED)
    sigma = math.log(world.p95_s / world.median_s) / Z95
    connects, joins, frames = Counter[int](), list[float](), Counter[int]()
    ends: list[float] = []
    most = opened = 0
    for tap in taps:
        number_at = tap + chance.uniform(*world.order_s)
        after = chance.lognormvariate(math.log(world.median_s), sigma)
        never = chance.random() < world.never or after >= WINDOW_S
        end_at = number_at + (WINDOW_S if never else after)
        opened += 1
        connects[int(tap)] += 1
        joins.append(tap)
        frames.update((int(number_at), int(end_at)))
        renewed = tap + chance.uniform(0, TOKEN_S)  # its token was of any age
        if renewed < end_at:
            joins.append(renewed)
        # ten minutes without a frame end a socket; the page opens another one
        last = max(number_at, renewed if renewed < end_at else 0.0)
        if end_at - last > IDLE_S:
            connects[int(last + IDLE_S)] += 1
            joins.append(last + IDLE_S)
        while ends and ends[0] < tap:
            heapq.heappop(ends)
        heapq.heappush(ends, end_at + LINGER_S)
        most = max(most, len(ends))
    throttle, taken, refused = join_throttle(), Counter[int](), 0
    for at in sorted(joins):
        if throttle.takes(at):
            taken[int(at)] += 1
            frames[int(at)] += 1
        else:
            refused += 1
    told = Counter(frames)
    told.subtract(taken)  # a greeting reads no table
    seconds = {*frames, *taken}
    return Sockets(
        open=most,
        opened=opened,
        connects_a_s=max(connects.values()),
        joins_a_s=max(taken.values()),
        frames_a_s=max(frames.values()),
        refused_joins=refused,
        # a join reads session and account twice and the customer's rows once; a push the rows, strongly
        read_units_a_s=max(told[at] + 5 * taken[at] for at in seconds),
        write_units_a_s=max(taken.values()),
    )


def after_a_cut(
    pages: int, *, connects_a_s: float = NEW_CONNECTIONS_A_S, joins: Callable[[], Bucket] = join_throttle
) -> Return:
    """Close the sockets of so many pages at once. A page that is refused polls, and tries again after its pause."""
    chance = random.Random(SEED)
    connections, throttle = Bucket(connects_a_s, connects_a_s), joins()
    tries = [(_pause_s(1, chance), page, 1) for page in range(pages)]
    heapq.heapify(tries)
    tried, back = Counter[int](), list[float]()
    while tries:
        at, page, number = heapq.heappop(tries)
        tried[int(at)] += 1
        if connections.takes(at) and throttle.takes(at):
            back.append(at)
        else:
            heapq.heappush(tries, (at + _pause_s(number + 1, chance), page, number + 1))
    return Return(
        pages=pages,
        half_s=back[len(back) // 2],
        nearly_all_s=back[int(0.99 * (len(back) - 1))],
        connects_a_s=max(tried.values()),
        tries=sum(tried.values()) / pages,
    )


def _pause_s(failures: int, chance: random.Random) -> float:
    pause_s = min(2.0 ** (failures - 1), MOST_PAUSE_S)
    return pause_s * (1 + JITTER * (2 * chance.random() - 1))


def main() -> None:
    peak = at_the_peak(purchases(A_DAY))
    rows = [
        ("sockets open at a time, at most", peak.open),
        ("sockets opened in forty minutes", peak.opened),
        ("connections in the worst second", peak.connects_a_s),
        ("joins in the worst second", peak.joins_a_s),
        ("joins refused by our throttle", peak.refused_joins),
        ("frames in the worst second", peak.frames_a_s),
        ("read units in the worst second", peak.read_units_a_s),
        ("write units in the worst second", peak.write_units_a_s),
    ]
    report.table(f"Sockets at the peak of {A_DAY:,} a day", ["what", "count"], rows, name="live-peak")
    returns = [
        (name, found.pages, found.half_s, found.nearly_all_s, found.connects_a_s, found.tries)
        for name, found in (
            ("as shipped", after_a_cut(peak.open)),
            ("joins throttled at 500 a second", after_a_cut(peak.open, joins=lambda: Bucket(500, 1000))),
            ("… and a quota of 2,000 connections a second", after_a_cut(
                peak.open, connects_a_s=2000, joins=lambda: Bucket(2000, 4000)
            )),
        )
    ]  # fmt: skip
    head = ["setting", "pages", "half are back after s", "99 % after s", "tries in the worst second", "tries each"]
    report.table("All sockets close at once", head, returns, name="live-return")
    report.keep_tables()


if __name__ == "__main__":
    main()
