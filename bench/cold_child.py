"""One cold start: import, first event, and their cost. processes.py runs it in a process of its own.

    python -I -S -B cold_child.py PATH[:PATH…] MODULE HANDLER < event.json

Prints one JSON object. Imports as little as possible, because the figures would miss its own imports.
"""

import json
import sys
import time


class Context:
    function_name = "bench"
    aws_request_id = "00000000-0000-4000-8000-000000000000"

    def get_remaining_time_in_millis(self):  # type: ignore[no-untyped-def]
        return 30_000


def highest_rss_kib():  # type: ignore[no-untyped-def]
    """Return the peak memory of this process; `getrusage` would include the parent's memory before the fork."""
    with open("/proc/self/status") as status:  # noqa: PTH123 - pathlib is not imported for free
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))


def main():  # type: ignore[no-untyped-def]
    path, module, handler = sys.argv[1:]
    event = json.load(sys.stdin)
    sys.path[:0] = path.split(":")
    out, sys.stdout = sys.stdout, sys.stderr
    answer = None
    if module != "-":
        loaded = __import__(module)
        answer = getattr(loaded, handler)(event, Context())
    facts = {
        "cpu_s": time.process_time(),
        "rss_kib": highest_rss_kib(),  # type: ignore[no-untyped-call]
        "modules": len(sys.modules),
        "answer": answer,
        "names": sorted(sys.modules),
        "clients": clients(),  # type: ignore[no-untyped-call]
    }
    json.dump(facts, out, default=str)


def clients():  # type: ignore[no-untyped-def]
    """Count the SDK's clients by service. Called last, because it is not free."""
    if "botocore.client" not in sys.modules:
        return {}
    import gc  # noqa: PLC0415

    gc.unfreeze()  # objects that the start froze are invisible to the next line
    base = sys.modules["botocore.client"].BaseClient
    counts: dict[str, int] = {}
    for thing in gc.get_objects():
        if isinstance(thing, base):
            name = thing.meta.service_model.service_name
            counts[name] = counts.get(name, 0) + 1
    return counts


main()  # type: ignore[no-untyped-call]
