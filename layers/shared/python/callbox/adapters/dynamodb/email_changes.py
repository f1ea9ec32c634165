"""The EmailChanges port. Both addresses are claims in the table of the users' store, so no two accounts have one."""

from datetime import datetime
from math import ceil

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from callbox.adapters.dynamodb.calls import ConditionFailed, call, find
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import EmailChangeItem, EmailItem, UserItem
from callbox.adapters.dynamodb.transaction import Declined, Transaction
from callbox.adapters.dynamodb.users import given_over, has_sessions_of, is_free
from callbox.domain.email_changes import EmailChange
from callbox.domain.identity import User, UserId, email_key
from callbox.ports import Moved
from callbox.ports.users import EmailTaken

_NEW, _FORMER, _USER, _CHANGE = "new address", "former address", "user", "change"


class DynamoEmailChanges:
    def get(self, user_id: UserId) -> EmailChange | None:
        item = find(EmailChangeItem, user_id)
        return None if item is None else document_of(EmailChange, item)

    def save(self, before: EmailChange | None, after: EmailChange) -> None:
        try:
            call(lambda: _item(before, after).save(condition=_is_still(before)))
        except ConditionFailed as failed:
            self._must_be_stored(before, after, failed)

    def carry_out(self, user: User, before: EmailChange, after: EmailChange, *, reserved_until: datetime) -> None:
        now = after.moved_at or after.asked_at
        is_mine = EmailItem.user_id == user.user_id
        former = EmailItem(
            email_key=user.email_key,
            user_id=user.user_id,
            reserved_until=reserved_until,
            ttl=ceil(reserved_until.timestamp()),
        )
        transaction = Transaction()
        transaction.put(_NEW, _claim(after.email, user), condition=is_free(at=now) | is_mine)
        transaction.put(_FORMER, former, condition=is_mine)
        transaction.put(_CHANGE, _item(before, after), condition=_is_still(before))
        actions: list[Action] = [
            UserItem.email.set(after.email),
            UserItem.email_verified.set(True),
            UserItem.session_epoch.set(user.session_epoch + 1),
        ]
        unchanged = (UserItem.email == user.email) & has_sessions_of(user)
        transaction.update(_USER, UserItem(user.user_id), actions, condition=unchanged)
        try:
            transaction.commit()
        except Declined as declined:
            self._must_be_stored(before, after, declined, taken=declined.failed.keys() == {_NEW})

    def undo(self, user: User, before: EmailChange, after: EmailChange, *, password_hash: str) -> None:
        now = after.moved_at or after.asked_at
        is_mine = EmailItem.email_key.does_not_exist() | (EmailItem.user_id == user.user_id)
        transaction = Transaction()
        if before.state == "changed":
            given_up = EmailItem(
                email_key=user.email_key, user_id=user.user_id, reserved_until=now, ttl=ceil(now.timestamp())
            )
            transaction.put(_FORMER, _claim(after.former, user), condition=is_mine)
            transaction.put(_NEW, given_up, condition=is_mine)
        transaction.put(_CHANGE, _item(before, after), condition=_is_still(before))
        actions = given_over(after.former, verified=True, password_hash=password_hash)
        transaction.update(_USER, UserItem(user.user_id), actions, condition=UserItem.email == user.email)
        try:
            transaction.commit()
        except Declined as declined:
            self._must_be_stored(before, after, declined)

    def _must_be_stored(
        self, before: EmailChange | None, after: EmailChange, failed: Exception, *, taken: bool = False
    ) -> None:
        """Pass if an earlier attempt of the same call succeeded and lost its reply."""
        stored = find(EmailChangeItem, after.user_id)
        if stored is None or document_of(EmailChange, stored) != document_of(EmailChange, _item(before, after)):
            raise (EmailTaken if taken else Moved("the change of the address has moved on")) from failed


def _item(before: EmailChange | None, after: EmailChange) -> EmailChangeItem:
    version = before.version + 1 if before else 1
    return item_of(EmailChangeItem, after, version=version, ttl=ceil(after.expires_at.timestamp()))


def _is_still(before: EmailChange | None) -> Condition:
    return EmailChangeItem.version == before.version if before else EmailChangeItem.user_id.does_not_exist()


def _claim(email: str, user: User) -> EmailItem:
    return EmailItem(email_key=email_key(email), user_id=user.user_id)
