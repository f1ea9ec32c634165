"""Port of the readings of our credit at the supplier."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True)
class SupplierBalance:
    """Our credit at one moment, and the cost of open orders, which may still be refunded."""

    read_at: datetime
    balance_usd: Decimal
    open_orders: tuple[str, ...]
    open_cost_usd: Decimal


class SupplierBalances(Protocol):
    def last(self) -> SupplierBalance | None: ...

    def add(self, balance: SupplierBalance) -> None: ...
