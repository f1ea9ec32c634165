"""The tables: one client for all, and the same keys as in the stack."""

import os
import subprocess
import sys
from typing import Any

import pytest

from callbox.adapters.dynamodb.tables import TABLES, WORK_SHARDS, work_shard
from tests.adapters.dynamodb.table_definitions import table_definitions
from tests.waiting import PATIENCE_S

_COUNT_CLIENTS = """
import gc
from botocore.client import BaseClient
from botocore.session import Session
from callbox.adapters import aws
from callbox.adapters.dynamodb.connection import shared_connection, use_tables
from callbox.adapters.dynamodb.tables import TABLES

use_tables("missing-")
queues = aws.client("sqs")
for model in TABLES.values():
    assert not model.exists()
services = [one.meta.service_model.service_name for one in gc.get_objects() if isinstance(one, BaseClient)]
sessions = [one for one in gc.get_objects() if isinstance(one, Session)]
print(sorted(services), len(sessions), shared_connection().client.meta.endpoint_url)
"""


def test_one_process_makes_one_dynamodb_client_and_one_session(ministack_url: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-c", _COUNT_CLIENTS],
        env={**os.environ, "AWS_ENDPOINT_URL": ministack_url},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split("\n")[0] == f"['dynamodb', 'sqs'] 1 {ministack_url}"


def test_every_table_of_the_stack_has_a_model_and_every_model_a_table() -> None:
    assert set(TABLES) == set(table_definitions())


@pytest.mark.parametrize("name", TABLES)
def test_a_model_has_the_keys_and_indexes_of_its_table(name: str) -> None:
    table = table_definitions()[name]
    schema: Any = TABLES[name]._get_schema()

    assert _by_name(schema["attribute_definitions"]) == _by_name(table["AttributeDefinitions"])
    assert _by_name(schema["key_schema"]) == _by_name(table["KeySchema"])
    assert {
        one["index_name"]: (_by_name(one["key_schema"]), one["projection"])
        for one in schema["global_secondary_indexes"]
    } == {
        one["IndexName"]: (_by_name(one["KeySchema"]), one["Projection"])
        for one in table.get("GlobalSecondaryIndexes", [])
    }


@pytest.mark.parametrize("name", TABLES)
def test_a_model_has_a_ttl_exactly_when_its_table_does(name: str) -> None:
    ttl = table_definitions()[name].get("TimeToLiveSpecification", {}).get("AttributeName")
    attributes = {attribute.attr_name for attribute in TABLES[name].get_attributes().values()}

    assert ("ttl" in attributes) == (ttl == "ttl")


def test_items_that_protect_money_never_expire() -> None:
    guards = ("wallets", "entries", "deposits", "verifications", "idempotency_keys", "pay_outs")

    assert [name for name in guards if "TimeToLiveSpecification" in table_definitions()[name]] == []


def test_a_document_keeps_its_shard_and_shards_are_balanced() -> None:
    shards = [work_shard(f"document-{k}") for k in range(4_000)]

    assert [work_shard("01JD0000000000000000000000"), work_shard("x")] == ["0", "3"]
    assert all(800 < shards.count(shard) < 1_200 for shard in WORK_SHARDS)


def _by_name(described: list[dict[str, str]]) -> list[dict[str, str]]:
    return sorted(described, key=lambda one: one["AttributeName"])
