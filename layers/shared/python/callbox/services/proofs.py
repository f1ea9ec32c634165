"""Proof within a session that its customer owns the account: the password, and a code if there is a second factor.

Failures are counted by the session alone. So failures elsewhere, such as a stranger's guesses at sign-in, never refuse
the customer's own proof, and those of a stolen session never keep its owner from signing in or setting a new password.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain.attempts import WRONG_PROOFS, Counted
from callbox.domain.errors import Refused

if TYPE_CHECKING:
    from callbox.domain.identity import Session, User
    from callbox.ports.passwords import Passwords
    from callbox.services.attempt_limiter import AttemptLimiter
    from callbox.services.second_factor import AsksSecondFactor


class Proofs:
    def __init__(self, *, passwords: Passwords, second_factors: AsksSecondFactor, limiter: AttemptLimiter) -> None:
        self._passwords = passwords
        self._second_factors = second_factors
        self._limiter = limiter

    def prove(self, user: User, session: Session, *, password: str, code: str | None) -> None:
        """Pass if the password is right, and the code where there is a second factor. Uses the code up.

        Raises Refused: `invalid_credentials`, `second_factor_required`, `invalid_code`, or `rate_limited` after too
        many failures in this session.
        """
        tries = Counted(WRONG_PROOFS, session.family_id)
        self._limiter.must_be_free(tries)
        if not self._passwords.matches(password, user.password_hash):
            self._limiter.count(tries)
            raise Refused("invalid_credentials", "The password is wrong.")
        self._second_factors.check(user, code, tries=tries)
        # check again: guesses that ran in parallel past the limit must achieve nothing, not even a correct one
        self._limiter.must_be_free(tries)
