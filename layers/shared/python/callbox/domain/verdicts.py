"""Who pays for a verification: `decide` returns wait, receive or refund, and the reason. It does no I/O.

The first matching row is the verdict:

    state       condition                                                  verdict
    requesting  the request window is over                                 Refund failed     no_number_in_time
    waiting     a message has a code                                       Receive
    waiting     a message was withheld and the customer has seen none      Refund failed     service_denied
    waiting     the order is delivered, a message is shown, time is over   Receive           no_certain_code
    waiting     the order is cancelled before the end                      Refund cancelled  cancelled_by_customer
    waiting     the order is cancelled or returned                         Refund expired    no_code_in_time
    waiting     the settling time is over                                  Refund failed     supplier_never_settled
    any         anything else                                              Wait

Receive means that the customer pays.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from callbox.domain.messages import Message
from callbox.domain.orders import OWED_NOTHING, Outcome
from callbox.domain.verifications import RefundedState, Verification


@dataclass(frozen=True)
class Wait:
    """The verification stays as it is."""


@dataclass(frozen=True)
class Receive:
    """The customer pays. `reason` is None when a code came."""

    reason: str | None = None


@dataclass(frozen=True)
class Refund:
    """The customer gets the price back; the verification ends in `state`."""

    state: RefundedState
    reason: str


Verdict = Wait | Receive | Refund

NO_NUMBER = Refund("failed", "no_number_in_time")
OUTSIDE_WISH = Refund("failed", "area_code_unavailable")
"""The supplier searches the wished area codes first and may then take another. The worker gives such a number back."""
SERVICE_DENIED = Refund("failed", "service_denied")
NO_CERTAIN_CODE = Receive("no_certain_code")
CANCELLED = Refund("cancelled", "cancelled_by_customer")
NO_CODE = Refund("expired", "no_code_in_time")
NEVER_SETTLED = Refund("failed", "supplier_never_settled")


def decide(
    verification: Verification,
    *,
    now: datetime,
    outcome: Outcome | None = None,
    messages: Sequence[Message] = (),
    withheld: int = 0,
) -> Verdict:
    """Return the verdict for a verification.

    `messages` are the order's messages that may be shown. `withheld` counts the messages from services that are not for
    sale. `outcome` is None before the supplier is asked; then only messages decide. If the supplier does not answer,
    pass `open`.
    """
    if verification.state == "requesting":
        return NO_NUMBER if verification.is_over(now) else Wait()
    if verification.state != "waiting":
        return Wait()
    if any(message.code for message in messages):
        return Receive()
    # otherwise a customer who has seen a message could send a denied one to the number to get the first for free
    if withheld and verification.message_count == 0:
        return SERVICE_DENIED
    if outcome is None:
        return Wait()
    return _decide_by_order(verification, outcome, is_shown=bool(messages or verification.message_count), now=now)


def decide_cancel(verification: Verification, outcome: Outcome) -> Wait | Refund:
    """Return the verdict after the customer's cancel and a last read of the messages."""
    if verification.state == "waiting" and outcome in OWED_NOTHING:
        return CANCELLED
    return Wait()


def must_cancel_order(verification: Verification, outcome: Outcome, *, now: datetime) -> bool:
    """Return whether to cancel the order before the verdict, because it is still open after its end."""
    return outcome == "open" and verification.is_over(now)


def _decide_by_order(verification: Verification, outcome: Outcome, *, is_shown: bool, now: datetime) -> Verdict:
    is_over = verification.is_over(now)
    # a message without a certain code: the customer can read it and the supplier charges us, so the customer pays
    if outcome == "delivered" and is_shown:
        return NO_CERTAIN_CODE if is_over else Wait()
    if outcome == "cancelled" and not is_over:
        return CANCELLED  # the customer's cancel is running, or crashed
    if outcome in OWED_NOTHING:
        return NO_CODE
    return NEVER_SETTLED if now >= verification.settles_until else Wait()
