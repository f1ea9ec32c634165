"""Watched tables, and indexes over them that lag, as DynamoDB's secondary indexes do.

The stores are the project's in-memory ones, which the adapters' contract suites hold to DynamoDB's behaviour.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from callbox.domain.deposits import Deposit
from callbox.domain.identity import DepositId, UserId, VerificationId
from callbox.domain.verifications import Verification
from tests.fake_stores import FakeDeposits, FakeTables, FakeVerifications
from tests.money.scheduler import Scheduler

K = TypeVar("K")
V = TypeVar("V")

_Owned = tuple[UserId, VerificationId]


class Watched(dict[K, V]):
    """A table that reports every write."""

    def __init__(self, on_write: Callable[[K, V], None]) -> None:
        super().__init__()
        self._on_write = on_write

    def __setitem__(self, key: K, value: V) -> None:
        super().__setitem__(key, value)
        self._on_write(key, value)


@dataclass
class Index(Generic[K, V]):
    """A copy of a table with each item as it was a while ago. Changes of one item stay in order."""

    scheduler: Scheduler
    lag_s: Callable[[], float]
    _shown: dict[K, V] = field(default_factory=dict)
    _coming: list[tuple[float, K, V]] = field(default_factory=list)
    _latest_s: dict[K, float] = field(default_factory=dict)

    def write(self, key: K, value: V) -> None:
        at_s = max(self.scheduler.now_s + self.lag_s(), self._latest_s.get(key, 0.0))
        self._latest_s[key] = at_s
        self._coming.append((at_s, key, value))

    def items(self) -> dict[K, V]:
        if self._coming:
            now_s = self.scheduler.now_s
            for at_s, key, value in self._coming:
                if at_s <= now_s:
                    self._shown[key] = value
            self._coming = [one for one in self._coming if one[0] > now_s]
        return self._shown


class LaggingDeposits(FakeDeposits):
    def __init__(self, tables: FakeTables, index: Index[DepositId, Deposit]) -> None:
        super().__init__(tables)
        self._index = index

    def due(self, now: datetime, *, limit: int) -> Sequence[DepositId]:
        found = [(one.due_at, key) for key, one in self._index.items().items() if one.due_at]
        return [key for due_at, key in sorted(found) if due_at <= now][:limit]

    def page(self, user_id: UserId, *, before_id: str | None, limit: int) -> Sequence[Deposit]:
        own = [one for one in self._index.items().values() if one.user_id == user_id]
        older = [one for one in own if before_id is None or one.deposit_id < before_id]
        return sorted(older, key=lambda one: one.deposit_id, reverse=True)[:limit]


class LaggingVerifications(FakeVerifications):
    def __init__(self, tables: FakeTables, index: Index[_Owned, Verification]) -> None:
        super().__init__(tables)
        self._index = index

    def due(self, now: datetime, *, limit: int) -> Sequence[_Owned]:
        found = [(one.due_at, key) for key, one in self._index.items().items() if one.due_at]
        return [key for due_at, key in sorted(found) if due_at <= now][:limit]

    def find_by_order_id(self, order_id: str) -> _Owned | None:
        return next((key for key, one in self._index.items().items() if one.order_id == order_id), None)
