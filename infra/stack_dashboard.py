"""The operator's dashboard: the cost of a thousand verifications, computed from AWS metrics and list prices.

Functions do not measure their own cost: AWS counts the same units, and a log line per invocation would cost extra. The
prices are those of the benches (infra/prices.yaml).
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from infra.rows import Row
from infra.stack_logs import group_name

HOUR_S = 3600
_FRAME = {"width": 24, "height": 8, "type": "metric"}

Resources = dict[str, Any]


@dataclass
class _Metrics:
    """The hidden metrics of one widget, each with an id for expressions."""

    lines: list[list[Any]] = field(default_factory=list)

    def sum_of(self, prefix: str, metrics: Iterator[list[str]]) -> str:
        """Add metrics as hourly sums; return an expression for their total."""
        ids = []
        for number, metric in enumerate(metrics):
            ids.append(f"{prefix}{number}")
            self.lines.append([*metric, {"id": ids[-1], "visible": False, "stat": "Sum"}])
        # an hour without activity has no data points
        return f"SUM([{','.join(f'FILL({one},0)' for one in ids)}])"


def dashboard_resources(
    rows: dict[str, Row], tables: dict[str, Any], queues: dict[str, Any], prices: dict[str, Any]
) -> Resources:
    """Return the dashboard as a CloudFormation resource."""
    usd = {name: price["usd"] / price["per"] for name, price in prices["prices"].items()}
    body = {"widgets": [_cost_widget(rows, tables, queues, usd, prices)]}
    return {
        "CostDashboard": {
            "Type": "AWS::CloudWatch::Dashboard",
            "Condition": "HasCostDashboard",
            "Properties": {
                "DashboardName": {"Fn::Sub": "callbox-${Stage}-cost"},
                "DashboardBody": {"Fn::Sub": json.dumps(body, sort_keys=True)},
            },
        }
    }


def _cost_widget(
    rows: dict[str, Row], tables: dict[str, Any], queues: dict[str, Any], usd: dict[str, float], prices: dict[str, Any]
) -> Resources:
    metrics = _Metrics()
    requests = metrics.sum_of(
        "api", iter([["AWS/ApiGateway", "Count", "ApiName", "callbox-${Stage}", "Stage", "live"]])
    )
    invocations = metrics.sum_of("run", _of_functions(rows.values(), "Invocations"))
    queued = metrics.sum_of("sqs", _of_queues(queues))
    logged = metrics.sum_of("log", _of_logs())
    parts = {
        "API requests": f"{requests}*{usd['api_request'] + usd['edge_request'] + usd['edge_function']:.10f}",
        "Lambda requests": f"{invocations}*{usd['lambda_request']:.10f}",
        "Lambda time": f"({_gb_s(rows, metrics)})*{usd['lambda_gb_s']:.10f}",
        "reads": f"{metrics.sum_of('rcu', _of_tables(tables, 'ConsumedReadCapacityUnits'))}*{usd['read_unit']:.10f}",
        "writes": f"{metrics.sum_of('wcu', _of_tables(tables, 'ConsumedWriteCapacityUnits'))}*{usd['write_unit']:.10f}",
        "queue requests": f"{queued}*{usd['sqs_request']:.10f}",
        "logs": f"{logged}*{usd['log_gb']:.12f}",
    }
    orders = metrics.sum_of("buy", _sent("numbers", queues))
    shown: list[list[Any]] = [
        [{"id": f"part{number}", "expression": expression, "label": f"USD per hour: {name}", "visible": False}]
        for number, (name, expression) in enumerate(parts.items())
    ]
    total = "+".join(f"part{number}" for number in range(len(parts)))
    shown.append([{"id": "total", "expression": total, "label": "USD per hour", "yAxis": "right"}])
    each = f"IF({orders}>0,1000*total/{orders})"
    shown.append([{"id": "thousand", "expression": each, "label": "USD per thousand verifications"}])
    return {
        **_FRAME,
        "properties": {
            "title": f"Cost per thousand verifications ({prices['region']}, list prices of {prices['as_of']})",
            "view": "timeSeries",
            "region": "${AWS::Region}",
            "period": HOUR_S,
            "metrics": [*shown, *metrics.lines],
        },
    }


def _gb_s(rows: dict[str, Row], metrics: _Metrics) -> str:
    """Return the expression of billed gigabyte-seconds: each function's duration times its memory."""
    sizes = sorted({row.memory_mb for row in rows.values()})
    sums = [
        f"{size / 1024 / 1000:.8f}*"
        + metrics.sum_of(f"ms{size}n", _of_functions((r for r in rows.values() if r.memory_mb == size), "Duration"))
        for size in sizes
    ]
    return "+".join(sums)


def _of_functions(rows: Any, metric: str) -> Iterator[list[str]]:
    for row in rows:
        yield ["AWS/Lambda", metric, "FunctionName", f"callbox-${{Stage}}-{row.name}"]


def _of_tables(tables: dict[str, Any], metric: str) -> Iterator[list[str]]:
    for name, table in tables.items():
        dimension = ["AWS/DynamoDB", metric, "TableName", f"callbox-${{Stage}}-{name}"]
        yield dimension
        for index in table.get("indexes", {}):
            yield [*dimension, "GlobalSecondaryIndexName", index]


def _of_queues(queues: dict[str, Any]) -> Iterator[list[str]]:
    for name in queues:
        yield from _sent(name, queues)
        for metric in ("NumberOfMessagesReceived", "NumberOfMessagesDeleted", "NumberOfEmptyReceives"):
            yield ["AWS/SQS", metric, "QueueName", _queue_name(name, queues)]


def _sent(name: str, queues: dict[str, Any]) -> Iterator[list[str]]:
    yield ["AWS/SQS", "NumberOfMessagesSent", "QueueName", _queue_name(name, queues)]


def _queue_name(name: str, queues: dict[str, Any]) -> str:
    return f"callbox-${{Stage}}-{name}{'.fifo' if queues[name].get('fifo') else ''}"


def _of_logs() -> Iterator[list[str]]:
    for pages in (True, False):
        yield ["AWS/Logs", "IncomingBytes", "LogGroupName", group_name(pages)]
