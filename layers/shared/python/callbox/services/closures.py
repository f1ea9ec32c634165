"""Customers close their account, or keep it after all. `services.erasing` deletes the data when the wait is over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain import closures as rules
from callbox.domain.errors import Refused, not_found
from callbox.services.commits import settled
from callbox.services.notices import send_notice
from callbox.services.open_verifications import open_verifications

if TYPE_CHECKING:
    from datetime import datetime

    from callbox.domain.closures import Closure
    from callbox.domain.identity import Session, User, UserId
    from callbox.domain.ledger import Wallet
    from callbox.ports.books import Books
    from callbox.ports.clock import Clock
    from callbox.ports.closures import Closures
    from callbox.ports.deposits import Deposits
    from callbox.ports.ids import Ids
    from callbox.ports.log import Log
    from callbox.ports.mail import MailQueue
    from callbox.ports.verifications import Verifications
    from callbox.services.email_changes import EmailChangeService
    from callbox.services.proofs import Proofs
    from callbox.services.second_factor import SecondFactorService

MOST_DEPOSITS = 100
"""Deposits that are read, newest first: those under way are of the last four days. A payment of an older one that
succeeds all the same is credited, and an operator is told."""


class ClosureService:
    def __init__(
        self,
        *,
        books: Books,
        closures: Closures,
        verifications: Verifications,
        deposits: Deposits,
        second_factors: SecondFactorService,
        email_changes: EmailChangeService,
        proofs: Proofs,
        mail_queue: MailQueue,
        clock: Clock,
        ids: Ids,
        log: Log,
    ) -> None:
        self._books = books
        self._closures = closures
        self._verifications = verifications
        self._deposits = deposits
        self._second_factors = second_factors
        self._email_changes = email_changes
        self._proofs = proofs
        self._mail_queue = mail_queue
        self._clock = clock
        self._ids = ids
        self._log = log

    def close(self, user: User, session: Session, *, password: str, code: str | None) -> Closure:
        """Begin the wait of an account that its customer closes, and mail its claim number. Return the closure.

        A second call returns the same. What hinders the closure is told before a code is used up. Raises Refused:
        `account_frozen`, `purchases_paused`, `payout_under_way`, `payout_blocked`, `numbers_open`,
        `payment_under_way`; what `Proofs.prove` raises; or Unavailable.
        """
        self._must_be_closable(user)
        self._proofs.prove(user, session, password=password, code=code)
        return settled(lambda: self._close(user))

    def keep(self, user_id: UserId) -> bool:
        """Let an account go on that waits to be closed. Return whether one waited; a second call changes nothing.

        Raises Refused `not_cancellable` once its data are being deleted, or Unavailable.
        """
        return settled(lambda: self._keep(user_id))

    def _close(self, user: User) -> Closure:
        user_id, wallet = user.user_id, self._must_be_closable(user)
        if wallet.closes_at is not None:
            return self._existing(user_id)
        closure = rules.asked(wallet, now=self._clock.now())
        self._books.close(wallet, closure)
        self._log.record("closing_asked", user_id=user_id, left_minor=closure.left.minor)
        send_notice("account_closing", user_id, mail_queue=self._mail_queue, log=self._log)
        return closure

    def _must_be_closable(self, user: User) -> Wallet:
        """Return the wallet, read before all else: a purchase that comes later moves it, and all is read again."""
        user_id, wallet = user.user_id, self._books.wallet(user.user_id)
        if wallet.closes_at is not None:
            return wallet
        blocked: dict[rules.BlockReason, datetime | None] = {
            "factor_removed": self._second_factors.status(user_id).refunds_blocked_until,
            "email_changed": self._email_changes.of(user).refunds_blocked_until,
        }
        rules.must_be_settled(wallet, refunds_blocked=blocked)
        waiting = open_verifications(self._verifications, self._ids, user_id, now=self._clock.now())
        rules.must_be_at_rest(waiting, self._deposits.page(user_id, before_id=None, limit=MOST_DEPOSITS))
        return wallet

    def _keep(self, user_id: UserId) -> bool:
        wallet = self._books.wallet(user_id)
        if wallet.closes_at is None:
            return False
        closure = self._existing(user_id)
        if closure.begun_at is not None:
            raise Refused("not_cancellable", "The account is closed: its data are being deleted.", state="closed")
        self._books.keep(wallet, closure)
        self._log.record("closing_stopped", user_id=user_id)
        return True

    def _existing(self, user_id: UserId) -> Closure:
        closure = self._closures.get(rules.claim_of(user_id))
        if closure is None:
            raise not_found("closure")
        return closure
