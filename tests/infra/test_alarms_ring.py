"""Each alarm of the template rings once on the local platform, whose metrics get data beyond its threshold.

ministack evaluates the last periods as one, whatever the dimensions, and knows no missing data.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest

from tests.infra.stage import Stage
from tests.ministack_process import ministack

PARAMETERS = {"ConcurrencyAlarm": 800}


@pytest.fixture(scope="module")
def cloudwatch() -> Iterator[Any]:
    with ministack() as url:
        session = boto3.Session("local", "local", region_name="us-east-1")
        yield session.client("cloudwatch", endpoint_url=url)


def alarm(stage: Stage, item: dict[str, Any]) -> dict[str, Any]:
    """Return an alarm of the template as CloudFormation hands it to CloudWatch."""
    threshold = item["Threshold"]
    return {
        **item,
        "AlarmName": stage.text(item["AlarmName"]),
        "Namespace": stage.text(item["Namespace"]),
        "Dimensions": [{"Name": one["Name"], "Value": stage.text(one["Value"])} for one in item.get("Dimensions", [])],
        "Threshold": float(PARAMETERS[threshold["Ref"]] if isinstance(threshold, dict) else threshold),
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
    """Return all alarms but the one of a query, which the local platform lacks."""
    found = stage.of_type("AWS::CloudWatch::Alarm").values()
    return [alarm(stage, item) for item in found if "Metrics" not in item]


def test_each_alarm_above_a_threshold_rings_when_its_metric_passes_it(stage: Stage, cloudwatch: Any) -> None:
    above = [item for item in alarms(stage) if item["ComparisonOperator"] == "GreaterThanThreshold"]
    for item in above:
        cloudwatch.put_metric_alarm(**item)
        put(cloudwatch, item, item["Threshold"] + 1)

    assert len(above) >= 18
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

    assert len(silent) == 5
    assert states == [{"ALARM"}, {"OK"}]
