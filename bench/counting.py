"""Count the calls and units of each operation of a verification, on the real functions, warm."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from bench.events import batch
from bench.journey import Customer, Journey
from bench.processes import BenchError, Counted


@dataclass(frozen=True)
class Operation:
    """One invocation of `function` and its usage. `memory_mb` is the Lambda's."""

    function: str
    used: Counted
    memory_mb: int
    is_route: bool

    def calls(self, *operations: str) -> int:
        """Return its number of calls of these AWS operations."""
        return sum(call["operation"] in operations for call in self.used.calls)

    @property
    def database_calls(self) -> int:
        return len(self.used.of("dynamodb"))

    @property
    def outside_calls(self) -> int:
        return len(self.used.of("outside"))

    @property
    def pushes(self) -> int:
        return self.used.pushes

    @property
    def sends(self) -> int:
        return len(self.used.of("sqs"))


OPERATIONS = (
    "deposit opened", "payment announced", "payment credited",
    "purchase", "page joins", "number ordered", "page asks: waiting", "supplier polled: nothing", "code announced",
    "supplier polled: code", "page asks: received", "supplier polled: later text", "supplier polled: announced",
    "supplier polled: expired",
)  # fmt: skip


def count_operations(journey: Journey) -> Mapping[str, Operation]:
    """Run a verification that gets its code and one that gets none, warm; return each step's operation."""
    for _ in range(3):  # the first rounds fetch secrets and tokens, open connections and fill caches
        found = _count_once(journey)
    if tuple(found) != OPERATIONS:
        raise BenchError(f"counted {list(found)}")
    return found


def _count_once(journey: Journey) -> dict[str, Operation]:
    found: dict[str, Operation] = {}

    def note(name: str, function: str) -> None:
        row = journey.rows[function]
        found[name] = Operation(function, journey.counted[function][-1], row.memory_mb, row.kind == "api")

    customer = journey.funded_customer()
    note("deposit opened", "create_deposit")
    note("payment announced", "receive_paystack_event")
    note("payment credited", "settle_deposit")
    customer.join()
    verification_id = customer.buy()
    note("purchase", "create_verification")
    note("page joins", "join_live")
    note("number ordered", "request_number")
    asked = {"ids": verification_id}
    customer.send("list_verifications", query=asked)
    note("page asks: waiting", "list_verifications")
    _poll(journey, customer, verification_id)
    note("supplier polled: nothing", "fetch_code")
    journey.send_sms(verification_id)
    event = journey.textverified_event(
        journey.rows["receive_textverified_event"], journey.order_of(verification_id)["id"]
    )
    journey.invoke("receive_textverified_event", event)
    note("code announced", "receive_textverified_event")
    _poll(journey, customer, verification_id)
    note("supplier polled: code", "fetch_code")
    [found_] = customer.send("list_verifications", query=asked)["verifications"]
    if found_["state"] != "received":
        raise BenchError(f"the code arrived, but the verification is {found_['state']}")
    note("page asks: received", "list_verifications")
    _listen(journey, customer, verification_id)
    note("supplier polled: later text", "fetch_code")
    _announce(journey, customer)
    note("supplier polled: announced", "poll_hinted_order")
    _expire(journey, customer)
    note("supplier polled: expired", "fetch_code")
    while journey.take("codes"):
        pass
    return found


def _listen(journey: Journey, customer: Customer, verification_id: str) -> None:
    """Look for a later text: the customer asked for it, so the look is due."""
    customer.send("listen_for_code", path={"verification_id": verification_id})
    item = journey.stored(customer.id, verification_id)
    body = json.loads(customer.poll_body(verification_id)) | {"chain": int(item["poll_chain"]["N"])}
    journey.invoke("fetch_code", batch("codes", [json.dumps(body)]))


def _announce(journey: Journey, customer: Customer) -> None:
    """Let an event announce the code of another order."""
    verification_id = customer.buy()
    journey.send_sms(verification_id)
    order_id = journey.order_of(verification_id)["id"]
    hint = {"order_id": order_id, "hinted_at": datetime.now(UTC).isoformat()}
    journey.invoke("poll_hinted_order", batch("hints", [json.dumps(hint)]))
    [found] = customer.send("list_verifications", query={"ids": verification_id})["verifications"]
    if found["state"] != "received":
        raise BenchError(f"the code was announced, but the verification is {found['state']}")


def _poll(journey: Journey, customer: Customer, verification_id: str) -> None:
    journey.invoke("fetch_code", batch("codes", [customer.poll_body(verification_id)]))


def _expire(journey: Journey, customer: Customer) -> None:
    """Make the supplier end an order without a code."""
    verification_id = customer.buy()
    order = journey.order_of(verification_id)
    journey.cloud.textverified.control("POST", f"/__control/verifications/{order['id']}/expire", {})
    _poll(journey, customer, verification_id)
    state = customer.send("get_verification", path={"verification_id": verification_id})["verification"]["state"]
    if state != "expired":
        raise BenchError(f"the order ended, but the verification is {state}")
