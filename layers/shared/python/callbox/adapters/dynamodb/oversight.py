"""Stores for oversight: receivables, operators' acts, pay-out locks, differences, the supplier's balance.

The books write receivables, and acts that change a wallet, in their own transactions.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from pynamodb.expressions.update import Action

from callbox.adapters.dynamodb.calls import ConditionFailed, call, fetch, find, store_new
from callbox.adapters.dynamodb.documents import act_item
from callbox.adapters.dynamodb.mapping import changes, document_of, item_of
from callbox.adapters.dynamodb.tables import (
    DifferenceItem,
    OperatorActItem,
    PayOutItem,
    ReceivableItem,
    SupplierBalanceItem,
)
from callbox.domain.differences import Difference
from callbox.domain.identity import UserId
from callbox.domain.operators import OperatorAct
from callbox.domain.returns import Receivable
from callbox.domain.suppliers import SUPPLIER
from callbox.ports.pay_outs import BeingPaidOut
from callbox.ports.supplier_balances import SupplierBalance

MOST_RECEIVABLES = 1_000
MOST_ACTS = 10_000


class DynamoReceivables:
    def of(self, user_id: UserId) -> Sequence[Receivable]:
        items = fetch(ReceivableItem.query, user_id, consistent_read=True, limit=MOST_RECEIVABLES)
        return [document_of(Receivable, item) for item in items]


class DynamoOperatorLog:
    def add(self, act: OperatorAct) -> None:
        store_new(act_item(act))  # False: it is already logged

    def day(self, day: str) -> Sequence[OperatorAct]:
        return [
            document_of(OperatorAct, item)
            for item in fetch(OperatorActItem.query, day, consistent_read=True, limit=MOST_ACTS)
        ]


class DynamoPayOuts:
    def begin(self, user_id: UserId, run_id: str, *, now: datetime, free_at: datetime) -> None:
        is_free = PayOutItem.run_id.does_not_exist() | (PayOutItem.free_at <= now) | (PayOutItem.run_id == run_id)
        try:
            call(lambda: PayOutItem(user_id, run_id=run_id, free_at=free_at).save(condition=is_free))
        except ConditionFailed as failed:
            other = find(PayOutItem, user_id)
            raise BeingPaidOut(other.free_at if other and other.run_id else now) from failed

    def end(self, user_id: UserId, run_id: str) -> None:
        with suppress(ConditionFailed):  # the lock ended before, or another run holds it
            call(lambda: PayOutItem(user_id).update([PayOutItem.run_id.remove()], PayOutItem.run_id == run_id))


class DynamoDifferences:
    def note(self, difference: Difference, *, now: datetime) -> bool:
        item = DifferenceItem(difference.difference_id)
        actions: list[Action] = [
            *changes(item, item_of(DifferenceItem, difference, last_seen_at=now)),
            DifferenceItem.first_seen_at.set(DifferenceItem.first_seen_at | now),  # keeps the first value
        ]
        call(lambda: item.update(actions))
        return item.first_seen_at == now


class DynamoSupplierBalances:
    def last(self) -> SupplierBalance | None:
        newest = fetch(SupplierBalanceItem.query, SUPPLIER, consistent_read=True, scan_index_forward=False, limit=1)
        return document_of(SupplierBalance, newest[0]) if newest else None

    def add(self, balance: SupplierBalance) -> None:
        call(item_of(SupplierBalanceItem, balance, account=SUPPLIER).save)
