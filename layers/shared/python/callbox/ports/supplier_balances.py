"""Port of the readings of the supplier's credit."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True)
class SupplierBalance:
    """The credit at one moment, and what was paid for orders that may still come back."""

    read_at: datetime
    balance_usd: Decimal
    open_orders: tuple[str, ...]
    open_cost_usd: Decimal


class SupplierBalances(Protocol):
    def last(self) -> SupplierBalance | None: ...

    def add(self, balance: SupplierBalance) -> None: ...
