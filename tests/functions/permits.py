"""Compare what a function really calls with its row in infra/functions.yaml, from which its role is made.

The in-memory cloud does not enforce roles, so without this a missing action would show only on AWS.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from callbox.adapters import aws
from infra.rows import Row
from tests.functions.cloud import PREFIX, SECRETS_PREFIX

_EVENT = "before-parameter-build"
_PARTS = {"Put": "PutItem", "Update": "UpdateItem", "Delete": "DeleteItem", "ConditionCheck": "ConditionCheckItem"}

Call = tuple[str, str]
"""(what is acted upon, the action), such as ("deposits/by_user", "Query")."""


@contextmanager
def held_against(row: Row) -> Iterator[None]:
    """Fail at the end of the block if it made a call to AWS that the row does not allow.

    Clients keep the session's handlers from their creation, so enter this before making the first client.
    """
    made: set[Call] = set()
    _watchers.append(made)
    try:
        yield
    finally:
        _watchers.remove(made)
    beyond = sorted(made - _allowed(row))
    assert not beyond, f"{row.name} does what its row in infra/functions.yaml does not allow: {beyond}"


_watchers: list[set[Call]] = []


def _watch(params: Mapping[str, Any], model: Any, **_: Any) -> None:
    for watcher in _watchers:
        watcher.update(_calls(model.service_model.service_name, model.name, params))


def watch_session() -> None:
    """Record every call of the clients that are made from now on. A second call changes nothing."""
    aws.session().register(_EVENT, _watch, unique_id="permits")


SITE: set[Call] = {
    (f"site {key}", action)
    for action, keys in {
        "GetObject": ("services", "pages-manifest.json"),
        "PutObject": ("services", "index.html", "prices.html", "sitemap.xml", "pages-manifest.json"),
        "DeleteObject": ("services",),
    }.items()
    for key in keys
}
"""What infra/stack_roles.py allows to a row with `site`."""


def _allowed(row: Row) -> set[Call]:
    return (
        {(table, action) for table, actions in row.tables.items() for action in actions}
        | {(f"queue {queue}", "SendMessage") for queue in row.sends}
        | {(f"secret {secret}", "GetParameter") for secret in row.secrets}
        | ({("mail", "SendEmail")} if row.mails else set())
        | (SITE if row.site else set())
    )


def _calls(service: str, operation: str, params: Mapping[str, Any]) -> Iterator[Call]:
    if service == "sqs":
        yield f"queue {params['QueueUrl'].rpartition(PREFIX)[2].removesuffix('.fifo')}", operation
    elif service == "ssm":
        yield f"secret {params['Name'].removeprefix(SECRETS_PREFIX)}", operation
    elif service == "s3":
        key = params["Key"]
        yield f"site {'services' if key.startswith('services/') else key}", operation
    elif service == "sesv2":
        yield "mail", operation
    elif operation == "TransactWriteItems":
        for part in params["TransactItems"]:
            for kind, item in part.items():
                yield _table(item), _PARTS[kind]
    elif operation in ("BatchGetItem", "BatchWriteItem"):
        for table in params["RequestItems"]:
            yield table.removeprefix(PREFIX), operation
    else:
        yield _table(params), operation


def _table(params: Mapping[str, Any]) -> str:
    name = str(params["TableName"]).removeprefix(PREFIX)
    return f"{name}/{params['IndexName']}" if "IndexName" in params else name
