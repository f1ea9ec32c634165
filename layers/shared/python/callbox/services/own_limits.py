"""Limits that customers set themselves. A lower one holds at once; a higher one needs proof and waits a day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from callbox.domain import spending
from callbox.domain.errors import FieldError, Invalid
from callbox.services.commits import settled

if TYPE_CHECKING:
    from collections.abc import Mapping

    from callbox.domain.identity import Session, User
    from callbox.domain.spending import OwnLimitName, OwnLimits
    from callbox.ports.books import Books
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.services.proofs import Proofs

Proof = tuple[str, str | None]
"""A password, and the code of a second factor where there is one."""


class OwnLimitService:
    def __init__(self, *, books: Books, proofs: Proofs, clock: Clock, log: Log) -> None:
        self._books = books
        self._proofs = proofs
        self._clock = clock
        self._log = log

    def change(
        self, user: User, session: Session, wanted: Mapping[OwnLimitName, int | None], proof: Proof | None
    ) -> None:
        """Store the named limits; None takes one away. Safe to repeat.

        Raises Invalid when a higher sum a day comes without proof, what `Proofs.prove` raises, or Unavailable.
        """
        is_raise = "spend_a_day_minor" in wanted and spending.is_raise(
            self._books.wallet(user.user_id).own, wanted["spend_a_day_minor"], now=self._clock.now()
        )
        if is_raise:
            self._prove(user, session, proof)
        settled(lambda: self._store(user, wanted, is_proven=is_raise))

    def _prove(self, user: User, session: Session, proof: Proof | None) -> None:
        if proof is None:
            raise _unproven()
        password, code = proof
        self._proofs.prove(user, session, password=password, code=code)

    def _store(self, user: User, wanted: Mapping[OwnLimitName, int | None], *, is_proven: bool) -> None:
        wallet = self._books.wallet(user.user_id)
        own = wallet.own
        if "low_balance_minor" in wanted:
            own = replace(own, low_balance_minor=wanted["low_balance_minor"])
        if "spend_a_day_minor" in wanted:
            own = self._with_spend(own, wanted["spend_a_day_minor"], is_proven=is_proven)
        if own == wallet.own:
            return
        self._books.limit_own(wallet, own)
        self._log.record("own_limits_changed", user_id=user.user_id)

    def _with_spend(self, own: OwnLimits, minor: int | None, *, is_proven: bool) -> OwnLimits:
        now = self._clock.now()
        if spending.is_raise(own, minor, now=now) and not is_proven:
            raise _unproven()  # another device lowered it since it was read
        return spending.with_spend_a_day(own, minor, now=now)


def _unproven() -> Invalid:
    return Invalid(FieldError("proof", "missing", "Spending more a day asks for your password."))
