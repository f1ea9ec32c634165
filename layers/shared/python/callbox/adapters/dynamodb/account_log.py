"""The AccountLog port. DynamoDB deletes an expired entry later. Ids begin with their time, so they sort."""

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from callbox.adapters.dynamodb.calls import call, fetch
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import AccountEntryItem
from callbox.domain.account_log import AccountEntry
from callbox.domain.identity import UserId


class DynamoAccountLog:
    def add(self, entry: AccountEntry) -> None:
        call(item_of(AccountEntryItem, entry, ttl=ceil(entry.expires_at.timestamp())).save)

    def page(self, user_id: UserId, *, since: datetime, before_id: str | None, limit: int) -> Sequence[AccountEntry]:
        before = AccountEntryItem.entry_id < before_id if before_id else None
        items = fetch(AccountEntryItem.query, user_id, before, scan_index_forward=False, limit=limit)
        return [document_of(AccountEntry, item) for item in items if item.at >= since]
