"""Port of the catalogue: what the supplier sells, and at what cost."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True)
class Service:
    """One thing that can be bought. `name` is the supplier's; `cost_usd` its price without options."""

    country: str
    name: str
    capability: str
    label: str
    cost_usd: Decimal
    refreshed_at: datetime


class Catalogue(Protocol):
    def get(self, *, country: str, name: str, capability: str) -> Service | None: ...

    def list(self, country: str) -> Sequence[Service]:
        """Return all services of a country, sorted by name (eventually consistent)."""

    def put(self, services: Iterable[Service]) -> None: ...

    def remove(self, services: Iterable[Service]) -> None: ...
