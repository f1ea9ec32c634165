"""Start ministack, and let it count chains of messages as AWS Lambda does.

Lambda stops a chain queue → function → queue → function when a function is invoked for the 17th time in it: the message
goes to the dead-letter queue. It knows the chain by the trace header, `Lineage=` with a count for each function, which
the SDK passes on from `_X_AMZN_TRACE_ID` to SQS and SQS to the next invocation. `RecursiveLoop: Allow` of a function
lets its chains go on. https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html

ministack 1.5.33 counts direct invocations alone. Here its SQS keeps the header of a message, and its event sources pass
it on. Two things are assumed, since AWS does not publish them: a batch counts as its longest chain, and the count is
exact.
"""

import json
import os
import secrets
import time
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote
from zlib import crc32

MOST_INVOCATIONS = 16

_sent_with: ContextVar[str] = ContextVar("the trace header of the request that sends a message", default="")
_invoked_with: ContextVar[str] = ContextVar("the trace header of the invocation", default="")


def next_trace(headers: Sequence[str], function: str) -> tuple[str, int]:
    """Return the trace header of an invocation for messages with these headers, and its count of this function."""
    lineages = [_lineage(header) for header in headers]
    key = f"{crc32(function.encode()):08x}"
    longest = max(lineages, key=lambda lineage: lineage.get(key, 0), default=dict[str, int]())
    counts = {**longest, key: longest.get(key, 0) + 1}
    root = next((part for header in headers for part in header.split(";") if part.startswith("Root=")), _new_root())
    lineage = "|".join(f"{one}:{count}" for one, count in counts.items())
    return f"{root};Parent={secrets.token_hex(8)};Sampled=0;Lineage={lineage}", counts[key]


def _lineage(header: str) -> dict[str, int]:
    # the SDK writes the | between two functions as %7C (botocore's add_recursion_detection_header)
    text = next((part for part in unquote(header).split(";") if part.startswith("Lineage=")), "Lineage=")
    pairs = [pair.rpartition(":") for pair in text.removeprefix("Lineage=").split("|") if pair]
    return {function: int(count) for function, _, count in pairs}


def _new_root() -> str:
    return f"Root=1-{int(time.time()):08x}-{secrets.token_hex(12)}"


def count_chains() -> None:
    """Change ministack's SQS and Lambda in this process."""
    from ministack.services import lambda_svc, sqs  # noqa: PLC0415 - a server that others need not load

    request, attributes = sqs.handle_request, sqs._build_send_sys_attrs
    batch, trace = lambda_svc._run_sqs_batch, lambda_svc._xray_trace_id_for_invocation

    async def handle_request(method: str, path: str, headers: Mapping[str, str], *rest: Any) -> Any:
        token = _sent_with.set(headers.get("x-amzn-trace-id", ""))
        try:
            return await request(method, path, headers, *rest)
        finally:
            _sent_with.reset(token)

    def build_send_sys_attrs(now: float, given: dict[str, Any]) -> dict[str, Any]:
        built: dict[str, Any] = attributes(now, given)
        if header := _sent_with.get():
            built.setdefault("AWSTraceHeader", header)
        return built

    def run_sqs_batch(esm: Any, function: Any, event: Any, messages: Any, queue_url: str, *rest: Any) -> None:
        headers = [record["attributes"].get("AWSTraceHeader", "") for record in event["Records"]]
        name = function["config"]["FunctionName"]
        header, count = next_trace(headers, name)
        # the same refusal as of a direct invocation, which also counts the metric RecursiveInvocationsDropped
        if lambda_svc._recursive_loop_drop(name, function, count):
            _put_aside(sqs._queues[queue_url], messages)
            return
        token = _invoked_with.set(header)
        try:
            batch(esm, function, event, messages, queue_url, *rest)
        finally:
            _invoked_with.reset(token)

    def xray_trace_id_for_invocation(config: Any, inbound: str | None = None) -> Any:
        # on AWS every invocation has one, sampled or not
        return trace(config, inbound or _invoked_with.get() or None) or next_trace([], config["FunctionName"])[0]

    lambda_svc.MAX_INVOKE_DEPTH = MOST_INVOCATIONS
    sqs.handle_request, sqs._build_send_sys_attrs = handle_request, build_send_sys_attrs
    lambda_svc._run_sqs_batch, lambda_svc._xray_trace_id_for_invocation = run_sqs_batch, xray_trace_id_for_invocation


def _put_aside(queue: Any, messages: Any) -> None:
    """Let the next receive move the messages to the dead-letter queue, as if all their tries had failed."""
    redrive = queue["attributes"].get("RedrivePolicy")
    for message in messages:
        if redrive is None:
            queue["messages"].remove(message)
        else:
            message["receive_count"] = int(json.loads(redrive)["maxReceiveCount"])
            message["visible_at"] = time.time()


def main() -> None:
    """Serve until ended; the environment is that of ministack."""
    os.environ.setdefault("BIND_HOST", "127.0.0.1")
    from ministack.app import main as serve  # noqa: PLC0415 - it reads the environment at once

    count_chains()
    serve()


if __name__ == "__main__":
    main()
