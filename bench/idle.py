"""What a month without customers costs: counted from the template, times the price list.

Alarms, secrets and dashboards cost by their number, queues by Lambda's polling, timers by their runs. Tables, buckets,
the API and CloudFront cost nothing without requests. The refresh of the catalogue stands by itself: what it costs
follows from how much the supplier offers.
"""

from collections.abc import Mapping
from typing import Any

import yaml

from bench.cost import LOG_FRAME_BYTES, PRICES_FILE, Prices, traced_share
from callbox.config import SETTINGS
from infra.rows import Row
from infra.stack import INFRA

REFRESH = "refresh_catalogue"
_SECONDS = {"minute": 60, "hour": 3600, "day": 86400}


def idle_month(template: Mapping[str, Any], rows: Mapping[str, Row], prices: Prices) -> dict[str, float]:
    """Return dollars by what they are paid for. `template` is the expanded one, with its parameters' defaults."""
    document = yaml.safe_load(PRICES_FILE.read_text())
    monthly, idle = document["monthly"], document["idle"]
    seconds = idle["hours"] * 3600

    def of(kind: str, price: str) -> float:
        return len(_made(template, kind)) * float(monthly[price]["usd"])

    queues = len(_made(template, "AWS::Lambda::EventSourceMapping"))
    polls = queues * idle["connections"] * seconds / idle["poll_s"]
    timers = [row for row in rows.values() if row.kind == "schedule" and row.name != REFRESH]
    return {
        "alarms": of("AWS::CloudWatch::Alarm", "alarm"),
        "dashboards": of("AWS::CloudWatch::Dashboard", "dashboard"),
        "secrets": of("AWS::SecretsManager::Secret", "secret"),
        "polls of empty queues": polls * prices.usd["sqs_request"],
        "timers": sum(seconds / _every_s(row) * _run(row, prices, idle) for row in timers),
    }


def refresh_month(rows: Mapping[str, Row], prices: Prices) -> float:
    """Return dollars a month for the refresh of the catalogue."""
    idle = yaml.safe_load(PRICES_FILE.read_text())["idle"]
    [asked_a_s] = [float(setting.default or 0) for setting in SETTINGS if setting.name == "CATALOGUE_REQUESTS_PER_S"]
    row, services = rows[REFRESH], idle["services"]
    each = services / asked_a_s * row.memory_mb / 1024 * prices.usd["lambda_gb_s"] + services * prices.usd["write_unit"]
    return float(idle["hours"] * 3600 / _every_s(row) * each)


def web_acl_month() -> float:
    """Return dollars a month for the web ACL of infra/edge.yaml, without its requests."""
    monthly = yaml.safe_load(PRICES_FILE.read_text())["monthly"]
    [acl] = _made(yaml.safe_load((INFRA / "edge.yaml").read_text()), "AWS::WAFv2::WebACL")
    return float(monthly["web_acl"]["usd"] + len(acl["Properties"]["Rules"]) * monthly["web_acl_rule"]["usd"])


def _made(template: Mapping[str, Any], kind: str) -> list[Any]:
    """Return the resources of a type that a stage has whose deployer gives nothing."""
    defaults = {name: one.get("Default") for name, one in template["Parameters"].items()}
    conditions = template.get("Conditions", {})

    def holds(name: str | None) -> bool:
        match conditions.get(name):
            case {"Fn::Equals": [{"Ref": parameter}, value]}:
                return bool(defaults[parameter] == value)
        return True

    return [one for one in template["Resources"].values() if one["Type"] == kind and holds(one.get("Condition"))]


def _every_s(row: Row) -> int:
    number, unit = row.every.split()
    return int(number) * _SECONDS[unit.rstrip("s")]


def _run(row: Row, prices: Prices, idle: Mapping[str, Any]) -> float:
    billed_s = idle["short_run_ms" if _every_s(row) < _SECONDS["hour"] else "long_run_ms"] / 1000
    units = {
        "lambda_request": 1.0,
        "lambda_gb_s": billed_s * row.memory_mb / 1024,
        "read_unit": idle["work_index_read_units"] * sum(target.endswith("/work") for target in row.tables),
        "log_gb": idle["log_bytes"] + LOG_FRAME_BYTES,
        "trace": traced_share(),
    }
    return float(sum(count * prices.usd[price] for price, count in units.items()))
