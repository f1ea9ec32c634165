"""The Users port: accounts and the e-mail addresses that they claim."""

from datetime import datetime

from pynamodb.exceptions import CancellationReason
from pynamodb.expressions.condition import And, Condition, Or
from pynamodb.expressions.update import Action

from callbox.adapters.dynamodb.calls import ConditionFailed, call, find
from callbox.adapters.dynamodb.mapping import document_of, item_of
from callbox.adapters.dynamodb.tables import EmailItem, UserItem
from callbox.adapters.dynamodb.transaction import Declined, Transaction
from callbox.domain.identity import User, UserId
from callbox.ports import Moved
from callbox.ports.users import EmailTaken

_CLOSED = "closed"
_EMAIL = "email"
_NOBODY = UserId("0" * 26)
_OF_NO_ONE = ""  # no password has this hash
_USER = "user"


class DynamoUsers:
    def add(self, user: User) -> None:
        transaction = Transaction()
        transaction.put(
            _EMAIL,
            EmailItem(email_key=user.email_key, user_id=user.user_id),
            condition=is_free(at=user.created_at),
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
        # an unknown address is looked up as long as a known one: the time of a sign-in must not tell them apart
        user = self.get(_NOBODY if claim is None else UserId(claim.user_id))
        # an account keeps the claim of its former address for a while, but no longer has it
        return user if claim is not None and user is not None and user.email_key == email_key else None

    def renew_password_hash(self, before: User, password_hash: str) -> None:
        self._set_password(before, password_hash, [], condition=_has_password_and_sessions_of(before))

    def change_password(self, before: User, password_hash: str) -> None:
        actions: list[Action] = [UserItem.session_epoch.set(before.session_epoch + 1)]
        self._set_password(before, password_hash, actions, condition=_has_password_and_sessions_of(before))

    def reset_password(self, before: User, password_hash: str) -> None:
        actions: list[Action] = [
            UserItem.session_epoch.set((UserItem.session_epoch | 0) + 1),
            UserItem.email_verified.set(True),
            UserItem.resets.set(before.resets + 1),
        ]
        unchanged = UserItem.resets == before.resets
        if not before.resets:
            unchanged |= UserItem.user_id.exists() & UserItem.resets.does_not_exist()
        self._set_password(before, password_hash, actions, condition=unchanged)

    def end_sessions(self, before: User) -> bool:
        action = UserItem.session_epoch.set(before.session_epoch + 1)
        unchanged = UserItem.user_id.exists() & has_sessions_of(before)
        try:
            call(lambda: UserItem(before.user_id).update([action], condition=unchanged))
        except ConditionFailed:
            return False
        return True

    def accept_terms(self, before: User, after: User) -> None:
        actions: list[Action] = [
            UserItem.accepted_terms.set(after.accepted_terms),
            UserItem.accepted_terms_at.set(after.accepted_terms_at),
            UserItem.terms_before.set(list(after.terms_before)),
        ]
        unchanged = UserItem.accepted_terms == before.accepted_terms
        try:
            call(lambda: UserItem(before.user_id).update(actions, condition=unchanged))
        except ConditionFailed as failed:
            stored = self.get(before.user_id)
            if stored is None or stored.accepted_terms_at != after.accepted_terms_at:  # else the reply was lost
                raise Moved(f"account {before.user_id} has changed since it was read") from failed

    def verify_email(self, user_id: UserId) -> None:
        action = UserItem.email_verified.set(True)
        try:
            call(lambda: UserItem(user_id).update([action], condition=UserItem.user_id.exists()))
        except ConditionFailed as failed:
            raise Moved(f"there is no account {user_id}") from failed

    def close(self, before: User, email: str) -> None:
        transaction = Transaction()
        claim = EmailItem(email_key=email, user_id=before.user_id)
        is_mine = EmailItem.user_id == before.user_id
        transaction.delete(_EMAIL, EmailItem(before.email_key), condition=is_mine)
        # operators' commands find the account by it
        transaction.put(_CLOSED, claim, condition=EmailItem.email_key.does_not_exist() | is_mine)
        actions = given_over(email, verified=False, password_hash=_OF_NO_ONE)
        transaction.update(_USER, UserItem(before.user_id), actions, condition=UserItem.email == before.email)
        try:
            transaction.commit()
        except Declined as declined:
            stored = self.get(before.user_id)
            if stored is None or stored.email != email:  # else the reply was lost
                raise Moved(f"account {before.user_id} has another address") from declined

    def _set_password(self, before: User, password_hash: str, further: list[Action], *, condition: Condition) -> None:
        """Replace `before`'s password hash.

        If the new hash is already stored, an earlier attempt of this call succeeded and lost its reply: a hash has a
        random salt, so no other call can have made it.
        """
        actions = [UserItem.password_hash.set(password_hash), *further]
        try:
            call(lambda: UserItem(before.user_id).update(actions, condition=condition))
        except ConditionFailed as failed:
            stored = self.get(before.user_id)
            if stored is None or stored.password_hash != password_hash:
                raise Moved(f"account {before.user_id} has changed since it was read") from failed


def given_over(email: str, *, verified: bool, password_hash: str) -> list[Action]:
    """Give an account this address and password, end all its sessions and count a reset, whatever came meanwhile."""
    return [
        UserItem.email.set(email),
        UserItem.email_verified.set(verified),
        UserItem.password_hash.set(password_hash),
        UserItem.session_epoch.set((UserItem.session_epoch | 0) + 1),
        UserItem.resets.set((UserItem.resets | 0) + 1),
    ]


def is_free(*, at: datetime) -> Condition:
    """No account claims the address, or its claim was for a time that has passed."""
    return Or(EmailItem.email_key.does_not_exist(), EmailItem.reserved_until <= at)


def _has_password_and_sessions_of(before: User) -> Condition:
    return And(UserItem.password_hash == before.password_hash, has_sessions_of(before))


def has_sessions_of(before: User) -> Condition:
    return Or(UserItem.session_epoch.does_not_exist(), UserItem.session_epoch == before.session_epoch)


def _is_of(user: User, claim: CancellationReason) -> bool:
    """Return whether this account already holds the address: an earlier attempt succeeded and lost its reply."""
    return claim.raw_item is not None and EmailItem.from_raw_data(claim.raw_item).user_id == user.user_id
