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
            telemetry.JsonEvents().record("message_postponed", code=error.code)
            failures.append({"itemIdentifier": record["messageId"]})
        except Exception as error:  # noqa: BLE001 - whatever it is, the other records are still to be worked on
            telemetry.crash(error)
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
