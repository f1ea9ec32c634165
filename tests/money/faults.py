"""The faults of a call to the outside, and the plans that say where they strike."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from random import Random
from typing import NamedTuple, Protocol
from zlib import crc32

from callbox.domain.errors import Unavailable, Uncertain


class Fault(StrEnum):
    CRASH_BEFORE = "crash before"
    """The caller dies; the call is never made."""
    CRASH_AFTER = "crash after"
    """The call takes effect and its caller dies before it gets the answer."""
    REPLY_LOST = "reply lost"
    """The call takes effect and its caller gets no clear answer."""
    REPEATED = "repeated"
    """The SDK loses the first reply and repeats the call: the caller sees only the second answer."""
    CONFLICT = "conflict"
    """A condition fails although nothing else has changed: the caller must read and decide again."""
    THROTTLED = "throttled"
    """The call is throttled and has no effect."""


class Boundary(NamedTuple):
    """A place where a flow calls the outside: which call, from which function."""

    port: str
    method: str
    site: str

    def __str__(self) -> str:
        return f"{self.port}.{self.method} in {self.site}"


class Triple(NamedTuple):
    """What coverage counts: a fault that struck a flow at a boundary."""

    flow: str
    boundary: Boundary
    fault: Fault


@dataclass(frozen=True)
class Call:
    """One method of a port: which faults can strike it, and how a lost reply appears."""

    faults: tuple[Fault, ...]
    lost_is_uncertain: bool = False

    def lost(self) -> Exception:
        if self.lost_is_uncertain:
            return Uncertain("no clear answer")
        return Unavailable("no answer in time")


_ACT = (Fault.CRASH_BEFORE, Fault.CRASH_AFTER, Fault.REPLY_LOST, Fault.THROTTLED)

READ = Call((Fault.CRASH_BEFORE, Fault.THROTTLED))
"""A read has no effect: a crash after it equals one before the next call, and a lost reply equals a throttle."""
WRITE = Call((*_ACT, Fault.REPEATED))
CONDITIONAL_WRITE = Call((*_ACT, Fault.REPEATED, Fault.CONFLICT))
SEND = Call((*_ACT, Fault.REPEATED))
ACT_OUTSIDE = Call(_ACT, lost_is_uncertain=True)
TELL = Call((Fault.CRASH_AFTER, Fault.THROTTLED))
"""What a push is called with is committed. It says so or it does not, and its caller may die then."""
END = Call((Fault.CRASH_BEFORE,))
"""The work is done and the process dies before it answers, or before it deletes its message from the queue."""

CALLS: Mapping[tuple[str, str], Call] = {
    ("users", "get"): READ,
    ("users", "find_by_email"): READ,
    ("keys", "find"): READ,
    ("catalogue", "get"): READ,
    ("area_codes", "list"): READ,
    ("settings", "pricing"): READ,
    ("rulings", "list"): READ,
    ("books", "wallet"): READ,
    ("books", "credit"): CONDITIONAL_WRITE,
    ("books", "purchase"): CONDITIONAL_WRITE,
    ("books", "refund"): CONDITIONAL_WRITE,
    ("books", "adjust"): CONDITIONAL_WRITE,
    ("books", "freeze"): CONDITIONAL_WRITE,
    ("books", "limit_own"): CONDITIONAL_WRITE,
    ("books", "close"): CONDITIONAL_WRITE,
    ("books", "keep"): CONDITIONAL_WRITE,
    ("closures", "get"): READ,
    ("books", "entries"): READ,
    ("books", "scan"): READ,
    ("catalogue", "note_refusal"): WRITE,
    ("deposits", "add"): WRITE,
    ("deposits", "get"): READ,
    ("deposits", "save"): CONDITIONAL_WRITE,
    ("deposits", "due"): READ,
    ("deposits", "page"): READ,
    ("deposits", "scan"): READ,
    ("verifications", "get"): READ,
    ("verifications", "get_many"): READ,
    ("verifications", "get_each"): READ,
    ("verifications", "page"): READ,
    ("verifications", "save"): CONDITIONAL_WRITE,
    ("verifications", "find_by_order_id"): READ,
    ("verifications", "due"): READ,
    ("batches", "get"): READ,
    ("messages", "add"): WRITE,
    ("messages", "between"): READ,
    ("queues", "settle_deposit"): SEND,
    ("queues", "request_number"): SEND,
    ("queues", "fetch_code"): SEND,
    ("queues", "fetch_code_of"): SEND,
    ("mail_queue", "send_mail"): SEND,
    ("live", "tell"): TELL,
    ("paystack", "initialize"): ACT_OUTSIDE,
    ("paystack", "verify"): READ,
    ("paystack", "transaction"): READ,
    ("paystack", "transactions"): READ,
    ("paystack", "refunds"): READ,
    ("paystack", "refunds_promised"): READ,
    ("paystack", "refund"): ACT_OUTSIDE,
    ("supplier", "order"): ACT_OUTSIDE,
    ("supplier", "get"): READ,
    ("supplier", "outcomes"): READ,
    ("supplier", "messages"): READ,
    ("supplier", "cancel"): ACT_OUTSIDE,
    ("supplier", "orders"): READ,
    ("supplier", "balance_usd"): READ,
    ("receivables", "of"): READ,
    ("payers", "note"): WRITE,
    ("payers", "note_dispute"): WRITE,
    ("payers", "accounts"): READ,
    ("payers", "of"): READ,
    ("operator_log", "add"): WRITE,
    ("pay_outs", "begin"): WRITE,
    ("pay_outs", "end"): WRITE,
    ("differences", "note"): WRITE,
    ("balances", "last"): READ,
    ("balances", "add"): WRITE,
    ("flow", "end"): END,
}
"""Every call that a flow may make. An unlisted one stops the simulation, because it would be untested."""


_BUCKETS = 64
_FOCUSED_RATE = 0.5


class Plan(Protocol):
    """Says which fault strikes a call, by the call's number in the schedule."""

    def fault(self, number: int, call: Call, triple_of: tuple[str, Boundary]) -> Fault | None: ...


