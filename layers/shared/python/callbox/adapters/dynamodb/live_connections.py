"""The rows of open pages. DynamoDB deletes one some time after it expires; until then readers must look at the time."""

from collections.abc import Sequence
from math import ceil

from callbox.adapters.dynamodb.calls import call, fetch
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import LiveConnectionItem
from callbox.domain.identity import UserId
from callbox.ports.live import LiveConnection


class DynamoLiveConnections:
    def put(self, connection: LiveConnection) -> None:
        call(item_of(LiveConnectionItem, connection, ttl=ceil(connection.expires_at.timestamp())).save)

    def list(self, user_id: UserId, *, most: int) -> Sequence[LiveConnection]:
        """Return some of the customer's connections, strongly consistent, also expired ones; the newest first."""
        items = fetch(LiveConnectionItem.query, user_id, consistent_read=True, limit=most)
        found = [document_of(LiveConnection, item) for item in items]
        return sorted(found, key=lambda one: one.expires_at, reverse=True)

    def forget(self, connection: LiveConnection) -> None:
        call(LiveConnectionItem(connection.user_id, connection.connection_id).delete)
