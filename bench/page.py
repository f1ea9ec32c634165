"""What the customer's page asks and hears during one verification: counted in Chromium, and simulated for longer waits.

`python -m tests.bench.site --only page_use --note` counts a rental whose code comes at once (bench/page_use.json). What
a longer wait adds follows from the moments of frontend/js/core/questions.js and from when codes come.
"""

import json
import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bench.flow import WINDOW_S, Z95, World
from bench.polling import SEED, VERIFICATIONS, page_polls
from infra.rows import ROOT

FILE = ROOT / "bench/page_use.json"
SAFETY_S = (30, 120, 360)
"""Seconds after the number at which a page asks although nothing was pushed (AFTER_MS in core/questions.js)."""
LINGER_S = 30.0
"""How long a socket stays open after the last open verification (LINGER_MS in core/live.js)."""
PURCHASE = "POST /verifications"
LIST = "GET /verifications?ids"


@dataclass(frozen=True)
class PageUse:
    """Means of one verification. `asks` are questions for its state, `others` further requests by route.

    `joins` and `frames` are messages of the socket, to us and from us; `minutes` is how long it is open.
    """

    asks: float
    others: Mapping[str, float]
    joins: float = 0.0
    frames: float = 0.0
    minutes: float = 0.0


def by_socket() -> PageUse:
    counted = _counted()
    requests: dict[str, float] = dict(counted["requests"])
    requests.pop(PURCHASE, None)
    asks = requests.pop(LIST, 0.0)
    asked_later, waited_s = _waits()
    # a page that waits to the end renews its token, and AWS closes its socket after ten silent minutes: it joins
    # twice more, is greeted twice more, and asks once more
    waits_long = World().never
    return PageUse(
        asks=asks + asked_later + waits_long,
        others=requests,
        joins=counted["joins"] + 2 * waits_long,
        frames=counted["frames"] + 2 * waits_long,
        minutes=(waited_s + LINGER_S) / 60,
    )


def by_polls(*, pause_s: float = 0.0) -> PageUse:
    """Without a socket, by polls that are at least `pause_s` apart."""
    others = {route: often for route, often in _counted()["requests"].items() if route not in (PURCHASE, LIST)}
    return PageUse(asks=page_polls(pause_s=pause_s), others=others)


@cache
def _waits() -> tuple[float, float]:
    """Return the mean number of safety questions of a verification, and the mean seconds from the tap to its end."""
    world, chance = World(), random.Random(SEED)
    sigma = math.log(world.p95_s / world.median_s) / Z95
    asked, waited_s = 0, 0.0
    for _ in range(VERIFICATIONS):
        after = chance.lognormvariate(math.log(world.median_s), sigma)
        known_s = WINDOW_S if chance.random() < world.never or after >= WINDOW_S else after
        asked += sum(moment < known_s for moment in SAFETY_S)
        asked += known_s == WINDOW_S  # once more after the end, if its push is late
        waited_s += chance.uniform(*world.order_s) + known_s
    return asked / VERIFICATIONS, waited_s / VERIFICATIONS


def _counted() -> Any:
    return json.loads(FILE.read_text())
