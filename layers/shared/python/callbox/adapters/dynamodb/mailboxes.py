"""The Mailboxes port. DynamoDB deletes a place some time after it is free again.

The item `_REVIEW` of a mailbox is no place: it names the reviewed account that lifts the mailbox's limit, or nobody.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from math import ceil

from callbox.adapters.dynamodb.calls import ConditionFailed, call, fetch
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import MailboxItem
from callbox.domain.identity import NOBODY, UserId
from callbox.domain.mailboxes import MailboxPlace
from callbox.ports import Moved

_MOST_PLACES = 100
_REVIEW = -1


class DynamoMailboxes:
    def places(self, mailbox: str) -> Sequence[MailboxPlace]:
        items = fetch(MailboxItem.query, mailbox, MailboxItem.place >= 0, consistent_read=True, limit=_MOST_PLACES)
        return [document_of(MailboxPlace, item) for item in items]

    def take(self, before: MailboxPlace | None, after: MailboxPlace) -> None:
        item = item_of(MailboxItem, after, ttl=ceil(after.expires_at.timestamp()))
        unchanged = MailboxItem.user_id == before.user_id if before else MailboxItem.user_id.does_not_exist()
        # the second half is for a repetition of this call whose first attempt succeeded but lost its reply
        condition = unchanged | (MailboxItem.user_id == after.user_id)
        try:
            call(lambda: item.save(condition=condition))
        except ConditionFailed as failed:
            raise Moved("another account has taken this place of the mailbox") from failed

    def reviewed_account(self, mailbox: str) -> UserId | None:
        found = fetch(MailboxItem.query, mailbox, MailboxItem.place == _REVIEW, consistent_read=True, limit=1)
        owner = found[0].user_id if found else NOBODY
        return None if owner == NOBODY else UserId(owner)

    def lift(self, mailbox: str, user_id: UserId, *, now: datetime) -> None:
        call(MailboxItem(mailbox, _REVIEW, user_id=user_id, taken_at=now).save)

    def unlift(self, mailbox: str, user_id: UserId, *, now: datetime) -> None:
        # operators' commands cannot delete: DynamoDB does
        item = MailboxItem(mailbox, _REVIEW, user_id=NOBODY, taken_at=now, ttl=ceil(now.timestamp()))
        with suppress(ConditionFailed):
            call(lambda: item.save(condition=MailboxItem.user_id == user_id))

    def release(self, place: MailboxPlace) -> None:
        item = MailboxItem(place.mailbox, place.place)
        with suppress(ConditionFailed):
            call(lambda: item.delete(condition=MailboxItem.user_id == place.user_id))
