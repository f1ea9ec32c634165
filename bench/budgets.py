"""The budgets: the target and the hard limit of each figure. `make bench` fails when a figure exceeds its limit."""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["good", "over target", "TOO MUCH", "-"]


@dataclass(frozen=True)
class Line:
    """One figure with its limits; `spread` is the middle half of its runs if there are several."""

    name: str
    figure: float
    target: float | None = None
    hard: float | None = None
    unit: str = ""
    spread: tuple[float, float] | None = None

    @property
    def verdict(self) -> Verdict:
        if self.hard is not None and self.figure > self.hard:
            return "TOO MUCH"
        if self.target is None:
            return "-"
        return "good" if self.figure <= self.target else "over target"


# name: (target, hard limit, unit)
BUDGETS: dict[str, tuple[float, float, str]] = {
    "cold start of a signed-in read route": (5, 7, "× floor"),
    "memory after its first answer": (40, 48, "MiB"),
    "memory of fetch_code, its heaviest batch": (80, 98, "MiB"),
    "DynamoDB clients in one process": (1, 1, ""),
    "layer and function, zipped": (7, 10, "MB"),
    "layer and function, unpacked": (20, 30, "MB"),
    "layer crypto, zipped": (5.5, 6, "MB"),
    "warm dispatch, no I/O": (60, 100, "× bare"),
    "database calls of a page's poll": (1, 2, ""),
    "transactions and sends of a purchase": (2, 3, ""),
    "database calls of a credit": (5, 6, ""),
    "write units from held to received": (16, 18, "WU"),
    "supplier calls, no webhook": (20, 24, ""),
    "code at the supplier to stored, median": (2.2, 2.6, "s"),
    "code at the supplier to stored, p95": (5.2, 5.6, "s"),
    "the same with webhook, median": (0.9, 2.6, "s"),
    "the same with webhook, p95": (2.1, 5.6, "s"),
    "a hostile text screened": (5, 8, "ms"),
    "a hostile text searched for its code": (12, 25, "ms"),
    "growth of both from 400 to 1,600": (5, 8, "×"),
    "AWS, a thousand verifications": (0.10, 0.15, "USD"),
    "the same with webhook": (0.05, 0.10, "USD"),
    "AWS, an idle month without a web ACL": (5, 5.5, "USD"),
}


def line(name: str, figure: float, spread: tuple[float, float] | None = None) -> Line:
    """Return a figure with its budget. Raises KeyError if it has none."""
    target, hard, unit = BUDGETS[name]
    return Line(name, figure, target, hard, unit, spread)
