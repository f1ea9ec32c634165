"""The comparison with the supplier's orders, after kills, sees what would cost a customer or us money."""

from typing import Any

import pytest

from tests.engines.settled_books import wrong_orders


def order(key: str, state: str) -> dict[str, Any]:
    return {"idempotency_key": key, "state": f"verification{state}"}


def test_orders_as_they_should_be_are_not_wrong() -> None:
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
        "paid for nothing", "paid for a number that went back", "billed twice", "expired and billed",
        "cancelled and billed", "failed and billed twice", "left open", "of nobody",
    ],
)  # fmt: skip
def test_an_order_that_costs_somebody_money_is_seen(state: str, orders: list[dict[str, Any]]) -> None:
    assert len(wrong_orders({"01A": state}, orders)) == 1
