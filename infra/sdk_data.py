"""Trim botocore's data to the operations in use, because botocore reads it at every cold start.

Keeps the operations named here with their shapes but without documentation, and the endpoints of one partition.
"""

import gzip
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# The AWS operations that our code calls, by service. A missing one fails only at run time, so a test compares this list
# with functions.yaml. SQS and transactions have single and batch operations, so that a refactoring can switch.
USED_OPERATIONS = {
    "dynamodb": {
        "BatchGetItem", "BatchWriteItem", "DeleteItem", "DescribeTable", "GetItem", "PutItem", "Query", "Scan",
        "TransactGetItems", "TransactWriteItems", "UpdateItem",
    },
    "sqs": {"SendMessage", "SendMessageBatch"},
    "ssm": {"GetParameter"},
    "sesv2": {"SendEmail"},
    "s3": {"GetObject", "PutObject", "DeleteObject"},
}  # fmt: skip
USED_PARTITION = "aws"
_ENDPOINT_PREFIXES = {*USED_OPERATIONS, "email"}  # the last is sesv2's
_DATA_FILES = {"endpoints.json", "partitions.json", "sdk-default-configuration.json", "_retry.json"}
_NEVER_READ = ("examples-1.json*", "paginators-1.json*", "waiters-2.json*")

Document = dict[str, Any]


def trim_sdk(botocore: Path) -> None:
    """Trim botocore's data in place."""
    data = botocore / "data"
    for entry in data.iterdir():
        if entry.is_dir() and entry.name not in USED_OPERATIONS:
            shutil.rmtree(entry)
        elif entry.is_file() and entry.name not in _DATA_FILES:
            entry.unlink()
    for service, operations in USED_OPERATIONS.items():
        _trim_service(data / service, operations)
    _keep_partition(data / "endpoints.json")
    # botocore ships its own list of certificate authorities but prefers certifi's.
    (botocore / "cacert.pem").unlink(missing_ok=True)


def _trim_service(folder: Path, operations: set[str]) -> None:
    *older, newest = sorted(folder.iterdir())
    for version in older:
        shutil.rmtree(version)
    for pattern in _NEVER_READ:
        for unread in newest.glob(pattern):
            unread.unlink()
    for packed in newest.glob("*.json.gz"):
        document = _without_documentation(json.loads(gzip.decompress(packed.read_bytes())))
        if packed.name.startswith("service-2."):
            _keep_operations(document, operations)
            for option in document.get("clientContextParams", {}).values():
                option["documentation"] = ""  # botocore reads this one, and only S3 has any
        # uncompressed: decompressing it at each cold start takes longer than reading it
        _write(packed.with_suffix(""), document)
        packed.unlink()


def _keep_operations(model: Document, operations: set[str]) -> None:
    model["operations"] = {name: model["operations"][name] for name in operations}
    needed: set[str] = set()
    found = list(_shapes_in(model["operations"]))
    while found:
        name = found.pop()
        if name not in needed:
            needed.add(name)
            found += _shapes_in(model["shapes"][name])
    model["shapes"] = {name: model["shapes"][name] for name in needed}


def _shapes_in(part: Any) -> Iterator[str]:
    """Yield the names of the shapes that a part of a service model refers to."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part):
        if key == "shape" and isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            yield from _shapes_in(value)


def _without_documentation(part: Any) -> Any:
    if isinstance(part, dict):
        return {
            key: _without_documentation(value)
            for key, value in part.items()
            # a shape may have a member named like this key; its value is then an object
            if not (key == "documentation" and isinstance(value, str))
        }
    return [_without_documentation(value) for value in part] if isinstance(part, list) else part


def _keep_partition(endpoints: Path) -> None:
    """Keep only the one partition and the used services in the list of endpoints."""
    document = json.loads(endpoints.read_text())
    document["partitions"] = [part for part in document["partitions"] if part["partition"] == USED_PARTITION]
    for part in document["partitions"]:
        part["services"] = {name: part["services"][name] for name in _ENDPOINT_PREFIXES & part["services"].keys()}
    _write(endpoints, document)


def _write(path: Path, document: Document) -> None:
    """Write compact JSON with a stable order."""
    path.write_text(json.dumps(document, separators=(",", ":"), sort_keys=True))
