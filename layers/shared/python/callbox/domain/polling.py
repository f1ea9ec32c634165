"""When to poll for a code: often at first, because half of all codes come within 15 seconds, then less often.

The operator chooses how we poll:

    auto      `webhook` while the supplier's webhook is proven (domain/webhook_trust.py), else `batch`
    single    one request for each verification
    batch     one list request for the verifications that are due together; one request for a single one
    webhook   like `batch`, but seldom: the supplier's webhook announces nearly all codes

After the first code we look a few times more for later texts, and again as often as for a new number when the customer
asks for another code.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Literal, get_args

from callbox.domain.verifications import LONGEST_OPEN, REQUEST_WINDOW, SETTLING_TIME, Verification, is_listening

PollSchedule = Literal["single", "batch", "webhook"]
PollMode = Literal["auto", "single", "batch", "webhook"]
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
_LOOKS_AFTER_CODE_S = (15, 30, 60, 120)
"""Seconds after the first code at which we look for later texts, unless the webhook announces them; then once at the
end, or every `LONGEST_DELAY_S`."""
_ASKED_S = 180
"""How long we look as often as for a new number after the customer asked for another code."""
_PAGE_S = 5
"""A page that waits for a later text asks us this often: the supplier's webhook may bring it at any moment."""
LONGEST_DELAY_S = 480
"""From the last of these moments to the usual end. A message that waits longer would look stuck: see the queue's alarm
in infra/queues.yaml."""


def poll_delay_s(verification: Verification, *, now: datetime, mode: PollSchedule = "single") -> int:
    """Return the whole seconds until the next poll: at least 1, and less than 1 past the end."""
    if verification.waiting_since is None or verification.ends_at is None:
        return _NUMBER_S
    left_s = (verification.ends_at - now).total_seconds()
    if left_s <= 0:
        return _SETTLING_S
    step_s = _until_next_s(verification, now, mode=mode)
    return min(max(1, ceil(left_s if step_s is None else min(step_s, left_s))), LONGEST_DELAY_S)


def is_look_due(verification: Verification, *, now: datetime) -> bool:
    """Tell whether a poll of a received order asks the supplier: not before the first look, unless it was asked for.

    The poll that was queued before the code came by another way arrives earlier.
    """
    if verification.state != "received" or verification.closed_at is None:
        return False
    first = verification.closed_at + timedelta(seconds=_LOOKS_AFTER_CODE_S[0])
    return verification.listened_at is not None or now >= first


def _until_next_s(verification: Verification, now: datetime, *, mode: PollSchedule) -> float | None:
    """Return the seconds until the next poll of the schedule; None when only the one at the end is left."""
    since = verification.waiting_since
    if verification.state == "received":
        asked = verification.listened_at
        if asked is None or now >= asked + timedelta(seconds=_ASKED_S):
            moments = () if mode == "webhook" else _LOOKS_AFTER_CODE_S
            return _until_moment_s(now, verification.closed_at, moments)
        since = asked
    if mode == "webhook":
        return _until_moment_s(now, since, _MOMENTS_BESIDE_WEBHOOK_S)
    waited_s = (now - (since or now)).total_seconds()
    return round(_FIRST_S - waited_s) if waited_s < _FIRST_S else _step_s(waited_s)


def _until_moment_s(now: datetime, since: datetime | None, moments: Sequence[int]) -> float | None:
    passed_s = (now - (since or now)).total_seconds()
    return next((moment - passed_s for moment in moments if passed_s < moment), None)


def _step_s(waited_s: float) -> int:
    return next((every for until, every in _STEPS if waited_s < until), _LATE_S)


def _most_polls() -> int:
    """Count the polls of a chain that waits for its number until the request ends, for its code for as long as any
    verification may, and then until the order is settled. A chain that listens after the code is shorter than one that
    settles: the number's end is the same, and it polls more seldom until then or begins anew."""
    longest_s = (LONGEST_OPEN - SETTLING_TIME).total_seconds()
    waited_s, polls = _FIRST_S, 1
    while waited_s < longest_s:
        waited_s, polls = waited_s + _step_s(waited_s), polls + 1
    return ceil(REQUEST_WINDOW.total_seconds() / _NUMBER_S) + polls + ceil(SETTLING_TIME.total_seconds() / _SETTLING_S)


MOST_POLLS = _most_polls()
"""No chain needs more polls than this: one that goes on does so by a fault."""


def next_poll_ms(verification: Verification, *, now: datetime) -> int | None:
    """Return the milliseconds until a page should ask us again; None when no more will happen."""
    if verification.is_open:
        return poll_delay_s(verification, now=now) * 1000
    if is_listening(verification, now=now):
        return min(poll_delay_s(verification, now=now), _PAGE_S) * 1000
    return None
