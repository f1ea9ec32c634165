"""Count what functions call: AWS by operation, Paystack and TextVerified by their own records."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from callbox.adapters import aws
from tests.functions.customers import World

SUPPLIER = "asks TextVerified"
PAYSTACK = "asks Paystack"
_counters: list[Counter[str]] = []


def watch_calls() -> None:
    """Count the calls of clients that are made from now on."""
    aws.session().register("before-parameter-build", _count, unique_id="calls")


@contextmanager
def counted(world: World) -> Iterator[Counter[str]]:
    """Count the calls to AWS by operation, and those to the suppliers, within the block."""
    calls: Counter[str] = Counter()
    before = [_requests(world.supplier), _requests(world.paystack)]
    _counters.append(calls)
    try:
        yield calls
    finally:
        _counters.remove(calls)
    for name, simulator, then in zip((SUPPLIER, PAYSTACK), (world.supplier, world.paystack), before, strict=True):
        if now := _requests(simulator) - then:
            calls[name] = now


def _count(model: Any, **_: Any) -> None:
    for counter in _counters:
        counter[model.name] += 1


def _requests(simulator: Any) -> int:
    return len(simulator.control("GET", "/__control/requests")["requests"])
