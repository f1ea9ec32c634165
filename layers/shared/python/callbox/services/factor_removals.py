"""A second factor is lost: it is removed in 72 hours, and mails tell its owner how to stop that.

Its owner asks for it with the link for a new password, or an operator rules it. The mails go out at once, after 24 and
after 48 hours; the sweeper sends those that are due.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain.errors import Unavailable
from callbox.domain.second_factor import MAILED_EVERY

if TYPE_CHECKING:
    from datetime import datetime

    from callbox.domain.identity import UserId
    from callbox.domain.second_factor import SecondFactor
    from callbox.ports.clock import Clock
    from callbox.ports.log import Log
    from callbox.ports.mail import MailQueue
    from callbox.ports.second_factors import SecondFactors


class FactorRemovals:
    def __init__(
        self,
        *,
        factors: SecondFactors,
        mail_queue: MailQueue,
        clock: Clock,
        log: Log,
    ) -> None:
        self._factors = factors
        self._mail_queue = mail_queue
        self._clock = clock
        self._log = log

    def rule(self, user_id: UserId) -> None:
        """Have the factor removed as an operator ruled. A second call only mails again. Raises Unavailable.

        The consumer of the mails begins the removal, so that operators need no right to the secrets of factors.
        """
        self._mail_queue.send_mail("factor_ruled_lost", user_id)

    def announce(self, factor: SecondFactor) -> None:
        """Queue the mail of a removal if it is due. If the queue does not answer, it stays due."""
        if factor.mail_due_at and factor.mail_due_at <= self._clock.now():
            self._mail(factor.user_id, factor.mail_due_at)

    def remind(self, *, limit: int) -> None:
        """Queue the mails that are due. Those that fail stay due. Raises Unavailable."""
        for user_id, due_at in self._factors.mails_due(self._clock.now(), limit=limit):
            self._mail(user_id, due_at)

    def _mail(self, user_id: UserId, due_at: datetime) -> None:
        try:
            self._mail_queue.send_mail("factor_lost", user_id)
            self._factors.put_off_mail(user_id, due_at=due_at, next_at=due_at + MAILED_EVERY)
        except Unavailable:
            self._log.record("mail_not_queued", kind="factor_lost", user_id=user_id)
