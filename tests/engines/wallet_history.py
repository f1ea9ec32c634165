"""A checker for linearizability: does one order of a wallet's movements explain what many threads saw?

A wallet's `n` is its version, so the order is known: movement `n` makes version `n`, and a read of `n` comes right
after it. This order explains the history exactly if no operation comes before one that ended before it began. (For
registers without versions the question is hard; see Wing and Gong, 1993.)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf


@dataclass(frozen=True)
class Operation:
    """One read or one movement of a wallet, as its thread saw it.

    `n` and `balance` are the values read, or those after the movement, which should change the balance by `change`.
    `ended` is infinite when no answer came.
    """

    is_movement: bool
    began: float
    ended: float
    n: int
    balance: int
    change: int | None = None


def contradictions(history: Sequence[Operation]) -> list[str]:
    """Return the reasons why no order explains a history; empty if one does."""
    found: list[str] = []
    balances: dict[int, int] = {0: 0}
    for one in history:
        if one.is_movement and balances.setdefault(one.n, one.balance) != one.balance:
            found.append(f"two movements made version {one.n}")
    moved = [one.n for one in history if one.is_movement]
    found += [f"version {n} was made {moved.count(n)} times" for n in sorted(set(moved)) if moved.count(n) > 1]
    found += [
        f"version {one.n} was seen with {one.balance} and made with {balances.get(one.n)}"
        for one in history
        if balances.get(one.n) != one.balance
    ]
    found += [
        f"version {one.n} is {one.balance}, {one.change:+} from {balances.get(one.n - 1)}"
        for one in history
        if one.change is not None and balances.get(one.n - 1, one.balance) + one.change != one.balance
    ]
    return found + _backward_steps(history)


def _backward_steps(history: Sequence[Operation]) -> list[str]:
    """Return the operations that come before one that had ended when they began."""
    found: list[str] = []
    newest, ends = -inf, sorted(history, key=lambda one: one.ended)
    passed = 0
    for one in sorted(history, key=lambda one: one.began):
        while passed < len(ends) and ends[passed].ended < one.began:
            newest = max(newest, ends[passed].n)
            passed += 1
        if one.n < newest or (one.is_movement and one.n == newest):
            found.append(f"version {one.n} was {'made' if one.is_movement else 'seen'} after version {newest:.0f}")
    return found
