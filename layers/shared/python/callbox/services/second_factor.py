"""The second factor of an account: set it up, ask for its codes, give it new recovery codes, remove it.

Each change ends all other sessions and is mailed at once with a link that undoes it.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from callbox.domain import second_factor as rules
from callbox.domain.attempts import WRONG_CODES, WRONG_PROOFS, Counted
from callbox.domain.errors import Refused, Unavailable, not_found
from callbox.domain.second_factor import SecondFactor
from callbox.ports import Moved
from callbox.services.mailed_links import invalid_token
from callbox.services.notices import send_notice

if TYPE_CHECKING:
    from datetime import datetime

    from callbox.domain.identity import Session, User, UserId
    from callbox.domain.mails import MailKind
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.mail import MailQueue
    from callbox.ports.second_factors import RandomBytes, SecondFactors
    from callbox.services.attempt_limiter import AttemptLimiter
    from callbox.services.sessions import SessionService

MOST_ROUNDS = 10
"""How many times a change is tried again because another request changed the factor meanwhile."""


@dataclass(frozen=True)
class Enrolment:
    """Shown once, to set up the app: the secret to type, and a link with the same content."""

    secret: str
    otpauth_url: str


@dataclass(frozen=True)
class Status:
    """`removed_at` is set while the removal of a lost factor waits, `refunds_blocked_until` for seven days after it."""

    is_on: bool
    recovery_codes_left: int
    removed_at: datetime | None = None
    is_ruled: bool = False
    refunds_blocked_until: datetime | None = None


class AsksSecondFactor(Protocol):
    def check(self, user: User, code: str | None, *, tries: Counted | None = None) -> None:
        """Raise Refused `second_factor_required` or `invalid_code`, unless the user has none or `code` is right."""


class SecondFactorService:
    def __init__(
        self,
        *,
        factors: SecondFactors,
        sessions: SessionService,
        limiter: AttemptLimiter,
        mail_queue: MailQueue,
        random: RandomBytes,
        clock: Clock,
        log: Log,
    ) -> None:
        self._factors = factors
        self._sessions = sessions
        self._limiter = limiter
        self._mail_queue = mail_queue
        self._random = random
        self._clock = clock
        self._log = log

    def status(self, user_id: UserId) -> Status:
        factor, now = self._factors.get(user_id), self._clock.now()
        blocked_until = rules.refunds_blocked_until(factor, now=now)
        if factor is None or not factor.stands(now):
            return Status(is_on=False, recovery_codes_left=0, refunds_blocked_until=blocked_until)
        return Status(True, len(factor.recovery_hashes), factor.removed_at, factor.is_ruled, blocked_until)

    def begin(self, user: User) -> Enrolment:
        """Create a new secret. It has no effect until a code confirms it, within 15 minutes.

        Raises Refused: `email_unverified`, or `second_factor_on` while one is on: remove it first.
        """
        _must_be_verified(user)
        before = self._factors.get(user.user_id)
        if before is not None and before.stands(self._clock.now()):
            raise Refused("second_factor_on", "Two-step sign-in is on already. Turn it off first.")
        secret = self._random(rules.SECRET_BYTES)
        factor = rules.enrolment(user, secret, before=before, now=self._clock.now())
        self._save(before, factor)
        return Enrolment(rules.spelled(factor.secret), rules.otpauth_url(factor.secret, email=user.email))

    def confirm(self, user: User, session: Session, code: str) -> list[str]:
        """Turn the second factor on and return its recovery codes, which cannot be shown again.

        Raises Refused: `email_unverified`, `second_factor_on` when it is on, `invalid_token` when there is no enrolment
        or it is over, `invalid_code`, or `rate_limited` after too many wrong ones in this session.
        """
        _must_be_verified(user)
        now = self._clock.now()
        factor = self._factors.get(user.user_id)
        if factor is not None and factor.stands(now):
            raise Refused("second_factor_on", "Two-step sign-in is on already.")
        if factor is None or not factor.can_be_confirmed(user, now=now):
            raise invalid_token()
        after = self._used(factor, code, tries=Counted(WRONG_PROOFS, session.family_id))
        # first, so that all sessions ending at this moment, as by a password reset, stop it
        self._sessions.end_others(user, session)
        codes = self._new_codes()
        self._save(factor, rules.turned_on(after, codes, now=now))
        self._announce("factor_on", user)
        return codes

    def check(self, user: User, code: str | None, *, tries: Counted | None = None) -> None:
        """Pass if the user has no second factor, or `code` is a valid app code or recovery code. Uses the code up.

        A right code stops a removal that the customer asked for, not one that an operator ruled. Wrong codes are
        counted under `tries`; without it, under the account. Raises Refused: `second_factor_required` without a code,
        `invalid_code` for a wrong or used one, `rate_limited` after too many wrong ones.
        """
        factor = self._standing(user.user_id)
        if factor is None:
            return
        if not code:
            raise Refused("second_factor_required", "Enter the code from your authenticator app.")
        after = rules.shown(self._used(factor, code, tries=tries or Counted(WRONG_CODES, user.user_id)))
        self._save(factor, after)
        if factor.removed_at and not after.removed_at:
            self._log.record("second_factor_kept", user_id=user.user_id)
        if len(after.recovery_hashes) < len(factor.recovery_hashes):
            self._log.record("recovery_code_used", user_id=user.user_id, left=len(after.recovery_hashes))
        else:
            self._log.record("second_factor_passed", user_id=user.user_id)

    def renew_recovery_codes(self, user: User, session: Session) -> list[str]:
        """Replace the recovery codes and return the new ones. The caller has checked a code just before.

        Raises Refused: `email_unverified`, or `not_found` without a second factor.
        """
        _must_be_verified(user)
        factor = self._standing(user.user_id)
        if factor is None:
            raise not_found("two-step sign-in")
        self._sessions.end_others(user, session)
        codes = self._new_codes()
        self._save(factor, rules.with_recovery_codes(factor, codes))
        self._announce("recovery_codes_made", user)
        return codes

    def remove(self, user: User, session: Session) -> None:
        """Remove the second factor. The caller has checked a code just before. A second call changes nothing.

        Raises Refused `email_unverified`.
        """
        _must_be_verified(user)
        if self._factors.get(user.user_id) is not None:
            self._sessions.end_others(user, session)
            self._delete(user.user_id)
            self._announce("factor_off", user)

    def begin_removal(self, user_id: UserId, *, is_ruled: bool, mail_due_at: datetime) -> SecondFactor | None:
        """Begin a removal, unless one waits, and return the factor; None when the account has none.

        An operator's ruling joins a removal that waits: from then on a right code no longer stops it.
        """
        for _ in range(MOST_ROUNDS):
            factor = self._standing(user_id)
            if factor is None:
                return None
            after = rules.lost(factor, is_ruled=is_ruled, mail_due_at=mail_due_at, now=self._clock.now())
            if after == factor:
                return factor
            with suppress(Moved):
                self._factors.save(factor, after)
                self._log.record("second_factor_removal_began", user_id=user_id, is_ruled=is_ruled)
                return after
        raise _busy()

    def waiting(self, user_id: UserId) -> SecondFactor | None:
        """Return the factor while its removal waits."""
        factor = self._factors.get(user_id)
        return factor if factor is not None and factor.waits_to_be_removed(self._clock.now()) else None

    def keep(self, user_id: UserId, *, session: Session | None = None) -> bool:
        """Stop a removal, by the mailed link or in a session. Return whether one waited.

        Raises Refused `not_cancellable` in a session that may not.
        """
        for _ in range(MOST_ROUNDS):
            factor = self.waiting(user_id)
            if factor is None:
                return False
            if session and not factor.can_be_kept_by(session):
                raise Refused("not_cancellable", "Here it cannot be stopped. The link in our mail stops it.")
            with suppress(Moved):
                self._factors.save(factor, rules.kept(factor))
                self._log.record("second_factor_kept", user_id=user_id)
                return True
        raise _busy()

    def clear(self, user_id: UserId, *, young_only: bool, at: datetime | None = None) -> None:
        """Delete the factor after the owner of the address has spoken.

        With `young_only`, not one that was older than 7 days `at` that moment, which is now by default.
        """
        factor = self._factors.get(user_id)
        if factor is not None and not (young_only and factor.survives_a_reset(at or self._clock.now())):
            self._delete(user_id)
            self._log.record("second_factor_cleared", user_id=user_id)

    def survives_a_reset(self, user_id: UserId) -> bool:
        factor = self._factors.get(user_id)
        return factor is not None and factor.survives_a_reset(self._clock.now())

    def _standing(self, user_id: UserId) -> SecondFactor | None:
        factor = self._factors.get(user_id)
        return factor if factor is not None and factor.stands(self._clock.now()) else None

    def _delete(self, user_id: UserId) -> None:
        """Delete the factor, but for the trace that a lost one leaves. Raises Unavailable."""
        for _ in range(MOST_ROUNDS):
            factor = self._factors.get(user_id)
            trace = rules.trace(factor, now=self._clock.now()) if factor else None
            if trace is None:
                self._factors.delete(user_id)
                return
            with suppress(Moved):
                self._factors.save(factor, trace)
                return
        raise _busy()

    def _used(self, factor: SecondFactor, code: str, *, tries: Counted) -> SecondFactor:
        self._limiter.must_be_free(tries)
        after = rules.used(factor, code, now=self._clock.now())
        if after is None:
            self._log.record("second_factor_refused", user_id=factor.user_id)
            self._limiter.count(tries)
            raise _invalid_code()
        return after

    def _new_codes(self) -> list[str]:
        return [rules.recovery_code(self._random(rules.RECOVERY_BYTES)) for _ in range(rules.RECOVERY_CODES)]

    def _announce(self, kind: MailKind, user: User) -> None:
        self._log.record(_EVENTS[kind], user_id=user.user_id)
        send_notice(kind, user.user_id, mail_queue=self._mail_queue, log=self._log)

    def _save(self, before: SecondFactor | None, after: SecondFactor) -> None:
        try:
            self._factors.save(before, after)
        except Moved:  # the same code was used elsewhere at this moment, and a code works once
            raise _invalid_code() from None


_EVENTS: dict[MailKind, str] = {
    "factor_on": "second_factor_turned_on",
    "factor_off": "second_factor_removed",
    "recovery_codes_made": "recovery_codes_renewed",
}


def _busy() -> Unavailable:
    return Unavailable("Two-step sign-in is being changed by another request. Try again.")


def _must_be_verified(user: User) -> None:
    if not user.email_verified:
        raise Refused("email_unverified", "Confirm your e-mail address first: changes are mailed to it.")


def _invalid_code() -> Refused:
    return Refused("invalid_code", "This code is wrong or was already used. Wait for the next one.")
