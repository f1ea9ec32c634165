"""Change the e-mail address of an account: ask, confirm from the new mailbox, approve from the former one, undo.

`domain.email_changes` says when a change holds. The mails go out before anything can follow from the wish, and the
address that an account has is told of every wish.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from callbox.domain import email_changes as rules
from callbox.domain.attempts import EMAIL_CHANGES, AttemptRules, Counted
from callbox.domain.errors import FieldError, Invalid, Refused, Unavailable
from callbox.domain.identity import email_key, new_email_errors
from callbox.domain.mailboxes import mailbox_key
from callbox.domain.mails import REMOVES_FACTOR
from callbox.ports import Moved
from callbox.ports.users import EmailTaken
from callbox.services.mailed_links import invalid_token
from callbox.services.notices import send_notice

if TYPE_CHECKING:
    from datetime import datetime

    from callbox.domain.email_changes import EmailChange
    from callbox.domain.identity import Session, User
    from callbox.domain.mails import MailedToken
    from callbox.ports.clock import Clock
    from callbox.ports.email_changes import EmailChanges
    from callbox.ports.ids import Ids
    from callbox.ports.log import Log
    from callbox.ports.mail import MailQueue
    from callbox.ports.passwords import Passwords
    from callbox.ports.users import Users
    from callbox.services.attempt_limiter import AttemptLimiter
    from callbox.services.mail_limits import MailLimits
    from callbox.services.mailbox_accounts import MailboxAccounts
    from callbox.services.proofs import Proofs
    from callbox.services.second_factor import SecondFactorService
    from callbox.services.sessions import SessionService

MOST_ROUNDS = 10
"""How many times a step is tried again because another request changed the account or the wish meanwhile."""


@dataclass(frozen=True)
class Status:
    """`waiting` is the wish whose links still work. Until `refunds_blocked_until` no money is sent back."""

    waiting: EmailChange | None
    refunds_blocked_until: datetime | None


class EmailChangeService:
    def __init__(
        self,
        *,
        changes: EmailChanges,
        users: Users,
        sessions: SessionService,
        passwords: Passwords,
        second_factors: SecondFactorService,
        proofs: Proofs,
        limiter: AttemptLimiter,
        rules: AttemptRules,
        mail_limits: MailLimits,
        mailbox_accounts: MailboxAccounts,
        mail_queue: MailQueue,
        clock: Clock,
        ids: Ids,
        log: Log,
    ) -> None:
        self._changes = changes
        self._users = users
        self._sessions = sessions
        self._passwords = passwords
        self._second_factors = second_factors
        self._proofs = proofs
        self._limiter = limiter
        self._rules = rules
        self._mail_limits = mail_limits
        self._mailbox_accounts = mailbox_accounts
        self._mail_queue = mail_queue
        self._clock = clock
        self._ids = ids
        self._log = log

    def ask(self, user: User, session: Session, email: str, *, password: str, code: str | None) -> EmailChange:
        """Mail a link to the new address and a notice to the present one. Replaces an earlier wish.

        Does not look whether the address is another account's: its mailbox alone is told. Raises Invalid for the
        address, what `Proofs.prove` raises, Unavailable, or Refused: `email_unverified`, `email_changed_lately` with
        `until`, `rate_limited`.
        """
        errors = new_email_errors(email)
        if not errors and email_key(email) == user.email_key:
            errors = [FieldError("email", "not_allowed", "This is the address that you have. Use another.")]
        if errors:
            raise Invalid(*errors)
        if not user.email_verified:
            raise Refused("email_unverified", "Confirm your e-mail address first: changes are mailed to it.")
        now, before = self._clock.now(), self._changes.get(user.user_id)
        change = rules.asked(
            user,
            session,
            email,
            change_id=self._ids.new_id(now),
            has_old_factor=self._second_factors.survives_a_reset(user.user_id),
            before=before,
            now=now,
        )
        self._proofs.prove(user, session, password=password, code=code)
        self._mail_limits.must_be_free("confirm_new_email", email)
        self._limiter.count(Counted(EMAIL_CHANGES, user.user_id))
        try:
            self._changes.save(before, change)
        except Moved:
            raise _busy() from None
        self._log.record("email_change_asked", user_id=user.user_id, asks_former=change.asks_former)
        # the present address first: without its notice nothing can come of the wish
        self._mail_queue.send_mail("email_change_asked", user.user_id)
        self._mail_queue.send_mail("confirm_new_email", user.user_id)
        return change

    def of(self, user: User) -> Status:
        change, now = self._changes.get(user.user_id), self._clock.now()
        waiting = change if change and change.waits(user, now=now) else None
        return Status(waiting, rules.refunds_blocked_until(change, now=now))

    def open(self, link: MailedToken, user: User) -> tuple[EmailChange, bool]:
        """Confirm the wish from the new mailbox, or approve it from the former one; carry it out if it holds now.

        Return it, and whether that is new: a link may be opened again. Raises Unavailable, or Refused: `invalid_token`;
        `email_taken` or `too_many_accounts` when the address can no longer be had.
        """
        step = rules.confirmed if link.kind == "confirm_new_email" else rules.approved
        for _ in range(MOST_ROUNDS):
            now, before = self._clock.now(), self._changes.get(user.user_id)
            if before is None or before.change_id != link.subject:
                raise invalid_token()
            if before.state == "changed" and before.can_be_undone(now=now):
                return before, False
            if not before.waits(user, now=now):
                raise invalid_token()
            after = step(before, now=now)
            with suppress(Moved):
                if after.holds(now=now):
                    return self._carry_out(user, before, rules.carried_out(after, now=now)), True
                if after != before:
                    self._changes.save(before, after)
                return after, after != before
            user = self._read_again(user)
        raise _busy()

    def undo(self, link: MailedToken, user: User) -> None:
        """Stop the wish, or take the change back; make the password useless, end all sessions, mail a link for a new
        password.

        Removes a second factor that was not old when the change was asked for. No reset, and no act of a session, makes
        it fail: a stranger may have the new mailbox. Raises Unavailable, or Refused `invalid_token`.
        """
        password_hash = self._passwords.hash(self._ids.new_secret())
        for _ in range(MOST_ROUNDS):
            now, before = self._clock.now(), self.must_be_undoable(link, user)
            try:
                self._changes.undo(user, before, rules.undone(before, now=now), password_hash=password_hash)
            except Moved:
                user = self._read_again(user)
                continue
            self._clean_up(user, before, removes_factor=link.subject in REMOVES_FACTOR)
            return
        raise _busy()

    def must_be_undoable(self, link: MailedToken, user: User) -> EmailChange:
        """Return what the link undoes. Raises Refused `invalid_token` when there is nothing."""
        change = self._changes.get(user.user_id)
        if change and change.state == "asked" and link.resets == user.resets:
            return change  # after a reset, which came from the present address, there is nothing left to undo
        is_held = change and user.email_key == email_key(change.email)
        if change is None or not is_held or not change.can_be_undone(now=self._clock.now()):
            raise invalid_token()
        return change

    def _carry_out(self, user: User, before: EmailChange, after: EmailChange) -> EmailChange:
        """Raises Moved, and Refused `email_taken` or `too_many_accounts`."""
        is_same_mailbox = mailbox_key(after.email) == mailbox_key(user.email)
        place = None if is_same_mailbox else self._mailbox_accounts.take(after.email, user.user_id)
        reserved_until = self._clock.now() + rules.UNDO_LIFETIME
        try:
            self._changes.carry_out(user, before, after, reserved_until=reserved_until)
        except (EmailTaken, Moved) as failed:
            if place:
                self._mailbox_accounts.release(place)
            if isinstance(failed, EmailTaken):
                raise Refused("email_taken", "An account with this e-mail address exists.") from None
            raise
        self._sessions.go_on(after.session_id, user)
        self._log.record("email_changed", user_id=user.user_id)
        send_notice("email_changed", user.user_id, mail_queue=self._mail_queue, log=self._log)
        return after

    def _clean_up(self, user: User, change: EmailChange, *, removes_factor: bool) -> None:
        # after the write that ends all sessions: none of them can set another factor from here on
        self._second_factors.clear(user.user_id, young_only=not removes_factor, at=change.asked_at)
        self._limiter.forget(Counted(self._rules.failures_per_account, email_key(change.former)))
        self._log.record("email_change_undone", user_id=user.user_id, state=change.state)
        send_notice("set_password", user.user_id, mail_queue=self._mail_queue, log=self._log)

    def _read_again(self, user: User) -> User:
        found = self._users.get(user.user_id)
        if found is None:
            raise invalid_token()
        return found


def _busy() -> Unavailable:
    return Unavailable("The account is being changed by others. Try again.")
