"""A text message as a rented number received it. `code_extraction`, which finds its code, takes longer to load."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

KEPT_FOR = timedelta(days=30)
"""How long we keep and show texts and codes. The order itself stays."""
MAX_TEXT_CHARS = 1_600
"""Ten concatenated SMS of 160 characters: the longest message that carriers deliver. What follows is never read."""


@dataclass(frozen=True)
class Message:
    """One SMS as received. `sender` is None when the supplier does not know it, `code` when no code is certain."""

    id: str
    sender: str | None
    text: str
    code: str | None
    received_at: datetime

    def is_kept(self, now: datetime) -> bool:
        """Return whether it may still be shown. The database deletes it some time after its expiry."""
        return now < self.received_at + KEPT_FOR


def with_codes(messages: Iterable[Message]) -> Sequence[Message]:
    """Return the messages that have a code, newest first. `messages` may be in any order."""
    return sorted((one for one in messages if one.code is not None), key=lambda one: one.received_at, reverse=True)


def first_code(messages: Iterable[Message]) -> str | None:
    """Return the code of the earliest message that has one. `messages` may be in any order."""
    with_code = [message for message in messages if message.code is not None]
    return min(with_code, key=lambda message: message.received_at).code if with_code else None
