"""Start ministack, and let it count chains of messages as AWS Lambda does, and hold bursts as one machine can.

Lambda stops a chain queue → function → queue → function when a function is invoked for the 17th time in it: the message
goes to the dead-letter queue. It knows the chain by the trace header, `Lineage=` with a count for each function, which
the SDK passes on from `_X_AMZN_TRACE_ID` to SQS and SQS to the next invocation. `RecursiveLoop: Allow` of a function
lets its chains go on. https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html

ministack 1.5.33 counts direct invocations alone. Here its SQS keeps the header of a message, and its event sources pass
it on. Two things are assumed, since AWS does not publish them: a batch counts as its longest chain, and the count is
exact.

AWS runs a burst of requests in as many environments; ministack 1.5.33 starts a process for each, so a hundred events
that come together start a hundred, and the machine answers none. Here a function has a few, and further invocations
wait for one: the machine is slower than AWS, but refuses nothing that AWS would take.

S3 answers 404 for a missing key to whom it lets list the bucket, and 403 to others; ministack 1.5.33 answers CloudFront
403 in any case. https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
"""

import json
import os
import secrets
import threading
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from typing import Any
from urllib.parse import unquote
from zlib import crc32

MOST_INVOCATIONS = 16
MOST_PROCESSES = 8
"""Of one function. Two cores do no more at once, and a process takes 60 MB."""

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


def hold_bursts() -> None:
    """Let an invocation wait while its function has as many processes as it may. None of ours invokes a function."""
    from ministack.services import lambda_svc  # noqa: PLC0415 - a server that others need not load

    run = lambda_svc._execute_function_dispatch
    free: defaultdict[str, threading.Semaphore] = defaultdict(lambda: threading.Semaphore(MOST_PROCESSES))
    making = threading.Lock()

    def run_when_free(func: Any, config: Any, event: Any, request_id: str, started: float) -> Any:
        with making:
            slots = free[config["FunctionName"]]
        waited_from = time.time()
        with slots:
            return run(func, config, event, request_id, started + time.time() - waited_from)

    lambda_svc._execute_function_dispatch = run_when_free


def tell_missing_files() -> None:
    """Let S3 answer 404 to a distribution that may list the bucket."""
    from ministack.core.iam_evaluator import EvalContext, evaluate_resource_policy  # noqa: PLC0415 - as above
    from ministack.services import s3  # noqa: PLC0415 - as above

    serve = s3.serve_cloudfront_origin_fetch

    def serve_or_miss(bucket: str, key: str, *rest: Any, source_arn: str = "", **more: Any) -> Any:
        files = s3._ensure_bucket(bucket)
        policy = s3._bucket_policies.get_scoped(s3._bucket_owner_account(bucket), None, bucket)
        if files is None or key in files["objects"] or not policy:
            return serve(bucket, key, *rest, source_arn=source_arn, **more)
        context = EvalContext(
            principal_arn="*",
            principal_type="Service",
            principal_account="",
            action="s3:ListBucket",
            resource_arn=f"arn:aws:s3:::{bucket}",
            region=s3.get_region(),
            service_context={"aws:sourcearn": source_arn},
        )
        if evaluate_resource_policy(policy, context, service="cloudfront.amazonaws.com").decision != "Allow":
            return serve(bucket, key, *rest, source_arn=source_arn, **more)
        return s3._error("NoSuchKey", "The specified key does not exist.", 404, f"/{bucket}/{key}")

    s3.serve_cloudfront_origin_fetch = serve_or_miss


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
    hold_bursts()
    tell_missing_files()
    serve()


if __name__ == "__main__":
    main()
