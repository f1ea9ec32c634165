"""Figures of the site beside their budgets, and what could not be measured."""

from dataclasses import dataclass


class NotMeasured(Exception):
    """A tool failed twice. Says why in one line."""


@dataclass(frozen=True)
class Figure:
    """One thing measured against its budget; without a value it was not measured, and `why` says so."""

    what: str
    value: float | None
    budget: float
    unit: str
    at_least: bool = False
    why: str = ""

    @property
    def is_met(self) -> bool:
        if self.value is None:
            return False
        return self.value >= self.budget if self.at_least else self.value <= self.budget

    def __str__(self) -> str:
        if self.value is None:
            return f"{self.what:<52} not measured: {self.why}"
        relation = "at least" if self.at_least else "at most"
        verdict = "" if self.is_met else "   BROKEN"
        return f"{self.what:<52} {self.value:>8.4g} {self.unit:<3} {relation} {self.budget:g}{verdict}"
