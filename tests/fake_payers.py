"""Payers and their fingerprints, in memory."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from callbox.domain.deposits import PayerTraits
from callbox.domain.identity import DepositId, UserId
from callbox.domain.payers import PaidAccount
from tests.fake_stores import Store


class FakePayers(Store):
    def note(self, payer: str, user_id: UserId, deposit_id: DepositId, *, at: datetime) -> None:
        with self._lock:
            new = PaidAccount(payer, user_id, deposit_id, at, at)
            known = self._tables.payers.get((payer, user_id), new)
            self._tables.payers[payer, user_id] = replace(known, last_at=at)

    def note_dispute(self, payer: str, user_id: UserId, *, at: datetime) -> None:
        with self._lock:
            known = self._tables.payers[payer, user_id]
            self._tables.payers[payer, user_id] = replace(known, disputed_at=known.disputed_at or at)

    def accounts(self, payer: str) -> Sequence[PaidAccount]:
        with self._lock:
            found = [one for one in self._tables.payers.values() if one.payer == payer]
        return sorted(found, key=lambda one: one.user_id, reverse=True)

    def of(self, user_id: UserId) -> Sequence[PaidAccount]:
        with self._lock:
            found = [one for one in self._tables.payers.values() if one.user_id == user_id]
        return sorted(found, key=lambda one: one.payer)

    def scan(self) -> Sequence[PaidAccount]:
        with self._lock:
            return list(self._tables.payers.values())


class FakeFingerprints:
    def of(self, traits: PayerTraits) -> str:
        return f"hash of {traits.text}"
