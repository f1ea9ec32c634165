"""Port of the stock: how many numbers of each service the supplier had when it was last asked."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple, Protocol


class Count(NamedTuple):
    """`counted_at` is in whole seconds."""

    available: int
    counted_at: datetime


class StockCounts(Protocol):
    def list(self, country: str) -> Mapping[str, Count]:
        """Return the last counts by the services' names."""

    def replace(self, country: str, counts: Mapping[str, Count]) -> None: ...
