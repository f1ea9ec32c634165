"""`consumer` and `timer` declare functions that run without a request, for SQS batches and schedules.

The handler takes its batch or run and the `Services`. The declaration is its trigger (infra/rows.py) and names the use
cases that its Lambda builds at start (app.py).
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from chalice import Chalice

from callbox import telemetry
from callbox.declared import Offered
from callbox.domain.errors import CallboxError

Message = Mapping[str, Any]
Failures = list[dict[str, str]]


class Batch:
    """The messages that SQS delivers together. Each is handled separately, so a failure does not affect the others."""

    def __init__(self, records: Sequence[Mapping[str, Any]], *, time_left: timedelta) -> None:
        self._records = records
        self.time_left = time_left

    def each(self, handle: Callable[[Message], None]) -> Failures:
        """Pass each message to `handle`. Return the failures, which SQS then delivers again.

        After five attempts, a message goes to the dead-letter queue. The event source needs `ReportBatchItemFailures`.
        """
        failures: Failures = []
        for record in self._records:
            telemetry.begin(record["messageId"])
            try:
                handle(json.loads(record["body"]))
            except CallboxError as error:
                telemetry.JsonLog().record("message_postponed", code=error.code)
                failures.append({"itemIdentifier": record["messageId"]})
            except Exception as error:  # noqa: BLE001 - one failure must not stop the other messages
                telemetry.crash(error)
                failures.append({"itemIdentifier": record["messageId"]})
        return failures

    def with_texts(self, *fields: str) -> list[Message]:
        """Return the messages with strings in these fields. `each` handles malformed ones."""
        found: list[Message] = []
        for record in self._records:
            try:
                body = json.loads(record["body"])
            except ValueError:
                continue
            if isinstance(body, dict) and all(isinstance(body.get(field), str) for field in fields):
                found.append(body)
        return found


@dataclass(frozen=True)
class Run:
    """One run of a timer. `due_at` is its scheduled time, even after a late start."""

    due_at: datetime
    time_left: timedelta


BatchHandler = Callable[[Batch, Any], Failures]
RunHandler = Callable[[Run, Any], Mapping[str, int]]


@dataclass
class Consumer:
    """Decorates the consumer of a queue in infra/queues.yaml, which also sets the batch size."""

    queue: str
    _: KW_ONLY
    uses: tuple[str, ...]
    name: str = field(init=False)
    handler: BatchHandler = field(init=False)

    def __call__(self, handler: BatchHandler) -> BatchHandler:
        self.name, self.handler = handler.__name__, handler
        WORKERS[self.name] = self
        return handler


@dataclass
class Timer:
    """Decorates a function that runs at a rate, spelled as in CloudFormation: `1 minute`, `2 hours`."""

    every: str
    _: KW_ONLY
    uses: tuple[str, ...]
    name: str = field(init=False)
    handler: RunHandler = field(init=False)

    def __call__(self, handler: RunHandler) -> RunHandler:
        self.name, self.handler = handler.__name__, handler
        WORKERS[self.name] = self
        return handler


consumer, timer = Consumer, Timer
WORKERS: dict[str, Consumer | Timer] = {}
"""Every imported worker, by the name of its function."""


def work(app: Chalice, declared: Consumer | Timer, services: Callable[[], Any]) -> Any:
    """Add the declared worker to the app and return it. Lambda looks it up by name in app.py."""

    def offered() -> Offered:
        return Offered(services(), uses=declared.uses, function=declared.name)

    if isinstance(declared, Consumer):
        batched = declared

        def consume(event: Any) -> dict[str, Failures]:
            batch = Batch(event.to_dict()["Records"], time_left=_time_left(event))
            return {"batchItemFailures": batched.handler(batch, offered())}

        consume.__name__ = declared.name
        return app.on_sqs_message(queue=declared.queue, name=declared.name)(consume)
    timed = declared

    def run(event: Any) -> Mapping[str, int]:
        telemetry.begin(event.context.aws_request_id)
        return timed.handler(Run(datetime.fromisoformat(event.time), _time_left(event)), offered())

    run.__name__ = declared.name
    return app.schedule(f"rate({declared.every})", name=declared.name)(run)


def _time_left(event: Any) -> timedelta:
    return timedelta(milliseconds=event.context.get_remaining_time_in_millis())
