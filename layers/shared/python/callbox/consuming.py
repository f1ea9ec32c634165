"""SQS in: each record of a batch on its own, so that one bad message does not take its neighbours along."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from callbox import telemetry
from callbox.domain.errors import CallboxError

Consumer = Callable[[Mapping[str, Any]], None]


def consume(event: Any, handle: Consumer) -> dict[str, list[dict[str, str]]]:
    """Hand each record's JSON body to `handle` and return those that failed, for SQS to bring again.

    After five times a record goes to the dead-letter queue. Needs `ReportBatchItemFailures` on the event source.
    """
    failures = []
    for record in event.to_dict()["Records"]:
        telemetry.begin(record["messageId"])
        try:
            handle(json.loads(record["body"]))
        except CallboxError as error:
            telemetry.JsonLog().record("message_postponed", code=error.code)
            failures.append({"itemIdentifier": record["messageId"]})
        except Exception as error:  # noqa: BLE001 - whatever it is, the other records are still to be worked on
            telemetry.crash(error)
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}


def bodies(event: Any, *fields: str) -> list[Mapping[str, Any]]:
    """Return the JSON objects of a batch that have texts in these fields; what is odd is left to `consume`."""
    found: list[Mapping[str, Any]] = []
    for record in event.to_dict()["Records"]:
        try:
            body = json.loads(record["body"])
        except ValueError:
            continue
        if isinstance(body, dict) and all(isinstance(body.get(field), str) for field in fields):
            found.append(body)
    return found
