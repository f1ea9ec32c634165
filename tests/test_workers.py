"""A batch of queue messages, each on its own."""

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
    """Return messages m1, m2, …; a text is the body as it is, anything else becomes JSON."""
    records = [
        {"messageId": f"m{n}", "receiptHandle": "r", "body": body if isinstance(body, str) else json.dumps(body)}
        for n, body in enumerate(bodies, start=1)
    ]
    return SQSEvent({"Records": records}, None)


class Handler:
    """Takes messages, and fails over those that say so."""

    def __init__(self, failures: Mapping[str, Exception] | None = None) -> None:
        self.handled: list[Any] = []
        self._failures = failures or {}

    def __call__(self, message: Mapping[str, Any]) -> None:
        if message["name"] in self._failures:
            raise self._failures[message["name"]]
        self.handled.append(message["name"])


def consume(event: SQSEvent, handle: Callable[[Message], None]) -> Any:
    """Hand a batch to a consumer that does `handle` with each message, as Lambda would."""
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


def test_every_message_is_handed_over_in_order() -> None:
    handler = Handler()

    assert consume(a_batch({"name": "a"}, {"name": "b"}, {"name": "c"}), handler) == {"batchItemFailures": []}
    assert handler.handled == ["a", "b", "c"]


def test_an_empty_batch_has_no_failures() -> None:
    assert consume(a_batch(), Handler()) == {"batchItemFailures": []}


@pytest.mark.parametrize(
    "error", [Unavailable("Busy."), Uncertain("Unclear."), Refused("not_found", "Nothing."), RuntimeError(), KeyError()]
)
def test_only_what_failed_is_brought_again(error: Exception) -> None:
    handler = Handler({"b": error})

    failures = consume(a_batch({"name": "a"}, {"name": "b"}, {"name": "c"}), handler)

    assert failures == {"batchItemFailures": [{"itemIdentifier": "m2"}]}
    assert handler.handled == ["a", "c"]


@pytest.mark.parametrize("body", ["", "{", "[" * 5_000, "[]", "null", '"text"', "17", "{}"])
def test_what_is_no_message_alone_is_brought_again(body: str) -> None:
    handler = Handler()

    failures = consume(a_batch({"name": "a"}, body, {"name": "c"}), handler)

    assert failures == {"batchItemFailures": [{"itemIdentifier": "m2"}]}
    assert handler.handled == ["a", "c"]


def test_all_may_fail() -> None:
    handler = Handler({"a": RuntimeError(), "b": RuntimeError()})

    failures = consume(a_batch({"name": "a"}, {"name": "b"}), handler)

    assert failures == {"batchItemFailures": [{"itemIdentifier": "m1"}, {"itemIdentifier": "m2"}]}


def test_a_failure_that_passes_is_noted_and_wakes_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    consume(a_batch({"name": "a"}), Handler({"a": Unavailable("Busy.", code="payment_provider_unavailable")}))

    [event] = events(capsys)
    assert (event["level"], event["event"]) == ("info", "message_postponed")
    assert (event["code"], event["request_id"]) == ("payment_provider_unavailable", "m1")


def test_a_failure_that_nobody_expected_is_an_alarm_without_the_data(capsys: pytest.CaptureFixture[str]) -> None:
    consume(a_batch({"name": "a"}, '{"name": "secret 482913'), Handler({"a": RuntimeError("secret 482913")}))

    output = capsys.readouterr().out
    assert [json.loads(line)["event"] for line in output.splitlines()] == ["crashed", "crashed"]
    assert [json.loads(line)["request_id"] for line in output.splitlines()] == ["m1", "m2"]
    assert "482913" not in output


def test_a_worker_may_not_use_what_it_does_not_declare() -> None:
    @timer("1 minute", uses=("things",))
    def tidy_up(_run: Run, services: Any) -> dict[str, int]:
        return {"done": services.others}

    run = work(Chalice(app_name="workers"), WORKERS.pop("tidy_up"), lambda: SimpleNamespace(things=1, others=2))

    with pytest.raises(NotDeclared, match="others"):
        run({"time": "2026-11-23T09:00:00Z"} | _TIMER_EVENT, Context())


_TIMER_EVENT = {"id": "1", "account": "1", "region": "r", "detail": {}, "detail-type": "Scheduled Event",
                "source": "aws.events", "resources": [], "version": "0"}  # fmt: skip
