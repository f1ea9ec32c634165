"""The Sessions port: families of refresh tokens. DynamoDB deletes a family some time after it expires."""

from collections.abc import Sequence
from contextlib import suppress
from math import ceil

from callbox.adapters.dynamodb.calls import ConditionFailed, call, fetch, find, find_together
from callbox.adapters.dynamodb.mapping import changes, document_of, item_of
from callbox.adapters.dynamodb.tables import SessionItem, UserItem
from callbox.domain.identity import Session, User, UserId
from callbox.ports import Moved

_MOST_LISTED = 100


class DynamoSessions:
    def add(self, session: Session) -> None:
        # the second half is for an SDK retry after a first attempt that succeeded but lost its reply
        free = SessionItem.family_id.does_not_exist() | (
            (SessionItem.token_hash == session.token_hash) & (SessionItem.revoked == False)  # noqa: E712
        )
        item = _item(session)
        try:
            call(lambda: item.save(condition=free))
        except ConditionFailed as failed:
            raise Moved("a session family with this id exists") from failed

    def get(self, family_id: str) -> Session | None:
        item = find(SessionItem, family_id)
        return None if item is None else document_of(Session, item)

    def with_account(self, family_id: str, user_id: UserId) -> tuple[Session | None, User | None]:
        session, user = find_together((SessionItem, family_id), (UserItem, user_id))
        return document_of(Session, session) if session else None, document_of(User, user) if user else None

    def rotate(self, before: Session, after: Session) -> None:
        """Store a new token hash and the other changes.

        If this hash is already stored, an earlier attempt of this call succeeded and lost its reply: no other call can
        have made the same hash. Treating that as a stolen token would sign the customer out.
        """
        actions = changes(_item(before), _item(after))
        newest = (SessionItem.token_hash == before.token_hash) & (SessionItem.revoked == False)  # noqa: E712
        try:
            call(lambda: SessionItem(before.family_id).update(actions, condition=newest))
        except ConditionFailed as failed:
            stored = self.get(before.family_id)
            if stored is None or stored.revoked or stored.token_hash != after.token_hash:
                raise Moved(f"session family {before.family_id} has another token or has ended") from failed

    def list(self, user_id: UserId) -> Sequence[Session]:
        items = fetch(SessionItem.by_user.query, user_id, scan_index_forward=False, limit=_MOST_LISTED)
        return [document_of(Session, item) for item in items]

    def carry_over(self, session: Session, *, epoch: int) -> None:
        action = SessionItem.epoch.set(epoch)
        with suppress(ConditionFailed):  # it has ended, and stays so
            call(lambda: SessionItem(session.family_id).update([action], condition=SessionItem.revoked == False))  # noqa: E712

    def revoke(self, family_id: str) -> UserId | None:
        action, item = SessionItem.revoked.set(True), SessionItem(family_id)
        try:
            call(lambda: item.update([action], condition=SessionItem.family_id.exists()))
        except ConditionFailed:
            return None  # an unknown family, which ending must not create
        return UserId(item.user_id)


def _item(session: Session) -> SessionItem:
    return item_of(SessionItem, session, ttl=ceil(session.expires_at.timestamp()))
