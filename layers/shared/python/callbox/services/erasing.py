"""Delete the data of accounts whose wait is over. The books stay, under an id that leads to no person.

Every step is safe to repeat, and a run that crashes is continued by the next: a closure leaves the list of those due
only when a run a day later has found nothing left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from callbox.domain import closures as rules
from callbox.domain.errors import Unavailable
from callbox.domain.identity import closed_email
from callbox.domain.verifications import labelled
from callbox.ports import Moved
from callbox.services.commits import settled
from callbox.services.open_verifications import open_verifications

if TYPE_CHECKING:
    from datetime import datetime

    from callbox.domain.closures import Closure
    from callbox.domain.identity import UserId, VerificationId
    from callbox.ports.books import Books
    from callbox.ports.clock import Clock
    from callbox.ports.closures import Closures, PersonalData
    from callbox.ports.ids import Ids
    from callbox.ports.log import Log
    from callbox.ports.users import Users
    from callbox.ports.verifications import Verifications

MOST_A_RUN = 100
"""Accounts in one run. The others stay due."""
ROWS_AT_ONCE = 100


@dataclass
class Erased:
    """What one run did: accounts whose data it deleted, that are over, that an operator must settle first."""

    begun: int = 0
    over: int = 0
    held: int = 0
    rows: int = 0


class _OutOfTime(Exception):
    """The run ends; the closure stays due."""


class EraseService:
    def __init__(
        self,
        *,
        books: Books,
        closures: Closures,
        personal_data: PersonalData,
        users: Users,
        verifications: Verifications,
        clock: Clock,
        ids: Ids,
        log: Log,
    ) -> None:
        self._books = books
        self._closures = closures
        self._personal_data = personal_data
        self._users = users
        self._verifications = verifications
        self._clock = clock
        self._ids = ids
        self._log = log

    def run(self, *, deadline: datetime) -> Erased:
        """Close the accounts that are due, until the deadline. One that fails stays due and stops no other."""
        done = Erased()
        for claim in self._closures.due(self._clock.now(), limit=MOST_A_RUN):
            try:
                self._close(claim, done, deadline)
            except _OutOfTime:
                break
            except (Moved, Unavailable):  # kept at this moment, or the database is busy
                self._log.record("closing_postponed", claim=claim)
        return done

    def _close(self, claim: str, done: Erased, deadline: datetime) -> None:
        closure, now = self._closures.get(claim), self._clock.now()
        if closure is None or closure.due_at is None or closure.due_at > now:
            return
        if closure.begun_at is None:
            if self._is_held(closure.user_id):
                self._closures.save(closure, rules.put_off(closure, now=now))
                self._log.record("closing_held", user_id=closure.user_id)
                done.held += 1
                return
            closure = self._closures.save(closure, rules.begun(closure, now=now))
            done.begun += 1
        erased = self._erase(closure, deadline)
        done.rows += erased
        if erased:
            self._closures.save(closure, rules.put_off(closure, now=now))
            return
        self._closures.save(closure, rules.over(closure, now=now))
        self._log.record("account_closed", user_id=closure.user_id)
        done.over += 1

    def _is_held(self, user_id: UserId) -> bool:
        waiting = open_verifications(self._verifications, self._ids, user_id, now=self._clock.now())
        return rules.is_held(self._books.wallet(user_id)) or bool(waiting)

    def _erase(self, closure: Closure, deadline: datetime) -> int:
        """Delete all that is left, and return how much that was. Raises _OutOfTime."""
        user_id = closure.user_id
        # first: from here on no sign-in succeeds, so nothing new is written
        erased = settled(lambda: self._take_address(user_id))
        erased += self._remove_labels(user_id, deadline)
        while True:
            rows = self._personal_data.erase(user_id, most=ROWS_AT_ONCE)
            erased += rows
            if rows < ROWS_AT_ONCE:
                return erased
            self._must_have_time(deadline)

    def _take_address(self, user_id: UserId) -> int:
        user = self._users.get(user_id)
        if user is None or user.is_closed:
            return 0
        self._users.close(user, closed_email(self._ids.new_secret()[:16].lower()))
        return 1

    def _remove_labels(self, user_id: UserId, deadline: datetime) -> int:
        removed, before_id = 0, None
        while True:
            page = self._verifications.page(user_id, before_id=before_id, limit=ROWS_AT_ONCE)
            for one in page:
                if one.reference is not None:
                    found = one.verification_id
                    settled(lambda found=found: self._remove_label(user_id, found))  # type: ignore[misc]
                    removed += 1
            if len(page) < ROWS_AT_ONCE:
                return removed
            before_id = page[-1].verification_id
            self._must_have_time(deadline)

    def _remove_label(self, user_id: UserId, verification_id: VerificationId) -> None:
        verification = self._verifications.get(user_id, verification_id)
        if verification is not None and verification.reference is not None:
            self._verifications.save(verification, labelled(verification, None))

    def _must_have_time(self, deadline: datetime) -> None:
        if self._clock.now() >= deadline:
            raise _OutOfTime
