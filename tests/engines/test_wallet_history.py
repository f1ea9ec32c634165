"""The checker of histories tells linearizable histories from others."""

from math import inf

import pytest

from tests.engines.wallet_history import Operation, contradictions


def read(began: float, ended: float, n: int, balance: int) -> Operation:
    return Operation(False, began, ended, n, balance)


def move(began: float, ended: float, n: int, balance: int, change: int | None = None) -> Operation:
    return Operation(True, began, ended, n, balance, change)


@pytest.mark.parametrize(
    "history",
    [
        [],
        [read(0, 1, 0, 0)],
        [move(0, 1, 1, 50), read(2, 3, 1, 50)],
        [move(0, 10, 1, 50), read(1, 2, 0, 0), read(3, 4, 1, 50)],
        [move(0, 10, 2, 80), move(1, 9, 1, 50), read(2, 3, 2, 80)],
        [move(0, inf, 1, 50), read(5, 6, 0, 0), read(7, 8, 1, 50)],
        [move(0, 1, 1, 50, 50), move(2, 3, 2, 20, -30), read(4, 5, 2, 20)],
    ],
    ids=[
        "nothing",
        "an empty wallet",
        "one after another",
        "meanwhile",
        "in the other order",
        "without an answer",
        "in and out",
    ],
)
def test_a_linearizable_history_has_no_contradictions(history: list[Operation]) -> None:
    assert contradictions(history) == []


@pytest.mark.parametrize(
    "history",
    [
        [move(0, 1, 1, 50), read(2, 3, 0, 0)],
        [move(0, 9, 1, 50), read(1, 2, 1, 50), read(3, 4, 0, 0)],
        [move(0, 1, 2, 80), move(2, 3, 1, 50)],
        [move(0, 1, 1, 50), move(2, 3, 1, 50)],
        [move(0, 1, 1, 50), read(2, 3, 1, 80)],
        [read(0, 1, 7, 50)],
        [move(0, 1, 1, 50, 50), move(2, 3, 2, 30, -30)],
    ],
    ids=["stale", "back again", "overtaken", "made twice", "another balance", "never made", "lost update"],
)
def test_a_history_that_is_not_linearizable_is_reported(history: list[Operation]) -> None:
    assert contradictions(history)
