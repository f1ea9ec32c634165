"""Tables and queues: what must outlive mistakes does, and no message is lost or taken twice by impatience."""

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
}
# Only what may be forgotten expires by itself.
EXPIRING = {"mailed_tokens", "messages", "sessions", "supplier_tokens", "tallies", "top_ups"}


def tables(stage: Stage) -> dict[str, dict[str, Any]]:
    return {
        stage.text(item["Properties"]["TableName"]).removeprefix("callbox-test-"): item
        for item in stage.resources.values()
        if item["Type"] == "AWS::DynamoDB::Table"
    }


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


def test_a_table_outlives_its_stack_and_can_be_taken_back_in_time(stage: Stage) -> None:
    for name, table in tables(stage).items():
        properties = table["Properties"]

        assert (table["DeletionPolicy"], table["UpdateReplacePolicy"]) == ("RetainExceptOnCreate", "Retain"), name
        assert properties["DeletionProtectionEnabled"] == {"Ref": "DeletionProtection"}, name
        assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}, name
        assert properties["BillingMode"] == "PAY_PER_REQUEST", name
    assert stage.template["Parameters"]["DeletionProtection"]["Default"] == "true"


def test_nothing_that_guards_money_expires(stage: Stage) -> None:
    expiring = {name for name, table in tables(stage).items() if "TimeToLiveSpecification" in table["Properties"]}

    assert expiring == EXPIRING


@every_queue
def test_a_message_stays_hidden_six_times_as_long_as_its_consumer_may_run(stage: Stage, name: str) -> None:
    assert queue(stage, name)["VisibilityTimeout"] >= 6 * CONSUMERS[name].timeout_s


@every_queue
def test_a_message_that_fails_five_times_is_put_aside_and_somebody_is_told(stage: Stage, name: str) -> None:
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
def test_a_consumer_that_does_not_keep_up_rings(stage: Stage, name: str) -> None:
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
def test_a_consumer_gives_back_single_messages_and_never_runs_without_bound(stage: Stage, name: str) -> None:
    [event] = stage.function(CONSUMERS[name].name)["Events"].values()
    source = event["Properties"]

    assert stage.text(source["Queue"]).endswith(f":{cloud_name(name)}")
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert 2 <= source["ScalingConfig"]["MaximumConcurrency"] <= 10
    assert source["BatchSize"] == (1 if name == "numbers" else 10)


def test_numbers_are_ordered_one_lane_at_a_time(stage: Stage) -> None:
    assert queue(stage, "numbers")["FifoQueue"] is True
