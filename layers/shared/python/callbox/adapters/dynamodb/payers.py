"""The Payers port: one item for each payer and account. Writes are idempotent, so they need no condition."""

from collections.abc import Sequence
from datetime import datetime

from pynamodb.expressions.update import Action

from callbox.adapters.dynamodb.calls import call, fetch
from callbox.adapters.dynamodb.mapping import document_of
from callbox.adapters.dynamodb.scanning import scan
from callbox.adapters.dynamodb.tables import PayerItem
from callbox.domain.identity import DepositId, UserId
from callbox.domain.payers import PaidAccount
from callbox.ports.payers import MOST_ACCOUNTS_READ


class DynamoPayers:
    def note(self, payer: str, user_id: UserId, deposit_id: DepositId, *, at: datetime) -> None:
        item = PayerItem(payer, user_id)
        actions: list[Action] = [
            PayerItem.first_deposit_id.set(PayerItem.first_deposit_id | deposit_id),  # keeps the first value
            PayerItem.first_at.set(PayerItem.first_at | at),
            PayerItem.last_at.set(at),
        ]
        call(lambda: item.update(actions))

    def note_dispute(self, payer: str, user_id: UserId, *, at: datetime) -> None:
        item = PayerItem(payer, user_id)
        call(lambda: item.update([PayerItem.disputed_at.set(PayerItem.disputed_at | at)]))

    def accounts(self, payer: str) -> Sequence[PaidAccount]:
        items = fetch(PayerItem.query, payer, consistent_read=True, scan_index_forward=False, limit=MOST_ACCOUNTS_READ)
        return [document_of(PaidAccount, item) for item in items]

    def of(self, user_id: UserId) -> Sequence[PaidAccount]:
        items = fetch(PayerItem.by_user.query, user_id, limit=MOST_ACCOUNTS_READ)
        return [document_of(PaidAccount, item) for item in items]

    def scan(self) -> Sequence[PaidAccount]:
        return [document_of(PaidAccount, item) for item in scan(PayerItem, segment=0, segments=1)]
