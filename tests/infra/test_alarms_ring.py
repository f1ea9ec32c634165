"""Each alarm of both stacks rings once on the local platform, whose metrics get data beyond its threshold.

ministack evaluates the last periods as one, whatever the dimensions, and knows no missing data.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
import yaml

from infra.stack import INFRA
from tests.infra.stage import Stage
from tests.ministack_process import ministack

PARAMETERS = {"ConcurrencyAlarm": 800, "DistributionId": "E1"}


@pytest.fixture(scope="module")
def cloudwatch() -> Iterator[Any]:
    with ministack() as url:
        session = boto3.Session("local", "local", region_name="us-east-1")
        yield session.client("cloudwatch", endpoint_url=url)


def alarm(stage: Stage, item: dict[str, Any]) -> dict[str, Any]:
    """Return an alarm of the template as CloudFormation hands it to CloudWatch."""

    def given(value: Any) -> Any:
        return PARAMETERS[value["Ref"]] if isinstance(value, dict) and value.get("Ref") in PARAMETERS else value

    return {
        **item,
        "AlarmName": stage.text(item["AlarmName"]),
        "Namespace": stage.text(item["Namespace"]),
        "Dimensions": [
            {"Name": one["Name"], "Value": stage.text(given(one["Value"]))} for one in item.get("Dimensions", [])
        ],
        "Threshold": float(given(item["Threshold"])),
        **{name: [one["Ref"] for one in item.get(name, [])] for name in ("AlarmActions", "OKActions")},
        "InsufficientDataActions": [one["Ref"] for one in item.get("InsufficientDataActions", [])],
    }


def put(cloudwatch: Any, item: dict[str, Any], value: float) -> None:
    """Give each period that the alarm looks at one datum."""
    now = datetime.now(UTC)
    data = [
        {
            "MetricName": item["MetricName"],
            "Dimensions": item["Dimensions"],
            "Timestamp": now - timedelta(seconds=item["Period"] * number),
            "Value": value,
        }
        for number in range(item["EvaluationPeriods"] + 1)
    ]
    cloudwatch.put_metric_data(Namespace=item["Namespace"], MetricData=data)


def state(cloudwatch: Any, item: dict[str, Any]) -> str:
    [found] = cloudwatch.describe_alarms(AlarmNames=[item["AlarmName"]])["MetricAlarms"]
    return str(found["StateValue"])


def alarms(stage: Stage) -> list[dict[str, Any]]:
    """Return all alarms, also that of CloudFront's stack, but the one of a query, which the local platform lacks."""
    edge = Stage(yaml.safe_load((INFRA / "edge.yaml").read_text()))
    found = [*stage.of_type("AWS::CloudWatch::Alarm").values(), *edge.of_type("AWS::CloudWatch::Alarm").values()]
    return [alarm(stage, item) for item in found if "Metrics" not in item]


def test_each_alarm_above_a_threshold_rings_when_its_metric_passes_it(stage: Stage, cloudwatch: Any) -> None:
    above = [item for item in alarms(stage) if item["ComparisonOperator"] == "GreaterThanThreshold"]
    for item in above:
        cloudwatch.put_metric_alarm(**item)
        put(cloudwatch, item, item["Threshold"] + 1)

    assert len(above) >= 18
    assert "callbox-test-site-errors" in {item["AlarmName"] for item in above}
    assert {item["AlarmName"]: state(cloudwatch, item) for item in above} == {
        item["AlarmName"]: "ALARM" for item in above
    }


def test_each_alarm_below_a_threshold_rings_without_runs_and_ends_with_one(stage: Stage, cloudwatch: Any) -> None:
    """What is missing is told as 0 here; how CloudWatch treats missing data, test_functions.py states."""
    silent = [item for item in alarms(stage) if item["ComparisonOperator"] == "LessThanThreshold"]
    states = []
    for runs in (0, 1):
        for item in silent:
            cloudwatch.put_metric_alarm(**item)
            put(cloudwatch, item, runs)
        states.append({state(cloudwatch, item) for item in silent})

    assert len(silent) == 4
    assert states == [{"ALARM"}, {"OK"}]


def answered(cloudwatch: Any, query: str, *, period_s: int) -> float:
    """Answer a query of Metrics Insights, in the one form that we use: a sum over the metrics with these dimensions.

    SCHEMA takes metrics with exactly the named dimensions:
    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-metrics-insights-querylanguage.html
    """
    form = re.fullmatch(r'SELECT SUM\((\w+)\) FROM SCHEMA\("([\w/]+)", ([\w, ]+)\)', query)
    assert form, f"not understood: {query}"
    name, namespace, dimensions = form[1], form[2], set(form[3].split(", "))
    found = cloudwatch.list_metrics(Namespace=namespace, MetricName=name)["Metrics"]
    now, total = datetime.now(UTC), 0.0
    for metric in found:
        if {one["Name"] for one in metric["Dimensions"]} == dimensions:
            points = cloudwatch.get_metric_statistics(
                **{key: metric[key] for key in ("Namespace", "MetricName", "Dimensions")},
                StartTime=now - timedelta(seconds=period_s), EndTime=now + timedelta(seconds=period_s),
                Period=period_s, Statistics=["Sum"],
            )  # fmt: skip
            total += sum(point["Sum"] for point in points["Datapoints"])
    return total


def test_the_query_over_all_tables_passes_its_threshold_when_a_few_are_throttled(stage: Stage, cloudwatch: Any) -> None:
    item = stage.properties("DatabaseThrottledAlarm")
    [query] = item["Metrics"]

    def throttle(requests: int, **dimensions: str) -> None:
        given = [{"Name": name, "Value": value} for name, value in dimensions.items()]
        datum = {"MetricName": "ThrottledRequests", "Dimensions": given, "Value": requests}
        cloudwatch.put_metric_data(Namespace="AWS/DynamoDB", MetricData=[datum])

    def total() -> float:
        return answered(cloudwatch, query["Expression"], period_s=query["Period"])

    # the dimensions of this metric: docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
    throttle(500, TableName="callbox-test-wallets")
    throttle(6, TableName="callbox-test-wallets", Operation="PutItem")
    assert total() == 6 <= item["Threshold"]

    throttle(5, TableName="callbox-test-verifications", Operation="Query")
    assert total() == 11 > item["Threshold"]
    assert item["ComparisonOperator"] == "GreaterThanThreshold"
