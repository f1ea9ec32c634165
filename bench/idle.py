"""What a month without customers costs: counted from the templates, times the price list.

Alarms, dashboards and secrets of Secrets Manager cost by their number, queues by Lambda's polling, timers by their
runs. The refresh of the catalogue is a timer too; most of it follows from how much the supplier offers. Free without
requests, or below a cent: tables with their point-in-time recovery ($0.25 and $0.20 a GB), buckets, the API,
CloudFront, topics, budgets, metric filters that match nothing, AWS's own keys, standard parameters, which hold our
secrets (https://aws.amazon.com/systems-manager/pricing/), EventBridge's timers.
"""

from collections.abc import Mapping
from typing import Any

import yaml

from bench.cost import LOG_FRAME_BYTES, PRICES_FILE, Prices, traced_share
from callbox.config import SETTINGS
from callbox.services.catalogue import PRICE_AGE
from infra.rows import Row
from infra.stack import INFRA

REFRESH = "refresh_catalogue"
_SECONDS = {"minute": 60, "hour": 3600, "day": 86400}
_READ_UNIT_BYTES = 8192
"""What one unit reads if it may be eventually consistent."""

_WRITE_UNIT_BYTES = 1024

Template = Mapping[str, Any]


def idle_month(template: Template, rows: Mapping[str, Row], prices: Prices) -> dict[str, float]:
    """Return dollars by what they are paid for. `template` is the expanded one, with its parameters' defaults.

    The alarm of infra/edge.yaml is counted too, as of a stage that is deployed; its web ACL is `web_acl_month`.
    """
    document = yaml.safe_load(PRICES_FILE.read_text())
    monthly, idle = document["monthly"], document["idle"]
    seconds = idle["hours"] * 3600

    def of(kind: str, price: str) -> float:
        return len([*_made(template, kind), *_at_the_edge(kind)]) * float(monthly[price]["usd"])

    polls = idle["connections"] * seconds / idle["poll_s"]
    return {
        "alarms": of("AWS::CloudWatch::Alarm", "alarm"),
        "dashboards": of("AWS::CloudWatch::Dashboard", "dashboard"),
        "secrets": of("AWS::SecretsManager::Secret", "secret"),
        "polls of empty queues": sum(polls * prices.usd[price] for price in _polled(template)),
        "timers": sum(_runs(row, idle) * _run(row, prices, idle) for row in rows.values() if row.kind == "schedule"),
        "prices of the catalogue": seconds / PRICE_AGE.total_seconds() * _all_prices(rows[REFRESH], prices, idle),
        "stock of the catalogue": _runs(rows[REFRESH], idle) * _all_counts(rows[REFRESH], prices, idle),
    }


def web_acl_month() -> float:
    """Return dollars a month for the web ACL of infra/edge.yaml, without its requests."""
    monthly = yaml.safe_load(PRICES_FILE.read_text())["monthly"]
    [acl] = _at_the_edge("AWS::WAFv2::WebACL")
    return float(monthly["web_acl"]["usd"] + len(acl["Properties"]["Rules"]) * monthly["web_acl_rule"]["usd"])


def _made(template: Template, kind: str) -> list[Any]:
    """Return the resources of a type that a stage has whose deployer gives nothing."""
    defaults = {name: one.get("Default") for name, one in template["Parameters"].items()}
    conditions = template.get("Conditions", {})

    def holds(name: str | None) -> bool:
        match conditions.get(name):
            case {"Fn::Equals": [{"Ref": parameter}, value]}:
                return bool(defaults[parameter] == value)
        return True

    return [one for one in template["Resources"].values() if one["Type"] == kind and holds(one.get("Condition"))]


def _at_the_edge(kind: str) -> list[Any]:
    return _made(yaml.safe_load((INFRA / "edge.yaml").read_text()), kind)


def _polled(template: Template) -> list[str]:
    """Return the price of a request to each queue that Lambda polls."""
    queues = {
        name: one["Properties"] for name, one in template["Resources"].items() if one["Type"] == "AWS::SQS::Queue"
    }
    sources = [str(one["Properties"]["EventSourceArn"]) for one in _made(template, "AWS::Lambda::EventSourceMapping")]
    is_fifo = [any(f"{name}." in source and one.get("FifoQueue") for name, one in queues.items()) for source in sources]
    return ["sqs_fifo_request" if fifo else "sqs_request" for fifo in is_fifo]


def _every_s(row: Row) -> int:
    number, unit = row.every.split()
    return int(number) * _SECONDS[unit.rstrip("s")]


def _runs(row: Row, idle: Mapping[str, Any]) -> float:
    return float(idle["hours"] * 3600 / _every_s(row))


def _run(row: Row, prices: Prices, idle: Mapping[str, Any]) -> float:
    calls = idle["timers"][row.name]
    files = calls.get("files", 0)
    at_home = calls["secrets"] + calls["reads"] + calls["writes"] + files
    waits_ms = at_home * prices.time["dynamodb_ms"] + calls["outside"] * prices.time["outside_ms"]
    cpu_ms = (1 + at_home + calls["outside"]) * idle["call_cpu_ms"]
    is_cold = _every_s(row) >= _SECONDS["hour"]
    units = {
        "lambda_request": 1.0,
        "lambda_gb_s": _gb_s(row, prices, cpu_ms=cpu_ms, waits_ms=waits_ms + is_cold * idle["cold_ms"]),
        "read_unit": calls["reads"] * idle["read_units"],
        "write_unit": calls["writes"],
        "secret_request": calls["secrets"],
        "file_read": files,
        "log_gb": calls["lines"] * idle["line_bytes"] + LOG_FRAME_BYTES,
        "trace": traced_share(),
    }
    if row.name in (REFRESH, "publish_pages"):  # these read the whole catalogue
        units["read_unit"] += idle["services"] * idle["service_bytes"] / _READ_UNIT_BYTES
    return _usd(units, prices)


def _all_prices(row: Row, prices: Prices, idle: Mapping[str, Any]) -> float:
    """Return what it costs to ask for the price of each service once and to write it."""
    waits_ms = _asked_ms(prices) + prices.time["dynamodb_ms"]
    one = {
        "lambda_gb_s": _gb_s(row, prices, cpu_ms=2 * idle["call_cpu_ms"], waits_ms=waits_ms),
        "write_unit": 1.0,
    }
    return float(idle["services"] * _usd(one, prices))


def _all_counts(row: Row, prices: Prices, idle: Mapping[str, Any]) -> float:
    """Return what it costs to ask for the stock of each service once and to write all counts as one item."""
    asked = {"lambda_gb_s": _gb_s(row, prices, cpu_ms=idle["call_cpu_ms"], waits_ms=_asked_ms(prices))}
    written = {"write_unit": idle["services"] * idle["count_bytes"] / _WRITE_UNIT_BYTES}
    return float(idle["services"] * _usd(asked, prices) + _usd(written, prices))


def _asked_ms(prices: Prices) -> float:
    """Return how long one question to the supplier takes at the pace of the catalogue."""
    [asked_a_s] = [float(setting.default or 0) for setting in SETTINGS if setting.name == "CATALOGUE_REQUESTS_PER_S"]
    return max(1000 / asked_a_s, prices.time["outside_ms"])


def _gb_s(row: Row, prices: Prices, *, cpu_ms: float, waits_ms: float) -> float:
    speed = min(1.0, row.memory_mb / prices.time["mb_per_cpu"])
    return (cpu_ms / speed + waits_ms) / 1000 * row.memory_mb / 1024


def _usd(units: Mapping[str, float], prices: Prices) -> float:
    return sum(count * prices.usd[price] for price, count in units.items())
