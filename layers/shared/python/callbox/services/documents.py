"""A verification with its messages, as every answer and every push shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from callbox.domain.identity import UserId
    from callbox.domain.messages import Message
    from callbox.domain.verifications import Verification
    from callbox.ports.messages import Messages


@dataclass(frozen=True)
class Documented:
    """A verification with its messages, oldest first."""

    verification: Verification
    messages: Sequence[Message]


def documented(
    messages: Messages, user_id: UserId, verifications: Sequence[Verification], *, now: datetime
) -> Sequence[Documented]:
    """Add the messages: one query for all verifications, or none if no messages came."""
    ids = sorted(v.verification_id for v in verifications if v.message_count)
    found = messages.between(user_id, first=ids[0], last=ids[-1]) if ids else {}
    return [
        # messages of a refunded number were not paid for, so they are not shown
        Documented(v, () if v.is_refunded else tuple(m for m in found.get(v.verification_id, ()) if m.is_kept(now)))
        for v in verifications
    ]
