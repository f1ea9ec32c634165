"""Make the tables of the books as they were at one second, under other names.

On AWS, by point-in-time recovery. On the local platform, whose emulator restores a table as it is now, by exports that
`python -m ops.restore export` writes: both fill new tables, which the rest of the restore cannot tell apart.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

from botocore.exceptions import ClientError

from callbox.adapters.dynamodb.tables import BOOKS


class NotRestorable(Exception):
    """The books cannot be restored to this second; says to which they can."""


class Recovery(Protocol):
    def must_reach(self, prefix: str, at: datetime) -> None:
        """Raise NotRestorable unless every table of the books can be restored to this second."""

    def begin(self, prefix: str, target: str, at: datetime) -> None:
        """Begin to restore the tables that are not there yet."""

    def unfinished(self, target: str) -> list[str]:
        """Return the restored tables that are not ready yet."""


class PointInTime:
    """DynamoDB's continuous backups. Each table is restored by itself, all at the same time."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def must_reach(self, prefix: str, at: datetime) -> None:
        for name in BOOKS:
            found = self._client.describe_continuous_backups(TableName=f"{prefix}{name}")
            window = found["ContinuousBackupsDescription"].get("PointInTimeRecoveryDescription", {})
            earliest, latest = window.get("EarliestRestorableDateTime"), window.get("LatestRestorableDateTime")
            if earliest is None or latest is None:
                raise NotRestorable(f"{prefix}{name} has no point-in-time recovery")
            if not earliest <= at <= latest:
                raise NotRestorable(
                    f"{prefix}{name} can be restored from {_utc(earliest)} to {_utc(latest)}, not to {_utc(at)}; "
                    "the latest second is about five minutes ago"
                )

    def begin(self, prefix: str, target: str, at: datetime) -> None:
        for name in BOOKS:
            if _description(self._client, f"{target}{name}") is None:
                self._client.restore_table_to_point_in_time(
                    SourceTableName=f"{prefix}{name}",
                    TargetTableName=f"{target}{name}",
                    RestoreDateTime=at,
                    BillingModeOverride="PAY_PER_REQUEST",
                )

    def unfinished(self, target: str) -> list[str]:
        return [name for name in BOOKS if not _is_active(_description(self._client, f"{target}{name}"))]


class Exports:
    """Exports of the local platform's books, a folder for each second. Written while nothing writes the books."""

    def __init__(self, client: Any, folder: Path) -> None:
        self._client = client
        self._folder = folder

    def write(self, prefix: str, at: datetime) -> None:
        """Export the books as they are now, as those of this second."""
        folder = self._of(at)
        folder.mkdir(parents=True, exist_ok=True)
        for name in BOOKS:
            (folder / f"{name}.json").write_text(json.dumps(list(items_of(self._client, f"{prefix}{name}"))))

    def must_reach(self, prefix: str, at: datetime) -> None:
        if not self._of(at).is_dir():
            known = ", ".join(sorted(one.name for one in self._folder.glob("*Z"))) or "none"
            raise NotRestorable(f"there is no export of {_utc(at)} (exports of {prefix}*: {known})")

    def begin(self, prefix: str, target: str, at: datetime) -> None:
        for name in BOOKS:
            like = _like(self._client, f"{prefix}{name}")
            if _description(self._client, f"{target}{name}") is None:
                self._client.create_table(**like, TableName=f"{target}{name}")
            for item in json.loads((self._of(at) / f"{name}.json").read_text()):
                # after an interruption, what is there stays: it may have changed since
                with suppress(self._client.exceptions.ConditionalCheckFailedException):
                    self._client.put_item(
                        TableName=f"{target}{name}",
                        Item=item,
                        ConditionExpression="attribute_not_exists(#key)",
                        ExpressionAttributeNames={"#key": like["KeySchema"][0]["AttributeName"]},
                    )

    def unfinished(self, target: str) -> list[str]:
        return [name for name in BOOKS if _description(self._client, f"{target}{name}") is None]

    def _of(self, at: datetime) -> Path:
        return self._folder / _utc(at).replace(":", "")


def protect(client: Any, source: str, target: str) -> None:
    """Give restored tables what a restore does not copy: continuous backups, protection from deletion, tags.

    Raises ContinuousBackupsUnavailableException for a short time after a table was made.
    """
    for name in BOOKS:
        original = client.describe_table(TableName=f"{source}{name}")["Table"]
        restored = client.describe_table(TableName=f"{target}{name}")["Table"]
        client.update_continuous_backups(
            TableName=f"{target}{name}", PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
        if original.get("DeletionProtectionEnabled") and not restored.get("DeletionProtectionEnabled"):
            client.update_table(TableName=f"{target}{name}", DeletionProtectionEnabled=True)
        tags = [one for one in client.list_tags_of_resource(ResourceArn=original["TableArn"])["Tags"] if _is_ours(one)]
        if tags:
            client.tag_resource(ResourceArn=restored["TableArn"], Tags=tags)


def delete(client: Any, target: str) -> None:
    """Delete restored tables, which the stage does not use. Those of a stage in use are never passed here."""
    for name in BOOKS:
        with suppress(client.exceptions.ResourceNotFoundException):
            if _description(client, f"{target}{name}", "DeletionProtectionEnabled"):
                client.update_table(TableName=f"{target}{name}", DeletionProtectionEnabled=False)
            client.delete_table(TableName=f"{target}{name}")


def items_of(client: Any, table: str) -> Iterator[Any]:
    """Yield the raw items of a table, strongly consistent."""
    for page in client.get_paginator("scan").paginate(TableName=table, ConsistentRead=True):
        yield from page["Items"]


def _description(client: Any, table: str, part: str | None = None) -> Any:
    """Return the description of a table or a part of it, or None without the table."""
    try:
        found = client.describe_table(TableName=table)["Table"]
    except ClientError as error:
        if error.response["Error"]["Code"] == "ResourceNotFoundException":
            return None
        raise
    return found if part is None else found.get(part)


def _is_active(table: Any) -> bool:
    indexes = (table or {}).get("GlobalSecondaryIndexes", [])
    return table is not None and all(one == "ACTIVE" for one in [table["TableStatus"], *_statuses(indexes)])


def _statuses(indexes: list[Any]) -> list[str]:
    return [one.get("IndexStatus", "ACTIVE") for one in indexes]


def _like(client: Any, table: str) -> dict[str, Any]:
    found = client.describe_table(TableName=table)["Table"]
    like = {name: found[name] for name in ("KeySchema", "AttributeDefinitions")}
    indexes = [
        {name: index[name] for name in ("IndexName", "KeySchema", "Projection")}
        for index in found.get("GlobalSecondaryIndexes", [])
    ]
    return {**like, "BillingMode": "PAY_PER_REQUEST", **({"GlobalSecondaryIndexes": indexes} if indexes else {})}


def _is_ours(tag: dict[str, str]) -> bool:
    return not tag["Key"].startswith("aws:")  # AWS's own tags cannot be set


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
