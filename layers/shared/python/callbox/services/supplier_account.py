"""Our account at the supplier: compare its credit with the cost of our orders, and its ended orders with ours.

An open order is paid for but may still be refunded. So we compare the credit plus the cost of open orders. That sum
falls only by what was billed. The rest is a top-up, or money that no order explains.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from callbox.domain.differences import Difference
from callbox.domain.orders import OWED_NOTHING
from callbox.domain.verifications import LONGEST_OPEN
from callbox.ports.supplier_balances import SupplierBalance, SupplierBalances

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callbox.ports.clock import Clock
    from callbox.ports.supplier import ListedOrder, SupplierRecords
    from callbox.services.comparing_orders import OrderComparison

CLOCKS_DIFFER = timedelta(minutes=5)
"""How far the supplier's clock, which dates the orders, may be off from ours."""
UNSETTLED = LONGEST_OPEN + CLOCKS_DIFFER
"""A younger order may change while the account is read. An order that is open for longer counts as billed."""
FIRST_COMPARISON = timedelta(days=1)
"""How far back the very first reading looks for ended orders."""
LEAST_UNEXPLAINED_USD = Decimal(1)
"""No alarm below this: the supplier rounds fractions of cents."""


@dataclass(frozen=True)
class SupplierAccount:
    """`unexplained_usd` is positive if more came in than went out, negative otherwise; None at the first reading."""

    balance: SupplierBalance
    differences: tuple[Difference, ...] = ()
    billed: int = 0
    billed_usd: Decimal = Decimal(0)
    unexplained_usd: Decimal | None = None


class SupplierAccountService:
    def __init__(
        self, *, supplier: SupplierRecords, balances: SupplierBalances, orders: OrderComparison, clock: Clock
    ) -> None:
        self._supplier = supplier
        self._balances = balances
        self._orders = orders
        self._clock = clock

    def compare(self) -> SupplierAccount:
        """Read the account and compare it with the last reading. Stores nothing. Raises Unavailable.

        Judges the orders that have become older than `UNSETTLED` since then, so each order is judged once.
        """
        last, now = self._balances.last(), self._clock.now()
        begin = (last.read_at if last else now - FIRST_COMPARISON) - UNSETTLED
        # before the list: an order made in between has a later date, so we know that it is uncertain
        balance_usd = self._supplier.balance_usd()
        orders = list(self._supplier.orders(since=begin))
        open_orders = [one for one in orders if one.outcome == "open" and one.ordered_at > now - UNSETTLED]
        balance = SupplierBalance(
            read_at=now,
            balance_usd=balance_usd,
            open_orders=tuple(one.order_id for one in open_orders),
            open_cost_usd=_cost_usd(open_orders),
        )
        differences = self._orders.compare(one for one in orders if begin < one.ordered_at <= now - UNSETTLED)
        if last is None:
            return SupplierAccount(balance, tuple(differences))
        billed = _billed_since(last, orders, open_orders)
        expected_usd = last.balance_usd + last.open_cost_usd - _cost_usd(billed)
        unexplained_usd = balance.balance_usd + balance.open_cost_usd - expected_usd
        tolerance_usd = LEAST_UNEXPLAINED_USD + _uncertain_usd(orders, last.read_at, now)
        if unexplained_usd < -tolerance_usd:
            facts = {"unexplained_usd": str(unexplained_usd), "tolerance_usd": str(tolerance_usd)}
            facts["since"] = f"{last.read_at:%FT%TZ}"
            differences.append(Difference("supplier_credit_unexplained", f"{now:%FT%TZ}", facts))
        return SupplierAccount(balance, tuple(differences), len(billed), _cost_usd(billed), unexplained_usd)

    def keep(self, account: SupplierAccount) -> None:
        """Store a reading; the next one starts from it. Call it after its differences are stored, or they are lost."""
        self._balances.add(account.balance)


def _billed_since(
    last: SupplierBalance, orders: Sequence[ListedOrder], open_orders: Sequence[ListedOrder]
) -> list[ListedOrder]:
    new = [one for one in orders if one.ordered_at > last.read_at or one.order_id in last.open_orders]
    return [one for one in new if one.outcome not in OWED_NOTHING and one not in open_orders]


def _uncertain_usd(orders: Sequence[ListedOrder], last_at: datetime, now: datetime) -> Decimal:
    """Return the cost of orders that may have been made, cancelled or refunded during one of the two readings."""
    around_last = [one for one in orders if one.ordered_at <= last_at + CLOCKS_DIFFER]
    around_now = [one for one in orders if one.ordered_at > now - UNSETTLED]
    return _cost_usd(around_last) + _cost_usd(around_now)


def _cost_usd(orders: Sequence[ListedOrder]) -> Decimal:
    return sum((one.cost_usd for one in orders), Decimal(0))
