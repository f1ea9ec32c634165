"""Random faults between the stores and DynamoDB: conflicts, throttles, lost requests and lost replies."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from threading import Lock
from typing import Any

from botocore.exceptions import ReadTimeoutError
from botocore.httpsession import URLLib3Session

from callbox.adapters.dynamodb.connection import shared_connection
from tests.adapters.dynamodb.faults import conflict, error_answer

_OPERATIONS = ("TransactWriteItems", "UpdateItem", "PutItem", "GetItem", "BatchGetItem", "Query")
_KINDS = ("conflict", "throttle", "lost request", "lost reply")
_PARTS = 3
_MORE_IN_TRANSACTIONS = 3
"""They are one request in ten, and the most important ones."""


@contextmanager
def bad_weather(seed: int, *, rate: float) -> Iterator[Counter[str]]:
    """Give a share `rate` of the requests a fault, and three times that share of the transactions.

    Yields how often each kind of fault has struck so far.

    A request whose reply is lost takes effect. A retry of the SDK counts as a request.
    """
    random, lock, struck, network = Random(seed), Lock(), Counter[str](), URLLib3Session(max_pool_connections=64)

    def strike(request: Any, event_name: str, **_: Any) -> Any:
        operation = event_name.rpartition(".")[2]
        is_transaction = operation == "TransactWriteItems"
        with lock:
            if random.random() >= rate * (_MORE_IN_TRANSACTIONS if is_transaction else 1):
                return None
            kind = random.choice(_KINDS)
            if kind == "conflict" and not is_transaction:
                kind = "throttle"
            struck[kind] += 1
        if kind == "conflict":
            return conflict(_PARTS)
        if kind == "throttle":
            return error_answer("ThrottlingException")
        if kind == "lost reply":
            network.send(request)
        raise ReadTimeoutError(endpoint_url=request.url)

    events = shared_connection().client.meta.events
    for operation in _OPERATIONS:
        events.register(f"before-send.dynamodb.{operation}", strike)
    try:
        yield struck
    finally:
        for operation in _OPERATIONS:
            events.unregister(f"before-send.dynamodb.{operation}", strike)
        network.close()
