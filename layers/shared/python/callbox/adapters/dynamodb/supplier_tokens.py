"""The SupplierTokens port: the supplier's current access token for each account."""

from datetime import datetime
from math import ceil

from callbox.adapters.dynamodb.calls import call, find
from callbox.adapters.dynamodb.tables import SupplierTokenItem


class DynamoSupplierTokens:
    def get(self, account: str) -> tuple[str, datetime] | None:
        item = find(SupplierTokenItem, account)
        return None if item is None else (item.token, item.expires_at)

    def put(self, account: str, token: str, expires_at: datetime) -> None:
        # no condition: if two functions fetch a token at once, both tokens are valid
        ttl = ceil(expires_at.timestamp())
        item = SupplierTokenItem(account=account, token=token, expires_at=expires_at, ttl=ttl)
        call(item.save)
