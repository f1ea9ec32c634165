"""The log: one JSON line per event, named in the past tense, with ids and amounts only.

An alarm is a line of the level `error`, which CloudWatch counts (infra/stack_logs.py). `request_id` is the one in the
answer; `trace_id` leads to the trace in X-Ray:
https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
"""

import json
import os
import sys
import traceback

_request_id = "-"


def begin(request_id: str) -> None:
    """Set the request id for the following lines."""
    global _request_id  # noqa: PLW0603 - a Lambda process handles one invocation at a time
    _request_id = request_id


class JsonLog:
    """The `Log` port on standard output, where Lambda collects log lines."""

    def record(self, event: str, **facts: str | int | None) -> None:
        _write({"level": "info", "event": event, **facts})

    def alarm(self, event: str, **facts: str | int | None) -> None:
        _write({"level": "error", "event": event, **facts})


def crash(error: BaseException) -> None:
    """Log the type and place of an unexpected exception, but not its message, which may quote data."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    chain = [type(error).__name__]
    cause = error.__cause__ or error.__context__
    while cause is not None and len(chain) < 5:
        chain.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    JsonLog().alarm(
        "crashed",
        kind=" < ".join(chain),
        place=" > ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in frames),
    )


def _write(line: dict[str, object]) -> None:
    context = {
        "request_id": _request_id,
        "trace_id": _trace_id(),
        "function": os.environ.get("AWS_LAMBDA_FUNCTION_NAME", "local"),
    }
    sys.stdout.write(json.dumps({k: v for k, v in (line | context).items() if v is not None}) + "\n")
    sys.stdout.flush()


def _trace_id() -> str | None:
    """Return the trace of this invocation, from a header such as `Root=1-5759e988-bd862e3fe1be46a9;Sampled=1`."""
    parts = os.environ.get("_X_AMZN_TRACE_ID", "").split(";")
    return next((part.removeprefix("Root=") for part in parts if part.startswith("Root=")), None)
