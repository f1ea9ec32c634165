"""Who pays, for every combination of facts. The table is the specification."""

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from typing import get_args

import pytest

from callbox.domain.messages import Message
from callbox.domain.orders import Outcome
from callbox.domain.verdicts import Receive, Refund, Verdict, Wait, decide, decide_cancel, must_cancel_order
from callbox.domain.verifications import Verification, VerificationState, with_number
from tests.builders import NOW, a_message, a_verification

ENDS = NOW + timedelta(minutes=15)
SETTLED = ENDS + timedelta(minutes=10)
TICK = timedelta(microseconds=1)
WAITING = with_number(a_verification(), order_id="order-1", number="+12025550100", ends_at=ENDS, now=NOW)

VERDICTS: dict[str, Verdict] = {
    "wait": Wait(),
    "uncertain": Receive("no_certain_code"),
    "cancelled": Refund("cancelled", "cancelled_by_customer"),
    "expired": Refund("expired", "no_code_in_time"),
    "unsettled": Refund("failed", "supplier_never_settled"),
}
BY_ORDER = """
outcome    shown    running    settling   settled
unasked    nothing  wait       wait       wait
unasked    text     wait       wait       wait
open       nothing  wait       wait       unsettled
open       text     wait       wait       unsettled
delivered  nothing  wait       wait       unsettled
delivered  text     wait       uncertain  uncertain
returned   nothing  expired    expired    expired
returned   text     expired    expired    expired
cancelled  nothing  cancelled  expired    expired
cancelled  text     cancelled  expired    expired
"""
"""The verdict without a code: `shown` is a message without one, `settling` the ten minutes after the end."""
TIMES: dict[str, tuple[datetime, ...]] = {
    "running": (NOW, ENDS - TICK),
    "settling": (ENDS, SETTLED - TICK),
    "settled": (SETTLED, SETTLED + timedelta(days=1)),
}

TEXT = a_message("text", text="Welcome", code=None)
CODE = a_message("code")
OUTCOMES: tuple[Outcome | None, ...] = (None, *get_args(Outcome))
INSTANTS = [now for instants in TIMES.values() for now in instants]
STATES: tuple[VerificationState, ...] = get_args(VerificationState)
SHOWN: dict[str, list[tuple[int, list[Message]]]] = {
    "nothing": [(0, [])],
    "text": [(1, []), (0, [TEXT]), (1, [TEXT, TEXT])],
}
"""How a message is shown: (stored before, found now)."""


def by_order() -> list[tuple[Outcome | None, int, list[Message], datetime, Verdict]]:
    """Return the cells of the table as (outcome, message count, messages, now, verdict)."""
    (_, _, *times), *rows = [line.split() for line in BY_ORDER.strip().splitlines()]
    outcomes: dict[str, Outcome | None] = {"unasked": None, **{name: name for name in get_args(Outcome)}}
    return [
        (outcomes[outcome], count, messages, now, VERDICTS[verdict])
        for outcome, shown, *verdicts in rows
        for time, verdict in zip(times, verdicts, strict=True)
        for (count, messages), now in product(SHOWN[shown], TIMES[time])
    ]


def seen(count: int) -> Verification:
    return replace(WAITING, message_count=count)


@pytest.mark.parametrize(("outcome", "count", "messages", "now", "verdict"), by_order())
def test_without_a_code_the_order_and_the_time_decide_who_pays(
    outcome: Outcome | None, count: int, messages: list[Message], now: datetime, verdict: Verdict
) -> None:
    assert decide(seen(count), outcome=outcome, messages=messages, now=now) == verdict


@pytest.mark.parametrize("messages", [[CODE], [TEXT, CODE], [CODE, TEXT]], ids=["code", "last", "first"])
@pytest.mark.parametrize(("outcome", "now"), [*product(OUTCOMES, INSTANTS)])
def test_a_code_is_charged_in_every_situation(messages: list[Message], outcome: Outcome | None, now: datetime) -> None:
    for count, withheld in product((0, 1), (0, 1, 2)):
        verdict = decide(seen(count), outcome=outcome, messages=messages, withheld=withheld, now=now)
        assert verdict == Receive(None)


