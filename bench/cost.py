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

from bench.counting import Operation
from bench.polling import Polling
from infra.stack import INFRA, load

PRICES_FILE = INFRA / "prices.yaml"
THOUSAND = 1000
SUCCEED = 0.75
"""Share of verifications that get a code, as in the simulation."""
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
    return units


def _billed_s(operation: Operation, prices: Prices, slowness: float) -> float:
    speed = min(1.0, operation.memory_mb / prices.time["mb_per_cpu"])
    transactions = operation.calls("TransactWriteItems")
    waits_ms = (
        (operation.database_calls - transactions) * prices.time["dynamodb_ms"]
        + transactions * prices.time["dynamodb_transaction_ms"]
        + operation.sends * prices.time["sqs_ms"]
        + operation.outside_calls * prices.time["outside_ms"]
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
    counted: Mapping[str, Operation], polling: Polling, prices: Prices, *, page_polls: float, slowness: float
) -> Bill:
    """Return the bill of a thousand verifications that are polled as in `polling`.

    `page_polls` is the number of polls of the page until it knows the end. Each SQS message is one receive and one
    delete. Signing in and topping up are excluded, because they do not grow with verifications.
    """
    invocations = polling.invocations
    times = {
        "purchase": 1.0,
        "number ordered": 1.0,
        "page polls: waiting": page_polls - SUCCEED,
        "page polls: received": SUCCEED,
        "supplier polled: nothing": max(0.0, invocations - 1),
        "supplier polled: code": SUCCEED,
        "supplier polled: expired": 1 - SUCCEED,
    }
    if polling.mode == "webhook":
        times["code announced"] = SUCCEED
    by_price: dict[str, float] = {}
    by_operation = {}
    for name, often in times.items():
        units = units_of(counted[name], prices, slowness=slowness)
        if counted[name].function in ("fetch_code", "request_number"):
            units["sqs_request"] += 2  # its own message: one receive, one delete
        priced = {price: count * prices.usd[price] * often * THOUSAND for price, count in units.items()}
        by_operation[name] = sum(priced.values())
        for price, usd in priced.items():
            by_price[price] = by_price.get(price, 0.0) + usd
    return Bill(by_price, by_operation)


def ways(bills: Mapping[str, Bill], prices: Prices) -> list[tuple[str, float]]:
    """Return the cost of a thousand verifications in each mode, and with another entry point.

    CloudFront and the API are billed by request only, so another entry point changes no other item.
    """
    best = bills["page hidden, webhook"]
    door = best.by_price["api_request"] * prices.others["http_api_request"] / prices.usd["api_request"]
    return [
        *((name, one.usd) for name, one in bills.items()),
        ("… without CloudFront", best.without("edge_request", "edge_function")),
        ("… with an HTTP API for the REST API", best.without("api_request") + door),
    ]
