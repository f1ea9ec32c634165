"""Acceptance of new terms by customers whose account is older than they are."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from callbox.domain import terms
from callbox.ports import Moved

if TYPE_CHECKING:
    from callbox.domain.identity import User
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.users import Users


class TermsService:
    def __init__(self, *, users: Users, clock: Clock, log: Log) -> None:
        self._users = users
        self._clock = clock
        self._log = log

    def accept(self, user: User, version: str) -> bool:
        """Store that the account accepts the newest terms now; return False when it had before.

        The acceptances before stay, each with its time. Raises Invalid for any other version.
        """
        terms.must_be_the_newest(version)
        if user.accepted_terms == version:
            return False
        earlier = (*user.terms_before, f"{user.accepted_terms} {user.accepted_terms_at.isoformat()}")
        after = replace(user, accepted_terms=version, accepted_terms_at=self._clock.now(), terms_before=earlier)
        with suppress(Moved):  # another request has just accepted them
            self._users.accept_terms(user, after)
        self._log.record("terms_accepted", user_id=user.user_id, terms=version)
        return True
