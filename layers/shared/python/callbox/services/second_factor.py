"""The second factor of an account: set it up, check it at sign-in, remove it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from callbox.domain import second_factor as rules
from callbox.domain.errors import Refused
from callbox.domain.second_factor import SecondFactor
from callbox.ports import Moved

if TYPE_CHECKING:
    from callbox.domain.identity import User, UserId
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.second_factors import RandomBytes, SecondFactors


@dataclass(frozen=True)
class Enrolment:
    """Shown once, to set up the app: the secret to type, and a link with the same content."""

    secret: str
    otpauth_url: str


@dataclass(frozen=True)
class Status:
    is_on: bool
    recovery_codes_left: int


class AsksSecondFactor(Protocol):
    def check(self, user: User, code: str | None) -> None:
        """Raise Refused `second_factor_required` or `invalid_code`, unless the user has none or `code` is right."""


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
        """Create a new secret. It has no effect until a code confirms it.

        Raises Refused `second_factor_on` while one is on: remove it first, with one of its codes.
        """
        before = self._factors.get(user.user_id)
        if before is not None and before.is_on:
            raise Refused("second_factor_on", "Your account already has a second factor. Remove it first.")
        factor = SecondFactor(user.user_id, self._random(rules.SECRET_BYTES))
        self._save(before, factor)
        return Enrolment(rules.spelled(factor.secret), rules.otpauth_url(factor.secret, email=user.email))

    def confirm(self, user_id: UserId, code: str) -> list[str]:
        """Turn the second factor on and return its recovery codes, which cannot be shown again.

        Raises Refused: `invalid_code`, or `second_factor_on` when it is on.
        """
        factor = self._factors.get(user_id)
        if factor is not None and factor.is_on:
            raise Refused("second_factor_on", "The second factor is already on.")
        after = rules.used(factor, code, now=self._clock.now()) if factor else None
        if factor is None or after is None:
            raise _invalid_code()
        codes = [rules.recovery_code(self._random(rules.RECOVERY_BYTES)) for _ in range(rules.RECOVERY_CODES)]
        self._save(factor, rules.turned_on(after, codes))
        self._log.record("second_factor_turned_on", user_id=user_id)
        return codes

    def check(self, user: User, code: str | None) -> None:
        """Pass if the user has no second factor, or `code` is a valid app code or recovery code. Uses the code up.

        Raises Refused: `second_factor_required` without a code, `invalid_code` for a wrong or used one.
        """
        factor = self._factors.get(user.user_id)
        if factor is None or not factor.is_on:
            return
        if not code:
            raise Refused("second_factor_required", "Enter the code from your authenticator app.")
        after = rules.used(factor, code, now=self._clock.now())
        if after is None:
            raise _invalid_code()
        self._save(factor, after)
        if len(after.recovery_hashes) < len(factor.recovery_hashes):
            self._log.record("recovery_code_used", user_id=user.user_id, left=len(after.recovery_hashes))

    def remove(self, user_id: UserId) -> None:
        """Remove the second factor. The caller has checked a code just before. A second call changes nothing."""
        self._factors.delete(user_id)
        self._log.record("second_factor_removed", user_id=user_id)

    def _save(self, before: SecondFactor | None, after: SecondFactor) -> None:
        try:
            self._factors.save(before, after)
        except Moved:  # the same code was used elsewhere at this moment, and a code works once
            raise _invalid_code() from None


def _invalid_code() -> Refused:
    return Refused("invalid_code", "This code is wrong or was already used. Wait for the next one.")