class NoFaults:
    def fault(self, number: int, call: Call, triple_of: tuple[str, Boundary]) -> Fault | None:
        return None


class ChosenFaults:
    """Exactly these faults, by the number of the call they strike."""

    def __init__(self, chosen: Mapping[int, Fault]) -> None:
        self._chosen = chosen

    def fault(self, number: int, call: Call, triple_of: tuple[str, Boundary]) -> Fault | None:
        return self._chosen.get(number)


class FaultsBesides:
    """Another plan, except for the calls with their own faults; the run up to those stays the same."""

    def __init__(self, plan: Plan, chosen: Mapping[int, Fault]) -> None:
        self._plan = plan
        self._chosen = chosen

    def fault(self, number: int, call: Call, triple_of: tuple[str, Boundary]) -> Fault | None:
        return self._chosen.get(number) or self._plan.fault(number, call, triple_of)


class RandomFaults:
    """Each call fails with a probability until `budget` faults have struck; without a limit nothing could recover.

    Calls at the places of one bucket, drawn for this schedule, fail every other time, so that rare places fail too.
    """

    def __init__(self, random: Random, *, rate: float, budget: int) -> None:
        self._random = random
        self._rate = rate
        self._budget = budget
        self._bucket = random.randrange(_BUCKETS)

    def fault(self, number: int, call: Call, triple_of: tuple[str, Boundary]) -> Fault | None:
        if self._budget <= 0:
            return None
        rate = _FOCUSED_RATE if _bucket_of(triple_of) == self._bucket else self._rate
        if self._random.random() >= rate:
            return None
        self._budget -= 1
        return self._random.choice(call.faults)


@cache
def _bucket_of(place: tuple[str, Boundary]) -> int:
    """Return the same bucket in every process, as `hash` would not."""
    return crc32(repr(place).encode()) % _BUCKETS
