"""What each operation of a verification's life calls and uses, warm, counted on the real functions."""

from collections.abc import Mapping
from dataclasses import dataclass

from bench.events import batch
from bench.journey import Customer, Journey
from bench.processes import BenchError, Counted


@dataclass(frozen=True)
class Operation:
    """One invocation of `function`, and what it used. `memory_mb` is the Lambda's."""

    function: str
    used: Counted
    memory_mb: int
    is_route: bool

    def calls(self, *operations: str) -> int:
        """Return how many calls of these AWS operations it made."""
        return sum(call["operation"] in operations for call in self.used.calls)

    @property
    def database_calls(self) -> int:
        return len(self.used.of("dynamodb"))

    @property
    def outside_calls(self) -> int:
        return len(self.used.of("outside"))

    @property
    def sends(self) -> int:
        return len(self.used.of("sqs"))


OPERATIONS = (
    "deposit opened", "payment announced", "payment credited",
    "purchase", "number ordered", "page asks: waiting", "supplier asked: nothing", "code announced",
    "supplier asked: code", "page asks: received", "supplier asked: expired",
)  # fmt: skip


def count_operations(journey: Journey) -> Mapping[str, Operation]:
    """Go through a verification that gets its code and one that gets none, warm; return each step's operation."""
    for _ in range(3):  # the first ones fetch secrets and tokens, open connections and fill caches
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
    verification_id = customer.buy()
    note("purchase", "create_verification")
    note("number ordered", "request_number")
    path = {"verification_id": verification_id}
    customer.send("get_verification", path=path)
    note("page asks: waiting", "get_verification")
    _look(journey, customer, verification_id)
    note("supplier asked: nothing", "fetch_code")
    journey.send_sms(verification_id)
    event = journey.textverified_event(
        journey.rows["receive_textverified_event"], journey.order_of(verification_id)["id"]
    )
    journey.invoke("receive_textverified_event", event)
    note("code announced", "receive_textverified_event")
    _look(journey, customer, verification_id)
    note("supplier asked: code", "fetch_code")
    state = customer.send("get_verification", path=path)["verification"]["state"]
    if state != "received":
        raise BenchError(f"the code came, and the verification is {state}")
    note("page asks: received", "get_verification")
    _expire(journey, customer)
    note("supplier asked: expired", "fetch_code")
    while journey.take("codes"):
        pass
    return found


def _look(journey: Journey, customer: Customer, verification_id: str) -> None:
    journey.invoke("fetch_code", batch("codes", [customer.look_body(verification_id)]))


def _expire(journey: Journey, customer: Customer) -> None:
    """Let the supplier end an order without a code."""
    verification_id = customer.buy()
    order = journey.order_of(verification_id)
    journey.cloud.textverified.control("POST", f"/__control/verifications/{order['id']}/expire", {})
    _look(journey, customer, verification_id)
    state = customer.send("get_verification", path={"verification_id": verification_id})["verification"]["state"]
    if state != "expired":
        raise BenchError(f"the order ended, and the verification is {state}")
