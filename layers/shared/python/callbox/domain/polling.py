"""When to look for a code: densely at first, since half of all codes come within 15 seconds, then sparser.

The supplier is asked in one of three ways, which the operator chooses:

    single    each verification by itself
    batch     those that are due together by one list; what is due alone, alone
    webhook   as `batch`, but seldom: the supplier's webhook tells of nearly all codes
"""

from datetime import datetime
from math import ceil
from typing import Literal, get_args

from callbox.domain.verifications import Verification

PollMode = Literal["single", "batch", "webhook"]
POLL_MODES: tuple[str, ...] = get_args(PollMode)

_STEPS: tuple[tuple[int, int], ...] = ((16, 2), (45, 3), (90, 5), (150, 10), (300, 30))
"""(until this many seconds of waiting, look every so many seconds)"""
_FIRST_S = 4
_LATE_S = 90
_MOMENTS_BESIDE_WEBHOOK_S = (20, 60, 180, 420)
"""Seconds of waiting after which one looks although the webhook has been silent."""
_NUMBER_S = 1
_SETTLING_S = 15
"""After the end, while the supplier has not settled the order."""
LONGEST_DELAY_S = 480
"""From the last of these moments to the usual end. A message that waits for longer would look like one left undone: see
the alarm of the queue in infra/queues.yaml."""


def poll_delay_s(verification: Verification, *, now: datetime, mode: PollMode = "single") -> int:
    """Return how many whole seconds to wait before asking the supplier again: at least 1, less than 1 past the end."""
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
        step_s = next((every for until, every in _STEPS if waited_s < until), _LATE_S)
    return min(max(1, ceil(min(step_s, left_s))), LONGEST_DELAY_S)


def next_poll_ms(verification: Verification, *, now: datetime) -> int | None:
    """Return when a page should ask us again, in milliseconds; None when nothing more will happen."""
    if not verification.is_open:
        return None
    return poll_delay_s(verification, now=now) * 1000
