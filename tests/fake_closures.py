"""The stores of closing accounts in memory; see fake_stores."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from callbox.domain.closures import Closure
from callbox.domain.identity import UserId, email_key
from callbox.ports import Moved
from tests.fake_stores import Store


class FakeClosures(Store):
    def get(self, claim: str) -> Closure | None:
        with self._lock:
            return self._tables.closures.get(claim)

    def save(self, before: Closure, after: Closure) -> Closure:
        with self._lock:
            stored = self._tables.closures.get(before.claim)
            if stored is None or stored.version != before.version:
                raise Moved("the closure is not as it was read")
            saved = self._tables.closures[before.claim] = replace(after, version=before.version + 1)
            return saved

    def due(self, now: datetime, *, limit: int) -> Sequence[str]:
        with self._lock:
            found = [(one.due_at, one.claim) for one in self._tables.closures.values() if one.due_at]
        return [claim for due_at, claim in sorted(found) if due_at <= now][:limit]


class FakePersonalData(Store):
    def erase(self, user_id: UserId, *, most: int) -> int:
        with self._lock:
            tables = self._tables
            owned: list[dict[Any, Any]] = [tables.devices, tables.templates, tables.messages, tables.account_log]
            owned.append(tables.push_subscriptions)
            rows = [(table, key) for table in owned for key in table if key[0] == user_id]
            rows += [(tables.sessions, key) for key, one in tables.sessions.items() if one.user_id == user_id]
            rows += [(tables.second_factors, user_id)] if user_id in tables.second_factors else []
            if change := tables.email_changes.get(user_id):
                rows.append((tables.email_changes, user_id))
                for address in map(email_key, (change.former, change.email)):
                    if tables.emails.get(address) == user_id:
                        del tables.emails[address]
                        tables.reserved_emails.pop(address, None)
            for table, key in rows[:most]:
                del table[key]
            return len(rows[:most])
