"""The tables as the stack defines them, in infra/tables.yaml: made in a test's database, read by the tests of the keys."""

from pathlib import Path
from typing import Any

import yaml

TABLES_FILE = Path(__file__).parents[3] / "infra" / "tables.yaml"


def table_definitions() -> dict[str, dict[str, Any]]:
    definitions: dict[str, dict[str, Any]] = yaml.safe_load(TABLES_FILE.read_text())
    return definitions


def create_tables(client: Any, prefix: str) -> None:
    """Make all tables, with the names that begin with `prefix`."""
    for name, definition in table_definitions().items():
        client.create_table(**_request(f"{prefix}{name}", definition))


def key_schema(key: list[Any]) -> list[tuple[str, str]]:
    """Return [(attribute, type)] of a key as the file has it: `name`, or `name: N` for a number."""
    return [next(iter(one.items())) if isinstance(one, dict) else (one, "S") for one in key]


def _request(table_name: str, definition: dict[str, Any]) -> dict[str, Any]:
    indexes = definition.get("indexes", {})
    keys = [definition["key"], *(index["key"] for index in indexes.values())]
    attributes = dict(attribute for key in keys for attribute in key_schema(key))
    request: dict[str, Any] = {
        "TableName": table_name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": name, "AttributeType": kind} for name, kind in attributes.items()],
        "KeySchema": _roles(definition["key"]),
    }
    if indexes:
        request["GlobalSecondaryIndexes"] = [
            {
                "IndexName": name,
                "KeySchema": _roles(index["key"]),
                "Projection": {"ProjectionType": index["projection"]},
            }
            for name, index in indexes.items()
        ]
    return request


def _roles(key: list[Any]) -> list[dict[str, str]]:
    roles = ("HASH", "RANGE")
    return [{"AttributeName": name, "KeyType": role} for (name, _), role in zip(key_schema(key), roles, strict=False)]
