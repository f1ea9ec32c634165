"""Which steps each state allows, and the state after each. Any other step raises IllegalTransition."""

import inspect
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import ModuleType
from typing import Any

import pytest

from callbox.domain import deposits, returns, verifications
from callbox.domain.deposits import Deposit, Payment
from callbox.domain.errors import CallboxError, IllegalTransition
from callbox.domain.verifications import MAX_ORDERS, Verification
from tests.builders import NOW, a_deposit, a_verification, naira

VERIFICATIONS = """
                    requesting  waiting    received  cancelled  expired  failed
with_order          requesting  -          -         -          -        -
with_another_order  requesting  -          -         -          -        -
with_number         waiting     -          -         -          -        -
with_new_chain      -           waiting    -         -          -        -
with_texts          -           waiting    received  -          -        -
with_listening      -           -          received  -          -        -
as_before_listening -           -          received  -          -        -
labelled            requesting  waiting    received  cancelled  expired  failed
swept_again         requesting  waiting    -         -          -        -
postponed           requesting  waiting    -         -          -        -
received            -           received   -         -          -        -
cancelled           -           cancelled  -         -          -        -
expired             -           expired    -         -          -        -
failed              failed      failed     -         -          -        -
"""
DEPOSITS = """
                    pending     credited   failed      mismatched  cancelled
next_attempt        pending     -          -           -           -
with_checkout       pending     -          -           -           -
with_progress       pending     credited   failed      mismatched  cancelled
ask_again           pending     credited   failed      mismatched  cancelled
postponed           pending     -          -           -           cancelled
credited            credited    -          credited    -           credited
mismatched          mismatched  -          mismatched  -           mismatched
failed              failed      -          -           -           -
refused             failed      -          -           -           -
cancelled           cancelled   -          -           -           -
with_return         -           credited   -           -           -
with_lost_dispute   pending     credited   failed      mismatched  cancelled
"""

VERIFICATION_STEPS: dict[str, Callable[[Any], Verification]] = {
    "with_order": lambda one: verifications.with_order(one, "order-1"),
    "with_another_order": verifications.with_another_order,
    "with_number": lambda one: verifications.with_number(
        one, order_id="order-1", number="+12025550100", ends_at=NOW + timedelta(minutes=15), now=NOW
    ),
    "with_new_chain": verifications.with_new_chain,
    "with_texts": lambda one: verifications.with_texts(one, ["text-1"], stored=1, began_at=NOW),
    "with_listening": lambda one: verifications.with_listening(one, now=NOW),
    "as_before_listening": lambda one: verifications.as_before_listening(one, one),
    "labelled": lambda one: verifications.labelled(one, "ci-812"),
    "swept_again": lambda one: verifications.swept_again(one, now=NOW),
    "postponed": lambda one: verifications.postponed(one, now=NOW),
    "received": lambda one: verifications.received(one, now=NOW),
    "cancelled": lambda one: verifications.closed(one, "cancelled", reason="why", now=NOW),
    "expired": lambda one: verifications.closed(one, "expired", reason="why", now=NOW),
    "failed": lambda one: verifications.closed(one, "failed", reason="why", now=NOW),
}
DEPOSIT_STEPS: dict[str, Callable[[Any], Deposit]] = {
    "next_attempt": deposits.next_attempt,
    "with_checkout": lambda one: deposits.with_checkout(one, "https://checkout.example/1"),
    "ask_again": lambda one: deposits.ask_again(one, now=NOW),
    "postponed": lambda one: deposits.postponed(one, now=NOW),
    "credited": lambda one: deposits.credited(one, one.reference, now=NOW),
    "mismatched": lambda one: deposits.mismatched(one, one.reference, reason="amount_differs", now=NOW),
    "failed": lambda one: deposits.failed(one, reason="not_paid", now=NOW),
    "with_progress": lambda one: deposits.with_progress(one, Payment(one.reference, "queued", one.amount, one.amount)),
    "refused": lambda one: deposits.refused(one, "email", now=NOW),
    "cancelled": deposits.cancelled,
    "with_return": lambda one: returns.with_return(one, naira(100)),
    "with_lost_dispute": returns.with_lost_dispute,
}
NO_STEPS = {"requested", "as_requested", "closed", "as_created", "judge"}
"""`closed` is in the table under each state it leads to; `judge` chooses a step; the others make or copy one."""


def cells(table: str) -> list[tuple[str, str, str]]:
    """Return (step, state before, state after) of each cell; `-` after an illegal step."""
    states, *rows = [line.split() for line in table.strip().splitlines()]
    return [(step, before, after) for step, *row in rows for before, after in zip(states, row, strict=True)]


@pytest.mark.parametrize(("step", "before", "after"), cells(VERIFICATIONS))
def test_a_verification_takes_only_the_steps_of_its_state(step: str, before: Any, after: str) -> None:
    verification = replace(a_verification(), state=before)

    if after == "-":
        with pytest.raises(IllegalTransition) as raised:
            VERIFICATION_STEPS[step](verification)
        assert (raised.value.state, raised.value.event) == (before, step)
    else:
        assert VERIFICATION_STEPS[step](verification).state == after


@pytest.mark.parametrize(("step", "before", "after"), cells(DEPOSITS))
def test_a_deposit_takes_only_the_steps_of_its_status(step: str, before: Any, after: str) -> None:
    deposit = replace(a_deposit(), status=before)

    if after == "-":
        with pytest.raises(IllegalTransition) as raised:
            DEPOSIT_STEPS[step](deposit)
        assert (raised.value.state, raised.value.event) == (before, step)
    else:
        assert DEPOSIT_STEPS[step](deposit).status == after


@pytest.mark.parametrize(
    ("table", "modules", "document", "beside"),
    [
        (VERIFICATIONS, [verifications], Verification, {"cancelled", "expired", "failed"}),
        (DEPOSITS, [deposits, returns], Deposit, set()),
    ],
    ids=["verifications", "deposits"],
)
def test_every_step_of_the_rules_is_in_a_table(
    table: str, modules: list[ModuleType], document: type, beside: set[str]
) -> None:
    steps = {
        name
        for module in modules
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and inspect.signature(function).return_annotation is document
    }

    assert {step for step, _, _ in cells(table)} - beside == steps - NO_STEPS


def test_a_verification_orders_at_most_three_numbers() -> None:
    last = replace(a_verification(), order_count=MAX_ORDERS)

    with pytest.raises(IllegalTransition):
        verifications.with_another_order(last)


def test_an_illegal_step_is_a_bug_and_not_an_error_for_the_caller() -> None:
    error = IllegalTransition("expired", "received")

    assert not isinstance(error, CallboxError)
    assert str(error) == "'received' is not possible in the state 'expired'"
