"""Cold starts: import, set-up and the first answer in a fresh process, for ours, the floor and the rivals.

Measures processor time, not wall-clock time, because it does not depend on other load. Every round measures each
variant once; ratios are computed within a round.
"""

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bench.journey import Customer, Journey
from bench.processes import BenchError, ColdStart, cold_start
from bench.rivals import Variant

ROUTE = "get_wallet"
FLOOR = "floor"
OURS = "callbox"


@dataclass(frozen=True)
class Figure:
    """The median and the middle half of several runs."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, values: Sequence[float]) -> "Figure":
        low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
        return cls(middle, low, high)


@dataclass(frozen=True)
class VariantStart:
    """A variant over all rounds. `ratio` is its processor time divided by the floor's."""

    ratio: Figure
    cpu_ms: Figure
    rss_mib: Figure
    modules: int
    clients: Mapping[str, int]


def compare(variants: Mapping[str, Variant], journey: Journey, customer: Customer, *, rounds: int
            ) -> dict[str, VariantStart]:  # fmt: skip
    """Start every variant `rounds` times, in turns. Raises BenchError when their answers differ."""
    event = customer.event(ROUTE)
    # the floor checks no token, so the event contains the user
    event["queryStringParameters"] = {"floor_user_id": customer.id}
    event["multiValueQueryStringParameters"] = {"floor_user_id": [customer.id]}
    environment = journey.cloud.environment_of(journey.rows[ROUTE])
    runs: list[dict[str, ColdStart]] = []
    for number in range(rounds + 1):
        round_ = {
            name: cold_start(variant.path, variant.module, variant.handler, event, environment)
            for name, variant in variants.items()
        }
        if number:  # the first round only warms the disk cache
            runs.append(round_)
    _check_answers(runs[0])
    return {name: _summary([run[name] for run in runs], [run[FLOOR] for run in runs]) for name in variants}


def _summary(starts: Sequence[ColdStart], floors: Sequence[ColdStart]) -> VariantStart:
    return VariantStart(
        ratio=Figure.of([start.cpu_ms / floor.cpu_ms for start, floor in zip(starts, floors, strict=True)]),
        cpu_ms=Figure.of([start.cpu_ms for start in starts]),
        rss_mib=Figure.of([start.rss_mib for start in starts]),
        modules=starts[0].modules,
        clients=starts[0].clients,
    )


def _check_answers(starts: Mapping[str, ColdStart]) -> None:
    answers: dict[str, Any] = {name: json.loads(start.answer["body"]) for name, start in starts.items() if start.answer}
    if len({json.dumps(answer, sort_keys=True) for answer in answers.values()}) != 1:
        raise BenchError(f"the variants answer differently: {answers}")
