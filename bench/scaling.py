"""Simulate a million verifications a day: with which settings the queues stay short.

    python -m bench.scaling         prints the table and writes docs/scaling-*.svg

The load is forty minutes at the day's peak, 2.2 times the daily mean, with a burst of four times the peak for one
minute in the middle. A queue that stays short here stays short all day.
"""

import random
import statistics
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace

from bench import report
from bench.flow import DAY_S, Flow, Result, Setting, World
from bench.plot import Curve, plot
from infra.rows import ROOT

A_DAY = 1_000_000
PEAK = 2.2
BURST = 4.0
SECONDS = 2_400.0
BURST_AT = (1_200.0, 1_260.0)
SEED = 20_261_123


@dataclass(frozen=True)
class Case:
    """One setting with its load."""

    name: str
    setting: Setting
    world: World = field(default_factory=World)
    a_day: int = A_DAY


_DOUBLE = Setting(lanes=32, order_workers=16, code_workers=40)
_MORE = Setting(lanes=320, order_workers=160, code_workers=300)
_HINTED = replace(_MORE, mode="webhook", code_workers=120)
CASES = (
    Case("as shipped, 50,000 a day", Setting(), a_day=50_000),
    Case("as shipped, 100,000 a day", Setting(), a_day=100_000),
    Case("32 lanes, 16 orders, 40 polls at once, 100,000 a day", _DOUBLE, a_day=100_000),
    Case("as shipped, 1,000,000 a day", Setting()),
    Case("320 lanes, 160 orders, 300 polls at once, 1,000,000 a day", _MORE),
    Case("… with the supplier's webhook, 120 polls at once", _HINTED),
    Case(
        "… and a supplier four times as slow",
        _HINTED,
        World(order_s=(2.4, 7.2), question_s=(0.6, 1.8)),
    ),
)


def purchases(a_day: int, *, seed: int = SEED) -> Iterator[float]:
    """Yield the times of purchases: a Poisson process with a varying rate and one burst."""
    chance, at = random.Random(seed), 0.0
    mean = a_day / DAY_S * PEAK
    while True:
        # thinning: draw at the highest rate, that of the burst
        at += chance.expovariate(mean * BURST)
        if at > SECONDS:
            return
        if chance.random() < _rate(at) / BURST:
            yield at


def _rate(at: float) -> float:
    """Return the rate at a time as a multiple of the peak's mean."""
    if BURST_AT[0] <= at < BURST_AT[1]:
        return BURST
    return 0.85 + 0.15 * (1 - abs(at - SECONDS / 2) / (SECONDS / 2)) * 2


def run(case: Case) -> Result:
    return Flow(case.setting, case.world, seed=SEED, sample_every_s=20.0).run(purchases(case.a_day))


def main() -> None:
    with ProcessPoolExecutor(max_workers=2) as pool:
        results = dict(zip(CASES, pool.map(run, CASES), strict=True))
    rows = [_row(case, result) for case, result in results.items()]
    orders = [
        Curve(case.name, [(at / 60, float(waiting)) for at, waiting, _ in result.depths])
        for case, result in results.items()
    ]
    polls = [
        Curve(case.name, [(at / 60, float(due)) for at, _, due in result.depths]) for case, result in results.items()
    ]
    head = ["setting", "order waits p95 s", "most waiting", "poll waits p95 s", "most due", "code stored p95 s",
            "supplier calls/s", "calls each"]  # fmt: skip
    report.table("Forty minutes at the peak", head, rows, name="scaling")
    report.keep_tables()
    docs = ROOT / "docs"
    plot(docs / "scaling-orders.svg", "Orders that wait for a lane", "minutes", "orders", orders)
    plot(docs / "scaling-polls.svg", "Due polls that wait", "minutes", "polls", polls)


def _row(case: Case, result: Result) -> list[object]:
    return [
        case.name,
        _p95(result.order_waits_s),
        max(waiting for _, waiting, _ in result.depths),
        _p95(result.code_waits_s),
        max(due for _, _, due in result.depths),
        _p95(result.delays_s),
        result.calls / result.seconds,
        result.calls / result.verifications,
    ]


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


if __name__ == "__main__":
    main()
