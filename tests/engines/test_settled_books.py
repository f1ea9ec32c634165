"""The comparison with Paystack and the supplier after kills reports whatever would cost a customer or us money."""

from typing import Any

import pytest

from tests.engines.settled_books import wrong_orders, wrong_payments


def order(key: str, state: str) -> dict[str, Any]:
    return {"idempotency_key": key, "state": f"verification{state}"}


def test_correct_orders_are_not_reported() -> None:
    states = {"01A": "received", "01B": "expired", "01C": "failed", "01D": "failed", "01E": "cancelled"}
    orders = [
        order("01A", "Canceled"),
        order("01A-2", "Completed"),
        order("01B", "TimedOut"),
        order("01C", "Completed"),
        order("01E", "Canceled"),
    ]

    assert wrong_orders(states, orders) == []


@pytest.mark.parametrize(
    ("state", "orders"),
    [
        ("received", []),
        ("received", [order("01A", "Canceled")]),
        ("received", [order("01A", "Completed"), order("01A-2", "Completed")]),
        ("expired", [order("01A", "Completed")]),
        ("cancelled", [order("01A", "Completed")]),
        ("failed", [order("01A", "Completed"), order("01A-2", "Completed")]),
        ("failed", [order("01A", "Pending")]),
        ("failed", [order("01B", "Canceled")]),
    ],
    ids=[
        "paid for nothing", "paid for a cancelled number", "billed twice", "expired and billed",
        "cancelled and billed", "failed and billed twice", "left open", "orphan",
    ],
)  # fmt: skip
def test_an_order_that_costs_the_customer_or_us_money_is_reported(state: str, orders: list[dict[str, Any]]) -> None:
    assert len(wrong_orders({"01A": state}, orders)) == 1


def payment(number: int, amount: int) -> dict[str, Any]:
    return {"id": number, "reference": f"01A{number}-1", "amount": amount}


def entry(number: int, amount: int) -> dict[str, Any]:
    return {"deposit_id": f"01A{number}", "amount_minor": amount}


def test_correct_payments_are_not_reported() -> None:
    payments = [payment(1, 500), payment(2, 500), payment(3, 500)]
    refunds = [{"transaction": 2, "amount": 200}, {"transaction": 3, "amount": 500}]
    purchase = {"deposit_id": None, "amount_minor": -400}

    assert wrong_payments(payments, refunds, [entry(1, 500), entry(2, 500), entry(2, -200), purchase]) == []


@pytest.mark.parametrize(
    "entries",
    [[], [entry(1, 500)], [entry(1, 500), entry(1, -200), entry(1, -200)], [entry(1, 300), entry(2, 500)]],
    ids=["never credited", "not taken", "taken twice", "without a payment"],
)
def test_a_payment_that_differs_from_paystack_is_reported(entries: list[dict[str, Any]]) -> None:
    assert len(wrong_payments([payment(1, 500)], [{"transaction": 1, "amount": 200}], entries)) == 1