@pytest.mark.parametrize("messages", [[], [TEXT]], ids=["alone", "beside a text"])
@pytest.mark.parametrize(("outcome", "now"), [*product(OUTCOMES, INSTANTS)])
def test_a_withheld_message_refunds_a_customer_who_has_seen_no_message(
    messages: list[Message], outcome: Outcome | None, now: datetime
) -> None:
    verdict = decide(seen(0), outcome=outcome, messages=messages, withheld=1, now=now)

    assert verdict == Refund("failed", "service_denied")


@pytest.mark.parametrize("messages", [[], [TEXT]], ids=["alone", "beside a text"])
@pytest.mark.parametrize(("outcome", "now"), [*product(OUTCOMES, INSTANTS)])
def test_a_withheld_message_changes_nothing_for_a_customer_who_has_seen_a_message(
    messages: list[Message], outcome: Outcome | None, now: datetime
) -> None:
    verdict = decide(seen(1), outcome=outcome, messages=messages, withheld=2, now=now)

    assert verdict == decide(seen(1), outcome=outcome, messages=messages, now=now)


@pytest.mark.parametrize("state", ["received", "cancelled", "expired", "failed"])
@pytest.mark.parametrize(("outcome", "now"), [*product(OUTCOMES, INSTANTS)])
def test_nothing_is_decided_about_a_verification_that_has_ended(
    state: VerificationState, outcome: Outcome | None, now: datetime
) -> None:
    for count, messages, withheld in product((0, 1), ([], [TEXT], [CODE]), (0, 1)):
        ended = replace(seen(count), state=state)
        assert decide(ended, outcome=outcome, messages=messages, withheld=withheld, now=now) == Wait()


@pytest.mark.parametrize(
    ("after", "verdict"),
    [
        (timedelta(0), Wait()),
        (timedelta(minutes=4) - TICK, Wait()),
        (timedelta(minutes=4), Refund("failed", "no_number_in_time")),
        (timedelta(days=1), Refund("failed", "no_number_in_time")),
    ],
)
@pytest.mark.parametrize("order_id", [None, "order-1"])
def test_a_request_without_a_number_is_refunded_after_four_minutes(
    after: timedelta, verdict: Verdict, order_id: str | None
) -> None:
    assert decide(a_verification(order_id=order_id), now=NOW + after) == verdict


def test_we_pay_the_supplier_for_a_refunded_number_only_after_settling_or_for_a_denied_service() -> None:
    """Checked for every combination: only here do we pay for a number that the customer does not pay for."""
    refunds = set()
    for outcome, now, count, withheld in product(OUTCOMES, INSTANTS, (0, 1), (0, 1)):
        for messages in ([], [TEXT], [CODE]):
            verdict = decide(seen(count), outcome=outcome, messages=messages, withheld=withheld, now=now)
            if isinstance(verdict, Refund) and outcome not in ("returned", "cancelled"):
                refunds.add((verdict.reason, now >= SETTLED))

    assert refunds == {("service_denied", False), ("service_denied", True), ("supplier_never_settled", True)}


@pytest.mark.parametrize(("state", "outcome"), [*product(STATES, get_args(Outcome))])
def test_a_cancel_refunds_a_waiting_number_for_which_the_supplier_is_owed_nothing(
    state: VerificationState, outcome: Outcome
) -> None:
    verdict = decide_cancel(replace(WAITING, state=state), outcome)

    if state == "waiting" and outcome in ("returned", "cancelled"):
        assert verdict == Refund("cancelled", "cancelled_by_customer")
    else:
        assert verdict == Wait()


@pytest.mark.parametrize(("outcome", "now"), [*product(get_args(Outcome), INSTANTS)])
def test_only_an_order_that_is_open_at_its_end_is_cancelled(outcome: Outcome, now: datetime) -> None:
    assert must_cancel_order(WAITING, outcome, now=now) == (outcome == "open" and now >= ENDS)
