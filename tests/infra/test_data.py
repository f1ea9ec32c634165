"""Tables survive mistakes, and queues neither lose messages nor deliver them again too early."""

from typing import Any

import pytest

from infra.rows import read_rows
from tests.infra.stage import Stage

ROWS = read_rows()
CONSUMERS = {row.queue: row for row in ROWS.values() if row.kind == "queue"}
every_queue = pytest.mark.parametrize("name", CONSUMERS)

# The keys as the stores use them: partition key, then sort key.
KEYS = {
    "users": ("user_id",),
    "emails": ("email_key",),
    "email_changes": ("user_id",),
    "sessions": ("family_id",),
    "wallets": ("user_id",),
    "entries": ("user_id", "n"),
    "deposits": ("deposit_id",),
    "deposits/by_user": ("user_id", "deposit_id"),
    "deposits/work": ("work_shard", "due_at"),
    "verifications": ("user_id", "verification_id"),
    "verifications/by_order_id": ("order_id",),
    "verifications/work": ("work_shard", "due_at"),
    "messages": ("user_id", "message_key"),
    "idempotency_keys": ("user_id", "key"),
    "catalogue": ("country", "service_key"),
    "settings": ("name", "changed_at"),
    "supplier_tokens": ("account",),
    "supplier_webhooks": ("supplier",),
}
# Only data that may be lost expires by itself.
EXPIRING = {
    "account_log",
    "live_connections",
    *("challenges", "devices", "email_changes", "emails", "mailboxes", "mailed_tokens"),
    *("messages", "push_subscriptions", "sessions", "supplier_tokens", "tallies", "top_ups"),
}


def tables(stage: Stage) -> dict[str, dict[str, Any]]:
    return {
        stage.text(item["Properties"]["TableName"]).removeprefix("callbox-test-"): item
        for item in stage.resources.values()
        if item["Type"] == "AWS::DynamoDB::Table"
    }


def alarm_names(stage: Stage) -> set[str]:
    return {stage.text(item["AlarmName"]) for item in stage.of_type("AWS::CloudWatch::Alarm").values()}


def key_names(schema: list[dict[str, str]]) -> tuple[str, ...]:
    return tuple(item["AttributeName"] for item in schema)


def queue(stage: Stage, name: str) -> dict[str, Any]:
    """Return the properties of the queue with this name in the cloud."""
    [found] = [
        item for item in stage.of_type("AWS::SQS::Queue").values() if stage.text(item["QueueName"]) == cloud_name(name)
    ]
    result: dict[str, Any] = found
    return result


def cloud_name(name: str) -> str:
    return f"callbox-test-{name}" + (".fifo" if name.startswith("numbers") else "")


def test_the_keys_of_tables_and_indexes_are_those_the_stores_use(stage: Stage) -> None:
    found = {}
    for name, table in tables(stage).items():
        found[name] = key_names(table["Properties"]["KeySchema"])
        for index in table["Properties"].get("GlobalSecondaryIndexes", []):
            found[f"{name}/{index['IndexName']}"] = key_names(index["KeySchema"])

    assert {name: found.get(name) for name in KEYS} == KEYS


def test_a_table_survives_its_stack_and_has_point_in_time_recovery(stage: Stage) -> None:
    for name, table in tables(stage).items():
        properties = table["Properties"]

        assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain"), name
        assert properties["DeletionProtectionEnabled"] == {"Ref": "DeletionProtection"}, name
        assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}, name
        assert properties["BillingMode"] == "PAY_PER_REQUEST", name
    assert stage.template["Parameters"]["DeletionProtection"]["Default"] == "true"


def test_records_that_protect_money_never_expire(stage: Stage) -> None:
    expiring = {name for name, table in tables(stage).items() if "TimeToLiveSpecification" in table["Properties"]}

    assert expiring == EXPIRING


@every_queue
def test_a_message_stays_hidden_six_times_as_long_as_its_consumer_may_run(stage: Stage, name: str) -> None:
    assert queue(stage, name)["VisibilityTimeout"] >= 6 * CONSUMERS[name].timeout_s


@every_queue
def test_a_message_that_fails_five_times_becomes_a_dead_letter_and_raises_an_alarm(stage: Stage, name: str) -> None:
    redrive = queue(stage, name)["RedrivePolicy"]
    dead = f"callbox-test-{name}-dead" + (".fifo" if name == "numbers" else "")
    [alarm] = [
        item
        for item in stage.of_type("AWS::CloudWatch::Alarm").values()
        if stage.text(item["AlarmName"]) == f"callbox-test-{name}-dead"
    ]

    assert redrive["maxReceiveCount"] == 5
    assert stage.text(redrive["deadLetterTargetArn"]).endswith(f":{dead}")
    assert stage.text(alarm["Dimensions"][0]["Value"]) == dead
    assert (alarm["MetricName"], alarm["Threshold"]) == ("ApproximateNumberOfMessagesVisible", 0)


@every_queue
def test_a_consumer_that_does_not_keep_up_raises_an_alarm_unless_late_is_harmless(stage: Stage, name: str) -> None:
    if name == "pushes":
        assert f"callbox-test-{name}-late" not in alarm_names(stage)
        return
    [alarm] = [
        item
        for item in stage.of_type("AWS::CloudWatch::Alarm").values()
        if stage.text(item["AlarmName"]) == f"callbox-test-{name}-late"
    ]

    assert alarm["MetricName"] == "ApproximateAgeOfOldestMessage"
    assert stage.text(alarm["Dimensions"][0]["Value"]) == cloud_name(name)


def test_every_queue_is_encrypted(stage: Stage) -> None:
    assert all(item["SqsManagedSseEnabled"] is True for item in stage.of_type("AWS::SQS::Queue").values())


@every_queue
def test_a_consumer_reports_single_failures_and_has_bounded_concurrency(stage: Stage, name: str) -> None:
    [event] = stage.function(CONSUMERS[name].name)["Events"].values()
    source = event["Properties"]

    assert stage.text(source["Queue"]).endswith(f":{cloud_name(name)}")
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert 2 <= source["ScalingConfig"]["MaximumConcurrency"] <= 10
    assert source["BatchSize"] == (1 if name in ("numbers", "pushes") else 10)


def test_each_lane_orders_one_number_at_a_time(stage: Stage) -> None:
    assert queue(stage, "numbers")["FifoQueue"] is True
