"""Limits on attempts, shared by all functions.

Failures are counted afterwards, so a success costs nothing. A caller past the limit gets `rate_limited` instead of the
outcome, so parallel guesses learn at most `limit` outcomes.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from callbox.domain.attempts import Counted, Rule, Tally, one_less, one_more
from callbox.domain.errors import Refused
from callbox.ports import Moved

if TYPE_CHECKING:
    from callbox.domain.identity import UserId
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.tallies import Tallies

MOST_RACES = 40
"""How many races one count may lose before it is refused. Dozens at once can be one customer's pages or the people
behind one address. More than that is an attack."""


class AttemptLimiter:
    def __init__(self, *, tallies: Tallies, clock: Clock, log: Log) -> None:
        self._tallies = tallies
        self._clock = clock
        self._log = log

    def must_be_free(self, *counted: Counted) -> dict[str, Tally]:
        """Return the tallies by key. Raises Refused `rate_limited` with `retry_after_s` if one of them blocks."""
        tallies, refused = self.standing(*counted)
        if refused:
            raise refused
        return tallies

    def standing(self, *counted: Counted) -> tuple[dict[str, Tally], Refused | None]:
        """Return the tallies by key, in one read, and the refusal if one of them blocks."""
        now = self._clock.now()
        tallies = self._tallies.get_many([one.key for one in counted])
        for one in counted:
            if (tally := tallies.get(one.key)) and (wait_s := tally.wait_s(now)):
                return tallies, self._refused(one, wait_s)
        return tallies, None

    def count(self, *counted: Counted) -> None:
        """Count one attempt for each. Raises Refused `rate_limited`, with nothing counted, if one of them blocks.

        If one of them reaches its limit meanwhile, those before it are counted all the same.
        """
        tallies = self.must_be_free(*counted)
        for one in counted:
            self._count(one, tallies.get(one.key))

    def reaches_limit(self, one: Counted) -> bool:
        """Count one attempt and return whether it is the one that reaches the limit. A block counts nothing."""
        before = self._tallies.get_many([one.key]).get(one.key)
        if before and before.wait_s(self._clock.now()):
            return False
        try:
            return self._count(one, before).attempts >= one.rule.limit
        except Refused:
            return False

    def take_back(self, *counted: Counted) -> None:
        """Undo one attempt of each, for rules whose blocks do not grow. Lost races leave the attempt counted."""
        for one in counted:
            if before := self._tallies.get_many([one.key]).get(one.key):
                with suppress(Moved):
                    self._tallies.save(one.key, before, one_less(before), forgotten_at=before.forgotten_at(one.rule))

    def forget(self, counted: Counted) -> None:
        if self._tallies.get_many([counted.key]):
            self._tallies.forget(counted.key)

    def _count(self, one: Counted, before: Tally | None) -> Tally:
        now = self._clock.now()
        for _ in range(MOST_RACES):
            if before and (wait_s := before.wait_s(now)):
                raise self._refused(one, wait_s)
            after = one_more(before, one.rule, now=now)
            try:
                self._tallies.save(one.key, before, after, forgotten_at=after.forgotten_at(one.rule))
            except Moved:
                before = self._tallies.get_many([one.key]).get(one.key)
                continue
            return after
        raise self._refused(one, 1)

    def _refused(self, one: Counted, wait_s: int) -> Refused:
        self._log.record("rate_limited", rule=one.rule.name, retry_after_s=wait_s)
        return Refused("rate_limited", "Too many tries. Wait a moment, then try again.", retry_after_s=wait_s)


class PaymentQuestions:
    """Limits how often one customer can make us ask Paystack."""

    def __init__(self, *, limiter: AttemptLimiter, rule: Rule) -> None:
        self._limiter = limiter
        self._rule = rule

    def count(self, user_id: UserId) -> None:
        """Count one request. Raises Refused `rate_limited`."""
        self._limiter.count(Counted(self._rule, user_id))
