"""Money: an integer of minor units and its currency. No float, no arithmetic across currencies."""

from dataclasses import dataclass
from typing import Self


def naira(minor: int) -> str:
    """Return an amount of kobo as customers read it: ₦20,000, or ₦450.50 when there are kobo."""
    whole, kobo = divmod(minor, 100)
    return f"₦{whole:,}.{kobo:02}" if kobo else f"₦{whole:,}"


@dataclass(frozen=True, order=False)
class Money:
    """An amount such as `Money(45_000, "NGN")`: ₦450.00. May be negative (a signed movement)."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        # in Python a bool is an int: an amount of True would be one kobo
        if not isinstance(self.minor, int) or isinstance(self.minor, bool):
            raise TypeError(f"minor units are an int, not {type(self.minor).__name__}")

    def __add__(self, other: Self) -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Self) -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.minor <= self._same(other)

    def _same(self, other: "Money") -> int:
        if self.currency != other.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return other.minor
