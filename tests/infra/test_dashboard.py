"""The dashboard shows what a thousand verifications cost: the sum has everything that AWS bills, at the listed
price."""

import json
import re
from typing import Any

import yaml

from infra.rows import ROOT, read_rows
from tests.infra.stage import Stage

ROWS = read_rows()


def widget(stage: Stage) -> dict[str, Any]:
    [dashboard] = stage.of_type("AWS::CloudWatch::Dashboard").values()
    [only] = json.loads(stage.text(dashboard["DashboardBody"]))["widgets"]
    properties: dict[str, Any] = only["properties"]
    return properties


def counted(stage: Stage, metric: str) -> set[str]:
    """Return the values of a metric's dimensions."""
    found = [line for line in widget(stage)["metrics"] if len(line) > 2 and line[1] == metric]
    return {"/".join(line[3:-1:2]) for line in found}


def expressions(stage: Stage) -> dict[str, str]:
    lines = [line[0] for line in widget(stage)["metrics"] if len(line) == 1]
    return {line["id"]: line["expression"] for line in lines}


def test_every_function_every_table_with_its_indexes_and_every_queue_is_in_the_sum(stage: Stage) -> None:
    tables = yaml.safe_load((ROOT / "infra" / "tables.yaml").read_text())
    indexes = {f"callbox-test-{name}/{index}" for name, table in tables.items() for index in table.get("indexes", {})}

    assert counted(stage, "Invocations") == counted(stage, "Duration") == {f"callbox-test-{name}" for name in ROWS}
    assert counted(stage, "ConsumedWriteCapacityUnits") == {f"callbox-test-{name}" for name in tables} | indexes
    assert counted(stage, "NumberOfMessagesSent") >= {"callbox-test-numbers.fifo", "callbox-test-codes"}
    assert counted(stage, "IncomingBytes") == {"/callbox/test/page", "/callbox/test/ticket"}


def test_the_expressions_use_every_metric_and_no_others(stage: Stage) -> None:
    lines = [line[-1] for line in widget(stage)["metrics"]]
    ids = {line["id"] for line in lines}
    named = {word for text in expressions(stage).values() for word in re.findall(r"[a-z]+[0-9n]*\d*", text)}

    assert len(ids) == len(lines) <= 500
    assert named - ids <= {"total"}
    assert ids - named == {"thousand"}


def test_prices_are_those_of_the_price_list(stage: Stage) -> None:
    prices = yaml.safe_load((ROOT / "infra" / "prices.yaml").read_text())
    text = " ".join(expressions(stage).values())

    for name in ("lambda_request", "read_unit", "write_unit", "sqs_request", "lambda_gb_s"):
        price = prices["prices"][name]
        assert f"*{price['usd'] / price['per']:.10f}" in text
    assert str(prices["as_of"]) in widget(stage)["title"]
