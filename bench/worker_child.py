"""A warm function that counts its calls. Reads events and writes answers with their usage, as lines of JSON.

    python -I -S -B worker_child.py PATH[:PATH…] HANDLER TIMEOUT_S

DynamoDB returns the units of each call (`ReturnConsumedCapacity`), locally and on AWS. They include indexes.
"""

import io
import json
import sys
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

_READS = frozenset({"GetItem", "BatchGetItem", "Query", "Scan", "TransactGetItems"})


class Context:
    function_name = "bench"

    def __init__(self, timeout_s: int) -> None:
        self.aws_request_id = str(uuid4())
        self._timeout_s = timeout_s

    def get_remaining_time_in_millis(self) -> int:
        return self._timeout_s * 1000


def count_calls(calls: list[dict[str, Any]]) -> None:
    """Append one record to `calls` for each outgoing call, to AWS or to a supplier."""
    import requests  # noqa: PLC0415 - found only after the path is set

    from callbox.adapters import aws  # noqa: PLC0415

    def ask_for_units(params: dict[str, Any], model: Any, **_: Any) -> None:
        shape = model.input_shape
        if shape is not None and "ReturnConsumedCapacity" in shape.members:
            params["ReturnConsumedCapacity"] = "TOTAL"

    def record(parsed: Mapping[str, Any], model: Any, **_: Any) -> None:
        used = parsed.get("ConsumedCapacity", [])
        units = sum(one["CapacityUnits"] for one in (used if isinstance(used, list) else [used]))
        reads = model.name in _READS
        if reads and not used:
            units = 1  # the local DynamoDB does not say what a BatchGetItem used; ours read one or two small items
        calls.append(
            {
                "service": model.service_model.service_name,
                "operation": model.name,
                "read_units": units if reads else 0,
                "write_units": 0 if reads else units,
            }
        )

    aws.session().register("before-parameter-build.dynamodb", ask_for_units)
    aws.session().register("after-call", record)
    send = requests.Session.send

    def counted_send(self: Any, request: Any, **options: Any) -> Any:
        outside = {"service": "outside", "operation": request.method, "read_units": 0, "write_units": 0}
        calls.append({**outside, "path": request.path_url})
        return send(self, request, **options)

    requests.Session.send = counted_send  # type: ignore[method-assign]


def highest_rss_kib() -> int:
    """Return the peak memory of this process; `getrusage` would include the parent's memory before the fork."""
    with open("/proc/self/status") as status:  # noqa: PTH123 - as in cold_child.py
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def main() -> None:
    path, handler, timeout_s = sys.argv[1:]
    sys.path[:0] = path.split(":")
    out = sys.stdout
    calls: list[dict[str, Any]] = []
    count_calls(calls)
    module = __import__("app")
    function = getattr(module, handler.partition(".")[2])
    for line in sys.stdin:
        calls.clear()
        sys.stdout = log = io.StringIO()
        cpu, wall = time.process_time(), time.perf_counter()
        answer = function(json.loads(line), Context(int(timeout_s)))
        cpu, wall = time.process_time() - cpu, time.perf_counter() - wall
        sys.stdout = out
        facts = {
            "answer": answer,
            "cpu_ms": cpu * 1000,
            "wall_ms": wall * 1000,
            "calls": calls,
            "log": log.getvalue(),
            "peak_kib": highest_rss_kib(),
        }
        out.write(json.dumps(facts, default=str) + "\n")
        out.flush()


main()
