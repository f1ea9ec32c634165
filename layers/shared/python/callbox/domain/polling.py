"""When to poll for a code: often at first, because half of all codes come within 15 seconds, then less often.

The operator chooses how we poll:

    single    one request for each verification
    batch     one list request for the verifications that are due together; one request for a single one
    webhook   like `batch`, but seldom: the supplier's webhook announces nearly all codes
"""

from datetime import datetime
from math import ceil
from typing import Literal, get_args

from callbox.domain.verifications import LONGEST_OPEN, REQUEST_WINDOW, SETTLING_TIME, Verification

PollMode = Literal["single", "batch", "webhook"]
POLL_MODES: tuple[str, ...] = get_args(PollMode)

_STEPS: tuple[tuple[int, int], ...] = ((16, 2), (45, 3), (90, 5), (150, 10), (300, 30))
"""(until this many seconds of waiting, seconds between polls)"""
_FIRST_S = 4
_LATE_S = 90
_MOMENTS_BESIDE_WEBHOOK_S = (20, 60, 180, 420)
"""Seconds of waiting after which we poll although no webhook came."""
_NUMBER_S = 1
_SETTLING_S = 15
"""Between polls after the end, until the supplier has settled the order."""
LONGEST_DELAY_S = 480
"""From the last of these moments to the usual end. A message that waits longer would look stuck: see the queue's alarm
in infra/queues.yaml."""


def poll_delay_s(verification: Verification, *, now: datetime, mode: PollMode = "single") -> int:
    """Return the whole seconds until the next poll: at least 1, and less than 1 past the end."""
    if verification.waiting_since is None or verification.ends_at is None:
        return _NUMBER_S
    waited_s = (now - verification.waiting_since).total_seconds()
    left_s = (verification.ends_at - now).total_seconds()
    if left_s <= 0:
        return _SETTLING_S
    if mode == "webhook":
        step_s = next((moment - waited_s for moment in _MOMENTS_BESIDE_WEBHOOK_S if waited_s < moment), left_s)
    elif waited_s < _FIRST_S:
        step_s = round(_FIRST_S - waited_s)
    else:
        step_s = _step_s(waited_s)
    return min(max(1, ceil(min(step_s, left_s))), LONGEST_DELAY_S)


def _step_s(waited_s: float) -> int:
    return next((every for until, every in _STEPS if waited_s < until), _LATE_S)


def _most_polls() -> int:
    """Count the polls of a chain that waits for its number until the request ends, for its code for as long as any
    verification may, and then until the order is settled."""
    longest_s = (LONGEST_OPEN - SETTLING_TIME).total_seconds()
    waited_s, polls = _FIRST_S, 1
    while waited_s < longest_s:
        waited_s, polls = waited_s + _step_s(waited_s), polls + 1
    return ceil(REQUEST_WINDOW.total_seconds() / _NUMBER_S) + polls + ceil(SETTLING_TIME.total_seconds() / _SETTLING_S)


MOST_POLLS = _most_polls()
"""No chain needs more polls than this: one that goes on does so by a fault."""


def next_poll_ms(verification: Verification, *, now: datetime) -> int | None:
    """Return the milliseconds until a page should ask us again; None when the verification has ended."""
    if not verification.is_open:
        return None
    return poll_delay_s(verification, now=now) * 1000
