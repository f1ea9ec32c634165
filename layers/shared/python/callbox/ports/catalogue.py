"""Port of the catalogue: the supplier's services and their costs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True)
class Service:
    """A service that can be bought. `name` is the supplier's name; `cost_usd` is its price without options.

    `refused_at` is when the supplier last refused an order for want of numbers.
    """

    country: str
    name: str
    capability: str
    label: str
    cost_usd: Decimal
    refreshed_at: datetime
    refused_at: datetime | None = None


class Catalogue(Protocol):
    def get(self, *, country: str, name: str, capability: str) -> Service | None: ...

    def list(self, country: str) -> Sequence[Service]:
        """Return all services of a country, sorted by name (eventually consistent)."""

    def put(self, services: Iterable[Service]) -> None:
        """Store all of each service but `refused_at`, which stays as it is."""

    def note_refusal(self, *, country: str, name: str, capability: str, at: datetime) -> None:
        """Store when the supplier refused an order for want of numbers. A service that is gone stays gone."""

    def remove(self, services: Iterable[Service]) -> None: ...
