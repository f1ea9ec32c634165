"""Our credit at the supplier, against what our orders since the last look cost. A fact for the operator, no judgement.

An open order is paid for and may still come back, so what is compared is the credit with the open orders put back into
it: it falls by what was delivered and by nothing else. What is left over is a top-up, or money that no order explains.
"""

from dataclasses import dataclass
from decimal import Decimal

from callbox.domain.verifications import LONGEST_OPEN
from callbox.oversight import SupplierBalance, SupplierBalances, SupplierRecords
from callbox.ports import Clock


@dataclass(frozen=True)
class SupplierAccount:
    """`unexplained_usd` is above zero when more came in than went out, below when more went out; None at first."""

    balance: SupplierBalance
    delivered: int = 0
    delivered_usd: Decimal = Decimal(0)
    unexplained_usd: Decimal | None = None


class SupplierAccountService:
    def __init__(self, *, supplier: SupplierRecords, balances: SupplierBalances, clock: Clock) -> None:
        self._supplier = supplier
        self._balances = balances
        self._clock = clock

    def run(self) -> SupplierAccount:
        """Read the credit, compare it with the last time, and store it. Raises Unavailable."""
        last = self._balances.last()
        now = self._clock.now()
        since = (last.read_at if last else now) - LONGEST_OPEN
        orders = list(self._supplier.orders(since=since))
        still_open = [one for one in orders if one.outcome == "open"]
        balance = SupplierBalance(
            read_at=now,
            balance_usd=self._supplier.balance_usd(),
            open_orders=tuple(one.supplier_id for one in still_open),
            open_cost_usd=sum((one.cost_usd for one in still_open), Decimal(0)),
        )
        self._balances.add(balance)
        if last is None:
            return SupplierAccount(balance)
        delivered = [
            one
            for one in orders
            if one.outcome == "delivered" and (one.ordered_at > last.read_at or one.supplier_id in last.open_orders)
        ]
        delivered_usd = sum((one.cost_usd for one in delivered), Decimal(0))
        expected = last.balance_usd + last.open_cost_usd - delivered_usd
        return SupplierAccount(
            balance, len(delivered), delivered_usd, balance.balance_usd + balance.open_cost_usd - expected
        )
