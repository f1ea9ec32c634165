"""Limits on the mails that anybody can have sent to a mailbox. Counted by mailbox and kind, whatever the spelling."""

from __future__ import annotations

from typing import TYPE_CHECKING

from callbox.domain.attempts import Counted, Rule
from callbox.domain.mailboxes import mailbox_identity
from callbox.domain.mails import COUNTED_MAILS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from callbox.domain.mails import MailKind
    from callbox.services.attempt_limiter import AttemptLimiter


class MailLimits:
    """A kind outside COUNTED_MAILS is never counted and never refused."""

    def __init__(self, *, limiter: AttemptLimiter, rules: Sequence[Rule]) -> None:
        self._limiter = limiter
        self._rules = rules

    def must_be_free(self, kind: MailKind, address: str) -> None:
        """Raise Refused `rate_limited` with `retry_after_s` if the mailbox got as many of this kind as it may."""
        if counted := self._counted(kind, address):
            self._limiter.must_be_free(*counted)

    def count(self, kind: MailKind, address: str) -> None:
        """Count one mail. Raises Refused `rate_limited`, with nothing counted."""
        if counted := self._counted(kind, address):
            self._limiter.count(*counted)

    def take_back(self, kind: MailKind, address: str) -> None:
        """Undo the count of a mail that could not be sent."""
        self._limiter.take_back(*self._counted(kind, address))

    def _counted(self, kind: MailKind, address: str) -> list[Counted]:
        if kind not in COUNTED_MAILS:
            return []
        return [Counted(rule, f"{kind} {mailbox_identity(address)}") for rule in self._rules]
