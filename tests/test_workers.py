"""Each message of a queue batch succeeds or fails independently."""

import json
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import pytest
from chalice import Chalice
from chalice.app import SQSEvent

from callbox.declared import NotDeclared
from callbox.domain.errors import Refused, Unavailable, Uncertain
from callbox.workers import WORKERS, Batch, Failures, Message, Run, consumer, timer, work


def a_batch(*bodies: object) -> SQSEvent:
    """Return messages m1, m2, …: a string is used as the body, anything else is encoded as JSON."""
    records = [
        {"messageId": f"m{n}", "receiptHandle": "r", "body": body if isinstance(body, str) else json.dumps(body)}
        for n, body in enumerate(bodies, start=1)
    ]
    return SQSEvent({"Records": records}, None)


class Handler:
    """Handles messages, and fails for those that request it."""

    def __init__(self, failures: Mapping[str, Exception] | None = None) -> None:
        self.handled: list[Any] = []
        self._failures = failures or {}

    def __call__(self, message: Mapping[str, Any]) -> None:
        if message["name"] in self._failures:
            raise self._failures[message["name"]]
        self.handled.append(message["name"])


def consume(event: SQSEvent, handle: Callable[[Message], None]) -> Any:
    """Pass a batch to a consumer that calls `handle` for each message, as Lambda would."""
    app = Chalice(app_name="workers")

    @consumer("things", uses=("things",))
    def take_things(batch: Batch, services: Any) -> Failures:
        return batch.each(lambda message: services.things(message))  # noqa: PLW0108 - what is declared may be used

    return work(app, WORKERS.pop("take_things"), lambda: SimpleNamespace(things=handle))(event.to_dict(), Context())


class Context:
    aws_request_id = "r"

    def get_remaining_time_in_millis(self) -> int:
        return 30_000


def events(capsys: pytest.CaptureFixture[str]) -> list[Any]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_messages_are_handled_in_order() -> None:
    handler = Handler()

    assert consume(a_batch({"name": "a"}, {"name": "b"}, {"name": "c"}), handler) == {"batchItemFailures": []}
    assert handler.handled == ["a", "b", "c"]


def test_an_empty_batch_has_no_failures() -> None:
    assert consume(a_batch(), Handler()) == {"batchItemFailures": []}


@pytest.mark.parametrize(
    "error", [Unavailable("Busy."), Uncertain("Unclear."), Refused("not_found", "Nothing."), RuntimeError(), KeyError()]
)
def test_only_failed_messages_are_delivered_again(error: Exception) -> None:
    handler = Handler({"b": error})

    failures = consume(a_batch({"name": "a"}, {"name": "b"}, {"name": "c"}), handler)

    assert failures == {"batchItemFailures": [{"itemIdentifier": "m2"}]}
    assert handler.handled == ["a", "c"]


@pytest.mark.parametrize("body", ["", "{", "[" * 5_000, "[]", "null", '"text"', "17", "{}"])
def test_only_a_malformed_message_is_delivered_again(body: str) -> None:
    handler = Handler()

    failures = consume(a_batch({"name": "a"}, body, {"name": "c"}), handler)

    assert failures == {"batchItemFailures": [{"itemIdentifier": "m2"}]}
    assert handler.handled == ["a", "c"]


def test_all_messages_may_fail() -> None:
    handler = Handler({"a": RuntimeError(), "b": RuntimeError()})

    failures = consume(a_batch({"name": "a"}, {"name": "b"}), handler)

    assert failures == {"batchItemFailures": [{"itemIdentifier": "m1"}, {"itemIdentifier": "m2"}]}


def test_a_temporary_failure_is_logged_without_an_alarm(capsys: pytest.CaptureFixture[str]) -> None:
    consume(a_batch({"name": "a"}), Handler({"a": Unavailable("Busy.", code="payment_provider_unavailable")}))

    [event] = events(capsys)
    assert (event["level"], event["event"]) == ("info", "message_postponed")
    assert (event["code"], event["request_id"]) == ("payment_provider_unavailable", "m1")


def test_an_unexpected_failure_raises_an_alarm_without_data(capsys: pytest.CaptureFixture[str]) -> None:
    consume(a_batch({"name": "a"}, '{"name": "secret 482913'), Handler({"a": RuntimeError("secret 482913")}))

    output = capsys.readouterr().out
    assert [json.loads(line)["event"] for line in output.splitlines()] == ["crashed", "crashed"]
    assert [json.loads(line)["request_id"] for line in output.splitlines()] == ["m1", "m2"]
    assert "482913" not in output


def test_a_worker_may_use_only_declared_ports() -> None:
    @timer("1 minute", uses=("things",))
    def tidy_up(_run: Run, services: Any) -> dict[str, int]:
        return {"done": services.others}

    run = work(Chalice(app_name="workers"), WORKERS.pop("tidy_up"), lambda: SimpleNamespace(things=1, others=2))

    with pytest.raises(NotDeclared, match="others"):
        run({"time": "2026-11-23T09:00:00Z"} | _TIMER_EVENT, Context())


_TIMER_EVENT = {"id": "1", "account": "1", "region": "r", "detail": {}, "detail-type": "Scheduled Event",
                "source": "aws.events", "resources": [], "version": "0"}  # fmt: skip
