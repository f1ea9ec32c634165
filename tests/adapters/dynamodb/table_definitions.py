"""The tables as the stack defines them, for tests to make them and to compare the models with."""

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from infra.stack_data import table_resources

_TABLES_FILE = Path(__file__).parents[3] / "infra" / "tables.yaml"
_BEFORE_THE_NAME = "callbox-${Stage}-"
_WHAT_A_TEST_NEEDS = ("AttributeDefinitions", "BillingMode", "GlobalSecondaryIndexes", "KeySchema")


@cache
def table_definitions() -> Mapping[str, Mapping[str, Any]]:
    """Return the CloudFormation properties of each table, by its name without the prefix."""
    resources = table_resources(yaml.safe_load(_TABLES_FILE.read_text()))
    properties = [resource["Properties"] for resource in resources.values()]
    return {one["TableName"]["Fn::Sub"].removeprefix(_BEFORE_THE_NAME): one for one in properties}


def create_tables(client: Any, prefix: str) -> None:
    """Make all tables, with names that begin with `prefix`."""
    for name, properties in table_definitions().items():
        needed = {key: properties[key] for key in _WHAT_A_TEST_NEEDS if key in properties}
        # the prefix is unique: an existing table was created by an earlier request whose answer came too late
        with suppress(client.exceptions.ResourceInUseException):
            client.create_table(TableName=f"{prefix}{name}", **needed)
