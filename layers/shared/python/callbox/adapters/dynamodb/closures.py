"""The ports of closing accounts: the closures, and the data of a person that are deleted."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any

from pynamodb.models import Model

from callbox.adapters.dynamodb.calls import ConditionFailed, call, fetch, find
from callbox.adapters.dynamodb.documents import closure_item
from callbox.adapters.dynamodb.mapping import changes, document_of
from callbox.adapters.dynamodb.tables import (
    AccountEntryItem,
    ClosureItem,
    DeviceItem,
    EmailChangeItem,
    EmailItem,
    MessageItem,
    PushSubscriptionItem,
    SecondFactorItem,
    SessionItem,
    TemplateItem,
)
from callbox.adapters.dynamodb.work_index import due
from callbox.domain.closures import Closure
from callbox.domain.identity import UserId, email_key
from callbox.ports import Moved


class DynamoClosures:
    def get(self, claim: str) -> Closure | None:
        item = find(ClosureItem, claim)
        return None if item is None else document_of(Closure, item)

    def save(self, before: Closure, after: Closure) -> Closure:
        old = closure_item(before, version=before.version)
        new = closure_item(after, version=before.version + 1)
        try:
            call(lambda: old.update(changes(old, new), condition=ClosureItem.version == before.version))
        except ConditionFailed as failed:
            raise Moved(f"closure {before.claim} is not at version {before.version}") from failed
        return replace(after, version=before.version + 1)

    def due(self, now: datetime, *, limit: int) -> Sequence[str]:
        return [item.claim for item in due(ClosureItem, now, limit=limit)]


Query = Callable[..., Iterable[Any]]

ERASED: dict[str, Query] = {
    "sessions": SessionItem.by_user.query,
    "devices": DeviceItem.query,
    "second_factors": SecondFactorItem.query,
    "templates": TemplateItem.query,
    "messages": MessageItem.query,
    "account_log": AccountEntryItem.query,
    "email_changes": EmailChangeItem.query,
    "push_subscriptions": PushSubscriptionItem.query,
}
"""How to find the rows of one account, for each table that loses them. A test names what the other tables keep, and
why."""


class DynamoPersonalData:
    """One call for a row: a customer has few hundred, and what is left waits for the next run."""

    def erase(self, user_id: UserId, *, most: int) -> int:
        if change := find(EmailChangeItem, user_id):
            for address in (change.former, change.email):
                is_mine = EmailItem.user_id == user_id
                with suppress(ConditionFailed):  # never claimed by this account, or another's by now
                    call(partial(EmailItem(email_key(address)).delete, condition=is_mine))
        erased = 0
        for query in ERASED.values():
            rows: list[Model] = fetch(query, user_id, limit=most - erased) if erased < most else []
            for row in rows:
                call(row.delete)
            erased += len(rows)
        return erased
