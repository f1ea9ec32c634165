"""The cost of a thousand verifications on AWS: units counted on the running functions, times list prices.

Requests, DynamoDB units, queue requests and log bytes are counted. Billed time is the counted processor time, scaled to
an idle machine by the floor of the same run and to the function's speed by its memory, plus an assumed wait for each
counted call (infra/prices.yaml).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from bench.access_log import line_bytes
from bench.counting import Operation
from bench.flow import World
from bench.page import PageUse
from bench.polling import Polling, later_looks
from infra.stack import INFRA, load

PRICES_FILE = INFRA / "prices.yaml"
THOUSAND = 1000
SUCCEED = 0.75
"""Share of verifications that get a code, as in the simulation."""
OTHER_ROUTES: Mapping[str, str] = {"GET /wallet": "page reads its wallet", "GET /verifications/{id}": "page opens one"}
"""Further requests of a page, by the operation that counts them."""
LOG_FRAME_BYTES = 300
"""Size of Lambda's START, END and REPORT lines of one invocation."""


@dataclass(frozen=True)
class Prices:
    region: str
    as_of: str
    usd: Mapping[str, float]
    others: Mapping[str, float]
    time: Mapping[str, float]


def read_prices() -> Prices:
    document: dict[str, Any] = yaml.safe_load(PRICES_FILE.read_text())
    usd, others = (
        {name: price["usd"] / price["per"] for name, price in document[part].items()} for part in ("prices", "others")
    )
    return Prices(document["region"], str(document["as_of"]), usd, others, document["time"])


@cache
def traced_share() -> float:
    """Return the share of requests that X-Ray records."""
    return float(load("api")["Resources"]["TraceSampling"]["Properties"]["SamplingRule"]["FixedRate"])


def units_of(operation: Operation, prices: Prices, *, slowness: float) -> dict[str, float]:
    """Return the billed units of one invocation of an operation, by price.

    `slowness` is the processor time during counting divided by that on an idle machine.
    """
    used = operation.used
    units: dict[str, float] = {}
    units["lambda_request"] = 1
    units["lambda_gb_s"] = _billed_s(operation, prices, slowness) * operation.memory_mb / 1024
    units["read_unit"] = used.read_units
    units["write_unit"] = used.write_units
    units["sqs_request"] = operation.sends
    units["log_gb"] = used.log_bytes + LOG_FRAME_BYTES
    units["trace"] = traced_share()
    if operation.is_route:
        units["api_request"] = units["edge_request"] = units["edge_function"] = 1
        units["log_gb"] += line_bytes("api")
    if operation.function == "join_live":
        units["log_gb"] += line_bytes("live")
    return units


def _billed_s(operation: Operation, prices: Prices, slowness: float) -> float:
    speed = min(1.0, operation.memory_mb / prices.time["mb_per_cpu"])
    transactions = operation.calls("TransactWriteItems")
    waits_ms = (
        (operation.database_calls - transactions) * prices.time["dynamodb_ms"]
        + transactions * prices.time["dynamodb_transaction_ms"]
        + operation.sends * prices.time["sqs_ms"]
        + operation.outside_calls * prices.time["outside_ms"]
        + operation.pushes * prices.time["push_ms"]
    )
    return (operation.used.cpu_ms / slowness / speed + waits_ms) / 1000


@dataclass(frozen=True)
class Bill:
    """Dollars for a thousand verifications, by price and by operation."""

    by_price: Mapping[str, float]
    by_operation: Mapping[str, float]

    @property
    def usd(self) -> float:
        return sum(self.by_price.values())

    def without(self, *prices: str) -> float:
        return sum(usd for price, usd in self.by_price.items() if price not in prices)


def bill(
    counted: Mapping[str, Operation],
    polling: Polling,
    prices: Prices,
    *,
    page: PageUse,
    slowness: float,
    thin: bool = False,
) -> Bill:
    """Return the bill of a thousand verifications that are polled as in `polling`, before a page like `page`.

    Each SQS message is one receive and one delete. With `thin`, SQS delivers each poll alone. Signing in and topping up
    are excluded, because they do not grow with verifications.
    """
    times = _times(polling, page, thin=thin)
    by_price: dict[str, float] = {}
    by_operation = {}
    for name, often in times.items():
        units = units_of(counted[name], prices, slowness=slowness)
        if counted[name].function in ("fetch_code", "request_number", "poll_hinted_order"):
            units["sqs_request"] += 2  # its own message: one receive, one delete
        by_operation[name] = _add(units, often, prices, by_price)
    if page.minutes:
        # frames are pushed by any function, so they stand by themselves; opening and closing a socket write a line each
        socket = {
            "ws_message": page.joins + page.frames,
            "ws_minute": page.minutes,
            "log_gb": 2 * line_bytes("live"),
        }
        by_operation["socket"] = _add(socket, 1, prices, by_price)
    return Bill(by_price, by_operation)


def _times(polling: Polling, page: PageUse, *, thin: bool) -> dict[str, float]:
    """Return how often each operation runs for one verification."""
    looks = polling.polls if thin else polling.invocations
    announced = World().webhook_arrives if polling.mode == "webhook" else 0.0
    times = {
        "purchase": 1.0,
        "number ordered": 1.0,
        "supplier polled: nothing": max(0.0, looks - 1),
        "supplier polled: code": SUCCEED * (1 - announced),
        "supplier polled: later text": SUCCEED * later_looks(polling.mode),
        "supplier polled: expired": 1 - SUCCEED,
        "page asks: waiting": max(0.0, page.asks - SUCCEED),
        "page asks: received": min(page.asks, SUCCEED),
        "page joins": page.joins,
    }
    if announced:
        times |= {"code announced": SUCCEED, "supplier polled: announced": SUCCEED * announced}
    for route, often in page.others.items():
        times[OTHER_ROUTES[route]] = often
    return {name: often for name, often in times.items() if often}


def _add(units: Mapping[str, float], often: float, prices: Prices, by_price: dict[str, float]) -> float:
    priced = {price: count * prices.usd[price] * often * THOUSAND for price, count in units.items()}
    for price, usd in priced.items():
        by_price[price] = by_price.get(price, 0.0) + usd
    return sum(priced.values())


def ways(bills: Mapping[str, Bill], prices: Prices) -> list[tuple[str, float]]:
    """Return the cost of a thousand verifications in each way, and of the cheapest one with another entrance."""
    best = bills[min(bills, key=lambda name: bills[name].usd)]
    door = best.by_price["api_request"] * prices.others["http_api_request"] / prices.usd["api_request"]
    return [
        *((name, one.usd) for name, one in bills.items()),
        ("the cheapest, with an HTTP API for the REST API", best.without("api_request") + door),
    ]
