"""The Messages port: SMS to rented numbers. DynamoDB deletes a message 30 days after it came."""

from collections import defaultdict
from collections.abc import Sequence

from callbox.adapters.dynamodb.calls import fetch, store_new
from callbox.adapters.dynamodb.mapping import attributes_of, document_of
from callbox.adapters.dynamodb.tables import MessageItem
from callbox.domain.identity import UserId, VerificationId
from callbox.domain.messages import KEPT_FOR, Message

MOST_READ = 2_000
"""More than a page of verifications ever receives. Beyond that, messages are cut off."""

_SEPARATOR = "#"
_BEHIND_SEPARATOR = chr(ord(_SEPARATOR) + 1)


class DynamoMessages:
    def add(self, user_id: UserId, verification_id: VerificationId, message: Message) -> None:
        values = attributes_of(message, MessageItem)
        key = f"{verification_id}{_SEPARATOR}{values.pop('id')}"
        ttl = int((message.received_at + KEPT_FOR).timestamp())
        item = MessageItem(user_id=user_id, message_key=key, ttl=ttl, **values)
        store_new(item)  # False: it is already stored

    def between(
        self, user_id: UserId, *, first: VerificationId, last: VerificationId
    ) -> dict[VerificationId, Sequence[Message]]:
        keys = MessageItem.message_key.between(f"{first}{_SEPARATOR}", f"{last}{_BEHIND_SEPARATOR}")
        items = fetch(MessageItem.query, user_id, keys, consistent_read=True, limit=MOST_READ)
        found: dict[VerificationId, list[Message]] = defaultdict(list)
        for item in items:
            verification_id, _, message_id = item.message_key.partition(_SEPARATOR)
            found[VerificationId(verification_id)].append(document_of(Message, item, id=message_id))
        return {key: sorted(some, key=lambda one: (one.received_at, one.id)) for key, some in found.items()}
