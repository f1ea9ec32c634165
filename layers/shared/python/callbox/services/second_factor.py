"""The second factor of an account: set it up, ask for it at sign-in, take it away."""

from dataclasses import dataclass
from typing import Protocol

from callbox.domain import second_factor as rules
from callbox.domain.errors import Refused
from callbox.domain.identity import User, UserId
from callbox.domain.second_factor import SecondFactor
from callbox.ports import Moved
from callbox.ports.clock import Clock
from callbox.ports.log import Log
from callbox.ports.second_factors import RandomBytes, SecondFactors


@dataclass(frozen=True)
class Enrolment:
    """What is shown once, for the app: the secret as it is typed, and the link that says the same."""

    secret: str
    otpauth_url: str


@dataclass(frozen=True)
class Status:
    is_on: bool
    recovery_codes_left: int


class AsksSecondFactor(Protocol):
    def check(self, user: User, code: str | None) -> None:
        """Raise Refused `second_factor_required` or `invalid_code` unless there is none, or `code` is of it."""


class SecondFactorService:
    def __init__(self, *, factors: SecondFactors, random: RandomBytes, clock: Clock, log: Log) -> None:
        self._factors = factors
        self._random = random
        self._clock = clock
        self._log = log

    def status(self, user_id: UserId) -> Status:
        factor = self._factors.get(user_id)
        if factor is None or not factor.is_on:
            return Status(is_on=False, recovery_codes_left=0)
        return Status(is_on=True, recovery_codes_left=len(factor.recovery_hashes))

    def begin(self, user: User) -> Enrolment:
        """Make a new secret, which does nothing before a code of it confirms it.

        Raises Refused `second_factor_on` while there is one: it is taken away first, by a code of it.
        """
        before = self._factors.get(user.user_id)
        if before is not None and before.is_on:
            raise Refused("second_factor_on", "There is a second factor already. Remove it first.")
        factor = SecondFactor(user.user_id, self._random(rules.SECRET_BYTES))
        self._save(before, factor)
        return Enrolment(rules.spelled(factor.secret), rules.otpauth_url(factor.secret, email=user.email))

    def confirm(self, user_id: UserId, code: str) -> list[str]:
        """Turn the second factor on and return its recovery codes, which nobody can show again.

        Raises Refused: `invalid_code`, or `second_factor_on` when it is on.
        """
        factor = self._factors.get(user_id)
        if factor is not None and factor.is_on:
            raise Refused("second_factor_on", "The second factor is on already.")
        after = rules.used(factor, code, now=self._clock.now()) if factor else None
        if factor is None or after is None:
            raise _invalid_code()
        codes = [rules.recovery_code(self._random(rules.RECOVERY_BYTES)) for _ in range(rules.RECOVERY_CODES)]
        self._save(factor, rules.turned_on(after, codes))
        self._log.record("second_factor_turned_on", user_id=user_id)
        return codes

    def check(self, user: User, code: str | None) -> None:
        """Let pass whoever has no second factor, or brings a good code of it: a code of the app, or a recovery code.

        Raises Refused: `second_factor_required` without one, `invalid_code` for a wrong one or one that was used.
        """
        factor = self._factors.get(user.user_id)
        if factor is None or not factor.is_on:
            return
        if not code:
            raise Refused("second_factor_required", "Type the code of your authenticator app.")
        after = rules.used(factor, code, now=self._clock.now())
        if after is None:
            raise _invalid_code()
        self._save(factor, after)
        if len(after.recovery_hashes) < len(factor.recovery_hashes):
            self._log.record("recovery_code_used", user_id=user.user_id, left=len(after.recovery_hashes))

    def remove(self, user_id: UserId) -> None:
        """Take the second factor away, for whoever has just proved to have it. A second call changes nothing."""
        self._factors.delete(user_id)
        self._log.record("second_factor_removed", user_id=user_id)

    def _save(self, before: SecondFactor | None, after: SecondFactor) -> None:
        try:
            self._factors.save(before, after)
        except Moved:  # the same code is being used elsewhere at this moment, and is good once
            raise _invalid_code() from None


def _invalid_code() -> Refused:
    return Refused("invalid_code", "This code is wrong, or was used. Wait for the next one.")
