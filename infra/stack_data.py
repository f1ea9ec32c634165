"""Expand tables.yaml and queues.yaml into CloudFormation resources."""

from typing import Any

from infra.rows import Row, camel
from infra.stack_alarms import alarm
from infra.stack_logs import KEPT

Resources = dict[str, Any]

# Attempts before SQS moves a message to the dead-letter queue.
MAX_RECEIVES = 5
# AWS's recommendation for Lambda consumers: long enough for all retries of the poller.
VISIBILITY_TIMES_TIMEOUT = 6
DEAD_LETTERS_KEPT_S = 14 * 24 * 3600


def table_resources(tables: dict[str, Any]) -> Resources:
    return {f"{camel(name)}Table": _table(name, table) for name, table in tables.items()}


def _table(name: str, table: dict[str, Any]) -> Resources:
    indexes = table.get("indexes", {})
    keys = [table["key"], *[index["key"] for index in indexes.values()]]
    attributes = {attribute: kind for key in keys for attribute, kind in map(_attribute, key)}
    properties: Resources = {
        "TableName": {"Fn::Sub": f"callbox-${{Stage}}-{name}"},
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [
            {"AttributeName": attribute, "AttributeType": kind} for attribute, kind in sorted(attributes.items())
        ],
        "KeySchema": _key_schema(table["key"]),
        "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": True},
        "DeletionProtectionEnabled": {"Ref": "DeletionProtection"},
    }
    if indexes:
        properties["GlobalSecondaryIndexes"] = [
            {
                "IndexName": index_name,
                "KeySchema": _key_schema(index["key"]),
                "Projection": {"ProjectionType": index["projection"]},
            }
            for index_name, index in indexes.items()
        ]
    if "ttl" in table:
        properties["TimeToLiveSpecification"] = {"AttributeName": table["ttl"], "Enabled": True}
    return {
        "Type": "AWS::DynamoDB::Table",
        **KEPT,
        "Properties": properties,
    }


def _attribute(key: str | dict[str, str]) -> tuple[str, str]:
    if isinstance(key, str):
        return key, "S"
    [(name, kind)] = key.items()
    return name, kind


def _key_schema(keys: list[Any]) -> list[Resources]:
    names = [_attribute(key)[0] for key in keys]
    return [{"AttributeName": name, "KeyType": kind} for name, kind in zip(names, ("HASH", "RANGE"), strict=False)]


def queue_resources(queues: dict[str, Any], rows: dict[str, Row]) -> Resources:
    """Return each queue with its dead-letter queue and alarms. Raises ValueError unless it has exactly one consumer."""
    resources: Resources = {}
    for name, queue in queues.items():
        consumers = [row for row in rows.values() if row.queue == name]
        if len(consumers) != 1:
            raise ValueError(f"queue {name!r} needs exactly one consumer, has {[row.name for row in consumers]}")
        resources |= _queue(name, queue, consumers[0])
    return resources


def _queue(name: str, queue: dict[str, Any], consumer: Row) -> Resources:
    stem, suffix = camel(name), ".fifo" if queue.get("fifo") else ""
    fifo = {"FifoQueue": True} if queue.get("fifo") else {}
    resources: Resources = {
        f"{stem}Queue": {
            "Type": "AWS::SQS::Queue",
            "UpdateReplacePolicy": "Delete",
            "DeletionPolicy": "Delete",
            "Properties": {
                "QueueName": {"Fn::Sub": f"callbox-${{Stage}}-{name}{suffix}"},
                "VisibilityTimeout": VISIBILITY_TIMES_TIMEOUT * consumer.timeout_s,
                "SqsManagedSseEnabled": True,
                "RedrivePolicy": {
                    "deadLetterTargetArn": {"Fn::GetAtt": [f"{stem}DeadLetters", "Arn"]},
                    "maxReceiveCount": MAX_RECEIVES,
                },
                **fifo,
            },
        },
        f"{stem}DeadLetters": {
            "Type": "AWS::SQS::Queue",
            "UpdateReplacePolicy": "Delete",
            "DeletionPolicy": "Delete",
            "Properties": {
                "QueueName": {"Fn::Sub": f"callbox-${{Stage}}-{name}-dead{suffix}"},
                "MessageRetentionPeriod": DEAD_LETTERS_KEPT_S,
                "SqsManagedSseEnabled": True,
                **fifo,
            },
        },
        f"{stem}DeadLettersAlarm": _queue_alarm(
            f"{stem}DeadLetters",
            f"{name}-dead",
            "ApproximateNumberOfMessagesVisible",
            0,
            f"{queue['alarm']}. First run `python -m ops.dead_letters explain --queue {name}`.",
            pages=False,  # no dead letter holds money: the sweeper works from the tables
        ),
    }
    if "oldest_alarm_s" in queue:
        resources[f"{stem}AgeAlarm"] = _queue_alarm(
            f"{stem}Queue",
            f"{name}-late",
            "ApproximateAgeOfOldestMessage",
            queue["oldest_alarm_s"],
            f"{consumer.name} does not keep up: {consumer.alarm}. First check its log and the queue's concurrency.",
            pages=consumer.pages,
        )
    return resources


def _queue_alarm(resource: str, name: str, metric: str, above: int, text: str, *, pages: bool) -> Resources:
    dimensions = [{"Name": "QueueName", "Value": {"Fn::GetAtt": [resource, "QueueName"]}}]
    metrics = {"Namespace": "AWS/SQS", "MetricName": metric, "Dimensions": dimensions}
    return alarm(name, pages=pages, text=text, metric=metrics, statistic="Maximum", period_s=60, above=above)
