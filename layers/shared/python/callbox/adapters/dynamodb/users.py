"""The Users port: accounts and the e-mail addresses that they claim."""

from contextlib import suppress

from pynamodb.exceptions import CancellationReason
from pynamodb.expressions.update import Action

from callbox.adapters.dynamodb.calls import ConditionFailed, call, find
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import EmailItem, UserItem
from callbox.adapters.dynamodb.transaction import Declined, Transaction
from callbox.domain.identity import User, UserId
from callbox.ports import Moved
from callbox.ports.users import EmailTaken

_EMAIL = "email"
_USER = "user"


class DynamoUsers:
    def add(self, user: User) -> None:
        transaction = Transaction()
        transaction.put(
            _EMAIL,
            EmailItem(email_key=user.email_key, user_id=user.user_id),
            condition=EmailItem.email_key.does_not_exist(),
        )
        transaction.put(_USER, item_of(UserItem, user), condition=UserItem.user_id.does_not_exist())
        try:
            transaction.commit()
        except Declined as declined:
            claim = declined.failed.get(_EMAIL)
            if claim is None:
                raise Moved("an account with this id exists") from declined
            if not _is_of(user, claim):
                raise EmailTaken from declined

    def get(self, user_id: UserId) -> User | None:
        item = find(UserItem, user_id)
        return None if item is None else document_of(User, item)

    def find_by_email(self, email_key: str) -> User | None:
        claim = find(EmailItem, email_key)
        return None if claim is None else self.get(UserId(claim.user_id))

    def renew_password_hash(self, before: User, password_hash: str) -> None:
        self._change_password(before, password_hash, [])

    def replace_password(self, before: User, password_hash: str) -> None:
        actions: list[Action] = [
            UserItem.session_epoch.set(before.session_epoch + 1),
            UserItem.email_verified.set(True),
        ]
        self._change_password(before, password_hash, actions)

    def end_sessions(self, before: User) -> None:
        action = UserItem.session_epoch.set(before.session_epoch + 1)
        unchanged = (UserItem.session_epoch == before.session_epoch) | (
            UserItem.user_id.exists() & UserItem.session_epoch.does_not_exist()
        )
        with suppress(ConditionFailed):
            call(lambda: UserItem(before.user_id).update([action], condition=unchanged))

    def verify_email(self, user_id: UserId) -> None:
        action = UserItem.email_verified.set(True)
        try:
            call(lambda: UserItem(user_id).update([action], condition=UserItem.user_id.exists()))
        except ConditionFailed as failed:
            raise Moved(f"there is no account {user_id}") from failed

    def _change_password(self, before: User, password_hash: str, further: list[Action]) -> None:
        """Replace `before`'s password hash.

        If the new hash is already stored, an earlier attempt of this call succeeded and lost its reply: a hash has a
        random salt, so no other call can have made it.
        """
        actions = [UserItem.password_hash.set(password_hash), *further]
        unchanged = (UserItem.password_hash == before.password_hash) & (
            UserItem.session_epoch.does_not_exist() | (UserItem.session_epoch == before.session_epoch)
        )
        try:
            call(lambda: UserItem(before.user_id).update(actions, condition=unchanged))
        except ConditionFailed as failed:
            stored = self.get(before.user_id)
            if stored is None or stored.password_hash != password_hash:
                raise Moved(f"account {before.user_id} has another password, or its sessions were ended") from failed


def _is_of(user: User, claim: CancellationReason) -> bool:
    """Return whether this account already holds the address: an earlier attempt succeeded and lost its reply."""
    return claim.raw_item is not None and EmailItem.from_raw_data(claim.raw_item).user_id == user.user_id
